/** Each thing that may be asked of a family, in its smallest form; the compiler says where one is missing. */
import type { Command, CommandName } from '../../src/core/family/commands.ts';
import type { Practitioner } from '../../src/core/family/people.ts';

/**
 * What anybody may do of any family: promise 1, and access that is announced and reviewed. Registering asks of none, and
 * what time brings no page asks.
 */
type ForAnybody =
  | 'raise-concern'
  | 'take-urgent-access'
  | 'register-family'
  | 'note-time'
  | 'note-calendar';

type Asked = {
  readonly [Name in Exclude<CommandName, ForAnybody>]: Omit<
    Extract<Command, { readonly do: Name }>,
    'do'
  >;
};

/** Names that a policy may know or not: whoever does not see a family is not told even that. */
const asked = (me: Practitioner) => ({
  'add-person': { person: { kind: 'child', given: 'X', family: 'Y' } },
  'change-person': {
    person: { id: 'c1', kind: 'child', given: 'X', family: 'Y' },
    reason: 'I say so',
  },
  'assign-person': { role: 'social-worker', practitioner: me },
  'hand-over': { from: 'mate', to: me, reason: 'I say so' },
  'record-evidence': { kind: 'home-visit', fields: {} },
  'correct-evidence': { evidence: 'e1', fields: {}, reason: 'I say so' },
  'strike-out-evidence': { evidence: 'e1', reason: 'I say so' },
  'plan-visit': { what: 'A visit', for: '2026-03-09T09:00:00.000Z', who: me },
  'cancel-visit': { visit: 'v1', reason: 'I say so' },
  'record-consent': { scope: 'early-help', status: 'given', given: 'a1', signed: true, method: '' },
  'record-disclosure': { to: 'me', what: 'All', basis: 'None' },
  'end-disclosure': { disclosure: 'd1', reason: 'I say so' },
  'start-transfer': { pathway: 'step-down-from-assessment' },
  'take-step': { transfer: 't1', step: 'agree-step-down' },
  'grant-exception': { transfer: 't1', gate: 'minutes', reason: 'I say so' },
  'resume-transfer': { transfer: 't1', reason: 'I say so' },
  'correct-known-since': { knownSince: '2026-01-05', reason: 'I say so' },
  'move-transfer': { transfer: 't1', to: 'cheshire-east/2023' },
  'end-transfer': { transfer: 't1', reason: 'I say so' },
  'accept-late': { transfer: 't1', forum: 'jam', sitting: '2026-03-09', reason: 'I say so' },
  'roll-over': { transfer: 't1', forum: 'jam', reason: 'I say so' },
  'end-obligation': {
    ...{ obligation: 'lead-stays', transfer: 't1', reason: 'I say so', agreedBy: [] },
  },
  'record-told': { to: [{ role: 'family' }], what: 'A word' },
  'restrict-access': { reason: 'I say so', people: [], never: [] },
  'change-access-list': {
    ...{ reason: 'I say so', people: [{ worker: me.worker, name: me.name }], never: [] },
  },
  'lift-restriction': { reason: 'I say so' },
  'review-urgent-access': { urgent: 'u1', finding: 'right', note: 'I say so' },
});

export function everyCommand(me: Practitioner): readonly Command[] {
  // The words of the table are those of the policy of these tests, which its types cannot know.
  const all: Record<keyof Asked, object> = asked(me);
  return Object.entries(all).map(([name, rest]) => ({ do: name, ...rest }) as Command);
}
