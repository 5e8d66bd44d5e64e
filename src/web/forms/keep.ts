/** What somebody has typed and not sent: kept at every failed attempt and at every pause, for them alone. */
import { createHash } from 'node:crypto';
import { discardDraft, findOwnDraft, listOwnDrafts, saveDraft } from '../../cases/save-draft.ts';
import type { Instant } from '../../core/calendar/time.ts';
import type { Typed } from '../kit/field-view.ts';
import type { Visitor, Web } from '../web.ts';

export interface Kept {
  readonly typed: Typed;
  /** The family's version that it was written on. */
  readonly seen: number;
  readonly updated: Instant;
}

/** The names that belong to the form and not to what was typed in it. */
const OWN_NAMES: ReadonlySet<string> = new Set([
  '_csrf',
  'request',
  'draft',
  'draft-title',
  'seen',
  'back',
  'add-row',
]);

type Body = Readonly<Record<string, unknown>>;

/** The body of a posted form; an empty one where something else was sent. */
export function bodyOf(body: unknown): Body {
  // Fastify's form parser makes plain objects of strings and arrays of strings.
  return typeof body === 'object' && body !== null ? (body as Body) : {};
}

export function textOf(body: Body, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (typeof value === 'string') return value;
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : '';
}

/** The family's version that a form was filled in on. */
export function seenOf(body: Body): number | undefined {
  const seen = Number(textOf(body, 'seen'));
  return Number.isInteger(seen) && seen > 0 ? seen : undefined;
}

/** What a form calls its draft. */
export function titleIn(body: Body): string {
  return textOf(body, 'draft-title') || 'A form';
}

/** Only what was typed, as it was typed. */
export function typedOf(body: Body): Typed {
  const typed: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(body)) {
    if (OWN_NAMES.has(name)) continue;
    if (typeof value === 'string') typed[name] = clean(value);
    else if (Array.isArray(value))
      typed[name] = value.filter((entry) => typeof entry === 'string').map(clean);
  }
  return typed;
}

/**
 * The key under which an act is carried out once. What was typed is part of it: the same form sent twice is one act,
 * and going back to write something else is another.
 */
export function requestKeyOf(body: Body): string | undefined {
  const request = textOf(body, 'request');
  if (!/^[\w-]{8,80}$/.test(request)) return undefined;
  const words = createHash('sha256')
    .update(JSON.stringify(typedOf(body)))
    .digest('hex');
  return `${request}.${words.slice(0, 32)}`;
}

export async function keep(
  web: Web,
  visitor: Visitor,
  draft: {
    readonly key: string;
    readonly title: string;
    readonly typed: Typed;
    readonly seen?: number | undefined;
  },
): Promise<void> {
  await saveDraft(web.stile, visitor, {
    key: draft.key,
    family: familyIn(draft.key),
    title: draft.title.slice(0, 200),
    body: draft.seen === undefined ? draft.typed : { ...draft.typed, seen: String(draft.seen) },
  });
}

/** What was kept of a form, or undefined. */
export async function kept(web: Web, visitor: Visitor, key: string): Promise<Kept | undefined> {
  const draft = await findOwnDraft(web.stile, visitor, key);
  return draft && keptIn(draft);
}

/** What was kept of the forms that share one page, by key, the latest first. */
export async function keptOn(
  web: Web,
  visitor: Visitor,
  page: string,
): Promise<ReadonlyMap<string, Kept>> {
  const drafts = await listOwnDrafts(web.stile, visitor);
  const here = drafts.filter(({ key }) => key.startsWith(`${page}#`));
  return new Map(here.map((draft) => [draft.key, keptIn(draft)]));
}

function keptIn(draft: { readonly body: unknown; readonly updated: Instant }): Kept {
  const body = bodyOf(draft.body);
  // Kept without it, anything that was changed since the family was registered may have come after.
  return { typed: typedOf(body), seen: seenOf(body) ?? 1, updated: draft.updated };
}

export async function forget(web: Web, visitor: Visitor, key: string): Promise<void> {
  await discardDraft(web.stile, visitor, key);
}

/** Where there are forms; with the place on the page, where it has several. */
const KEYS: readonly RegExp[] = [
  /^\/(?:concern|urgent-access)$/,
  /^\/families\/new#family$/,
  /^\/families\/[\w-]+\/[\w/.-]+$/,
  /^\/families\/[\w-]+\/exports\/[\w-]+#passage-[\w-]+$/,
  /^\/meetings\/[\w.~%-]+\/[\d-]+#(?:attendance|minutes-heading|(?:roll-over|accept-late)-case-[\w-]+)$/,
  /^\/people\/(?:add|teams#add-(?:team|agency))$/,
  /^\/people\/[\w.~%-]+\/(?:change|roles|cover|leave|move|(?:roles|cover)\/[\w.~%-]+\/end)$/,
  /^\/access\/roles\/[\w.~%-]+$/,
  /^\/policy\/retention#(?:hold|reason-[\w-]+|proposal-\d+)$/,
];

/** A draft's key is the address of its form: nothing else is kept, so a link to it is always a page of ours. */
export function isDraftKey(key: string): boolean {
  return key.length <= 300 && KEYS.some((form) => form.test(key));
}

/** The family whose form it is: who sees it no more is not told of it by the title of their draft. */
function familyIn(key: string): string | null {
  const [, id] =
    /^\/families\/([\w-]+)\//.exec(key) ??
    /^\/meetings\/[^#]+#[a-z-]+-case-([\w-]+)-\w+$/.exec(key) ??
    [];
  return id === undefined || id === 'new' ? null : id;
}

// The database takes no NUL.
function clean(text: string): string {
  return text.replaceAll('\u0000', '').replace(/\r\n?/g, '\n');
}
