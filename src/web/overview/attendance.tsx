import { dayInWords } from '../../core/calendar/words.ts';
import type { RoleId } from '../../core/protocol/protocol.ts';
import { roleTitle } from '../family/names.ts';
import { DraftForm } from '../forms/draft-form.tsx';
import { type Kept, textOf } from '../forms/keep.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { sittingHref } from './meeting-hrefs.ts';
import type { Meeting, SittingScene } from './sitting.ts';

/** Somebody who may be expected at the sitting. */
export interface Person {
  readonly name: string;
  readonly role: string;
}

type Attendance = Meeting['attendance'];

/** Room for people whom the directory does not know, at each saving. */
const OTHERS = 2;
/** More than any meeting has, and few enough that a forged form cannot exhaust the server. */
const MOST = 200;

/** Says of each member whether they are here. Saved again, the later list stands. */
export function AttendanceForm(props: {
  readonly sitting: SittingScene;
  readonly people: readonly Person[];
  readonly kept: Kept | undefined;
}): SafeHtml {
  const { sitting, kept } = props;
  const { visitor, forum, day, meeting } = sitting;
  const { protocol } = visitor;
  const begun = kept === undefined ? [] : readAttendance(kept.typed);
  const people = expected(props.people, expected(meeting.attendance, begun));
  const roles = [...new Set([forum.chair, ...forum.members, ...protocol.roles.keys()])];
  return (
    <DraftForm
      action={sittingHref(forum.id, day, '/attendance')}
      csrf={visitor.csrf}
      draft={{
        key: sittingHref(forum.id, day, '#attendance'),
        title: `Who is here, ${forum.short}, ${dayInWords(day)}`,
      }}
      kept={kept}
      request={sitting.web.stile.newId()}
    >
      <input type="hidden" name="people" value={people.length} />
      {people.map((person, index) => (
        <>
          <input type="hidden" name={`person-${index}-name`} value={person.name} />
          <input type="hidden" name={`person-${index}-role`} value={person.role} />
          {govuk('radios', {
            idPrefix: `person-${index}`,
            name: `person-${index}`,
            classes: 'govuk-radios--inline govuk-radios--small',
            fieldset: {
              legend: {
                text: `${person.name}, ${roleTitle(protocol, person.role)}`,
                classes: 'govuk-fieldset__legend--s',
              },
            },
            items: choices(person.present),
          })}
        </>
      ))}
      {Array.from({ length: OTHERS }, (_, index) => (
        <Other index={index} sitting={sitting} roles={roles} />
      ))}
      {govuk('button', { text: 'Save who is here', preventDoubleClick: true })}
    </DraftForm>
  );
}

function Other(props: {
  readonly index: number;
  readonly sitting: SittingScene;
  readonly roles: readonly RoleId[];
}): SafeHtml {
  const { index } = props;
  const { protocol } = props.sitting.visitor;
  return (
    <fieldset class="govuk-fieldset app-rows__row">
      <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">
        Somebody else{index === 0 ? '' : `, ${index + 1}`}
      </legend>
      {govuk('input', {
        id: `other-${index}-name`,
        name: `other-${index}-name`,
        label: { text: 'Name' },
        classes: 'govuk-input--width-20',
        autocomplete: 'off',
      })}
      {govuk('select', {
        id: `other-${index}-role`,
        name: `other-${index}-role`,
        label: { text: 'Role' },
        items: props.roles.map((role) => ({ value: role, text: roleTitle(protocol, role) })),
      })}
      {govuk('radios', {
        idPrefix: `other-${index}`,
        name: `other-${index}`,
        classes: 'govuk-radios--inline govuk-radios--small',
        fieldset: { legend: { text: 'Here?', classes: 'govuk-fieldset__legend--s' } },
        items: choices(undefined),
      })}
    </fieldset>
  );
}

function choices(present: boolean | undefined) {
  return [
    { value: 'present', text: 'Present', checked: present === true },
    { value: 'apologies', text: 'Apologies', checked: present === false },
  ];
}

type Expected = Person & { readonly present?: boolean | undefined };

/** Those of whom something is said, then the others as they are known. */
function expected(
  members: readonly Expected[],
  recorded: readonly Expected[],
): readonly Expected[] {
  const known = new Set(recorded.map(({ name, role }) => `${role} ${name}`));
  return [...recorded, ...members.filter(({ name, role }) => !known.has(`${role} ${name}`))];
}

/** Reads the posted form: everybody of whom something was said. */
export function readAttendance(body: Readonly<Record<string, unknown>>): Attendance {
  const count = Math.min(Number(textOf(body, 'people')) || 0, MOST);
  const groups = [
    ...Array.from({ length: count }, (_, index) => `person-${index}`),
    ...Array.from({ length: OTHERS }, (_, index) => `other-${index}`),
  ];
  return groups.flatMap((group) => {
    const name = textOf(body, `${group}-name`).replaceAll('\u0000', '').trim().slice(0, 200);
    const role = textOf(body, `${group}-role`).slice(0, 100);
    const said = textOf(body, group);
    // A name typed without a choice is somebody who is here: that is why it was typed.
    const present = said === 'present' || (said === '' && group.startsWith('other-'));
    if (name === '' || (!present && said !== 'apologies')) return [];
    return [{ name, role, present }];
  });
}
