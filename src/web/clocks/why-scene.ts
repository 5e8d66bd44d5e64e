/** What the page "Why this date?" needs to know about one clock of a family. */
import { getHistory } from '../../cases/queries/get-history.ts';
import type { Instant } from '../../core/calendar/time.ts';
import { protocolOf } from '../../core/family/derive.ts';
import type { ClockView } from '../../core/family/derived.ts';
import type { FamilyEvent } from '../../core/family/events.ts';
import type { Stamp } from '../../core/family/family.ts';
import type { Clock, Pathway, Protocol } from '../../core/protocol/protocol.ts';
import type { FamilyScene } from '../acts/scene.ts';
import { newScene, note } from '../family/history-scene.ts';
import { tellEvent } from '../family/history-words.tsx';

export interface Happened {
  readonly version: number;
  readonly title: string;
  readonly by: string;
}

/** The date was worked out again because the list of bank holidays changed. */
export interface Moved {
  readonly at: Instant;
  readonly before: Instant;
  readonly after: Instant;
  readonly calendar: string;
}

export interface WhyScene {
  readonly view: ClockView;
  /** The rule as the policy has it. */
  readonly clock: Clock | undefined;
  readonly protocol: Protocol;
  /** Set where the clock runs under a version that is no longer the current one. */
  readonly version: string | undefined;
  /** The pathways whose steps and stages the rule names. */
  readonly pathways: readonly Pathway[];
  /** The pathway or duty that the clock belongs to. */
  readonly owner: { readonly id: string; readonly title: string } | undefined;
  readonly startedBy: Happened | undefined;
  readonly stoppedBy: Happened | undefined;
  readonly moved: readonly Moved[];
}

/**
 * The clocks of one key: usually one, several where children differ. A clock that has been started again since is
 * found as it runs now.
 */
export function findClocks(scene: FamilyScene, key: string): readonly ClockView[] {
  const same = scene.derived.clocks.filter((view) => view.key === key);
  if (same.length > 0) return same;
  const [name = ''] = key.split('@');
  return scene.derived.clocks.filter((view) => view.key.split('@')[0] === name);
}

/** Everything about each of the clocks. */
export async function whyScenes(
  scene: FamilyScene,
  views: readonly ClockView[],
): Promise<readonly WhyScene[]> {
  const { web, visitor, family } = scene;
  const entries = (await getHistory(web.stile, visitor, family.id)) ?? [];
  const told = newScene((event) => web.stile.protocols.get(event.protocol) ?? visitor.protocol);
  const happened: (Happened & { readonly event: FamilyEvent })[] = [];
  for (const { event, version } of entries) {
    happened.push({
      event,
      version,
      title: tellEvent(told, event).title,
      by: event.by.name,
    });
    note(told, event);
  }
  return views.map((view) => ({
    view,
    ...ruleOf(scene, view),
    startedBy: find(happened, view.started),
    stoppedBy: view.stopped === undefined ? undefined : find(happened, view.stopped),
    moved: happened.flatMap(({ event }) => movedBy(event, view)),
  }));
}

function ruleOf(scene: FamilyScene, view: ClockView) {
  const current = scene.visitor.protocol;
  const transfer = scene.family.transfers.find((each) => each.id === view.transfer);
  const protocol =
    transfer === undefined ? current : protocolOf(scene.web.stile.protocols, transfer);
  const pathway = transfer && protocol.pathways.get(transfer.pathway);
  const duty =
    view.obligation === undefined ? undefined : protocol.obligations.get(view.obligation);
  const owner = duty ?? pathway;
  return {
    clock: owner?.clocks.get(view.id),
    protocol,
    version: protocol.key === current.key ? undefined : protocol.about.version,
    pathways: pathway === undefined ? [] : [pathway],
    owner: owner && { id: owner.id, title: owner.title },
  };
}

// What follows from an act is told after it, so the first event of that moment is the act itself.
function find<T extends Happened & { readonly event: FamilyEvent }>(
  happened: readonly T[],
  stamp: Stamp,
): Happened | undefined {
  const quiet = new Set<FamilyEvent['type']>(['PeopleTold', 'ClockOverdue', 'ReminderSent']);
  return happened.find(
    ({ event }) =>
      event.at === stamp.at && (event.dayOnly === true) === stamp.dayOnly && !quiet.has(event.type),
  );
}

function movedBy(event: FamilyEvent, view: ClockView): readonly Moved[] {
  if (event.type !== 'DatesWorkedOutAgain') return [];
  return event.changes
    .filter((change) => change.clock === view.key)
    .map(({ before, after }) => ({
      at: event.recorded,
      before,
      after,
      calendar: event.calendar,
    }));
}
