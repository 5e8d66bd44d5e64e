/** The sections about the document and the people: `protocol`, `levels`, `roles`, `services`, `consents`, `clauses`. */
import { type Decoder, flag, list, oneOf, parsed, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type {
  About,
  Clause,
  ClauseId,
  ConsentScope,
  Employer,
  Level,
  LevelId,
  Role,
  RoleId,
  ScopeId,
  Service,
} from './protocol.ts';
import { declare, type Reading, tell } from './reading.ts';
import { citing, clauseId, day, nameOfA } from './words.ts';

export const sides = oneOf('statutory', 'early-help');
export const employers: Decoder<Employer> = oneOf('authority', 'partner');

/** GOV.UK's blue, where an authority names no colour of its own. */
const plainBlue = '#1d70b8';

const colour = parsed('a colour, for example "#00605a"', (written) =>
  /^#[0-9a-fA-F]{6}$/.test(written)
    ? { ok: true, value: written }
    : {
        ok: false,
        problem: `"${written}" is not a colour. Write # and six digits, in quotes, for example "#00605a"`,
      },
);

const folderName = parsed('a short name', (written) =>
  /^[a-z0-9][a-z0-9.-]*$/.test(written)
    ? { ok: true, value: written }
    : {
        ok: false,
        problem: `"${written}" should be small letters, digits and hyphens: it is part of the protocol's key`,
      },
);

/** What is said of the document guides people; it enforces nothing. */
function inWordsOnly<T>(decoder: Decoder<T>): Decoder<T> {
  return {
    ...decoder,
    read: (node, cx) => decoder.read(node, { ...cx, enforces: false }),
  };
}

/** But what is asked for before it is published is held. */
function enforced<T>(decoder: Decoder<T>): Decoder<T> {
  return {
    ...decoder,
    read: (node, cx) => decoder.read(node, { ...cx, enforces: true }),
  };
}

export const about: Decoder<About> = inWordsOnly(
  record(
    {
      authority: need(
        record(
          { id: need(folderName), name: need(text), colour: may(colour, plainBlue) },
          ({ id, name, colour }) => ({ id, name, colour }),
        ),
      ),
      version: need(folderName),
      title: need(text),
      source: need(text),
      'effective-from': need(day),
      status: need(oneOf('mandatory', 'guidance')),
      details: may(
        list(
          record(
            { title: need(text), says: need(text), ...citing },
            ({ ours: _, ...detail }) => detail,
          ),
        ),
        [],
      ),
      links: may(
        list(
          record(
            { title: need(text), href: need(text), ...citing },
            ({ ours: _, ...link }) => link,
          ),
        ),
        [],
      ),
      publishing: may(
        enforced(
          list(
            record(
              { id: need(folderName), title: need(text), says: need(text), ...citing },
              ({ ours: _, ...asked }) => asked,
            ),
          ),
        ),
        [],
      ),
      ...citing,
    },
    ({
      authority,
      version,
      title,
      source,
      status,
      details,
      links,
      publishing,
      clauses,
      'effective-from': effectiveFrom,
    }) => ({
      authority,
      version,
      title,
      source,
      effectiveFrom,
      status,
      clauses,
      details,
      links,
      publishing,
    }),
  ),
);

export const levels: Decoder<readonly Level[]> = list(
  record(
    {
      id: need(text),
      title: need(text),
      was: may(text),
      side: need(sides),
      hint: may(text),
      ...citing,
    },
    ({ id, title, was, side, hint, clauses }, cx, node): Level | undefined => {
      const at = node.entries.find(({ key }) => key === 'id')?.value.at ?? node.at;
      if (!declare(cx, { kind: 'level', scope: '', name: id, at })) return undefined;
      // Declared in this moment; what bears the name is this level.
      return { id: id as LevelId, title, was, side, hint, clauses };
    },
  ),
);

export const roles = mapOf<RoleId, Role>(
  { kind: 'role' },
  (id) =>
    record(
      {
        title: need(text),
        plural: may(text),
        side: need(sides),
        held: need(oneOf('family', 'team')),
        team: may(text),
        manager: may(nameOfA<RoleId>('role')),
        generic: need(text),
        ...citing,
      },
      ({ title, plural, side, held, team, manager, generic, clauses }) => ({
        id,
        title,
        plural: plural ?? `${title}s`,
        side,
        held,
        team,
        manager,
        generic,
        clauses,
      }),
    ),
  at('role'),
);

export const services = mapOf<string, Service>(
  { kind: 'service' },
  (id) =>
    record(
      { title: need(text), employer: need(employers), ...citing },
      ({ title, employer, clauses }) => ({
        id,
        title,
        employer,
        clauses,
      }),
    ),
  at('service'),
);

export const consents = mapOf<ScopeId, ConsentScope>(
  { kind: 'consent' },
  (id) =>
    record(
      { title: need(text), hint: may(text), shares: may(flag, true), ...citing },
      ({ title, hint, shares, clauses }) => ({ id, title, hint, shares, clauses }),
    ),
  at('consent'),
);

export const clauses = mapOf<ClauseId, Clause>({ kind: 'clause', name: clauseId }, (id) =>
  record(
    {
      source: need(text),
      says: need(text),
      kind: need(text),
      modality: need(oneOf('must', 'should', 'may', 'never')),
      treatment: need(oneOf('enforced', 'guided', 'not-for-software')),
      because: may(text),
      reading: may(text),
    },
    ({ source, says, kind, modality, treatment, because, reading }, cx): Clause | undefined => {
      if (treatment === 'not-for-software' && because === undefined) {
        tell(cx, cx.at, `${cx.thing} is not for software. Say why, with because: …`);
        return undefined;
      }
      return { id, source, says, kind, modality, treatment, because, reading };
    },
  ),
);

/** Citations within a named thing say which: `role team-manager`. */
export function at(kind: string): (cx: Reading, id: string) => Reading {
  return (cx, id) => ({ ...cx, place: `${kind} ${id}` });
}
