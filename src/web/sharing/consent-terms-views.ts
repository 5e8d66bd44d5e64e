/** The questions about what a consent leaves out, until when it counts, and a young person's own answer. */
import { parseDay } from '../../core/calendar/time.ts';
import type { Family } from '../../core/family/family.ts';
import type { Competence, ConsentTerms } from '../../core/family/sharing/consent-terms.ts';
import { practitionersOf } from '../../core/family/sharing/sharing.ts';
import type { EvidenceKind, Protocol } from '../../core/protocol/protocol.ts';
import type { FormContext } from '../forms/context.ts';
import type { FieldOption, FieldView, FormValues } from '../kit/field-view.ts';
import { COMPETENCES } from './words.ts';

type Shown = FieldView['shownWhen'];

/** What a family that agrees may leave out, and until when it agrees. */
export function exclusionViews(context: FormContext, shownWhen: Shown): readonly FieldView[] {
  const leftOut = { field: 'leavesOut', is: ['yes'] };
  return [
    {
      name: 'leavesOut',
      label: 'Is there anything or anybody the family leaves out?',
      noun: 'whether anything is left out',
      type: 'yes-no',
      required: true,
      shownWhen,
    },
    {
      name: 'agencies',
      label: 'Who is not to see anything?',
      type: 'choices',
      required: false,
      options: agencyOptions(context),
      hint: 'People who work for them do not see the family in Stile because of a consent.',
      shownWhen: leftOut,
    },
    {
      name: 'agencyOther',
      label: 'Another school, service or agency',
      type: 'text',
      required: false,
      maxLength: 200,
      shownWhen: leftOut,
    },
    {
      name: 'kinds',
      label: 'Which kinds of record are not to be shared?',
      type: 'choices',
      required: false,
      options: kindOptions(context.protocol),
      shownWhen: leftOut,
    },
    {
      name: 'exclusions',
      label: 'Anything else that is left out, in the family’s words',
      type: 'long-text',
      required: false,
      hint: 'Stile cannot act on this. Partners are not shown these words.',
      shownWhen: leftOut,
    },
    {
      name: 'until',
      label: 'Last day on which it counts, if there is one',
      noun: 'the last day',
      type: 'date',
      required: false,
      time: 'any',
      hint: 'It ends by itself at the end of that day, and partners no longer see the family because of it.',
      shownWhen,
    },
    {
      name: 'form',
      label: 'Where is the signed form kept?',
      type: 'text',
      required: false,
      maxLength: 300,
      shownWhen: { field: 'signed', is: ['yes'] },
    },
  ];
}

/** Why a young person's own answer counts; asked where the family has one who answers. */
export function competenceViews(family: Family): readonly FieldView[] {
  const children = family.people.filter(({ kind }) => kind === 'child').map(({ id }): string => id);
  if (children.length === 0) return [];
  return [
    {
      name: 'competence',
      label: 'Why can this young person answer for themselves?',
      noun: 'why they can answer for themselves',
      type: 'choice',
      required: true,
      options: Object.entries(COMPETENCES).map(([value, label]) => ({ value, label })),
      shownWhen: { field: 'given', is: children },
    },
    {
      name: 'judgedBy',
      label: 'Who judged it, and on what grounds?',
      noun: 'who judged it',
      type: 'text',
      required: true,
      maxLength: 500,
      shownWhen: { field: 'competence', is: ['judged-able'] },
    },
  ];
}

/** Reads the answers of both out of a form that was read without a fault. */
export function readTerms(values: FormValues): ConsentTerms & { readonly exclusions?: string } {
  const text = (name: string): string => {
    const value = values[name];
    return typeof value === 'string' ? value.trim() : '';
  };
  const other = text('agencyOther');
  const agencies = [...texts(values.agencies), ...(other === '' ? [] : [other])];
  // The form offers kinds of the policy, and readForm admits nothing else.
  const kinds = texts(values.kinds) as readonly EvidenceKind[];
  const until = parseDay(text('until'));
  const competence = text('competence');
  return {
    ...(agencies.length + kinds.length === 0 ? {} : { excludes: { agencies, kinds } }),
    ...(text('exclusions') === '' ? {} : { exclusions: text('exclusions') }),
    ...(until.ok ? { until: until.value } : {}),
    ...(isCompetence(competence) ? { competence } : {}),
    ...(text('judgedBy') === '' ? {} : { judgedBy: text('judgedBy') }),
    ...(text('form') === '' ? {} : { form: text('form') }),
  };
}

/** Agencies other than the council that are known: those who work with the family first. */
export function agencyOptions({ family, directory }: FormContext): readonly FieldOption[] {
  const partners = [...practitionersOf(family), ...directory].filter(
    ({ employer, agency }) => employer === 'partner' && agency.trim() !== '',
  );
  return [...new Set(partners.map(({ agency }) => agency.trim()))].map((agency) => ({
    value: agency,
    label: agency,
  }));
}

export function kindOptions(protocol: Protocol): readonly FieldOption[] {
  return [...protocol.evidence.values()].map(({ id, title }) => ({ value: id, label: title }));
}

export function texts(value: FormValues[string] | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isCompetence(text: string): text is Competence {
  return Object.hasOwn(COMPETENCES, text);
}
