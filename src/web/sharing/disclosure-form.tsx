/** Recording what is shared on another lawful basis than agreement, or because of it; and ending it. */
import { parseDay } from '../../core/calendar/time.ts';
import { stateOfConsent, stateOfDisclosure } from '../../core/family/sharing/consent-state.ts';
import type {
  DisclosureTerms,
  LawfulBasis,
  Recipient,
  WhyNoConsent,
} from '../../core/family/sharing/consent-terms.ts';
import { groundsOf, partnersOf, sightOfPartner } from '../../core/family/sharing/sharing.ts';
import type { EvidenceKind } from '../../core/protocol/protocol.ts';
import { type ActForm, backToFamily } from '../acts/act-form.tsx';
import { reasonView } from '../acts/evidence-form.tsx';
import { backHref, type FamilyScene, familyHref, formContext } from '../acts/scene.ts';
import { sharedWithOptions } from '../forms/shared-with.ts';
import { readWhen, whenViews } from '../forms/when-field.ts';
import type { FieldOption, FieldView, FormValues } from '../kit/field-view.ts';
import { agencyOptions, kindOptions, texts } from './consent-terms-views.ts';
import { BASES, basisInWords, CONDITIONS, WHY_NO_CONSENT } from './words.ts';

const line = (name: string, label: string, more: Partial<FieldView> = {}): FieldView => ({
  name,
  label,
  type: 'text',
  required: true,
  maxLength: 500,
  ...more,
});

const options = (words: Readonly<Record<string, string>>): readonly FieldOption[] =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

const said = (values: FormValues, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};

/** Information shared with or without agreement, and why that was lawful. */
export function disclosureForm(scene: FamilyScene): ActForm {
  const { protocol } = scene.visitor;
  const back = backToFamily(scene);
  return {
    title: 'Record information shared',
    views: [
      line('to', 'Who was it shared with? Choose from the list', {
        noun: 'who it was shared with',
        type: 'person',
        required: false,
        options: sharedWithOptions(protocol),
      }),
      line('toOther', 'Or somebody else', {
        noun: 'somebody else',
        required: false,
        hint: 'Their name and where they work, if they are not on the list.',
        maxLength: 200,
      }),
      line('what', 'What was shared?', {
        noun: 'what was shared',
        type: 'long-text',
        maxLength: 5000,
      }),
      ...basisViews(scene),
      line('consulted', 'Who else was consulted?', {
        type: 'person',
        required: false,
        options: [...protocol.roles.values()].map(({ id, title }) => ({ value: id, label: title })),
      }),
      line('consultedName', 'Name of the person consulted', { required: false }),
      ...openingViews(scene),
      ...whenViews(false),
    ],
    submit: 'Save this record',
    back: { ...back, href: backHref(scene, back.href) },
    command: ({ values }) => {
      const when = readWhen(values);
      if ('errors' in when) return when;
      const opening = readOpening(scene, values);
      const terms = { ...readBasis(values), ...opening };
      const to =
        said(values, 'toOther') ||
        said(values, 'to') ||
        (opening.recipient?.name ?? '') ||
        (opening.recipient?.agency ?? '');
      if (to === '')
        return {
          errors: [{ field: 'to', message: 'Select or enter who it was shared with', href: '#to' }],
        };
      const why = said(values, 'whyNoConsent');
      const role = [...protocol.roles.keys()].find((each) => each === values.consulted);
      return {
        do: 'record-disclosure',
        to,
        what: said(values, 'what'),
        basis: basisInWords(protocol, terms),
        ...(why === '' ? {} : { whyNoConsent: why }),
        ...(role === undefined ? {} : { consulted: { role, name: said(values, 'consultedName') } }),
        ...terms,
        ...when,
      };
    },
    done: () => ({ says: 'Recorded: information shared.' }),
  };
}

/** What makes it lawful. Only consents that are in force are offered. */
export function basisViews(scene: FamilyScene): readonly FieldView[] {
  const { protocol, actor } = scene.visitor;
  const scopes = [...protocol.consents.values()].filter(({ id }) =>
    scene.family.consents.some(
      (each) => each.scope === id && stateOfConsent(each, scene.derived.today) === 'given',
    ),
  );
  return [
    line('basis', 'What made it lawful?', {
      noun: 'what made it lawful',
      type: 'choice',
      hint: 'For safeguarding, consent is usually not the basis. Agreement to a service is something else.',
      options: [
        ...options(BASES),
        ...(scopes.length === 0 ? [] : [{ value: 'consent', label: 'Consent of the family' }]),
      ],
    }),
    line('consent', 'Which consent?', {
      type: 'choice',
      options: scopes.map(({ id, title }) => ({ value: id, label: title })),
      shownWhen: { field: 'basis', is: ['consent'] },
    }),
    line('condition', 'Which condition, if it is about health, ethnicity or the like?', {
      noun: 'which condition',
      type: 'choice',
      hint: 'UK GDPR Article 9, with Schedule 1 to the Data Protection Act 2018.',
      options: options(CONDITIONS),
      shownWhen: { field: 'basis', is: ['legal-obligation', 'public-task'] },
    }),
    line('competentAuthority', 'Which competent authority shares it?', {
      noun: 'which competent authority shares it',
      hint: 'Only a competent authority, such as the police, can use this basis.',
      shownWhen: { field: 'basis', is: ['law-enforcement'] },
    }),
    line('why', 'Why is there no consent?', {
      noun: 'why there is no consent',
      type: 'choice',
      options: options(WHY_NO_CONSENT),
      shownWhen: { field: 'condition', is: ['safeguarding'] },
    }),
    line('whyNoConsent', 'If the family was not asked first, say more about why', {
      type: 'long-text',
      required: false,
      maxLength: 5000,
    }),
    line('decidedBy', 'Who decided to share it?', {
      noun: 'who decided',
      value: [actor.name, actor.agency].filter((part) => part !== '').join(', '),
    }),
  ];
}

/** Reads the answers of `basisViews` out of a form that was read without a fault. */
export function readBasis(values: FormValues): DisclosureTerms {
  const basis = said(values, 'basis');
  const why = said(values, 'why');
  const decidedBy = said(values, 'decidedBy');
  const lawful = lawfulOf(basis, values);
  return {
    ...(lawful === undefined ? {} : { lawful }),
    ...(basis === 'consent' ? { consent: said(values, 'consent') } : {}),
    ...(isWhy(why) ? { why } : {}),
    ...(decidedBy === '' ? {} : { decidedBy }),
  };
}

function lawfulOf(basis: string, values: FormValues): LawfulBasis | undefined {
  if (basis === 'law-enforcement')
    return { basis, competentAuthority: said(values, 'competentAuthority') };
  const condition = said(values, 'condition');
  if (basis !== 'legal-obligation' && basis !== 'public-task') return undefined;
  return isCondition(condition) ? { basis, condition } : undefined;
}

/** Whether, to whom and until when it opens the family in Stile. */
function openingViews(scene: FamilyScene): readonly FieldView[] {
  const offered = recipients(scene);
  if (offered.length === 0) return [];
  const wanted = scene.query.for;
  const opens = { field: 'opens', is: ['yes'] };
  const preset = offered.some(({ value }) => value === wanted) ? wanted : undefined;
  return [
    line('opens', 'Are they to see the family in Stile from now on?', {
      noun: 'whether they are to see the family in Stile',
      type: 'yes-no',
      hint: 'Only partners who are named in the family see it.',
      value: preset === undefined ? undefined : 'yes',
    }),
    line('opensTo', 'Who is to see it?', {
      noun: 'who is to see it',
      type: 'choice',
      options: offered,
      value: preset,
      shownWhen: opens,
    }),
    line('notShared', 'Which kinds of record are not shared with them?', {
      type: 'choices',
      required: false,
      options: kindOptions(scene.visitor.protocol),
      shownWhen: opens,
    }),
    line('until', 'Last day on which they see it, if there is one', {
      noun: 'the last day',
      type: 'date',
      required: false,
      time: 'future',
      shownWhen: opens,
    }),
  ];
}

function recipients(scene: FamilyScene): readonly FieldOption[] {
  const people = partnersOf(scene.family).map(({ worker, name, agency }) => ({
    value: `worker:${worker}`,
    label: [name, agency].filter((part) => part !== '').join(', '),
  }));
  const agencies = agencyOptions(formContext(scene)).map(({ value }) => ({
    value: `agency:${value}`,
    label: `Everybody of ${value} who works with the family`,
  }));
  return [...people, ...agencies];
}

function readOpening(scene: FamilyScene, values: FormValues): DisclosureTerms {
  if (said(values, 'opens') !== 'yes') return {};
  const recipient = recipientOf(scene, said(values, 'opensTo'));
  const until = parseDay(said(values, 'until'));
  // The form offers kinds of the policy, and readForm admits nothing else.
  const leavesOut = texts(values.notShared) as readonly EvidenceKind[];
  return {
    opens: true,
    ...(recipient === undefined ? {} : { recipient }),
    ...(leavesOut.length === 0 ? {} : { leavesOut }),
    ...(until.ok ? { until: until.value } : {}),
  };
}

function recipientOf(scene: FamilyScene, chosen: string): Recipient | undefined {
  if (chosen.startsWith('agency:')) return { agency: chosen.slice('agency:'.length) };
  const partner = partnersOf(scene.family).find(({ worker }) => `worker:${worker}` === chosen);
  if (partner?.worker === undefined) return undefined;
  return { agency: partner.agency, name: partner.name, worker: partner.worker };
}

/** Ends what opens the family to somebody. */
export function endDisclosureForm(scene: FamilyScene): ActForm | undefined {
  const found = scene.family.disclosures.find(({ id }) => id === scene.params.disclosure);
  if (found === undefined) return undefined;
  const open = stateOfDisclosure(found, scene.derived.today) === 'in-force';
  return {
    title: 'End sharing',
    views: [reasonView('Why does it end?', 'why it ends')],
    submit: 'End it',
    warning: true,
    back: { href: familyHref(scene, '/shared'), text: 'What was shared' },
    closed: open ? undefined : <p>This has ended, or was shared only once.</p>,
    command: ({ values }) => ({
      do: 'end-disclosure',
      disclosure: found.id,
      reason: said(values, 'act__reason'),
    }),
    done: () => ({ says: 'It has ended. Who saw the family because of it no longer does.' }),
  };
}

/** Where to go on after somebody was named: to the question on which basis they see the family, if nothing opens it. */
export function basisHref(
  scene: FamilyScene,
  family: FamilyScene['family'],
  worker: string | undefined,
) {
  if (worker === undefined) return undefined;
  const partner = partnersOf(family).some((each) => each.worker === worker);
  const grounds = groundsOf(family, scene.visitor.protocol, worker);
  if (!partner || sightOfPartner(grounds, scene.derived.now).sees === 'parts') return undefined;
  return familyHref(scene, `/basis/${encodeURIComponent(worker)}`);
}

function isWhy(text: string): text is WhyNoConsent {
  return Object.hasOwn(WHY_NO_CONSENT, text);
}

function isCondition(text: string): text is keyof typeof CONDITIONS {
  return Object.hasOwn(CONDITIONS, text);
}
