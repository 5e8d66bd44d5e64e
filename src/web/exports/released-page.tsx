import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { StoredExport } from '../../cases/answer-access-request.ts';
import type { Day, Instant } from '../../core/calendar/time.ts';
import { dayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { ReleasedPassage } from '../../core/records/export.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { shell } from '../shell.tsx';

/** What was released, to read and to print. Nothing of what was left out is in it. */
export function releasedPage(
  scene: FamilyScene,
  request: FastifyRequest,
  found: StoredExport & { readonly body: string },
): string {
  // Written by the release from exactly this shape.
  const said = JSON.parse(found.body) as {
    readonly about: string;
    readonly asked: Day;
    readonly made: Instant;
    readonly released: Instant;
    readonly passages: readonly ReleasedPassage[];
  };
  const sections = Map.groupBy(said.passages, ({ section }) => section);
  const sha256 = createHash('sha256').update(found.body, 'utf8').digest('hex');
  return shell(scene.web, scene.visitor, request, {
    title: 'What is held about one person',
    current: '/families',
    backLink: { href: familyHref(scene, `/exports/${found.id}`), text: 'The request' },
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">What is held about {said.about}</h1>
          <p class="govuk-body">
            Asked for on {dayInWords(said.asked)}. Gathered on {momentInWords(said.made)}. Released
            on {momentInWords(said.released)}. What the law lets the council leave out, such as what
            is about other people, is not part of it.
          </p>
          <p class="govuk-body app-no-print">
            <a class="govuk-link" href={familyHref(scene, `/exports/${found.id}/released.json`)}>
              Download it as a JSON file
            </a>
          </p>
          {[...sections].map(([section, passages]) => (
            <section>
              <h2 class="govuk-heading-m">{section}</h2>
              {passages.map(({ title, when, lines, by }) => (
                <div class="govuk-!-margin-bottom-6">
                  <h3 class="govuk-heading-s govuk-!-margin-bottom-1">{title}</h3>
                  {when === '' && by === '' ? null : (
                    <p class="govuk-body-s app-muted">
                      {[when, by === '' ? '' : `recorded by ${by}`]
                        .filter((part) => part !== '')
                        .join(', ')}
                    </p>
                  )}
                  {lines.map((line) => (
                    <p class="govuk-body govuk-!-margin-bottom-2 app-lines">{line}</p>
                  ))}
                </div>
              ))}
            </section>
          ))}
          <p class="govuk-body-s app-muted">Checksum of the JSON file (SHA-256): {sha256}</p>
        </div>
      </div>
    ),
  });
}
