/** Asked when a partner has been named whom nothing lets see the family: on which basis do they? */
import type { FastifyRequest } from 'fastify';
import { partnersOf } from '../../core/family/sharing/sharing.ts';
import { type FamilyScene, familyHref, nameOf } from '../acts/scene.ts';
import { govuk } from '../kit/govuk.ts';
import { shell } from '../shell.tsx';

/** Undefined where there is no such partner. */
export function basisPage(scene: FamilyScene, request: FastifyRequest): string | undefined {
  const partner = partnersOf(scene.family).find(({ worker }) => worker === scene.params.worker);
  if (partner === undefined) return undefined;
  const { name, agency, worker } = partner;
  const scopes = [...scene.visitor.protocol.consents.values()].filter(({ shares }) => shares);
  const disclose = `/disclosures/new?for=${encodeURIComponent(`worker:${worker}`)}&back=${encodeURIComponent(familyHref(scene, '/people'))}`;
  return shell(scene.web, scene.visitor, request, {
    title: `On which basis does ${name} see the family?`,
    family: scene.family.id,
    backLink: { href: familyHref(scene), text: nameOf(scene) },
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <span class="govuk-caption-l">{nameOf(scene)}</span>
          <h1 class="govuk-heading-l">On which basis does {name} see the family?</h1>
          <p class="govuk-body">
            {name} works for {agency === '' ? 'a partner' : agency} and is named now. They do not
            see the family yet: there is no consent that includes them, and nothing else on record
            that opens it to them.
          </p>
          <ul class="govuk-list govuk-list--spaced">
            {scopes.map((scope) => (
              <li>
                <a class="govuk-link" href={familyHref(scene, `/consent/new/${scope.id}`)}>
                  Record that the family agrees: {scope.title}
                </a>
              </li>
            ))}
            <li>
              <a class="govuk-link" href={familyHref(scene, disclose)}>
                Record another lawful basis, and what they see
              </a>
            </li>
          </ul>
          {govuk('button', {
            text: 'Share nothing yet',
            href: familyHref(scene, '/people'),
            classes: 'govuk-button--secondary',
          })}
          <p class="govuk-hint">
            Until then they see who holds the family, and can report a safeguarding concern.
          </p>
        </div>
      </div>
    ),
  });
}
