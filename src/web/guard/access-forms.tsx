/** The forms about who may see a family: restricting it, changing the list, lifting, and reviewing urgent access. */
import { mayGuard } from '../../access/may-guard.ts';
import { momentInWords } from '../../core/calendar/words.ts';
import { guardingRoles } from '../../core/family/guard/guard.ts';
import type { ListedWorker } from '../../core/family/guard/guard-events.ts';
import type { ActForm } from '../acts/act-form.tsx';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { FINDINGS } from '../family/guard-words.ts';
import { roleTitle } from '../family/names.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldView, FormValues, RowValue } from '../kit/field-view.ts';
import { list } from '../kit/words.ts';

const MOST_REASON = 2000;

export function restrictForm(scene: FamilyScene): ActForm {
  const { restriction } = scene.family;
  return {
    ...common(scene),
    title: 'Restrict this family to named people',
    views: [reason('Why may only named people see it?'), ...listViews(scene, [], [])],
    submit: 'Restrict the family',
    above: (
      <p class="govuk-body">
        For example the family of somebody who works here, adopters, or a high risk. Whoever holds
        the family, is named in a role or visits it goes on seeing it. You are put on the list
        yourself.
      </p>
    ),
    ...closedIf(
      scene,
      restriction === undefined ? undefined : 'This family is restricted already.',
    ),
    command: ({ values }) => ({
      do: 'restrict-access',
      reason: text(values, 'reason'),
      ...listsFrom(scene, values),
    }),
    done: () => ({ says: 'Only named people see this family now.' }),
  };
}

export function changeListForm(scene: FamilyScene): ActForm {
  const { restriction } = scene.family;
  return {
    ...common(scene),
    title: 'Change who may see this family',
    views: [
      reason('Why is the list changed?'),
      ...listViews(scene, restriction?.people ?? [], restriction?.never ?? []),
    ],
    submit: 'Change the list',
    above: (
      <p class="govuk-body">
        The lists below replace the present ones. Leave a row empty to take somebody off.
      </p>
    ),
    ...closedIf(scene, restriction === undefined ? 'This family is not restricted.' : undefined),
    command: ({ values }) => ({
      do: 'change-access-list',
      reason: text(values, 'reason'),
      ...listsFrom(scene, values),
    }),
    done: () => ({ says: 'The list is changed.' }),
  };
}

export function liftForm(scene: FamilyScene): ActForm {
  const { restriction } = scene.family;
  return {
    ...common(scene),
    title: 'Lift the restriction',
    views: [reason('Why may everybody whose role sees it see it again?')],
    submit: 'Lift the restriction',
    warning: true,
    above: (
      <p class="govuk-body">
        Everybody whose role sees the family sees it again, also those who were barred from it.
      </p>
    ),
    ...closedIf(scene, restriction === undefined ? 'This family is not restricted.' : undefined),
    command: ({ values }) => ({ do: 'lift-restriction', reason: text(values, 'reason') }),
    done: () => ({ says: 'The restriction is lifted.' }),
  };
}

export function reviewForm(scene: FamilyScene): ActForm | undefined {
  const taken = scene.family.urgentAccesses.find(({ id }) => id === scene.params.urgent);
  if (taken === undefined) return undefined;
  const own = taken.by.worker === scene.visitor.actor.worker;
  const why = own
    ? 'Nobody reviews their own urgent access. Ask another manager.'
    : taken.review === undefined
      ? undefined
      : `${taken.review.by.name} has reviewed it already.`;
  return {
    ...common(scene),
    title: `Review urgent access by ${taken.by.name}`,
    views: [
      {
        name: 'finding',
        label: 'Was it justified?',
        noun: 'whether it was justified',
        type: 'choice',
        required: true,
        options: Object.entries(FINDINGS).map(([value, label]) => ({ value, label })),
      },
      {
        name: 'note',
        label: 'What do you want to record?',
        type: 'long-text',
        required: false,
        hint: 'Where it was not justified: what was not right, and what is done about it.',
        maxLength: MOST_REASON,
      },
    ],
    submit: 'Record the review',
    above: (
      <p class="govuk-body">
        Taken on {momentInWords(taken.at)}, until {momentInWords(taken.until)}. Why: “{taken.reason}
        ”{' '}
        <a class="govuk-link" href={familyHref(scene, '/looked')}>
          What they looked at
        </a>
      </p>
    ),
    ...closedIf(scene, why),
    command: ({ values }) => ({
      do: 'review-urgent-access',
      urgent: taken.id,
      finding: values.finding === 'justified' ? 'justified' : 'not-justified',
      note: text(values, 'note'),
    }),
    done: () => ({ says: 'The review is recorded.' }),
  };
}

function common(scene: FamilyScene): Pick<ActForm, 'back'> {
  return { back: { href: familyHref(scene, '/access'), text: 'Who may see this family' } };
}

/** No form for somebody who may not, or where there is nothing to be done. */
function closedIf(
  { visitor, family }: FamilyScene,
  why: string | undefined,
): { readonly closed?: SafeHtml } {
  if (why !== undefined) return { closed: <p>{why}</p> };
  const { protocol, actor } = visitor;
  if (mayGuard(protocol, actor, family)) return {};
  const roles = guardingRoles(protocol, family).map((role) => roleTitle(protocol, role));
  return { closed: <p>This is done by: {list(roles, 'or')}.</p> };
}

function reason(label: string): FieldView {
  return {
    name: 'reason',
    label,
    noun: 'why',
    type: 'long-text',
    required: true,
    maxLength: MOST_REASON,
  };
}

function listViews(
  scene: FamilyScene,
  people: readonly ListedWorker[],
  never: readonly ListedWorker[],
): readonly FieldView[] {
  const rows = (listed: readonly ListedWorker[]): readonly RowValue[] =>
    listed.map(({ worker }) => ({ who: worker }));
  return [
    {
      name: 'people',
      label: 'Who may see it, besides those who work with the family',
      type: 'items',
      required: false,
      items: [who(scene, 'authority')],
      value: rows(people),
    },
    {
      name: 'never',
      label: 'Who must not see it, whatever their role',
      type: 'items',
      required: false,
      hint: 'For example a colleague whose own family it is. They cannot take urgent access either.',
      items: [who(scene, undefined)],
      value: rows(never),
    },
  ];
}

function who(scene: FamilyScene, employer: 'authority' | undefined): FieldView {
  const offered = scene.directory.filter((each) => (employer ?? each.employer) === each.employer);
  return {
    name: 'who',
    label: 'Name',
    type: 'person',
    required: false,
    options: offered.flatMap(({ worker, name, agency }) =>
      worker === undefined
        ? []
        : [{ value: worker, label: agency === '' ? name : `${name}, ${agency}` }],
    ),
  };
}

function listsFrom(scene: FamilyScene, values: FormValues) {
  return { people: listFrom(scene, values.people), never: listFrom(scene, values.never) };
}

/** Those of the directory whom the rows name; somebody named twice is on the list once. */
function listFrom(
  { directory }: FamilyScene,
  rows: FormValues[string] | undefined,
): readonly ListedWorker[] {
  const ids = Array.isArray(rows)
    ? rows.map((row) => (typeof row === 'object' && 'who' in row ? String(row.who) : ''))
    : [];
  return directory.flatMap(({ worker, name }) =>
    worker !== undefined && ids.includes(worker) ? [{ worker, name }] : [],
  );
}

function text(values: FormValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}
