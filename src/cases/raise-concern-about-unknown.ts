import { dayOf, type Instant } from '../core/calendar/time.ts';
import type { NewPerson } from '../core/family/commands.ts';
import type { Fields } from '../core/family/events.ts';
import type { Actor, AuthorityId, FamilyId } from '../core/family/people.ts';
import type { Protocol, RoleId } from '../core/protocol/protocol.ts';
import { type CarriedOut, carryOutAll } from './carry-out.ts';
import type { Stile } from './stile.ts';

export interface ConcernAboutUnknown {
  readonly actor: Actor;
  readonly authority: AuthorityId;
  readonly reference: string;
  readonly people: readonly NewPerson[];
  readonly fields: Fields;
  readonly at?: Instant | undefined;
  readonly requestKey?: string | undefined;
}

/**
 * A concern about a child whom Stile does not know: registers the family and raises the concern in
 * one act, so that neither is there without the other. Nothing that is missing or odd in what was
 * typed about the people holds it up.
 */
export async function raiseConcernAboutUnknown(
  stile: Stile,
  concern: ConcernAboutUnknown,
): Promise<CarriedOut> {
  const { actor, authority, at, fields } = concern;
  const today = dayOf(stile.now());
  const people = concern.people.map((person) => mended(person, today));
  const day = at === undefined ? today : dayOf(at);
  // Ids of families are made here and where a family is registered.
  const family = stile.newId() as FamilyId;
  return carryOutAll(stile, {
    actor,
    authority,
    family,
    requestKey: concern.requestKey,
    commands: [
      {
        do: 'register-family',
        authority,
        family,
        reference: concern.reference,
        knownSince: day < today ? day : today,
        people: people.some((person) => person.kind === 'child')
          ? people
          : [...people, unnamedChild],
        holder: whoHolds(stile.protocols.current(authority)),
        assign: [],
      },
      { do: 'raise-concern', fields, ...(at === undefined ? {} : { at }) },
    ],
  });
}

const unnamedChild: NewPerson = { kind: 'child', given: 'Child', family: '(name not known)' };

/** What a registration would refuse is set right: whoever has a concern is not asked again. */
function mended(person: NewPerson, today: string): NewPerson {
  const { born, ...rest } = person;
  const nameless = `${person.given}${person.family}`.trim() === '';
  const names = nameless
    ? { given: person.kind === 'child' ? 'Child' : 'Adult', family: '(name not known)' }
    : { given: person.given.slice(0, 200), family: person.family.slice(0, 200) };
  const known = born !== undefined && (person.kind === 'child' || born <= today) ? { born } : {};
  if (rest.kind === 'child') return { ...rest, ...names, ...known };
  return { ...rest, ...names, ...known, relation: rest.relation.trim() || 'not known' };
}

/** Whoever holds a family where the concern pathway begins; failing that, the first team there is. */
function whoHolds(protocol: Protocol): RoleId {
  const pathway = protocol.pathways.get(protocol.interrupt.pathway);
  const holder = pathway?.stages.get(pathway.first)?.holder;
  const roles = [...protocol.roles.values()];
  const role =
    roles.find((each) => each.id === holder) ??
    roles.find((each) => each.held === 'team') ??
    roles[0];
  if (role === undefined) throw new Error(`${protocol.key} has no roles`);
  return role.id;
}
