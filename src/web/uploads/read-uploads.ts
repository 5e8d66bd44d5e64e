/**
 * Files that people send. A route takes them by saying so, and reads what became of each:
 *
 *     app.post('/people/import', { config: { uploads: { kind: 'csv', most: 1_000_000 } } }, (request) => {
 *       const file = readUpload(request, 'people'); // { value } | { error }
 *
 * Its form has `enctype="multipart/form-data"` and carries `_csrf` like every other. Nothing is written to disk: a
 * file is in memory for the length of its request. To every other route no file can be sent.
 */
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withoutNul } from '../without-nul.ts';
import type { Scan } from './clamav.ts';
import { cleanFileName } from './file-name.ts';
import { judgeFile, type Received, type UploadReading, type UploadRule } from './judge-file.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes files, one in each field. */
    uploads?: UploadRule;
  }
  interface FastifyRequest {
    uploads: ReadonlyMap<string, UploadReading> | undefined;
  }
}

const MOST_FILES = 5;
const MOST_FIELDS = 200;
const LONGEST_FIELD = 100_000;

export interface UploadOptions {
  /** Looks for viruses; without it nobody does. */
  readonly scan?: Scan | undefined;
  readonly log: (message: string, request?: string) => void;
}

/** After `addSessions`: what comes from nobody, or without the key of its form, is neither read nor looked at. */
export function addUploads(app: FastifyInstance, { scan, log }: UploadOptions): void {
  const received = new WeakMap<FastifyRequest, ReadonlyMap<string, Received>>();
  app.decorateRequest('uploads', undefined);
  app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      files: MOST_FILES,
      fields: MOST_FIELDS,
      parts: MOST_FILES + MOST_FIELDS,
      fieldSize: LONGEST_FIELD,
    },
  });
  app.addHook('preParsing', async (request) => {
    const { uploads } = request.routeOptions.config;
    if (!isMultipart(request)) return;
    if (uploads === undefined) throw refusal('This route takes no files', 415);
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > uploads.most * MOST_FILES + LONGEST_FIELD) throw refusal('Too large', 413);
  });
  app.addHook('preValidation', async (request) => {
    const { uploads } = request.routeOptions.config;
    if (uploads === undefined || !isMultipart(request) || request.visitor === undefined) return;
    const form = await readForm(request, uploads).catch((error) => {
      // Without a number of its own it is a body that is no form at all.
      throw 'statusCode' in error ? error : refusal('This form cannot be read', 400);
    });
    request.body = form.body;
    received.set(request, form.files);
  });
  app.addHook('preHandler', async (request) => {
    const { uploads } = request.routeOptions.config;
    const files = received.get(request);
    if (uploads === undefined || files === undefined) return;
    const judged = new Map<string, UploadReading>();
    for (const [field, file] of files)
      judged.set(field, await judgeFile(file, uploads, { scan, log: (m) => log(m, request.id) }));
    request.uploads = judged;
  });
}

/** The file of a field, or what to say beside it. */
export function readUpload(request: FastifyRequest, field: string): UploadReading {
  return request.uploads?.get(field) ?? { error: 'Select a file' };
}

async function readForm(request: FastifyRequest, { most }: UploadRule) {
  const body: Record<string, string | string[]> = {};
  const files = new Map<string, Received>();
  for await (const part of request.parts({ limits: { fileSize: most } })) {
    const name = withoutNul(part.fieldname);
    if (part.type === 'file') {
      const file = await readFile(part);
      // A field in which nothing was chosen sends a file without name and length.
      if (file !== undefined) files.set(name, file);
    } else add(body, name, withoutNul(String(part.value)));
  }
  return { body, files };
}

async function readFile(part: MultipartFile): Promise<Received | undefined> {
  const bytes = await part.toBuffer();
  if (bytes.length === 0 && (part.filename ?? '') === '') return undefined;
  return { name: cleanFileName(part.filename ?? ''), bytes, cut: part.file.truncated };
}

/** As forms without files are read: a name that comes twice has a list. */
function add(body: Record<string, string | string[]>, name: string, value: string): void {
  const known = body[name];
  body[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
}

function isMultipart(request: FastifyRequest): boolean {
  return /^multipart\//i.test(request.headers['content-type'] ?? '');
}

function refusal(message: string, statusCode: number): Error {
  return Object.assign(new Error(message), { statusCode });
}
