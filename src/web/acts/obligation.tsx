/** Ending a duty early, with the agreement that the policy asks for. */
import type { ObligationId } from '../../core/protocol/protocol.ts';
import { rolesInWords, roleTitle } from '../family/names.ts';
import { fieldViews } from '../forms/field-views.ts';
import { coreFields } from '../forms/read-fields.ts';
import { readWhen, whenViews } from '../forms/when-field.ts';
import { type ActForm, backToFamily } from './act-form.tsx';
import { reasonView } from './evidence-form.tsx';
import { Advice, ClauseLinks, Reading } from './guidance.tsx';
import { type FamilyScene, findTransfer, formContext, hasOneOf } from './scene.ts';

export function endObligationForm(scene: FamilyScene): ActForm | undefined {
  const transfer = findTransfer(scene);
  // A name in an address finds a duty or nothing.
  const id = (scene.params.obligation ?? '') as ObligationId;
  const obligation = transfer?.protocol.obligations.get(id);
  if (transfer === undefined || obligation === undefined) return undefined;
  const { protocol } = transfer;
  const rule = obligation.endBy;
  const standing = scene.derived.obligations.find(
    (view) => view.id === id && view.transfer === transfer.transfer.id,
  );
  const form = rule?.form === undefined ? undefined : protocol.evidence.get(rule.form);
  const context = formContext(scene, protocol);
  return {
    title: rule?.title ?? obligation.title,
    views: [
      reasonView('Why does it end now?', 'why it ends now'),
      ...(rule?.agreedBy ?? []).map((role) => ({
        name: `agreed__${role}`,
        label: `${roleTitle(protocol, role)} who agrees`,
        noun: `the name of the ${roleTitle(protocol, role)} who agrees`,
        type: 'text' as const,
        required: true,
        maxLength: 200,
        value: scene.family.assigned.get(role)?.practitioner.name,
      })),
      ...(form === undefined ? [] : fieldViews(form.fields, context)),
      ...whenViews(form?.timed ?? false),
    ],
    submit: rule?.title ?? obligation.title,
    above: (
      <>
        <p class="govuk-body">
          “{obligation.title}”: {obligation.hint} <ClauseLinks clauses={obligation.clauses} />
        </p>
        <Advice protocol={protocol} places={[{ at: 'obligation', id }]} />
        <Reading
          written={obligation.written}
          reading={obligation.reading}
          clauses={obligation.clauses}
        />
      </>
    ),
    back: backToFamily(scene),
    protocol,
    closed:
      rule === undefined ? (
        <p>It ends when what it is for is done. Nobody ends it by hand.</p>
      ) : standing === undefined ? (
        <p>It has not begun.</p>
      ) : standing.ended !== undefined ? (
        <p>It has already ended.</p>
      ) : hasOneOf(scene.visitor, rule.by) ? undefined : (
        <p>You cannot end it. Who can: {rolesInWords(protocol, rule.by)}.</p>
      ),
    command: (read) => {
      const when = readWhen(read.values);
      if ('errors' in when) return when;
      const reason = typeof read.values.act__reason === 'string' ? read.values.act__reason : '';
      return {
        do: 'end-obligation',
        obligation: id,
        transfer: transfer.transfer.id,
        reason,
        agreedBy: (rule?.agreedBy ?? []).flatMap((role) => {
          const name = read.values[`agreed__${role}`];
          return typeof name === 'string' ? [{ role, name }] : [];
        }),
        ...(form === undefined ? {} : { fields: coreFields(form.fields, read, context) }),
        ...when,
      };
    },
    done: () => ({ says: `Ended: ${obligation.title}.` }),
  };
}
