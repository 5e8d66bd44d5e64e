/** From the files of a protocol to the protocol, or to everything that is wrong with it. */
import { checkNevers } from './check-nevers.ts';
import { checkReferences } from './check-references.ts';
import { checkSense } from './check-sense.ts';
import { inOrder, type Problem, type SourceFile } from './problem.ts';
import type { Protocol, ProtocolKey } from './protocol.ts';
import { about, clauses, consents, levels, roles, services } from './read-document.ts';
import { interrupt, obligations, withdrawal } from './read-duties.ts';
import { evidence } from './read-evidence.ts';
import { gateLists, gates } from './read-gates.ts';
import { guidance, nevers } from './read-guidance.ts';
import { pathways } from './read-pathways.ts';
import { closures, contacts, forums, officeHours } from './read-places.ts';
import { retention } from './read-retention.ts';
import { type Log, newLog } from './reading.ts';
import { gather, listOf, namesIn, onlyOne, type Sections, textIn } from './sections.ts';
import { readYaml } from './yaml-reader.ts';

export type Loaded =
  | { readonly ok: true; readonly protocol: Protocol }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads and checks a protocol. All problems are given, in three rounds, because each round needs the one before:
 * what is no YAML; what cannot be read or names something that is not there; what makes no sense.
 */
export function loadProtocol(files: readonly SourceFile[]): Loaded {
  const inNameOrder = files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const read = inNameOrder.map((file) => ({ file, result: readYaml(file) }));
  const notYaml = read.flatMap(({ result }) => (result.ok ? [] : result.problems));
  if (notYaml.length > 0) return { ok: false, problems: inOrder(notYaml) };

  const log = newLog();
  const trees = read.flatMap(({ file, result }) =>
    result.ok ? [{ file, node: result.node }] : [],
  );
  const protocol = readSections(gather(trees, log), log);
  if (protocol === undefined || log.problems.length > 0)
    return { ok: false, problems: inOrder(log.problems) };

  const senseless = [...checkSense(protocol, log), ...checkNevers(protocol, log)];
  return senseless.length > 0
    ? { ok: false, problems: inOrder(senseless) }
    : { ok: true, protocol };
}

/** Reads each section after those it needs to know; then looks up every name that was used. */
function readSections(sections: Sections, log: Log): Protocol | undefined {
  const first = {
    about: onlyOne(sections, 'protocol', about),
    levels: listOf(sections, 'levels', levels),
    roles: namesIn(sections, 'roles', roles),
    services: namesIn(sections, 'services', services),
    contacts: namesIn(sections, 'contacts', contacts),
    officeHours: onlyOne(sections, 'office-hours', officeHours),
    closures: listOf(sections, 'closures', closures),
    forums: namesIn(sections, 'forums', forums),
    consents: namesIn(sections, 'consents', consents),
    evidence: namesIn(sections, 'evidence', evidence(textIn(sections, 'interrupt', 'form'))),
  };
  const cited = {
    interrupt: onlyOne(sections, 'interrupt', interrupt),
    gates: namesIn(sections, 'gates', gates(first.evidence)),
    gateLists: namesIn(sections, 'gate-lists', gateLists),
    pathways: namesIn({ ...sections, forums: first.forums }, 'pathways', pathways),
    obligations: namesIn(sections, 'obligations', obligations),
    withdrawal: onlyOne(sections, 'withdrawal', withdrawal),
    retention: onlyOne(sections, 'retention', retention),
    guidance: listOf({ ...sections, enforces: false }, 'guidance', guidance),
    nevers: listOf(sections, 'nevers', nevers),
    clauses: namesIn(sections, 'clauses', clauses),
  };
  log.problems.push(...checkReferences({ log, ...first }));
  const { about: document, ...rest } = first;
  if (document === undefined || cited.interrupt === undefined) return undefined;
  // This is the one place where a key is made.
  const key = `${document.authority.id}/${document.version}` as ProtocolKey;
  const citations = log.citations.toSorted((one, other) =>
    one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line,
  );
  return { key, about: document, ...rest, ...cited, interrupt: cited.interrupt, citations };
}
