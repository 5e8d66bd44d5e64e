/** Passing a gate with authority: a reason, and where the policy asks a second person and an end date. */
import { parseDay } from '../../core/calendar/time.ts';
import type { GateId } from '../../core/protocol/protocol.ts';
import { rolesInWords } from '../family/names.ts';
import { type ActForm, backToFamily } from './act-form.tsx';
import { reasonView } from './evidence-form.tsx';
import { ClauseLinks, Reading } from './guidance.tsx';
import { backHref, type FamilyScene, findTransfer, hasOneOf } from './scene.ts';

export function exceptionForm(scene: FamilyScene): ActForm | undefined {
  const view = findTransfer(scene);
  // A name in an address finds a gate or nothing.
  const gate = view?.protocol.gates.get((scene.params.gate ?? '') as GateId);
  if (view === undefined || gate === undefined) return undefined;
  const rule = gate.exception;
  const allowed = gate.holds === 'block-unless-exception' && rule !== undefined;
  const seconds = (rule?.second.length ?? 0) > 0 ? secondPeople(scene, rule?.second ?? []) : [];
  const back = backToFamily(scene);
  return {
    title: `Exception: ${gate.title}`,
    views: [
      reasonView('Why is an exception right for this family?', 'why an exception is right'),
      ...((rule?.second.length ?? 0) === 0
        ? []
        : [
            {
              name: 'second',
              label: 'Who else agrees?',
              noun: 'who else agrees',
              type: 'person' as const,
              required: true,
              hint: `${rolesInWords(view.protocol, rule?.second ?? [])}. It must be somebody else than you.`,
              options: seconds.map(({ value, label }) => ({ value, label })),
            },
          ]),
      ...(rule === undefined || rule.until === 'none'
        ? []
        : [
            {
              name: 'until',
              label: 'Until when does it hold?',
              noun: 'until when it holds',
              type: 'date' as const,
              time: 'future' as const,
              required: rule.until === 'required',
            },
          ]),
    ],
    submit: 'Record the exception',
    above: (
      <>
        <p class="govuk-body">
          {gate.how} <ClauseLinks clauses={rule?.clauses ?? gate.clauses} />
        </p>
        <p class="govuk-body">
          With an exception the work can go on although this is not in place. Your name, the reason
          and the time stay in the history.
        </p>
        <Reading written={gate.written} reading={gate.reading} clauses={gate.clauses} />
      </>
    ),
    back: { ...back, href: backHref(scene, back.href) },
    protocol: view.protocol,
    transfer: view.transfer.id,
    closed: !allowed ? (
      <p>The policy allows no exception here.</p>
    ) : hasOneOf(scene.visitor, rule.by) ? undefined : (
      <p>You cannot record this exception. Who can: {rolesInWords(view.protocol, rule.by)}.</p>
    ),
    command: ({ values }) => {
      const second = seconds.find((person) => person.value === values.second);
      const until = parseDay(typeof values.until === 'string' ? values.until : '');
      return {
        do: 'grant-exception',
        transfer: view.transfer.id,
        gate: gate.id,
        reason: typeof values.act__reason === 'string' ? values.act__reason : '',
        ...(second === undefined ? {} : { second: second.person }),
        ...(until.ok ? { until: until.value } : {}),
      };
    },
    done: () => ({ says: `Exception recorded: ${gate.title}.` }),
  };
}

/** Everybody of the directory who holds one of the roles, but for the person acting. */
function secondPeople<R extends string>(scene: FamilyScene, roles: readonly R[]) {
  return scene.directory.flatMap((practitioner) => {
    const { worker, name } = practitioner;
    if (worker === undefined || worker === scene.visitor.actor.worker) return [];
    const role = roles.find((each) => scene.rolesOf.get(worker)?.includes(each));
    if (role === undefined) return [];
    const title = rolesInWords(scene.visitor.protocol, [role]);
    return [{ value: worker, label: `${name}, ${title}`, person: { role, name, worker } }];
  });
}
