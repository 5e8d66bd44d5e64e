/** What a file is, by what is in it, and whether it is taken. The words are those shown beside its field. */
import { fileTypeFromBuffer } from 'file-type';
import { describeFaultBriefly } from '../../cases/describe-fault.ts';
import type { Scan } from './clamav.ts';
import { endingOf } from './file-name.ts';

/** What a route takes. */
export interface UploadRule {
  readonly kind: UploadKind;
  /** The largest file, in bytes. */
  readonly most: number;
}

/** A file as it came. */
export interface Received {
  readonly name: string;
  readonly bytes: Buffer;
  /** It went on beyond what the route takes; the rest was thrown away. */
  readonly cut: boolean;
}

export type UploadReading = { readonly value: Upload } | { readonly error: string };

/** A file that was taken. */
export interface Upload {
  /** Cleaned; good for showing, not for opening anything. */
  readonly name: string;
  readonly text: string;
}

const kinds = {
  csv: { endings: ['.csv'], noun: 'a CSV' },
  text: { endings: ['.txt', '.csv', '.yaml', '.yml', '.json'], noun: 'a text file' },
} as const satisfies Record<string, { readonly endings: readonly string[]; readonly noun: string }>;

export type UploadKind = keyof typeof kinds;

/** Documents written as text, which programs open as what they are, whatever their name says. */
const WRITTEN_AS_TEXT: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/rtf',
  'application/postscript',
  'application/eps',
  'application/xml',
  'application/x-mspublisher',
]);

export async function judgeFile(
  { name, bytes, cut }: Received,
  { kind, most }: UploadRule,
  looking: { readonly scan?: Scan | undefined; readonly log: (message: string) => void },
): Promise<UploadReading> {
  const { endings, noun } = kinds[kind];
  if (cut) return { error: `The selected file must be smaller than ${sizeInWords(most)}` };
  if (bytes.length === 0) return { error: 'The selected file is empty' };
  if (!endings.some((ending) => ending === endingOf(name)))
    return { error: `The selected file must be ${noun}` };
  const found = await lookForVirus(bytes, looking);
  if (found !== undefined) return { error: found };
  const text = readText(bytes);
  const known = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (text !== undefined && !WRITTEN_AS_TEXT.has(known?.mime ?? ''))
    return { value: { name, text } };
  return {
    error:
      known === undefined
        ? `The selected file must be ${noun} saved as UTF-8, such as “CSV UTF-8” in a spreadsheet program`
        : `The selected file must be ${noun}: whatever its name says, it is of the kind “${known.ext}”`,
  };
}

/** UTF-8 with or without its mark, tabs and ends of line; nothing that is not to be read. */
function readText(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /\p{Cc}/u.test(text.replace(/[\t\r\n]/g, '')) ? undefined : text;
  } catch {
    return undefined;
  }
}

async function lookForVirus(
  bytes: Buffer,
  { scan, log }: { readonly scan?: Scan | undefined; readonly log: (message: string) => void },
): Promise<string | undefined> {
  if (scan === undefined) return undefined;
  try {
    const { found } = await scan(bytes);
    if (found === undefined) return undefined;
    log(`An upload was refused: ClamAV found ${found} in it.`);
    return 'The selected file contains a virus';
  } catch (fault) {
    log(`An upload was refused: ClamAV could not look at it: ${describeFaultBriefly(fault)}`);
    return 'The selected file could not be checked for viruses, so it was not taken. Try again in a few minutes';
  }
}

function sizeInWords(bytes: number): string {
  return bytes >= 1_000_000
    ? `${Math.floor(bytes / 1_000_000)}MB`
    : `${Math.floor(bytes / 1000)}KB`;
}
