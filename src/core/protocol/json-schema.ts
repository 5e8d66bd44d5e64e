/**
 * The language as a JSON Schema, so that editors complete and check a protocol while it is written. It is made from the
 * readers themselves: there is no second list of words. What only a whole protocol can show (names that are not there,
 * stages that cannot be left) is for `stile protocol check`.
 */
import { about, clauses, consents, levels, roles, services } from './read-document.ts';
import { interrupt, obligations, withdrawal } from './read-duties.ts';
import { evidence } from './read-evidence.ts';
import { gateLists, gates } from './read-gates.ts';
import { guidance, nevers } from './read-guidance.ts';
import { pathways } from './read-pathways.ts';
import { closures, contacts, forums, officeHours } from './read-places.ts';
import { retention } from './read-retention.ts';
import { type Defs, type Described, either, named, type Schema, schemaOf } from './schema.ts';
import type { SectionName } from './sections.ts';

const readers = {
  protocol: about,
  levels,
  roles,
  services,
  contacts,
  'office-hours': officeHours,
  closures,
  forums,
  consents,
  evidence: evidence(undefined),
  gates: gates(new Map()),
  'gate-lists': gateLists,
  pathways,
  obligations,
  interrupt,
  withdrawal,
  retention,
  guidance,
  nevers,
  clauses,
} as const satisfies Record<SectionName, Described>;

/** The schema of any file of a protocol: each may hold any of the sections, and a section may be empty. */
export function jsonSchema(): Schema {
  const defs: Defs = new Map();
  const sections = Object.entries(readers).map(([name, reader]) => {
    const own = named(name, { wants: reader.wants, schema: (all) => schemaOf(reader, all) });
    return [name, either(schemaOf(own, defs), { type: 'null' })] as const;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A file of a Stile protocol',
    description: 'Made from the readers of the language. See docs/protocol-language.md.',
    type: 'object',
    properties: Object.fromEntries(sections),
    additionalProperties: false,
    $defs: Object.fromEntries([...defs].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}
