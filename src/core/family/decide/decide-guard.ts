/** Restricting a family to named people, urgent access, and its review. */
import { dueFrom } from '../../calendar/due.ts';
import { fromMilliseconds, type Instant, toMilliseconds } from '../../calendar/time.ts';
import type { Family } from '../family.ts';
import { guardingRoles, isNever, workersOf } from '../guard/guard.ts';
import type { GuardCommand } from '../guard/guard-commands.ts';
import type { ListedWorker } from '../guard/guard-events.ts';
import type { FieldError, Refusal } from '../refusal.ts';
import {
  type Deciding,
  type Decision,
  decided,
  type Ledger,
  ledgerOf,
  mayAct,
  notYours,
  refuse,
  type Saying,
  say,
  tell,
  unknown,
} from './act.ts';

type Of<K extends GuardCommand['do']> = Extract<GuardCommand, { readonly do: K }>;

/**
 * How long urgent access lasts: a night and the day after it, in which somebody can be named, or name them. Whoever
 * needs longer takes it again, with a new reason. Elapsed, so that no weekend makes it longer.
 */
export const urgentAccessHours = 24;

/** By when somebody else looks whether urgent access was justified. */
export const reviewWorkingDays = 2;

export function decideGuard(deciding: Deciding, family: Family, command: GuardCommand): Decision {
  switch (command.do) {
    case 'restrict-access':
      return restrict(deciding, family, command);
    case 'change-access-list':
      return changeList(deciding, family, command);
    case 'lift-restriction':
      return lift(deciding, family, command);
    case 'take-urgent-access':
      return takeUrgentAccess(deciding, family, command);
    case 'review-urgent-access':
      return reviewUrgentAccess(deciding, family, command);
  }
}

/** Nobody is given a part in a family that they must never see. Not asked of a concern, which nothing refuses. */
export function refuseNever({ actor }: Deciding, family: Family, decision: Decision): Decision {
  if (!decision.ok || family.restriction === undefined) return decision;
  for (const event of decision.events) {
    const given =
      event.type === 'PersonAssigned'
        ? event.practitioner
        : event.type === 'VisitPlanned'
          ? event.who
          : undefined;
    if (given?.worker !== undefined && isNever(family, given.worker))
      return refuse({
        refused: 'already',
        message:
          actor.employer === 'authority'
            ? `${given.name} is on the list of those who must not see this family. Name somebody else.`
            : `${given.name} cannot be given a part in this family. Name somebody else, or ask whoever holds the family.`,
      });
  }
  return decision;
}

function restrict(deciding: Deciding, family: Family, command: Of<'restrict-access'>): Decision {
  const closed = onlyGuards(deciding, family, 'Restricting who sees a family');
  if (closed !== undefined) return refuse(closed);
  if (family.restriction !== undefined)
    return refuse({ refused: 'already', message: 'This family is restricted already.' });
  const lists = listsOf(deciding, family, command);
  if ('errors' in lists) return invalid(lists.errors);
  const ledger = now(deciding, family);
  speak(ledger, { type: 'AccessRestricted', reason: command.reason.trim(), ...lists });
  const protocol = deciding.protocols.current(family.authority);
  tell(ledger, protocol, [
    told('holder', 'Who sees this family is now restricted to named people'),
  ]);
  return decided(ledger);
}

function changeList(
  deciding: Deciding,
  family: Family,
  command: Of<'change-access-list'>,
): Decision {
  const closed = onlyGuards(deciding, family, 'Changing who sees a family');
  if (closed !== undefined) return refuse(closed);
  if (family.restriction === undefined) return refuse(notRestricted);
  const lists = listsOf(deciding, family, command);
  if ('errors' in lists) return invalid(lists.errors);
  const ledger = now(deciding, family);
  speak(ledger, { type: 'AccessListChanged', reason: command.reason.trim(), ...lists });
  return decided(ledger);
}

function lift(deciding: Deciding, family: Family, command: Of<'lift-restriction'>): Decision {
  const closed = onlyGuards(deciding, family, 'Lifting the restriction');
  if (closed !== undefined) return refuse(closed);
  if (family.restriction === undefined) return refuse(notRestricted);
  const errors = reasonErrors(command.reason, 'Enter why the restriction is lifted');
  if (errors.length > 0) return invalid(errors);
  const ledger = now(deciding, family);
  speak(ledger, { type: 'RestrictionLifted', reason: command.reason.trim() });
  return decided(ledger);
}

function takeUrgentAccess(
  deciding: Deciding,
  family: Family,
  command: Of<'take-urgent-access'>,
): Decision {
  const { actor } = deciding;
  // The same words as for a family that is not there: whether it is must not be learned here.
  if (actor.employer !== 'authority' || isNever(family, actor.worker))
    return refuse(unknown('There is no such family.'));
  const errors = reasonErrors(command.reason, 'Enter why you need to see this family now');
  if (errors.length > 0) return invalid(errors);
  const protocol = deciding.protocols.current(family.authority);
  const due = dueFrom(deciding.calendar, deciding.now, {
    unit: 'working days',
    count: reviewWorkingDays,
    direction: 'after',
  });
  const until = hoursAfter(deciding.now, urgentAccessHours);
  const ledger = now(deciding, family);
  speak(ledger, {
    type: 'UrgentAccessTaken',
    urgent: `u${family.urgentAccesses.length + 1}`,
    reason: command.reason.trim(),
    until,
    // Past the known bank holidays no working day is counted; the review is then due when the access ends.
    reviewBy: due.ok ? due.value.at : until,
  });
  const [manager] = [protocol.roles.get(family.holder.standsInFor ?? family.holder.role)?.manager];
  const what = `${actor.name} has taken urgent access to this family. It is to be reviewed`;
  tell(ledger, protocol, [
    told('holder', what),
    ...(manager === undefined ? [] : [told(manager, what)]),
  ]);
  return decided(ledger);
}

function reviewUrgentAccess(
  deciding: Deciding,
  family: Family,
  command: Of<'review-urgent-access'>,
): Decision {
  const closed = onlyGuards(deciding, family, 'Reviewing urgent access');
  if (closed !== undefined) return refuse(closed);
  const taken = family.urgentAccesses.find(({ id }) => id === command.urgent);
  if (taken === undefined) return refuse(unknown('There is no such urgent access.'));
  if (taken.by.worker === deciding.actor.worker)
    return refuse({
      refused: 'role',
      message: 'Nobody reviews their own urgent access. Ask another manager.',
      who: guardingRoles(deciding.protocols.current(family.authority), family),
      clauses: [],
    });
  if (taken.review !== undefined)
    return refuse({
      refused: 'already',
      message: `${taken.review.by.name} has reviewed it already.`,
    });
  const errors: FieldError[] =
    command.finding === 'not-justified' && command.note.trim() === ''
      ? [{ field: 'note', message: 'Enter what was not right, and what is done about it' }]
      : [];
  if (errors.length > 0) return invalid(errors);
  const ledger = now(deciding, family);
  const { urgent, finding, note } = command;
  speak(ledger, { type: 'UrgentAccessReviewed', urgent, finding, note: note.trim() });
  return decided(ledger);
}

const notRestricted: Refusal = { refused: 'already', message: 'This family is not restricted.' };

function onlyGuards(deciding: Deciding, family: Family, what: string): Refusal | undefined {
  const protocol = deciding.protocols.current(family.authority);
  const roles = guardingRoles(protocol, family);
  const { actor } = deciding;
  return actor.employer === 'authority' && mayAct(actor, roles)
    ? undefined
    : notYours(protocol, what, roles, []);
}

/** Whoever draws up a list stays on it, so that somebody is always there who can change it again. */
function listsOf(
  { actor }: Deciding,
  family: Family,
  { reason, people, never }: Of<'restrict-access'> | Of<'change-access-list'>,
):
  | { readonly people: readonly ListedWorker[]; readonly never: readonly ListedWorker[] }
  | { readonly errors: readonly FieldError[] } {
  const errors = [...reasonErrors(reason, 'Enter why only named people may see this family')];
  const working = workersOf(family);
  for (const each of never) {
    if (each.worker === actor.worker)
      errors.push({
        field: 'never',
        message: 'You cannot bar yourself. Ask another manager to restrict the family',
      });
    else if (working.includes(each.worker))
      errors.push({
        field: 'never',
        message: `${each.name} holds the family, is named in it or visits it. Name somebody else in their place first`,
      });
    else if (people.some(({ worker }) => worker === each.worker))
      errors.push({ field: 'never', message: `${each.name} is on both lists` });
  }
  if (errors.length > 0) return { errors };
  const self = { worker: actor.worker, name: actor.name };
  const listed = new Map([self, ...people].map((each) => [each.worker, each]));
  return { people: [...listed.values()], never: [...never] };
}

function reasonErrors(reason: string, message: string): readonly FieldError[] {
  return reason.trim() === '' ? [{ field: 'reason', message }] : [];
}

function invalid(errors: readonly FieldError[]): Decision {
  return refuse({ refused: 'form', message: 'There is a problem with the form.', errors });
}

function told(who: Parameters<typeof tell>[2][number]['who'][number], what: string) {
  return { who: [who], what, clauses: [] };
}

function now(deciding: Deciding, family: Family): Ledger {
  return ledgerOf(deciding, family, { at: deciding.now, dayOnly: false });
}

function speak(ledger: Ledger, saying: Saying): void {
  say(ledger, ledger.deciding.protocols.current(ledger.family.authority).key, saying);
}

function hoursAfter(start: Instant, hours: number): Instant {
  return fromMilliseconds(toMilliseconds(start) + hours * 3_600_000);
}
