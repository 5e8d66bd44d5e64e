/** Changes to the document, its people and places, its meetings and its forms. */

import { fieldTypeInWords, rhythmInWords, rolesInWords } from '../describe.ts';
import type {
  Contact,
  EvidenceDefinition,
  Forum,
  Protocol,
  RetentionRule,
  Role,
} from '../protocol.ts';
import { type Change, compareNamed, differs, listDiffers } from './change.ts';

export function compareDocument(before: Protocol, after: Protocol): readonly Change[] {
  const about: Change[] = [
    ...differs('Status of the policy', before.about.status, after.about.status),
    ...differs('Office hours', hours(before), hours(after)),
  ].map((says) => ({ where: 'document', kind: 'changed', what: after.about.title, says }));
  const levels = compareNamed(
    'document',
    'level of need',
    byId(before.levels),
    byId(after.levels),
    (level) => level.title,
    (old, now) => [
      ...differs('Title of the level', old.title, now.title),
      ...differs(`Side of “${now.title}”`, old.side, now.side),
    ],
  );
  return [
    ...about,
    ...levels,
    ...compareNamed(
      'people',
      'role',
      before.roles,
      after.roles,
      (role) => role.title,
      (old, now) => roleChanges(before, after, old, now),
    ),
    ...compareNamed(
      'people',
      'service',
      before.services,
      after.services,
      (service) => service.title,
      (old, now) => differs(`“${now.title}” belongs to`, old.employer, now.employer),
    ),
    ...compareNamed(
      'people',
      'contact',
      before.contacts,
      after.contacts,
      (contact) => contact.title,
      contactChanges,
    ),
    ...compareNamed(
      'meetings',
      'meeting',
      before.forums,
      after.forums,
      (forum) => forum.title,
      (old, now) => forumChanges(before, after, old, now),
    ),
    ...compareNamed(
      'forms',
      'form',
      before.evidence,
      after.evidence,
      (form) => form.title,
      (old, now) => formChanges(before, after, old, now),
    ),
    ...compareNamed(
      'forms',
      'thing to agree to',
      before.consents,
      after.consents,
      (scope) => scope.title,
      (old, now) => differs('Agreement', old.title, now.title),
    ),
    ...compareNamed(
      'document',
      'retention rule',
      before.retention?.rules ?? new Map<string, RetentionRule>(),
      after.retention?.rules ?? new Map<string, RetentionRule>(),
      (rule) => rule.title,
      (old, now) => [
        ...differs('Title of the retention rule', old.title, now.title),
        ...differs(`“${now.title}” keeps for`, lengthOf(old), lengthOf(now)),
        ...differs(`“${now.title}” is for families that reached`, tierOf(old), tierOf(now)),
      ],
    ),
  ];
}

function lengthOf({ years, after }: RetentionRule): string {
  return `${years} years after ${after.replaceAll('-', ' ')}`;
}

function tierOf({ reached }: RetentionRule): string {
  return reached === undefined ? 'anything' : Object.values(reached).flat().join(', ');
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((each) => [each.id, each]));
}

function hours(protocol: Protocol): string {
  if (protocol.officeHours === undefined) return 'not stated';
  return Object.entries(protocol.officeHours)
    .map(
      ([day, spans]) =>
        `${day} ${Array.isArray(spans) ? spans.map((span) => `${span.opens}-${span.closes}`).join(', ') : String(spans)}`,
    )
    .join('; ');
}

function roleChanges(before: Protocol, after: Protocol, old: Role, now: Role): readonly string[] {
  const manager = (protocol: Protocol, role: Role): string =>
    role.manager === undefined ? 'nobody' : rolesInWords(protocol, [role.manager]);
  return [
    ...differs('Title of the role', old.title, now.title),
    ...differs(`“${now.title}” is on the side of`, old.side, now.side),
    ...differs(
      `“${now.title}” is`,
      old.held === 'family' ? 'one person for each family' : 'a team',
      now.held === 'family' ? 'one person for each family' : 'a team',
    ),
    ...differs(
      `While no ${now.title} is named, the family is held by`,
      manager(before, old),
      manager(after, now),
    ),
  ];
}

function contactChanges(old: Contact, now: Contact): readonly string[] {
  const number = (contact: Contact): string =>
    [contact.phone ?? 'no number', contact.menu ?? ''].filter((part) => part !== '').join(', ');
  return [
    ...differs(`Number of ${now.title}`, number(old), number(now)),
    ...differs(`${now.title} is for`, `${old.hours} hours`, `${now.hours} hours`),
  ];
}

function forumChanges(
  before: Protocol,
  after: Protocol,
  old: Forum,
  now: Forum,
): readonly string[] {
  const cutOffs = (forum: Forum): string =>
    forum.parts
      .map((part) =>
        part.cutOff === undefined
          ? 'until it begins'
          : `${part.cutOff.weekday} ${part.cutOff.time}`,
      )
      .join('; ');
  return [
    ...differs(`${now.short} sits`, rhythmInWords(old), rhythmInWords(now)),
    ...differs(
      `${now.short} is chaired by`,
      rolesInWords(before, [old.chair]),
      rolesInWords(after, [now.chair]),
    ),
    ...differs(`Cases can be listed for the ${now.short}`, cutOffs(old), cutOffs(now)),
    ...differs(
      `Members of the ${now.short}`,
      rolesInWords(before, old.members),
      rolesInWords(after, now.members),
    ),
  ];
}

function formChanges(
  before: Protocol,
  after: Protocol,
  old: EvidenceDefinition,
  now: EvidenceDefinition,
): readonly string[] {
  const fields = (
    form: EvidenceDefinition,
  ): ReadonlyMap<string, EvidenceDefinition['fields'][number]> =>
    new Map(form.fields.map((field) => [field.id, field]));
  const questions = compareNamed(
    'forms',
    'question',
    fields(old),
    fields(now),
    (field) => field.label,
    (was, is) => [
      ...differs(`Question “${is.label}”`, was.label, is.label),
      ...differs(`“${is.label}” is`, fieldTypeInWords(was), fieldTypeInWords(is)),
      ...listDiffers(
        was.options.map((option) => option.label),
        is.options.map((option) => option.label),
        (name) => `“${is.label}” has a new answer: ${name}.`,
        (name) => `“${is.label}” no longer has the answer: ${name}.`,
      ),
    ],
  );
  const states = (protocol: Protocol, form: EvidenceDefinition): string =>
    form.states
      .map((state) => `${state.title} by ${rolesInWords(protocol, state.by)}`)
      .join(', then ') || 'none';
  return [
    ...differs('Title of the form', old.title, now.title),
    ...differs(`“${now.title}” goes through the states`, states(before, old), states(after, now)),
    ...differs(
      `“${now.title}” is recorded by`,
      rolesInWords(before, old.by),
      rolesInWords(after, now.by),
    ),
    ...questions.map((change) => `“${now.title}”: ${change.says}`),
  ];
}
