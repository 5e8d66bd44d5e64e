/** Sharing a summary with somebody outside: chosen, shown exactly as it will be, recorded, and printed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { carryOut } from '../../cases/carry-out.ts';
import { hashOfSummary } from '../../cases/hash-summary.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { allEvidence } from '../../core/family/evolve.ts';
import type { DisclosureTerms, SummarySection } from '../../core/family/sharing/consent-terms.ts';
import { redact } from '../../core/family/sharing/summary.ts';
import { openFamily } from '../acts/open-family.ts';
import { type FamilyScene, familyHref, nameOf } from '../acts/scene.ts';
import { setFlash } from '../flash.ts';
import type { Draft } from '../forms/draft-form.tsx';
import {
  bodyOf,
  forget,
  type Kept,
  keep,
  kept,
  requestKeyOf,
  textOf,
  typedOf,
} from '../forms/keep.ts';
import { KeptNotice } from '../forms/kept-notice.tsx';
import { wallTime } from '../forms/read-fields.ts';
import type { FieldError, FieldView, FormValues, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { govuk } from '../kit/govuk.ts';
import { readForm } from '../kit/read-form.ts';
import { list, plural } from '../kit/words.ts';
import { shell } from '../shell.tsx';
import { sendPage, type Web } from '../web.ts';
import { composeSummary } from './compose-summary.ts';
import { texts } from './consent-terms-views.ts';
import { basisViews, readBasis } from './disclosure-form.tsx';
import { sendNotOpen } from './not-shared-page.tsx';
import { SummaryText } from './summary-text.tsx';
import { basisInWords } from './words.ts';

const PATH = '/families/:family/share';

export function addSharePages(app: FastifyInstance, web: Web): void {
  app.get(PATH, async (request, reply) => {
    const scene = await openFamily(web, request, 'sharing a summary');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    const before = await kept(web, scene.visitor, draftOf(scene).key);
    return sendPage(reply, formPage(scene, request, { kept: before }));
  });
  app.post(PATH, async (request, reply) => {
    const scene = await openFamily(web, request, 'sharing a summary');
    if (scene === undefined) return sendNotOpen(web, request, reply);
    return share(scene, request, reply);
  });
}

async function share(
  scene: FamilyScene,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = bodyOf(request.body);
  const typed = typedOf(body);
  await keep(scene.web, scene.visitor, { ...draftOf(scene), typed });
  const read = readForm(shareViews(scene), body, wallTime(scene.visitor.now));
  if ('errors' in read)
    return sendPage(reply, formPage(scene, request, { typed, errors: read.errors }), 422);
  if (textOf(body, 'do') === 'change') return sendPage(reply, formPage(scene, request, { typed }));
  const made = makeSummary(scene, read.values);
  if (made.sections.length === 0) {
    const message = 'Leave something in: nothing would be shared';
    return sendPage(
      reply,
      formPage(scene, request, { typed, errors: [{ field: 'words', message, href: '#words' }] }),
      422,
    );
  }
  // What was looked at is what is shared: where the family has changed meanwhile, it is shown again.
  if (textOf(body, 'hash') !== made.hash)
    return sendPage(
      reply,
      previewPage(scene, request, { made, typed, again: textOf(body, 'hash') !== '' }),
    );
  const carried = await carryOut(scene.web.stile, {
    actor: scene.visitor.actor,
    authority: scene.visitor.authority,
    sight: scene.visitor.sight,
    family: scene.family.id,
    command: {
      do: 'record-disclosure',
      to: made.to,
      what: made.title,
      basis: basisInWords(scene.visitor.protocol, made.terms),
      ...(made.why === '' ? {} : { whyNoConsent: made.why }),
      ...made.terms,
      summary: { ...made.summary },
    },
    requestKey: requestKeyOf(body),
  });
  if (!carried.ok) {
    const errors =
      carried.because === 'refused' && carried.refusal.refused === 'form'
        ? carried.refusal.errors.map(({ field, message }) => ({
            field,
            message,
            href: `#${field}`,
          }))
        : [{ field: 'to', message: messageOf(carried), href: '#agency' }];
    return sendPage(reply, formPage(scene, request, { typed, errors }), 422);
  }
  await forget(scene.web, scene.visitor, draftOf(scene).key);
  const id = carried.family.disclosures.at(-1)?.id ?? '';
  setFlash(reply, {
    kind: 'success',
    text: 'Recorded. Print it, or copy it, for whoever gets it.',
  });
  return reply.redirect(familyHref(scene, `/shared/${id}`), 303);
}

function messageOf(carried: Exclude<Awaited<ReturnType<typeof carryOut>>, { ok: true }>): string {
  return carried.because === 'refused' ? carried.refusal.message : carried.message;
}

function draftOf(scene: FamilyScene): Draft {
  return { key: familyHref(scene, '/share'), title: `Share a summary, ${nameOf(scene)}` };
}

type Made = ReturnType<typeof makeSummary>;

function makeSummary(scene: FamilyScene, values: FormValues) {
  const all = composeSummary(scene);
  const text = (name: string) => (typeof values[name] === 'string' ? values[name].trim() : '');
  const basis = readBasis(values);
  const forbidden = basis.consent === undefined ? new Set<string>() : leftOutByFamily(scene);
  const ticked = all.flatMap(({ id }) => texts(values[`leave__${id}`]));
  const entries = new Set([
    ...ticked.map((each) => each.slice(each.indexOf(':') + 1)),
    ...forbidden,
  ]);
  const words = text('words').split(/\n/);
  const { sections, leftOut } = redact(all, { entries, words });
  const [agency, name] = [text('agency'), text('name')];
  const to = [name, agency].filter((part) => part !== '').join(', ');
  const title = text('title');
  const hash = hashOfSummary(title, sections);
  const terms: DisclosureTerms = {
    ...basis,
    recipient: { agency, ...(name === '' ? {} : { name }) },
  };
  const why = text('whyNoConsent');
  return {
    sections,
    hash,
    to,
    title,
    terms,
    why,
    forbidden,
    summary: { title, sections, hash, leftOut },
  };
}

/** Records of kinds that the family has left out of what it agreed to. */
function leftOutByFamily({ family, leftOut }: FamilyScene): ReadonlySet<string> {
  const records = [...family.evidence].flatMap(([kind, of]) => (leftOut.has(kind) ? of : []));
  return new Set(records.map(({ id }): string => id));
}

function shareViews(scene: FamilyScene): readonly FieldView[] {
  const forbidden = scene.parts ? new Set<string>() : leftOutByFamily(scene);
  const count = allEvidence(scene.family).length;
  return [
    {
      ...{ name: 'agency', label: 'Which school, service or agency gets it?', type: 'text' },
      ...{ noun: 'who gets it', required: true, maxLength: 200 },
    },
    {
      ...{ name: 'name', label: 'Name of the person who gets it', type: 'text' },
      ...{ required: false, maxLength: 200 },
    },
    {
      ...{ name: 'title', label: 'What is it for?', noun: 'what it is for', type: 'text' },
      ...{
        required: true,
        maxLength: 200,
        hint: 'Stands at its top. For example, “For the review on 3 May”.',
      },
    },
    ...basisViews(scene),
    ...composeSummary(scene).map(
      (section): FieldView => ({
        name: `leave__${section.id}`,
        label: `Leave out of “${section.heading}”`,
        type: 'choices',
        required: false,
        hint:
          section.id === 'records' && count > 0
            ? 'Tick all that whoever gets it does not need.'
            : undefined,
        options: section.entries.map((entry) => ({
          value: `${section.id}:${entry.id}`,
          label: entry.title,
          hint: forbidden.has(entry.id)
            ? 'The family has left this kind of record out of what it agreed to'
            : entry.lines.join('. ').slice(0, 140),
        })),
        value: section.entries
          .filter(({ id }) => forbidden.has(id))
          .map(({ id }) => `${section.id}:${id}`),
      }),
    ),
    {
      ...{ name: 'words', label: 'Words to leave out wherever they stand', type: 'long-text' },
      ...{ required: false, maxLength: 2000, hint: 'One name or phrase a line.' },
    },
  ];
}

function formPage(
  scene: FamilyScene,
  request: FastifyRequest,
  state: {
    readonly typed?: Typed;
    readonly errors?: readonly FieldError[];
    readonly kept?: Kept | undefined;
  },
): string {
  const { key, title } = draftOf(scene);
  return shell(scene.web, scene.visitor, request, {
    title,
    family: scene.family.id,
    backLink: { href: familyHref(scene, '/consent'), text: 'What the family agrees to' },
    errors: state.errors ?? [],
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <span class="govuk-caption-l">{nameOf(scene)}</span>
          <h1 class="govuk-heading-l">Share a summary</h1>
          <p class="govuk-body">
            Next you see it exactly as it will be. Nothing is shared or recorded before that.
          </p>
          {state.kept === undefined ? null : (
            <KeptNotice kept={state.kept} draftKey={key} csrf={scene.visitor.csrf} />
          )}
          <Form
            action={key}
            csrf={scene.visitor.csrf}
            fields={shareViews(scene)}
            typed={state.typed ?? state.kept?.typed}
            errors={state.errors}
            draftUrl="/drafts"
            hidden={{ draft: key, 'draft-title': title }}
            submit="Show what will be shared"
            cancel={{ href: familyHref(scene, '/consent'), text: 'Cancel' }}
          />
        </div>
      </div>
    ),
  });
}

function previewPage(
  scene: FamilyScene,
  request: FastifyRequest,
  { made, typed, again }: { readonly made: Made; readonly typed: Typed; readonly again: boolean },
): string {
  const kept = Object.entries(typed).filter(([name]) => name !== 'hash' && name !== 'do');
  const form = (act: string, button: { readonly text: string; readonly classes?: string }) => (
    <form method="post" action={familyHref(scene, '/share')} novalidate>
      <input type="hidden" name="_csrf" value={scene.visitor.csrf} />
      {kept.flatMap(([name, value]) =>
        (typeof value === 'string' ? [value] : value).map((one) => (
          <input type="hidden" name={name} value={one} />
        )),
      )}
      <input type="hidden" name="do" value={act} />
      {act === 'share' ? (
        <>
          <input type="hidden" name="hash" value={made.hash} />
          <input type="hidden" name="request" value={scene.web.stile.newId()} />
        </>
      ) : null}
      {govuk('button', { preventDoubleClick: true, ...button })}
    </form>
  );
  return shell(scene.web, scene.visitor, request, {
    title: `Check what will be shared, ${nameOf(scene)}`,
    family: scene.family.id,
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">Check what will be shared</h1>
          {again ? (
            <p class="govuk-inset-text">The family has changed since you looked. Check it again.</p>
          ) : null}
          <p class="govuk-body">
            With {made.to}. {basisInWords(scene.visitor.protocol, made.terms)}.{' '}
            {plural(made.summary.leftOut, 'thing')} left out.{' '}
            {made.forbidden.size === 0 || scene.parts
              ? ''
              : 'Records that the family has left out of what it agreed to are not in it.'}
          </p>
          <div class="app-summary" id="summary">
            <p class="govuk-heading-m">{made.title}</p>
            <SummaryText sections={made.sections} />
          </div>
          {form('share', { text: 'Share exactly this' })}
          {form('change', { text: 'Change it', classes: 'govuk-button--secondary' })}
        </div>
      </div>
    ),
  });
}

/** The summary as it was given away, to print or to hold against what somebody has. */
export function sharedSummaryPage(scene: FamilyScene, request: FastifyRequest): string | undefined {
  const found = scene.family.disclosures.find(({ id }) => id === scene.params.disclosure);
  const summary = found?.terms.summary;
  if (found === undefined || summary === undefined) return undefined;
  const intact = hashOfSummary(summary.title, summary.sections) === summary.hash;
  const { to, day, by } = found;
  return shell(scene.web, scene.visitor, request, {
    title: `Summary for ${to}`,
    family: scene.family.id,
    backLink: { href: familyHref(scene, '/shared'), text: 'What was shared' },
    children: (
      <div class="govuk-grid-row">
        <div class="govuk-grid-column-two-thirds">
          <h1 class="govuk-heading-l">{summary.title}</h1>
          <p class="govuk-body">
            For {to}. {dayInWords(day)}, {list([by.name])}.
          </p>
          <SummaryText sections={summary.sections as readonly SummarySection[]} />
          <p class="govuk-hint app-no-print">
            {intact ? 'This is word for word what was shared.' : 'This does not fit its checksum.'}{' '}
            SHA-256 {summary.hash}
          </p>
        </div>
      </div>
    ),
  });
}
