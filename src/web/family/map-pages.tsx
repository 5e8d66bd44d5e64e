/** Where a family's transfer stands on the drawing of its pathway. */
import type { FastifyInstance } from 'fastify';
import type { TransferView } from '../../core/family/derived.ts';
import { type Drawing, drawPathway } from '../../drawing/draw-pathway.ts';
import { outline } from '../../drawing/outline.ts';
import { openFamily } from '../acts/open-family.ts';
import { type FamilyScene, familyHref, findTransfer, nameOf } from '../acts/scene.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { PathwayDrawing } from '../policy/drawing.tsx';
import { pathwayHref } from '../policy/hrefs.ts';
import { sendNotOpen } from '../sharing/not-shared-page.tsx';
import { sendPage, type Web } from '../web.ts';
import { familyPage } from './frame.tsx';
import { childrenInWords } from './names.ts';

/** Adds /families/:family/transfers/:transfer/map. */
export function addMapPages(app: FastifyInstance, web: Web): void {
  app.get('/families/:family/transfers/:transfer/map', async (request, reply) => {
    const scene = await openFamily(web, request, 'where the transfer stands');
    const view = scene === undefined ? undefined : findTransfer(scene);
    if (scene === undefined || view === undefined) return sendNotOpen(web, request, reply);
    const drawing = await drawPathway(view.protocol, view.pathway, placesOf(scene, view));
    return sendPage(
      reply,
      familyPage(scene, request, {
        title: `Where it stands: ${view.pathway.title}`,
        active: 'overview',
        children: mapPage(scene, view, drawing),
      }),
    );
  });
}

interface Placed {
  readonly stage: TransferView['stages'][number]['stage']['id'];
  readonly who: string;
}

function placesOf(scene: FamilyScene, view: TransferView): readonly Placed[] {
  return view.stages.map(({ stage, children }) => ({
    stage: stage.id,
    who: childrenInWords(scene.family.people, children) || nameOf(scene),
  }));
}

function mapPage(scene: FamilyScene, view: TransferView, drawing: Drawing): SafeHtml {
  const { protocol, pathway } = view;
  const places = placesOf(scene, view);
  const isCurrent = protocol.key === scene.visitor.protocol.key;
  return (
    <>
      <h2 class="govuk-heading-m">{pathway.title}: where it stands</h2>
      <ul class="govuk-list">
        {places.map(({ stage, who }) => (
          <li>
            {who}: <strong>{pathway.stages.get(stage)?.title ?? stage}</strong>{' '}
            <a class="govuk-link app-screen-only" href={`#drawn-stage-${stage}`}>
              Show it on the drawing
              <span class="govuk-visually-hidden">: {who}</span>
            </a>
          </li>
        ))}
      </ul>
      <p class="govuk-body app-screen-only">
        <a class="govuk-link" href={familyHref(scene, `#transfer-${view.transfer.id}`)}>
          What is needed next
        </a>
      </p>
      <PathwayDrawing drawing={drawing} title={pathway.title} />
      <h2 class="govuk-heading-m">The same in words</h2>
      <ol class="govuk-list govuk-list--number">
        {outline(protocol, pathway).map((stage) => {
          const here = places.filter((place) => place.stage === stage.id).map(({ who }) => who);
          return (
            <li class={here.length === 0 ? undefined : 'app-map__here'}>
              <strong>{stage.title}</strong>
              {stage.ends ? ' (an end)' : ''}
              {here.length === 0 ? null : (
                <strong class="app-block">Now here: {here.join('; ')}</strong>
              )}
              <span class="app-block">Held by {stage.heldBy}</span>
              {stage.clocks.map((clock) => (
                <span class="app-block">Clock: {clock}</span>
              ))}
              {stage.steps.map(({ title, by, leadsTo }) => (
                <span class="app-block">
                  {title} ({by}) leads to: {leadsTo.join('; ')}
                </span>
              ))}
            </li>
          );
        })}
      </ol>
      <p class="govuk-body">
        <a
          class="govuk-link"
          href={pathwayHref(pathway.id, isCurrent ? undefined : protocol.about.version)}
        >
          Everything the policy says of this pathway
        </a>
      </p>
    </>
  );
}
