/** Where a clause applies in Stile: each place that cites it, in words and with a link. */
import type { Citation, ClauseId, Protocol } from '../../core/protocol/protocol.ts';
import {
  aboutHref,
  asQuery,
  clockHref,
  dutyHref,
  evidenceHref,
  gateHref,
  pathwayHref,
  stageHref,
  stepHref,
} from './hrefs.ts';

export interface Applied {
  /** "Requirement", "Clock", "Step". */
  readonly what: string;
  readonly title: string;
  readonly href: string | undefined;
  readonly enforces: boolean;
}

/** The places that cite a clause, each once, in the order of the files. */
export function whereApplied(
  protocol: Protocol,
  clause: ClauseId,
  version?: string,
): readonly Applied[] {
  const found = new Map<string, Applied>();
  for (const citation of protocol.citations) {
    if (citation.clause !== clause) continue;
    for (const applied of appliedAt(protocol, citation, version))
      found.set(`${applied.what} ${applied.title} ${applied.href}`, applied);
  }
  return [...found.values()];
}

function appliedAt(
  protocol: Protocol,
  { place, enforces, clause }: Citation,
  version: string | undefined,
): readonly Applied[] {
  const [kind = '', ...rest] = place.split(' ');
  const id = rest.join(' ');
  const one = (
    what: string,
    titles: ReadonlyMap<string, { readonly title: string }>,
    href: string,
  ): readonly Applied[] => [{ what, title: titles.get(id)?.title ?? id, href, enforces }];
  const query = asQuery(version);
  switch (kind) {
    case 'gate':
      // A list of gates is cited as "gate list bottom-lines".
      return id.startsWith('list ')
        ? gateList(protocol, id.slice('list '.length), enforces, query)
        : one('Requirement', protocol.gates, gateHref(id, version));
    case 'evidence':
      return one('Record', protocol.evidence, evidenceHref(id, version));
    case 'clock':
      return clocks(protocol, id, clause, enforces, version);
    case 'obligation':
      return one('Duty', protocol.obligations, dutyHref(id, version));
    case 'pathway':
      return one('Pathway', protocol.pathways, pathwayHref(id, version));
    case 'stage':
    case 'step':
      return partOfPathway(protocol, kind, id, enforces, version);
    case 'role':
      return one('Role', protocol.roles, aboutHref('role', id, version));
    case 'service':
      return one('Service', protocol.services, aboutHref('service', id, version));
    case 'contact':
      return one('Contact', protocol.contacts, aboutHref('contact', id, version));
    case 'forum':
      return one('Meeting', protocol.forums, aboutHref('forum', id, version));
    case 'consent':
      return one('Consent', protocol.consents, aboutHref('consent', id, version));
    case 'level':
      return protocol.levels
        .filter(({ clauses }) => clauses.includes(clause))
        .map(({ id: level, title }) => ({
          what: 'Level of need',
          title,
          href: aboutHref('level', level, version),
          enforces,
        }));
    case 'document':
      return [
        { what: 'The document', title: protocol.about.title, href: `/policy${query}`, enforces },
      ];
    case 'interrupt':
      return [
        {
          what: 'Safeguarding step up',
          title: protocol.interrupt.title,
          href: `/policy/clocks${query}#interrupt`,
          enforces,
        },
      ];
    case 'withdrawal':
      return [
        {
          what: 'When consent is withdrawn',
          title: 'Who is told',
          href: `/policy/clocks${query}#withdrawal`,
          enforces,
        },
      ];
    case 'never':
      return protocol.nevers
        .filter(({ clauses }) => clauses.includes(clause))
        .map(({ says }) => ({
          what: 'Must never happen',
          title: says,
          href: `/policy/clocks${query}#nevers`,
          enforces,
        }));
    // Guidance is shown with its words, not as a link.
    case 'guidance':
      return [];
    default:
      return [{ what: kind, title: id, href: undefined, enforces }];
  }
}

function gateList(
  protocol: Protocol,
  id: string,
  enforces: boolean,
  query: string,
): readonly Applied[] {
  const title = protocol.gateLists.get(id)?.title ?? id;
  return [{ what: 'Checklist', title, href: `/policy/gates${query}#gate-list-${id}`, enforces }];
}

/** A citation names a clock without its pathway, so every clock of that name that cites the clause is meant. */
function clocks(
  protocol: Protocol,
  id: string,
  clause: ClauseId,
  enforces: boolean,
  version: string | undefined,
): readonly Applied[] {
  return [...protocol.pathways.values(), ...protocol.obligations.values()].flatMap((owner) =>
    [...owner.clocks.values()]
      .filter((clock) => clock.id === id && clock.clauses.includes(clause))
      .map((clock) => ({
        what: 'Clock',
        title: `${clock.title} (${owner.title})`,
        href: clockHref(owner.id, id, version),
        enforces,
      })),
  );
}

function partOfPathway(
  protocol: Protocol,
  kind: 'stage' | 'step',
  path: string,
  enforces: boolean,
  version: string | undefined,
): readonly Applied[] {
  const [pathwayId = '', id = ''] = path.split('.');
  const pathway = [...protocol.pathways.values()].find((each) => each.id === pathwayId);
  const parts = kind === 'stage' ? pathway?.stages : pathway?.steps;
  const part = [...(parts?.values() ?? [])].find((each) => each.id === id);
  return [
    {
      what: kind === 'stage' ? 'Stage' : 'Step',
      title: `${part?.title ?? id} (${pathway?.title ?? pathwayId})`,
      href: kind === 'stage' ? stageHref(pathwayId, id, version) : stepHref(pathwayId, id, version),
      enforces,
    },
  ];
}
