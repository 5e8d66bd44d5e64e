import type { FastifyRequest } from 'fastify';
import { dayInWords } from '../../core/calendar/words.ts';
import { fullName } from '../../core/family/people.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { familyPage } from './frame.tsx';
import { roleTitle } from './names.ts';
import { personLine, Reach } from './summary.tsx';

/** Who is in the family, and who is named to work with it. */
export function peoplePage(scene: FamilyScene, request: FastifyRequest): string {
  const { family, visitor } = scene;
  const roles = [...visitor.protocol.roles.values()].filter((role) => role.held === 'family');
  return familyPage(scene, request, {
    title: 'People',
    active: 'people',
    children: (
      <>
        <h2 class="govuk-heading-m">The family</h2>
        <p class="govuk-body">
          Known since {dayInWords(family.knownSince)}.{' '}
          <a class="govuk-link" href={familyHref(scene, '/people/known-since')}>
            Correct this day
          </a>
        </p>
        <StackTable
          caption="People of the family"
          captionHidden
          columns={[{ text: 'Name' }, { text: 'Who they are' }, { text: 'Change' }]}
          rows={family.people.map((person) => [
            fullName(person),
            personLine(person),
            <a class="govuk-link" href={familyHref(scene, `/people/${person.id}/change`)}>
              Change<span class="govuk-visually-hidden"> the details of {fullName(person)}</span>
            </a>,
          ])}
        />
        <div class="govuk-button-group">
          {govuk('button', {
            text: 'Add a child',
            href: familyHref(scene, '/people/add/child'),
            classes: 'govuk-button--secondary',
          })}
          {govuk('button', {
            text: 'Add an adult',
            href: familyHref(scene, '/people/add/adult'),
            classes: 'govuk-button--secondary',
          })}
        </div>
        {scene.parts ? null : (
          <p class="govuk-body">
            <a class="govuk-link" href={familyHref(scene, '/access')}>
              Who may see this family
            </a>
            {family.restriction === undefined ? '' : ': only named people'}
          </p>
        )}
        <h2 class="govuk-heading-m" id="roles">
          Who works with them
        </h2>
        <p class="govuk-body">
          While nobody is named in a role that holds the family, the manager of that role holds it.
        </p>
        <StackTable
          caption="Who works with the family"
          captionHidden
          columns={[{ text: 'Role' }, { text: 'Who' }, { text: 'Since' }, { text: 'Change' }]}
          rows={roles.map((role) => {
            const named = family.assigned.get(role.id);
            return [
              role.title,
              named === undefined ? (
                <span class="app-muted">
                  Nobody yet
                  {role.manager === undefined
                    ? ''
                    : `: ${roleTitle(visitor.protocol, role.manager)} stands in`}
                </span>
              ) : (
                <>
                  {named.practitioner.name}
                  <span class="app-muted app-block">{named.practitioner.agency}</span>
                  <Reach contact={named.practitioner.contact} />
                </>
              ),
              named === undefined ? '' : dayInWords(named.since.day),
              <a class="govuk-link" href={familyHref(scene, `/people/roles/${role.id}`)}>
                {named === undefined ? 'Name somebody' : 'Name somebody else'}
                <span class="govuk-visually-hidden"> as {role.title}</span>
              </a>,
            ];
          })}
        />
      </>
    ),
  });
}
