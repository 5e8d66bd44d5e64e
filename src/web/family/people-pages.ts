import type { FastifyInstance } from 'fastify';
import { parseDay } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { Person } from '../../core/family/people.ts';
import { fullName } from '../../core/family/people.ts';
import type { Role, RoleId } from '../../core/protocol/protocol.ts';
import type { ActForm } from '../acts/act-form.tsx';
import { addForm } from '../acts/add-form.ts';
import { openFamily } from '../acts/open-family.ts';
import { type FamilyScene, familyHref, formContext } from '../acts/scene.ts';
import { personFields, personFrom } from '../families/person-fields.ts';
import { practitionerViews, readPractitioner } from '../forms/practitioner-views.ts';
import type { FieldView } from '../kit/field-view.ts';
import { basisHref } from '../sharing/disclosure-form.tsx';
import { sendNotOpen } from '../sharing/not-shared-page.tsx';
import { sendPage, type Web } from '../web.ts';
import { peoplePage } from './people-page.tsx';

const MOST_REASON = 1000;

/** The people of a family and those who work with it: adding, changing with a reason, naming in a role. */
export function addPeoplePages(app: FastifyInstance, web: Web): void {
  app.get('/families/:family/people', async (request, reply) => {
    const scene = await openFamily(web, request, 'people');
    return scene === undefined
      ? sendNotOpen(web, request, reply)
      : sendPage(reply, peoplePage(scene, request));
  });
  addForm(app, web, '/families/:family/people/add/:kind', 'adding a person', addPersonForm);
  addForm(app, web, '/families/:family/people/:person/change', 'changing a person', changeForm);
  addForm(app, web, '/families/:family/people/roles/:role', 'naming somebody', assignForm);
  addForm(app, web, '/families/:family/people/known-since', 'correcting a day', knownSinceForm);
}

function back(scene: FamilyScene): ActForm['back'] {
  return { href: familyHref(scene, '/people'), text: 'People' };
}

function addPersonForm(scene: FamilyScene): ActForm | undefined {
  const { kind } = scene.params;
  if (kind !== 'child' && kind !== 'adult') return undefined;
  return {
    title: kind === 'child' ? 'Add a child' : 'Add an adult',
    views: personFields(kind),
    submit: kind === 'child' ? 'Add the child' : 'Add the adult',
    back: back(scene),
    command: ({ values }) => {
      const read = personFrom(kind, values);
      return 'errors' in read ? read : { do: 'add-person', person: read.person };
    },
    done: () => ({ says: kind === 'child' ? 'The child is added.' : 'The adult is added.' }),
  };
}

function changeForm(scene: FamilyScene): ActForm | undefined {
  const person = scene.family.people.find((each) => each.id === scene.params.person);
  if (person === undefined) return undefined;
  const reason: FieldView = {
    name: 'reason',
    label: 'Why is it changed?',
    noun: 'why it is changed',
    type: 'text',
    required: true,
    hint: 'For example, the date of birth was typed wrongly, or the father moved out',
    maxLength: MOST_REASON,
  };
  const died: FieldView = {
    name: 'died',
    label: 'Date of death',
    noun: 'the date of death',
    type: 'date',
    time: 'past',
    required: false,
    hint: 'Only where they have died. How long the record is kept may count from it',
    value: person.died,
  };
  const edits = [...personFields(person.kind, person), died];
  return {
    title: `Change the details of ${fullName(person)}`,
    views: [...edits, reason],
    edits,
    submit: 'Change the details',
    back: back(scene),
    command: ({ values, seen }) => {
      const read = personFrom(person.kind, values);
      if ('errors' in read) return read;
      const { born, note } = read.person;
      const death = parseDay(String(values.died ?? ''));
      // Made from the same kind as the person it changes.
      const changed = {
        ...{ ...read.person, id: person.id, born, note },
        ...(death.ok ? { died: death.value } : {}),
      } as Person;
      return {
        do: 'change-person',
        person: changed,
        reason: String(values.reason ?? ''),
        basedOn: seen,
      };
    },
    done: () => ({ says: 'The details are changed. What they were before stays in the history.' }),
  };
}

function knownSinceForm(scene: FamilyScene): ActForm {
  const { knownSince } = scene.family;
  const question: FieldView = {
    name: 'day',
    label: 'From which day is the family known?',
    noun: 'the day from which the family is known',
    type: 'date',
    required: true,
    time: 'past',
    hint: `It is recorded as ${dayInWords(knownSince)}. Nothing can be recorded that is dated before it.`,
  };
  return {
    title: 'Correct the day from which the family is known',
    views: [
      question,
      {
        name: 'reason',
        label: 'Why is it corrected?',
        noun: 'why it is corrected',
        type: 'text',
        required: true,
        maxLength: MOST_REASON,
      },
    ],
    edits: [{ ...question, value: knownSince }],
    submit: 'Correct the day',
    back: back(scene),
    command: ({ values, seen }) => {
      const day = parseDay(String(values.day ?? ''));
      if (!day.ok) {
        return { errors: [{ field: 'day', message: 'Enter a real date', href: '#day-day' }] };
      }
      return {
        do: 'correct-known-since',
        knownSince: day.value,
        reason: String(values.reason ?? ''),
        basedOn: seen,
      };
    },
    done: () => ({ says: 'The day is corrected. What it was before stays in the history.' }),
  };
}

function assignForm(scene: FamilyScene): ActForm | undefined {
  const role = roleOf(scene);
  if (role === undefined) return undefined;
  const present = scene.family.assigned.get(role.id)?.practitioner;
  const context = formContext(scene);
  const who = practitionerViews(
    {
      name: 'who',
      label: `Who is the ${role.title}?`,
      noun: `the ${role.title}`,
      type: 'choice',
      required: true,
    },
    context,
    present,
  );
  const reason: FieldView = {
    name: 'reason',
    label: present === undefined ? 'Anything to say about it' : 'Why does it change?',
    noun: 'why it changes',
    type: 'text',
    required: present !== undefined,
    maxLength: MOST_REASON,
  };
  return {
    title: `Name the ${role.title}`,
    views: [...who, reason],
    submit: `Name the ${role.title}`,
    back: back(scene),
    command: ({ values, typed }) => {
      const practitioner = readPractitioner('who', typed, context);
      if (practitioner === undefined)
        return {
          errors: [{ field: 'who', message: `Select who the ${role.title} is`, href: '#who' }],
        };
      const why = String(values.reason ?? '');
      return {
        do: 'assign-person',
        role: role.id,
        practitioner,
        ...(why === '' ? {} : { reason: why }),
      };
    },
    done: ({ family }) => {
      const named = family.assigned.get(role.id)?.practitioner;
      const href = basisHref(scene, family, named?.worker);
      return {
        says: `${named?.name ?? 'Somebody'} is named as ${role.title}.`,
        ...(href === undefined ? {} : { href }),
      };
    },
  };
}

function roleOf(scene: FamilyScene): Role | undefined {
  // An unknown role simply finds nothing.
  const role = scene.visitor.protocol.roles.get(scene.params.role as RoleId);
  return role?.held === 'family' ? role : undefined;
}
