/** The questions of the forms about people. */
import { rolesToGive } from '../../cases/administer.ts';
import type { AskedEntry } from '../../cases/change-people.ts';
import type { People } from '../../cases/queries/list-people.ts';
import type { Day } from '../../core/calendar/time.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import type { FieldView, FormValues } from '../kit/field-view.ts';
import { textIn } from './form-page.tsx';

interface Somebody {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  readonly roles: readonly string[];
}

export function entryFields(
  { teams, agencies }: Pick<People, 'teams' | 'agencies'>,
  present?: {
    readonly name: string;
    readonly email: string | null;
    readonly agency: string;
    readonly team: string | null;
  },
): readonly FieldView[] {
  return [
    {
      name: 'name',
      label: 'Name',
      noun: 'the name',
      type: 'text',
      required: true,
      maxLength: 200,
      value: present?.name,
    },
    {
      name: 'email',
      label: 'E-mail address',
      noun: 'the e-mail address',
      type: 'text',
      required: false,
      hint: 'With it they can sign in, and are told of what concerns them',
      maxLength: 200,
      value: present?.email ?? undefined,
    },
    {
      name: 'agency',
      label: 'Who do they work for?',
      noun: 'the agency they work for',
      type: 'person',
      required: true,
      nothing: 'Choose an agency',
      options: agencies.map(({ name, employer }) => ({
        value: name,
        label: employer === 'authority' ? `${name} (the council)` : name,
      })),
      value: present?.agency,
    },
    ...(present === undefined ? [teamField(teams, undefined)] : []),
  ];
}

export function teamField(teams: readonly string[], present: string | undefined): FieldView {
  return {
    name: 'team',
    label: 'Team',
    noun: 'the team',
    type: 'person',
    required: false,
    nothing: 'No team',
    options: teams.map((name) => ({ value: name, label: name })),
    value: present,
  };
}

/** An entry as it was typed; who employs them follows from the agency. */
export function entryFrom(
  values: FormValues,
  { agencies }: Pick<People, 'agencies'>,
  team: string,
): AskedEntry {
  const agency = textIn(values, 'agency');
  const employer = agencies.find(({ name }) => name === agency)?.employer ?? 'partner';
  return { name: textIn(values, 'name'), email: textIn(values, 'email'), agency, employer, team };
}

export function roleFields(protocol: Protocol, today: Day): readonly FieldView[] {
  return [
    {
      name: 'role',
      label: 'Role',
      noun: 'a role',
      type: 'person',
      required: true,
      nothing: 'Choose a role',
      options: rolesToGive(protocol).map(({ id, title }) => ({ value: id, label: title })),
    },
    ...datesFields(today),
  ];
}

export function coverFields(people: readonly Somebody[], today: Day): readonly FieldView[] {
  return [
    {
      name: 'worker',
      label: 'Who covers?',
      noun: 'who covers',
      type: 'person',
      required: true,
      options: people.map(({ id, name, agency }) => ({ value: id, label: `${name}, ${agency}` })),
    },
    ...datesFields(today),
  ];
}

function datesFields(today: Day): readonly FieldView[] {
  return [
    {
      name: 'from',
      label: 'First day',
      noun: 'the first day',
      type: 'date',
      time: 'any',
      required: true,
      value: today,
    },
    {
      name: 'until',
      label: 'Last day',
      noun: 'the last day',
      type: 'date',
      time: 'any',
      required: false,
      hint: 'The whole of that day counts. Leave it empty while the end is not known',
    },
  ];
}

export const lastDayField: FieldView = {
  name: 'last',
  label: 'Last day',
  noun: 'the last day',
  type: 'date',
  time: 'any',
  required: false,
  hint: 'The whole of that day counts. Leave it empty to end it at once',
};
