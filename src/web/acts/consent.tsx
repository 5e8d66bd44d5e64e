/** Recording what the family agrees to, and that it no longer does. */
import type { ConsentScope, ConsentStatus, ScopeId } from '../../core/protocol/protocol.ts';
import { rolesInWords } from '../family/names.ts';
import { peopleOptions } from '../forms/field-views.ts';
import { inText, latest } from '../forms/preset.ts';
import { readWhen, whenViews } from '../forms/when-field.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldView } from '../kit/field-view.ts';
import { list } from '../kit/words.ts';
import { competenceViews, exclusionViews, readTerms } from '../sharing/consent-terms-views.ts';
import { losingSight } from '../sharing/losing-sight.ts';
import type { ActForm } from './act-form.tsx';
import { STATUS } from './consent-list.tsx';
import { Paragraphs } from './evidence-record.tsx';
import { Advice, ClauseLinks } from './guidance.tsx';
import { backHref, type FamilyScene, familyHref, formContext } from './scene.ts';

/** Records what the family answered. Withdrawing has a page of its own. */
export function consentForm(scene: FamilyScene): ActForm | undefined {
  const scope = scopeOf(scene);
  if (scope === undefined) return undefined;
  const list = familyHref(scene, '/consent');
  return {
    title: `Record the family’s answer: ${scope.title}`,
    views: [
      {
        name: 'status',
        label: 'What did the family answer?',
        noun: 'what the family answered',
        type: 'choice',
        required: true,
        options: (['given', 'refused', 'not-sought'] as const).map((status) => ({
          value: status,
          label: STATUS[status],
        })),
      },
      {
        name: 'note',
        label: 'Why was it not asked?',
        type: 'long-text',
        required: true,
        shownWhen: { field: 'status', is: ['not-sought'] },
      },
      ...answeredViews(scene, { field: 'status', is: ['given', 'refused'] }),
      ...competenceViews(scene.family),
      ...exclusionViews(formContext(scene), { field: 'status', is: ['given'] }),
      ...whenViews(false),
    ],
    submit: 'Save the answer',
    above: (
      <>
        <p class="govuk-body">
          {scope.hint} <ClauseLinks clauses={scope.clauses} />
        </p>
        <Advice protocol={scene.visitor.protocol} places={[{ at: 'consent', id: scope.id }]} />
      </>
    ),
    back: { href: backHref(scene, list), text: 'What the family agrees to' },
    command: (read) => {
      const when = readWhen(read.values);
      if ('errors' in when) return when;
      const status = statusOf(read.values.status);
      return {
        do: 'record-consent',
        scope: scope.id,
        status,
        ...answered(scene, read.values),
        ...readTerms(read.values),
        ...(typeof read.values.note === 'string' ? { note: read.values.note } : {}),
        ...when,
      };
    },
    done: () => ({ says: `Recorded: ${scope.title}.` }),
  };
}

/** The second press of a withdrawal: the page says first what it will do. */
export function withdrawForm(scene: FamilyScene): ActForm | undefined {
  const scope = scopeOf(scene);
  if (scope === undefined) return undefined;
  return {
    title: `Withdraw: ${scope.title}`,
    views: [...answeredViews(scene), ...competenceViews(scene.family), ...whenViews(false)],
    submit: 'Record that it is withdrawn',
    warning: true,
    above: <WhatWithdrawalDoes scene={scene} />,
    back: { href: familyHref(scene, '/consent'), text: 'What the family agrees to' },
    command: (read) => {
      const when = readWhen(read.values);
      if ('errors' in when) return when;
      return {
        do: 'record-consent',
        scope: scope.id,
        status: 'withdrawn',
        ...answered(scene, read.values),
        ...readTerms(read.values),
        ...when,
      };
    },
    done: () => ({ href: familyHref(scene), says: `Recorded as withdrawn: ${scope.title}.` }),
  };
}

function WhatWithdrawalDoes({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { protocol } = scene.visitor;
  const rule = protocol.withdrawal;
  const losing = losingSight(scene);
  const open = scene.derived.transfers.filter((view) => view.transfer.state !== 'ended');
  const told = (rule?.tells ?? []).flatMap((tell) => tell.who);
  const shows = rule?.shows;
  const plan =
    shows === undefined ? undefined : latest(shows.kind, formContext(scene))?.fields[shows.field];
  return (
    <>
      <h2 class="govuk-heading-m">What this does</h2>
      <ul class="govuk-list govuk-list--bullet">
        <li>Nothing is closed by it. People decide what happens next.</li>
        {losing.length === 0 ? null : (
          <li>
            From this moment {list(losing)} no longer {losing.length === 1 ? 'sees' : 'see'} the
            family in Stile, also in a page that is open. What they recorded themselves stays theirs
            to see.
          </li>
        )}
        {open.map((view) => (
          <li>
            “{view.pathway.title}” is looked at again: what rested on this agreement is no longer in
            place.
          </li>
        ))}
        {told.length === 0 || scene.family.transfers.length === 0 ? null : (
          <li>Stile tells: {rolesInWords(protocol, told, 'and')}.</li>
        )}
      </ul>
      {plan === undefined ? null : (
        <>
          <h2 class="govuk-heading-m">What was agreed for this day</h2>
          <div class="govuk-inset-text">
            <Paragraphs text={inText(plan)} />
          </div>
        </>
      )}
    </>
  );
}

function answeredViews(
  scene: FamilyScene,
  shownWhen?: FieldView['shownWhen'],
): readonly FieldView[] {
  return [
    {
      name: 'given',
      label: 'Who answered?',
      noun: 'who in the family answered',
      type: 'choice',
      required: true,
      options: peopleOptions(scene.family),
      shownWhen,
    },
    {
      name: 'signed',
      label: 'Did they sign it?',
      type: 'yes-no',
      required: true,
      shownWhen,
    },
    {
      name: 'method',
      label: 'How did they answer?',
      type: 'text',
      required: false,
      hint: 'For example, at home in person, or by telephone.',
      maxLength: 500,
      shownWhen,
    },
  ];
}

function answered(scene: FamilyScene, values: Readonly<Record<string, unknown>>) {
  const person = scene.family.people.find((each) => each.id === values.given);
  return {
    ...(person === undefined ? {} : { given: person.id }),
    signed: values.signed === 'yes',
    method: typeof values.method === 'string' ? values.method : '',
  };
}

function statusOf(value: unknown): ConsentStatus {
  return value === 'refused' || value === 'not-sought' ? value : 'given';
}

function scopeOf(scene: FamilyScene): ConsentScope | undefined {
  // A name in an address finds a scope or nothing.
  return scene.visitor.protocol.consents.get((scene.params.scope ?? '') as ScopeId);
}
