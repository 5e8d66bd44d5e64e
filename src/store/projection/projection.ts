import type { Day, Instant } from '../../core/calendar/time.ts';
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import { pathwayOf, protocolOf } from '../../core/family/derive.ts';
import type { Family } from '../../core/family/family.ts';
import type { Person, Practitioner } from '../../core/family/people.ts';
import { factsOf } from '../../core/family/retention.ts';
import { endOfSight, groundsOf } from '../../core/family/sharing/sharing.ts';
import type { Pathway, Protocol, StageId } from '../../core/protocol/protocol.ts';
import type { Protocols } from '../../core/protocol/protocols.ts';
import { guardRows } from './project-guard.ts';
import { type WorkRow, workRows } from './project-work.ts';

// The read tables of one family, worked out from its history. Nothing here looks at the time of
// day: whoever works them out later gets the same rows.

/** Raised whenever this file or `project-work.ts` gives other rows for the same history. */
const projectionNumber = 5;

export interface Scene {
  readonly protocols: Protocols;
  readonly calendar: WorkingCalendar;
}

export interface SummaryRow {
  readonly projected_with: string;
  readonly reference: string;
  readonly name: string;
  readonly locality: string | null;
  readonly holder_role: string;
  readonly holder_stands_in_for: string | null;
  readonly holder_worker: string | null;
  readonly holder_name: string | null;
  readonly holder_team: string | null;
  readonly holder_since: Instant;
  readonly open_transfers: number;
  readonly restricted: boolean;
}

interface PersonRow {
  readonly person: string;
  readonly kind: string;
  readonly given: string;
  readonly family_name: string;
  readonly born: Day | null;
  readonly relation: string | null;
}

interface TransferRow {
  readonly id: string;
  readonly pathway: string;
  readonly title: string;
  readonly protocol: string;
  readonly state: string;
  readonly direction: string;
  readonly stages: readonly string[];
  readonly summary: string;
  readonly children: readonly string[];
  readonly started: Instant;
  readonly ended: Instant | null;
}

interface AgendaRow {
  readonly forum: string;
  readonly sitting: Day;
  readonly transfer: string;
  readonly part: string;
  readonly children: readonly string[];
  readonly listed: Instant;
  readonly outcome: string | null;
  readonly decided: Instant | null;
  readonly rolled_over: number;
}

interface AssignmentRow {
  readonly role: string;
  readonly worker: string | null;
  readonly name: string;
  readonly agency: string;
  readonly since: Instant;
}

/** Who works with a family, why, and how much of it they see. */
export interface AccessRow {
  readonly worker: string;
  readonly why: 'holds' | 'named' | 'visits' | 'listed' | 'urgent' | 'concern' | 'never';
  readonly sees: 'whole' | 'parts' | 'own' | 'none';
  /** The first moment at which it holds no more. */
  readonly until: Instant | null;
}

/** What the rules of retention look at. */
interface KeepingRow {
  readonly levels: readonly string[];
  readonly pathways: readonly string[];
  readonly holders: readonly string[];
  readonly youngest: Day | null;
  readonly oldest: Day | null;
  readonly died: Day | null;
  readonly closed: Day | null;
  readonly last_action: Day;
  readonly visit: Day | null;
}

export interface Tables {
  readonly family_person: readonly PersonRow[];
  readonly transfer: readonly TransferRow[];
  readonly work: readonly WorkRow[];
  readonly agenda: readonly AgendaRow[];
  readonly role_assignment: readonly AssignmentRow[];
  readonly family_access: readonly AccessRow[];
  readonly keeping: readonly KeepingRow[];
}

export interface Rows {
  readonly summary: SummaryRow;
  readonly tables: Tables;
}

/** What the rows depend on besides the history. Rows made with something else are replaced whole. */
export function projectedWith(scene: Scene, authority: string): string {
  const { key } = scene.protocols.current(authority);
  return JSON.stringify([projectionNumber, scene.calendar.version, key]);
}

/** The version of the calendar that rows were worked out with; undefined where nobody can say. */
export function calendarOfRows(stamp: string): string | undefined {
  try {
    const parts: unknown = JSON.parse(stamp);
    const version: unknown = Array.isArray(parts) ? parts[1] : undefined;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** The read rows of a family whose last event was recorded at `recorded`. */
export function project(scene: Scene, family: Family, recorded: Instant): Rows {
  const { holder } = family;
  return {
    summary: {
      projected_with: projectedWith(scene, family.authority),
      reference: family.reference,
      name: familyName(family.people),
      locality: family.locality ?? null,
      holder_role: holder.role,
      holder_stands_in_for: holder.standsInFor ?? null,
      holder_worker: holder.practitioner?.worker ?? null,
      holder_name: holder.practitioner?.name ?? null,
      holder_team: holder.team ?? null,
      holder_since: family.holderSince,
      open_transfers: family.transfers.filter((transfer) => transfer.state !== 'ended').length,
      restricted: family.restriction !== undefined,
    },
    tables: {
      family_person: family.people.map(personRow),
      transfer: transferRows(scene, family),
      work: workRows(scene, family, recorded),
      agenda: agendaRows(family),
      role_assignment: [...family.assigned].map(([role, { practitioner, since }]) => ({
        role,
        worker: practitioner.worker ?? null,
        name: practitioner.name,
        agency: practitioner.agency,
        since: since.at,
      })),
      family_access: accessRows(scene, family),
      keeping: [keepingRow(family)],
    },
  };
}

/** How lists call a family: by its children, “Ava and Ben Price”; by its adults while there are none. */
export function familyName(people: readonly Person[]): string {
  const children = people.filter((person) => person.kind === 'child');
  const named = children.length > 0 ? children : people;
  const surnames = new Set(named.map((person) => person.family));
  const [surname = ''] = surnames;
  if (surnames.size > 1)
    return list(named.map((person) => `${person.given} ${person.family}`.trim()));
  return `${list(named.map((person) => person.given))} ${surname}`.trim();
}

function list(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function personRow(person: Person): PersonRow {
  return {
    person: person.id,
    kind: person.kind,
    given: person.given,
    family_name: person.family,
    born: person.born ?? null,
    relation: person.kind === 'adult' ? person.relation : null,
  };
}

function transferRows(scene: Scene, family: Family): readonly TransferRow[] {
  return family.transfers.map((transfer) => {
    const pathway = pathwayOf(protocolOf(scene.protocols, transfer), transfer);
    const stages = [...new Set([...transfer.places.values()].map((place) => place.stage))];
    return {
      id: transfer.id,
      pathway: transfer.pathway,
      title: pathway.title,
      protocol: transfer.protocol,
      state: transfer.state,
      direction: pathway.direction,
      stages,
      summary: list(stages.map((stage) => stageTitle(pathway, stage))),
      children: [...transfer.places.keys()],
      started: transfer.started.at,
      ended: transfer.ended?.at ?? null,
    };
  });
}

function stageTitle(pathway: Pathway, stage: StageId): string {
  return pathway.stages.get(stage)?.title ?? stage;
}

/** A case that was listed twice for one sitting stands there once, as it stood last. */
function agendaRows(family: Family): readonly AgendaRow[] {
  const rows = new Map<string, AgendaRow>();
  for (const listing of family.listings) {
    const { forum, sitting, transfer, part } = listing;
    rows.set(`${forum} ${sitting} ${transfer} ${part}`, {
      forum,
      sitting,
      transfer,
      part,
      children: listing.children,
      listed: listing.listed.at,
      outcome: listing.decided?.outcome ?? null,
      decided: listing.decided?.at ?? null,
      rolled_over: listing.rolledOver,
    });
  }
  return [...rows.values()];
}

function keepingRow(family: Family): KeepingRow {
  const { youngest, oldest, died, closed, lastAction, visit, ...reached } = factsOf(family);
  return {
    ...reached,
    youngest: youngest ?? null,
    oldest: oldest ?? null,
    died: died ?? null,
    closed: closed ?? null,
    last_action: lastAction,
    visit: visit ?? null,
  };
}

/** Who works with a family, is on its list, must never see it, or is waited for by a concern. */
export function accessRows(scene: Pick<Scene, 'protocols'>, family: Family): readonly AccessRow[] {
  const protocol = scene.protocols.current(family.authority);
  const named = [...family.assigned.values()].map(({ practitioner }) => practitioner);
  const visitors = family.visits.filter((visit) => !visit.cancelled).map((visit) => visit.who);
  const holder = family.holder.practitioner === undefined ? [] : [family.holder.practitioner];
  const rows = new Map<string, AccessRow>();
  for (const [why, people] of [
    ['holds', holder],
    ['named', named],
    ['visits', visitors],
  ] as const)
    for (const practitioner of people) {
      const { worker } = practitioner;
      if (worker === undefined) continue;
      const sight = sightRow(family, protocol, practitioner);
      rows.set(`${why} ${worker}`, { worker, why, ...sight });
    }
  return [...rows.values(), ...guardRows(scene, family)];
}

/** The council's staff see the whole; partners what opens the family to them, until it runs out by itself. */
function sightRow(
  family: Family,
  protocol: Protocol,
  { worker, employer }: Practitioner,
): Pick<AccessRow, 'sees' | 'until'> {
  if (employer === 'authority' || worker === undefined) return { sees: 'whole', until: null };
  const grounds = groundsOf(family, protocol, worker);
  if (grounds.length === 0) return { sees: 'own', until: null };
  return { sees: 'parts', until: endOfSight(grounds) ?? null };
}
