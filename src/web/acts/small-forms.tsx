/** The short forms: planned visits, people told by hand, resuming and ending a transfer. */
import { atLocal, parseDay, parseLocalTime, startOfDay } from '../../core/calendar/time.ts';
import type { RoleId } from '../../core/protocol/protocol.ts';
import { practitionerViews, readPractitioner } from '../forms/practitioner-views.ts';
import { readWhen, whenViews } from '../forms/when-field.ts';
import type { FieldView, FormValues } from '../kit/field-view.ts';
import { readTime } from '../kit/read-date.ts';
import { basisHref } from '../sharing/disclosure-form.tsx';
import { type ActForm, backToFamily } from './act-form.tsx';
import { reasonView } from './evidence-form.tsx';
import { type FamilyScene, familyHref, findTransfer, formContext } from './scene.ts';

const line = (name: string, label: string, more: Partial<FieldView> = {}): FieldView => ({
  name,
  label,
  type: 'long-text',
  required: true,
  ...more,
});

const said = (values: FormValues, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value : '';
};

/** A visit that somebody plans: should a concern be raised, they are told before they go. */
export function planVisitForm(scene: FamilyScene): ActForm {
  const context = formContext(scene);
  return {
    title: 'Plan a visit',
    views: [
      line('what', 'What is the visit for?', { noun: 'what the visit is for', type: 'text' }),
      line('date', 'Date of the visit', { type: 'date', time: 'future' }),
      line('time', 'Time, if it is agreed', {
        type: 'text',
        required: false,
        hint: 'For example, 9:30am or 14:30',
        maxLength: 20,
      }),
      ...practitionerViews(
        line('who', 'Who will visit?', { noun: 'who will visit' }),
        context,
        undefined,
      ),
    ],
    submit: 'Save the planned visit',
    above: (
      <p class="govuk-body">
        If somebody raises a safeguarding concern before then, Stile tells whoever plans to visit.
      </p>
    ),
    back: backToFamily(scene),
    command: ({ values, typed }) => {
      const day = parseDay(said(values, 'date'));
      const who = readPractitioner('who', typed, context);
      const text = said(values, 'time');
      const time = parseLocalTime(text === '' ? '' : (readTime(text) ?? ''));
      if (text !== '' && !time.ok) return fault('time', 'Enter a real time, like 9:30am or 14:30');
      if (!day.ok || who === undefined) return fault('who', 'Select who will visit');
      return {
        do: 'plan-visit',
        what: said(values, 'what'),
        for: time.ok ? atLocal(day.value, time.value) : startOfDay(day.value),
        ...(time.ok ? {} : { forDayOnly: true }),
        who,
      };
    },
    done: ({ family }) => {
      const { worker } = family.visits.at(-1)?.who ?? {};
      const href = basisHref(scene, family, worker);
      return { says: 'The visit is planned.', ...(href === undefined ? {} : { href }) };
    },
  };
}

export function cancelVisitForm(scene: FamilyScene): ActForm | undefined {
  const visit = scene.family.visits.find((each) => each.id === scene.params.visit);
  if (visit === undefined) return undefined;
  return {
    title: `Cancel the visit: ${visit.what}`,
    views: [reasonView('Why is it cancelled?', 'why it is cancelled')],
    submit: 'Cancel the visit',
    warning: true,
    back: backToFamily(scene),
    command: ({ values }) => ({
      do: 'cancel-visit',
      visit: visit.id,
      reason: said(values, 'act__reason'),
    }),
    done: () => ({ says: 'The visit is cancelled.' }),
  };
}

/** Somebody was told by telephone, letter or in person. */
export function toldForm(scene: FamilyScene): ActForm {
  const { protocol } = scene.visitor;
  const roles = [...protocol.roles.values()];
  const open = scene.derived.transfers.filter((view) => view.transfer.state !== 'ended');
  return {
    title: 'Record that somebody was told',
    views: [
      line('to', 'Who was told?', {
        noun: 'who was told',
        type: 'choices',
        options: [
          { value: 'family', label: 'The family' },
          { value: 'planned-visitor', label: 'Somebody who plans to visit' },
          ...roles.map((role) => ({ value: role.id, label: role.title })),
        ],
      }),
      line('name', 'Their name', { type: 'text', required: false, maxLength: 200 }),
      line('what', 'What were they told, and how?', { noun: 'what they were told' }),
      ...whenViews(false),
    ],
    submit: 'Save this record',
    back: backToFamily(scene),
    command: ({ values }) => {
      const when = readWhen(values);
      if ('errors' in when) return when;
      const name = said(values, 'name');
      const chosen = Array.isArray(values.to) ? values.to : [];
      return {
        do: 'record-told',
        to: chosen.flatMap((each) =>
          // The form offers roles of the protocol and these two words; readForm admits nothing else.
          typeof each === 'string'
            ? [{ role: each as RoleId, ...(name === '' ? {} : { name }) }]
            : [],
        ),
        what: said(values, 'what'),
        ...(open[0] === undefined ? {} : { transfer: open[0].transfer.id }),
        ...when,
      };
    },
    done: () => ({ says: 'Recorded: somebody was told.' }),
  };
}

/** Goes on with a transfer that a concern has suspended. */
export function resumeForm(scene: FamilyScene): ActForm | undefined {
  const view = findTransfer(scene);
  if (view === undefined) return undefined;
  return {
    title: `Resume: ${view.pathway.title}`,
    views: [reasonView('Why can it go on?', 'why it can go on')],
    submit: 'Resume it',
    above: (
      <p class="govuk-body">
        It goes on from the stage where it was suspended. Its dates were counted all the while.
      </p>
    ),
    back: backToFamily(scene),
    protocol: view.protocol,
    closed:
      view.transfer.state === 'suspended' ? undefined : (
        <p>“{view.pathway.title}” is not suspended.</p>
      ),
    command: ({ values }) => ({
      do: 'resume-transfer',
      transfer: view.transfer.id,
      reason: said(values, 'act__reason'),
    }),
    done: () => ({ says: `Resumed: ${view.pathway.title}.` }),
  };
}

/** Ends a transfer before its own end. */
export function endForm(scene: FamilyScene): ActForm | undefined {
  const view = findTransfer(scene);
  if (view === undefined) return undefined;
  return {
    title: `End before it is finished: ${view.pathway.title}`,
    views: [reasonView('Why does it end now?', 'why it ends now')],
    submit: 'End it',
    warning: true,
    above: (
      <p class="govuk-body">
        Use this where the pathway no longer fits the family. Whoever holds the family now goes on
        holding it. To finish in the usual way, take its{' '}
        <a class="govuk-link" href={familyHref(scene)}>
          next step
        </a>
        .
      </p>
    ),
    back: backToFamily(scene),
    protocol: view.protocol,
    closed: view.transfer.state === 'ended' ? <p>“{view.pathway.title}” has ended.</p> : undefined,
    command: ({ values }) => ({
      do: 'end-transfer',
      transfer: view.transfer.id,
      reason: said(values, 'act__reason'),
    }),
    done: () => ({ says: `Ended: ${view.pathway.title}.` }),
  };
}

function fault(field: string, message: string) {
  return { errors: [{ field, message, href: `#${field}` }] };
}
