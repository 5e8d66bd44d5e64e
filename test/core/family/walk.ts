/** Random walks through a policy: people of all roles do what comes to mind, at random times, and often what is needed next. */
import { fromMilliseconds, toMilliseconds } from '../../../src/core/calendar/time.ts';
import type { WorkingCalendar } from '../../../src/core/calendar/working-calendar.ts';
import type { Command } from '../../../src/core/family/commands.ts';
import type { StepView, TransferView } from '../../../src/core/family/derived.ts';
import type { FamilyEvent } from '../../../src/core/family/events.ts';
import { allEvidence, childrenOf } from '../../../src/core/family/evolve.ts';
import type { GateFinding, Refusal } from '../../../src/core/family/refusal.ts';
import type { EvidenceKind, Protocol, ScopeId } from '../../../src/core/protocol/protocol.ts';
import { actorOf, type Chance, chanceFrom, filled, pick, Story } from './support.ts';

export interface Walked {
  readonly story: Story;
  readonly refusals: readonly Refusal[];
}

export interface Idea {
  readonly role: string;
  readonly command: Command;
}

export interface Walking {
  readonly protocol: Protocol;
  readonly calendar: WorkingCalendar;
  readonly seed: number;
  readonly acts: number;
  /** Sees the story after each act. */
  readonly watch?: (story: Story, added: readonly FamilyEvent[]) => void;
}

/** Lets people of all roles do what comes to mind for a while. */
export function walk({ protocol, calendar, seed, acts, watch = () => {} }: Walking): Walked {
  const chance = chanceFrom(seed);
  const holders = ['social-worker', 'lead'].filter((role) => protocol.roles.has(role as never));
  const children = pick(chance, [['Ava'], ['Ava', 'Ben'], ['Ava', 'Ben', 'Cal']]);
  const story = new Story(protocol, calendar, '2026-03-02 09:00', children, pick(chance, holders));
  const refusals: Refusal[] = [];
  for (let act = 0; act < acts; act += 1) {
    const wait = Math.floor(chance() ** 3 * 6 * 86_400_000);
    story.now = fromMilliseconds(toMilliseconds(story.now) + wait);
    const before = story.events.length;
    const { role, command } = ideaOf(story, chance);
    const refusal = story.try(actorOf(protocol, role), command);
    if (refusal !== undefined) refusals.push(refusal);
    watch(story, story.events.slice(before));
  }
  return { story, refusals };
}

/** What somebody thinks of next. Half of the time it is the next step, or what it waits for. */
export function ideaOf(story: Story, chance: Chance): Idea {
  const { protocol } = story;
  const dice = chance();
  if (dice < 0.015) {
    const role = pick(chance, [...protocol.roles.keys()]);
    return { role, command: { do: 'raise-concern', fields: {} } };
  }
  if (dice < 0.04) return noteTime(protocol);
  if (dice < 0.1) return start(story, chance);
  if (dice < 0.14) return record(story, chance, pick(chance, [...protocol.evidence.keys()]));
  if (dice < 0.17) return consent(story, chance, pick(chance, [...protocol.consents.keys()]));
  if (dice < 0.24) return aside(story, chance);
  return next(story, chance) ?? noteTime(protocol);
}

/** The next step of a transfer; or what its gates wait for. */
export function next(story: Story, chance: Chance): Idea | undefined {
  const choices = story.view.transfers.flatMap((view) =>
    view.stages.flatMap((stage) => stage.steps.map((step) => ({ view, step }))),
  );
  if (choices.length === 0) return undefined;
  const times = ({ view, step }: (typeof choices)[number]): number =>
    view.transfer.steps.filter((done) => done.step === step.step.id).length;
  // People want to get on: an early end, a way back and what was done before come to mind less often.
  const kinds = chance() < 0.75 ? ['forward'] : ['forward', 'back'];
  const open = choices.filter(({ step }) => kinds.includes(step.step.kind));
  const liked = open.length > 0 && chance() < 0.97 ? open : choices;
  const fewest = Math.min(...liked.map(times));
  const fresh = liked.filter((choice) => times(choice) === fewest);
  const { view, step } = pick(chance, chance() < 0.7 ? fresh : liked);
  const gate = step.blockedBy.length === 0 ? undefined : pick(chance, step.blockedBy);
  return gate !== undefined && chance() < 0.85
    ? meet(story, chance, view, gate)
    : take(story, chance, view, step);
}

/** Takes a step: for all the children who stand there, or for some. */
export function take(
  story: Story,
  chance: Chance,
  view: TransferView,
  { step, by, children }: StepView,
): Idea {
  const form = step.form === undefined ? undefined : view.protocol.evidence.get(step.form);
  const outcomes = step.outcomes.map(({ id }) => id);
  const some = children.filter(() => chance() < 0.6);
  return {
    role: pick(chance, by.length === 0 ? [...view.protocol.roles.keys()] : by),
    command: {
      do: 'take-step',
      transfer: view.transfer.id,
      step: step.id,
      ...(some.length === 0 || chance() < 0.7 ? {} : { children: some }),
      ...(form === undefined ? {} : { fields: filled(form, story, chance) }),
      ...(outcomes.length === 0
        ? {}
        : {
            outcome: pick(chance, outcomes),
            outcomes: Object.fromEntries(children.map((child) => [child, pick(chance, outcomes)])),
          }),
    },
  };
}

/** Does what a gate asks for; or passes it by exception. */
export function meet(story: Story, chance: Chance, view: TransferView, gate: GateFinding): Idea {
  const ask = gate.asks.length === 0 ? undefined : pick(chance, gate.asks);
  if (gate.exceptionBy.length > 0 && (ask === undefined || chance() < 0.15)) {
    return {
      role: pick(chance, gate.exceptionBy),
      command: {
        do: 'grant-exception',
        transfer: view.transfer.id,
        gate: gate.gate,
        reason: 'Needed',
      },
    };
  }
  // What a gate asks for are words of the same policy.
  if (ask?.consent !== undefined) return consent(story, chance, ask.consent as ScopeId, 'given');
  if (ask?.evidence !== undefined) return record(story, chance, ask.evidence as EvidenceKind);
  return gate.who.length === 0 ? noteTime(story.protocol) : assign(story, chance);
}

function noteTime(protocol: Protocol): Idea {
  const [role = ''] = protocol.roles.keys();
  return { role, command: { do: 'note-time' } };
}

function start(story: Story, chance: Chance): Idea {
  const pathway = pick(chance, [...story.protocol.pathways.values()]);
  const some = childrenOf(story.known).filter(() => chance() < 0.6);
  return {
    role: pick(chance, pathway.start.by),
    command: {
      do: 'start-transfer',
      pathway: pathway.id,
      ...(some.length === 0 || chance() < 0.5 ? {} : { children: some }),
    },
  };
}

function record(story: Story, chance: Chance, kind: EvidenceKind): Idea {
  const definition = story.protocol.evidence.get(kind);
  if (definition === undefined) return noteTime(story.protocol);
  const fields = filled(definition, story, chance);
  return {
    role: pick(chance, definition.by),
    command: { do: 'record-evidence', kind, fields },
  };
}

function consent(
  story: Story,
  chance: Chance,
  scope: ScopeId,
  status: 'given' | 'refused' | 'withdrawn' | 'not-sought' = pick(chance, [
    'given',
    'given',
    'refused',
    'withdrawn',
    'not-sought',
  ] as const),
): Idea {
  return {
    role: pick(chance, [...story.protocol.roles.keys()]),
    command: {
      do: 'record-consent',
      scope,
      status,
      given: 'a1' as never,
      signed: true,
      method: 'In person',
      note: 'Because',
    },
  };
}

function assign(story: Story, chance: Chance): Idea {
  const named = [...story.protocol.roles.values()].filter(({ held }) => held === 'family');
  const role = pick(chance, named).id;
  const name = pick(chance, ['Jo', 'Kim', 'Lee', ' ']);
  return {
    role,
    command: {
      do: 'assign-person',
      role,
      practitioner: {
        name,
        agency: 'Test agency',
        employer: 'partner',
        contact: undefined,
        worker: `w-${name}` as never,
      },
    },
  };
}

/** What goes on beside the steps: people change, records are corrected and struck out, transfers are resumed and ended. */
function aside(story: Story, chance: Chance): Idea {
  const { protocol, known } = story;
  const role = pick(chance, [...protocol.roles.keys()]);
  const transfer = known.transfers.length === 0 ? undefined : pick(chance, known.transfers);
  const evidence = allEvidence(known);
  const dice = chance();
  const suspended = known.transfers.find(({ state }) => state === 'suspended');
  if (suspended !== undefined && dice < 0.5) {
    const pathway = protocol.pathways.get(suspended.pathway);
    return {
      role: pick(chance, pathway?.start.by ?? [role as never]),
      command: { do: 'resume-transfer', transfer: suspended.id, reason: 'Safe to go on' },
    };
  }
  if (dice < 0.6 && evidence.length > 0) {
    const { id, kind, fields } = pick(chance, evidence);
    const by = protocol.evidence.get(kind)?.by ?? [];
    const who = by.length === 0 ? role : pick(chance, by);
    return chance() < 0.5
      ? { role: who, command: { do: 'strike-out-evidence', evidence: id, reason: 'Wrong family' } }
      : {
          role: who,
          command: { do: 'correct-evidence', evidence: id, fields, reason: 'Mistyped' },
        };
  }
  if (dice < 0.65 && transfer !== undefined) {
    const by = protocol.pathways.get(transfer.pathway)?.start.by ?? [];
    return {
      role: by.length === 0 ? role : pick(chance, by),
      command: { do: 'end-transfer', transfer: transfer.id, reason: 'Moved away' },
    };
  }
  if (dice < 0.75) {
    const born = { given: 'Dee', family: 'Example', born: '2020-01-01' as never };
    return { role, command: { do: 'add-person', person: { kind: 'child', ...born } } };
  }
  const listing = known.listings.find(({ decided }) => decided === undefined);
  const forum = listing === undefined ? undefined : protocol.forums.get(listing.forum);
  if (dice < 0.85 && listing !== undefined && forum !== undefined) {
    return {
      role: forum.chair,
      command: {
        do: 'roll-over',
        transfer: listing.transfer,
        forum: listing.forum,
        reason: 'Not reached',
      },
    };
  }
  return assign(story, chance);
}
