/** Pages that only show: the chooser of pathways, what is on file, what the family agrees to. */
import type { FastifyInstance } from 'fastify';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { sendNotOpen } from '../sharing/not-shared-page.tsx';
import { shell } from '../shell.tsx';
import { sendPage, type Web } from '../web.ts';
import { ConsentList } from './consent-list.tsx';
import { EvidenceChooser, EvidenceList } from './evidence-pages.tsx';
import { evidencePage } from './evidence-record.tsx';
import { openFamily } from './open-family.ts';
import { type FamilyScene, familyHref, nameOf } from './scene.ts';
import { StartChooser } from './start.tsx';

interface PlainPage {
  readonly path: string;
  readonly show: (
    scene: FamilyScene,
  ) => { readonly title: string; readonly body: SafeHtml } | undefined;
}

const PAGES: readonly PlainPage[] = [
  {
    path: '/families/:family/start',
    show: (scene) => ({
      title: 'What is changing for this family?',
      body: <StartChooser scene={scene} />,
    }),
  },
  {
    path: '/families/:family/evidence',
    show: (scene) => ({ title: 'Records and documents', body: <EvidenceList scene={scene} /> }),
  },
  {
    path: '/families/:family/evidence/new',
    show: (scene) => ({
      title: 'What do you want to record?',
      body: <EvidenceChooser scene={scene} />,
    }),
  },
  { path: '/families/:family/evidence/:evidence', show: evidencePage },
  {
    path: '/families/:family/consent',
    show: (scene) => ({ title: 'What the family agrees to', body: <ConsentList scene={scene} /> }),
  },
];

export function addPlainPages(app: FastifyInstance, web: Web): void {
  for (const { path, show } of PAGES) {
    app.get(path, async (request, reply) => {
      const scene = await openFamily(web, request, path.split('/').at(-1) ?? 'page');
      const page = scene === undefined ? undefined : show(scene);
      if (scene === undefined || page === undefined) return sendNotOpen(web, request, reply);
      return sendPage(
        reply,
        shell(web, scene.visitor, request, {
          title: `${page.title}, ${nameOf(scene)}`,
          family: scene.family.id,
          backLink: { href: familyHref(scene), text: nameOf(scene) },
          children: page.body,
        }),
      );
    });
  }
}
