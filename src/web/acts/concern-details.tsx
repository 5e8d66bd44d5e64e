/** Adding afterwards what is known of a concern. The call has been recorded already; nothing waits for this. */
import { allEvidence } from '../../core/family/evolve.ts';
import { rolesInWords } from '../family/names.ts';
import { fieldViews } from '../forms/field-views.ts';
import { coreFields } from '../forms/read-fields.ts';
import type { FieldView } from '../kit/field-view.ts';
import { partNames, typedFromValues } from '../kit/typed-form.ts';
import type { ActForm } from './act-form.tsx';
import { unrequired } from './concern-answers.ts';
import { type FamilyScene, familyHref, findTransfer, formContext, hasOneOf } from './scene.ts';

export function concernDetailsForm(scene: FamilyScene): ActForm | undefined {
  const transfer = findTransfer(scene);
  if (transfer === undefined) return undefined;
  const { protocol } = transfer;
  const { interrupt } = protocol;
  const evidence = allEvidence(scene.family).findLast(
    (each) => each.transfer === transfer.transfer.id && each.kind === interrupt.form,
  );
  const definition = protocol.evidence.get(interrupt.form);
  if (evidence === undefined || definition === undefined) return undefined;
  const context = formContext(scene, protocol);
  const edits = unrequired(fieldViews(definition.fields, context, evidence.fields)).map(
    withTypedWords,
  );
  return {
    title: 'Add details about the concern',
    views: edits,
    edits,
    submit: 'Save the details',
    above: (
      <p class="govuk-body">
        Leave empty what you do not know. What was recorded first stays in the history.
      </p>
    ),
    back: {
      href: familyHref(scene, `/concern/${transfer.transfer.id}`),
      text: 'The concern that was recorded',
    },
    protocol,
    closed: hasOneOf(scene.visitor, definition.by) ? undefined : (
      <p>It can be added to by: {rolesInWords(protocol, definition.by)}.</p>
    ),
    command: (read) => ({
      do: 'correct-evidence',
      evidence: evidence.id,
      fields: coreFields(definition.fields, read, context),
      reason: 'Details added after the concern was recorded',
      basedOn: read.seen,
    }),
    done: () => ({ says: 'The details are saved.' }),
  };
}

/** A date that could not be read when the concern was raised is shown in the words that were typed. */
function withTypedWords(view: FieldView): FieldView {
  if (view.type !== 'date' && view.type !== 'date-time') return view;
  if (typeof view.value !== 'string') return view;
  const typed = typedFromValues([view]);
  const read = partNames(view, view.name).some((part) => typed[part]);
  return read
    ? view
    : { ...view, value: undefined, hint: `Typed before, and not a date: ${view.value}` };
}
