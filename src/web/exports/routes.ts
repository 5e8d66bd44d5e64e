/** /families/:family/exports: what is held about one person, for that person. Only for those who keep the records. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { keepsRecords } from '../../access/records-keeper.ts';
import {
  decidePassages,
  getExport,
  keepPractitioners,
  listExports,
  makeExport,
  releaseAsDecided,
} from '../../cases/answer-access-request.ts';
import { getHistory, listLooks } from '../../cases/queries/get-history.ts';
import { parsePersonDate } from '../../core/calendar/time.ts';
import { fullName } from '../../core/family/people.ts';
import type { Decided } from '../../core/records/export.ts';
import { openFamily } from '../acts/open-family.ts';
import { type FamilyScene, familyHref } from '../acts/scene.ts';
import { sendNotAllowed, sendNotFound } from '../errors.tsx';
import { setFlash } from '../flash.ts';
import {
  bodyOf,
  forget,
  isDraftKey,
  keep,
  kept,
  keptOn,
  requestKeyOf,
  textOf,
  titleIn,
  typedOf,
} from '../forms/keep.ts';
import { plural } from '../kit/words.ts';
import { sendPage, signedIn, type Web } from '../web.ts';
import { passagesAbout } from './passages.ts';
import { releasedPage } from './released-page.tsx';
import { exportsPage, requestDraft } from './requests-page.tsx';
import { perPage, reviewPage } from './review-page.tsx';

const path = '/families/:family/exports';

export function addExportPages(app: FastifyInstance, web: Web): void {
  const { stile } = web;
  type Act = (
    scene: FamilyScene,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<FastifyReply>;
  const forKeeper =
    (act: Act) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { protocol, actor } = signedIn(request);
      if (!keepsRecords(protocol, actor))
        return sendNotAllowed(
          web,
          request,
          reply,
          'Answering a request for access is for those who look after the records.',
        );
      const scene = await openFamily(web, request, 'exports');
      return scene === undefined ? sendNotFound(web, request, reply) : act(scene, request, reply);
    };
  const found = (scene: FamilyScene) =>
    getExport(stile, scene.visitor, { family: scene.family.id, id: scene.params.export ?? '' });

  const sendList = async (
    scene: FamilyScene,
    request: FastifyRequest,
    reply: FastifyReply,
    mistake?: Parameters<typeof exportsPage>[2]['mistake'],
  ) => {
    const all = (await listExports(stile, scene.visitor, scene.family.id)) ?? [];
    const begun = await kept(web, scene.visitor, requestDraft(scene).key);
    return sendPage(
      reply,
      exportsPage(scene, request, { all, mistake, kept: begun }),
      mistake === undefined ? 200 : 422,
    );
  };
  app.get(
    path,
    forKeeper((scene, request, reply) => sendList(scene, request, reply)),
  );
  app.post(
    path,
    forKeeper(async (scene, request, reply) => {
      const body = bodyOf(request.body);
      const get = (name: string) => textOf(body, name).slice(0, 500);
      const draft = requestDraft(scene);
      await keep(web, scene.visitor, { ...draft, typed: typedOf(body) });
      const person = scene.family.people.find(({ id }) => id === get('person'));
      if (person === undefined)
        return sendList(scene, request, reply, {
          ...{ field: 'person', message: 'Select whom it is about' },
        });
      const { family, visitor } = scene;
      const events = ((await getHistory(stile, visitor, family.id)) ?? []).map(
        ({ event }) => event,
      );
      const looks = (await listLooks(stile, visitor, family.id)) ?? [];
      const asked = parsePersonDate({
        ...{ day: get('asked-day'), month: get('asked-month'), year: get('asked-year') },
      });
      const made = await makeExport(stile, visitor, {
        ...{ family: family.id, person: person.id, askedBy: get('asked-by') },
        ...{ asked: asked.ok ? asked.value : undefined, version: family.version },
        passages: passagesAbout({ protocols: stile.protocols, family, events, looks }, person),
        requestKey: requestKeyOf(body),
      });
      if (!made.ok)
        return sendList(scene, request, reply, {
          ...{ field: made.field ?? 'person', message: made.message },
        });
      await forget(web, visitor, draft.key);
      return reply.redirect(familyHref(scene, `/exports/${made.id}`), 303);
    }),
  );

  const reviewHref = (scene: FamilyScene) =>
    familyHref(scene, `/exports/${scene.params.export ?? ''}`);
  /** What was begun for these passages is done; what was begun for others stays. */
  const forgetDecided = async (scene: FamilyScene, decided: readonly string[], title: string) => {
    const { visitor } = scene;
    const done = new Set(decided.map((id) => `does-${id}`));
    for (const [key, kept] of await keptOn(web, visitor, reviewHref(scene))) {
      const typed = Object.fromEntries(
        Object.entries(kept.typed).filter(([name]) => !done.has(name)),
      );
      if (Object.keys(typed).some((name) => name.startsWith('does-')))
        await keep(web, visitor, { key, title, typed });
      else await forget(web, visitor, key);
    }
  };
  const sendReview = async (
    scene: FamilyScene,
    request: FastifyRequest,
    reply: FastifyReply,
    wrong: ReadonlyMap<string, string> = new Map(),
    typed: (name: string) => string = () => '',
  ) => {
    const export_ = await found(scene);
    if (export_ === undefined) return sendNotFound(web, request, reply);
    const begun = await keptOn(web, scene.visitor, reviewHref(scene));
    return sendPage(
      reply,
      reviewPage(scene, request, { export: export_, wrong, typed, kept: begun }),
      wrong.size === 0 ? 200 : 422,
    );
  };
  app.get(
    `${path}/:export`,
    forKeeper((scene, request, reply) => sendReview(scene, request, reply)),
  );
  app.post(
    `${path}/:export/decide`,
    forKeeper(async (scene, request, reply) => {
      const body = bodyOf(request.body);
      const get = (name: string) => textOf(body, name).slice(0, 5000);
      const ids = get('passages').split(' ').slice(0, perPage);
      const decisions = new Map<string, Decided>();
      for (const id of ids) {
        const does = get(`does-${id}`);
        if (does !== 'keep' && does !== 'redact' && does !== 'withhold') continue;
        const words = get(`words-${id}`)
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter((line) => line !== '');
        const reason = does === 'withhold' ? get(`reason-${id}`) : '';
        decisions.set(id, { does, words: does === 'redact' ? words : [], reason });
      }
      const id = scene.params.export ?? '';
      const wrong = await decidePassages(stile, scene.visitor, {
        ...{ family: scene.family.id, id, decisions },
      });
      if (wrong === undefined) return sendNotFound(web, request, reply);
      if (wrong.size > 0) {
        const key = `${reviewHref(scene)}#passage-${ids[0] ?? ''}`;
        if (isDraftKey(key))
          await keep(web, scene.visitor, { key, title: titleIn(body), typed: typedOf(body) });
        return sendReview(scene, request, reply, wrong, get);
      }
      await forgetDecided(scene, [...decisions.keys()], titleIn(body));
      setFlash(reply, { kind: 'success', text: `${plural(decisions.size, 'decision')} kept.` });
      return reply.redirect(familyHref(scene, `/exports/${id}`), 303);
    }),
  );
  app.post(
    `${path}/:export/keep-practitioners`,
    forKeeper(async (scene, _, reply) => {
      const id = scene.params.export ?? '';
      const kept = await keepPractitioners(stile, scene.visitor, { family: scene.family.id, id });
      setFlash(reply, { kind: 'success', text: `${plural(kept, 'passage')} kept.` });
      return reply.redirect(familyHref(scene, `/exports/${id}`), 303);
    }),
  );
  app.post(
    `${path}/:export/release`,
    forKeeper(async (scene, request, reply) => {
      const export_ = await found(scene);
      if (export_ === undefined) return sendNotFound(web, request, reply);
      const person = scene.family.people.find(({ id }) => id === export_.person);
      const problem = await releaseAsDecided(stile, scene.visitor, {
        ...{ family: scene.family.id, id: export_.id },
        about: person === undefined ? '' : fullName(person),
      });
      for (const key of (await keptOn(web, scene.visitor, reviewHref(scene))).keys())
        if (problem === undefined) await forget(web, scene.visitor, key);
      if (problem !== undefined) setFlash(reply, { kind: 'information', text: problem });
      const where = problem === undefined ? '/released' : '';
      return reply.redirect(familyHref(scene, `/exports/${export_.id}${where}`), 303);
    }),
  );
  app.get(
    `${path}/:export/released`,
    forKeeper(async (scene, request, reply) => {
      const export_ = await found(scene);
      return export_?.body == null
        ? sendNotFound(web, request, reply)
        : sendPage(reply, releasedPage(scene, request, { ...export_, body: export_.body }));
    }),
  );
  app.get(
    `${path}/:export/released.json`,
    forKeeper(async (scene, request, reply) => {
      const export_ = await found(scene);
      if (export_?.body == null) return sendNotFound(web, request, reply);
      return reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="record.json"')
        .send(export_.body);
    }),
  );
}
