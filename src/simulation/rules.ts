/** Every rule of a protocol that cites a clause and enforces something, under a key by which a story's happenings are matched to it. */
import type {
  ClauseId,
  Clock,
  Effects,
  Field,
  Never,
  Pathway,
  Protocol,
  RoleId,
  Step,
  Tell,
} from '../core/protocol/protocol.ts';

export type RuleKind =
  | 'gate'
  | 'exception'
  | 'gate list'
  | 'clock'
  | 'step'
  | 'outcome'
  | 'form'
  | 'field'
  | 'start'
  | 'route'
  | 'duty'
  | 'duty end'
  | 'never'
  | 'tells'
  | 'stage'
  | 'pathway'
  | 'forum'
  | 'cut-off'
  | 'consent'
  | 'interrupt'
  | 'withdrawal'
  | 'contact'
  | 'level'
  | 'service'
  | 'role'
  | 'document';

export interface Rule {
  /** `gate plan-recent`, `step step-down.query`; unique but for what people are told, which is found by its words. */
  readonly key: string;
  readonly kind: RuleKind;
  readonly clauses: readonly ClauseId[];
  /** Somebody can go against it, so that a story can show it refused or flagged; the others Stile does by itself. */
  readonly canBeRefused: boolean;
  /** It can be left undone without anything being refused. */
  readonly canBeLeft: boolean;
}

type Draft = Pick<Rule, 'key' | 'kind' | 'clauses'> &
  Partial<Pick<Rule, 'canBeRefused' | 'canBeLeft'>>;

export function rulesOf(protocol: Protocol): readonly Rule[] {
  const drafts: readonly Draft[] = [
    ...document(protocol),
    ...people(protocol),
    ...forms(protocol),
    ...gates(protocol),
    ...[...protocol.pathways.values()].flatMap((pathway) => ofPathway(protocol, pathway)),
    ...duties(protocol),
    ...protocol.nevers.map((never, index): Draft => ofNever(never, index)),
  ];
  return drafts
    .filter(({ clauses }) => clauses.length > 0)
    .map((draft) => ({ canBeRefused: false, canBeLeft: false, ...draft }));
}

export const keys = {
  clock: (owner: string, id: string) => `clock ${owner}.${id}`,
  outcome: (pathway: string, step: string, id: string) => `outcome ${pathway}.${step}.${id}`,
  tells: (what: string) => `tells ${what}`,
  never: (index: number) => `never ${index}`,
};

/** What is asked of people rather than done by Stile: a step that not everybody may take can be refused to the others. */
function forSome(protocol: Protocol, by: readonly RoleId[]): boolean {
  return [...protocol.roles.keys()].some((role) => !by.includes(role));
}

function document({ interrupt, withdrawal, levels, contacts, about }: Protocol): readonly Draft[] {
  return [
    ...about.publishing.map(
      ({ id, clauses }): Draft => ({ key: `publishing ${id}`, kind: 'document', clauses }),
    ),
    { key: 'interrupt', kind: 'interrupt', clauses: interrupt.clauses },
    ...tellsOf(interrupt.tells),
    ...(withdrawal === undefined
      ? []
      : [
          { key: 'withdrawal', kind: 'withdrawal', clauses: withdrawal.clauses } as const,
          ...tellsOf(withdrawal.tells),
        ]),
    ...levels.map(({ id, clauses }): Draft => ({ key: `level ${id}`, kind: 'level', clauses })),
    ...[...contacts.values()].map(
      ({ id, clauses }): Draft => ({ key: `contact ${id}`, kind: 'contact', clauses }),
    ),
  ];
}

function people({ roles, services, forums, consents }: Protocol): readonly Draft[] {
  return [
    ...[...roles.values()].map(
      ({ id, clauses }): Draft => ({ key: `role ${id}`, kind: 'role', clauses }),
    ),
    ...[...services.values()].map(
      ({ id, clauses }): Draft => ({ key: `service ${id}`, kind: 'service', clauses }),
    ),
    ...[...forums.values()].flatMap((forum): readonly Draft[] => [
      { key: `forum ${forum.id}`, kind: 'forum', clauses: forum.clauses },
      ...forum.parts.map(
        ({ id, clauses, cutOff }): Draft => ({
          key: `part ${forum.id}.${id}`,
          kind: cutOff === undefined ? 'forum' : 'cut-off',
          clauses,
          canBeRefused: cutOff !== undefined,
        }),
      ),
    ]),
    ...[...consents.values()].map(
      ({ id, clauses }): Draft => ({ key: `consent ${id}`, kind: 'consent', clauses }),
    ),
  ];
}

function forms(protocol: Protocol): readonly Draft[] {
  return [...protocol.evidence.values()].flatMap((definition): readonly Draft[] => [
    {
      key: `form ${definition.id}`,
      kind: 'form',
      clauses: definition.clauses,
      canBeRefused: forSome(protocol, definition.by),
      canBeLeft: true,
    },
    ...definition.fields.flatMap((field) => ofField(definition.id, field)),
    ...tellsOf(definition.tells),
  ]);
}

function ofField(owner: string, field: Field): readonly Draft[] {
  const key = `${owner}.${field.id}`;
  const { clauses, required } = field;
  return [
    {
      key: `field ${key}`,
      kind: 'field',
      clauses,
      canBeRefused: required,
      canBeLeft: !required,
    },
    ...field.items.flatMap((item) => ofField(key, item)),
  ];
}

function gates(protocol: Protocol): readonly Draft[] {
  return [
    ...[...protocol.gates.values()].flatMap(({ id, clauses, holds, exception }): Draft[] => [
      {
        key: `gate ${id}`,
        kind: 'gate',
        clauses,
        canBeRefused: holds !== 'show',
        canBeLeft: holds !== 'block',
      },
      ...(exception === undefined
        ? []
        : [{ key: `exception ${id}`, kind: 'exception', clauses: exception.clauses } as const]),
    ]),
    ...[...protocol.gateLists.values()].map(
      ({ id, clauses }): Draft => ({
        key: `gate list ${id}`,
        kind: 'gate list',
        clauses,
        canBeRefused: true,
      }),
    ),
  ];
}

function ofPathway(protocol: Protocol, pathway: Pathway): readonly Draft[] {
  const { id, start } = pathway;
  return [
    { key: `pathway ${id}`, kind: 'pathway', clauses: pathway.clauses },
    {
      key: `start ${id}`,
      kind: 'start',
      clauses: start.clauses,
      // A concern is raised by anybody, whoever may start its pathway otherwise.
      canBeRefused: id !== protocol.interrupt.pathway && forSome(protocol, start.by),
    },
    ...start.routes.flatMap((route): readonly Draft[] => [
      { key: `route ${id}: ${route.title}`, kind: 'route', clauses: route.clauses },
      ...tellsOf(route.tells),
    ]),
    ...[...pathway.stages.values()].flatMap((stage): readonly Draft[] => [
      { key: `stage ${id}.${stage.id}`, kind: 'stage', clauses: stage.clauses },
      { key: `stage ${id}.${stage.id}`, kind: 'stage', clauses: stage.untimed?.clauses ?? [] },
    ]),
    ...[...pathway.steps.values()].flatMap((step) => ofStep(protocol, pathway, step)),
    ...[...pathway.clocks.values()].map((clock) => ofClock(id, clock)),
  ];
}

function ofStep(protocol: Protocol, pathway: Pathway, step: Step): readonly Draft[] {
  const canBeRefused = step.employer !== undefined || forSome(protocol, step.by);
  return [
    {
      key: `step ${pathway.id}.${step.id}`,
      kind: 'step',
      clauses: step.clauses,
      canBeRefused,
      canBeLeft: true,
    },
    ...told(step.effects),
    ...step.outcomes.flatMap((outcome): readonly Draft[] => [
      {
        key: keys.outcome(pathway.id, step.id, outcome.id),
        kind: 'outcome',
        clauses: outcome.clauses,
        canBeLeft: true,
      },
      ...told(outcome.effects),
    ]),
  ];
}

function duties(protocol: Protocol): readonly Draft[] {
  return [...protocol.obligations.values()].flatMap((duty): readonly Draft[] => [
    { key: `duty ${duty.id}`, kind: 'duty', clauses: duty.clauses, canBeLeft: true },
    ...(duty.endBy === undefined
      ? []
      : [
          {
            key: `duty end ${duty.id}`,
            kind: 'duty end',
            clauses: duty.endBy.clauses,
            canBeRefused: true,
            canBeLeft: true,
          } as const,
        ]),
    ...[...duty.clocks.values()].map((clock) => ofClock(duty.id, clock)),
  ]);
}

/** Nothing is overdue that has no date; a clock that is overdue stops nobody. */
function ofClock(owner: string, clock: Clock): Draft {
  const dated = clock.due.is !== 'undated';
  return {
    key: keys.clock(owner, clock.id),
    kind: 'clock',
    clauses: clock.clauses,
    canBeRefused: dated,
    canBeLeft: dated,
  };
}

/** Most nevers are held when the protocol is loaded, which refuses one that breaks them; some stop people. */
function ofNever(never: Never, index: number): Draft {
  const stopsPeople =
    never.never === 'without-exception' ||
    never.never === 'passes-silently' ||
    never.never === 'step-by' ||
    never.never === 'sets-state';
  return {
    key: keys.never(index),
    kind: 'never',
    clauses: never.clauses,
    canBeRefused: stopsPeople,
  };
}

function told(effects: Effects): readonly Draft[] {
  return tellsOf(effects.tells);
}

function tellsOf(tells: readonly Tell[]): readonly Draft[] {
  return tells.map(({ what, clauses }) => ({ key: keys.tells(what), kind: 'tells', clauses }));
}
