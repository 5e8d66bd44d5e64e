/** One form for one act: the page it stands on, before and after it was sent. */
import type { FastifyRequest } from 'fastify';
import type { CarriedOut } from '../../cases/carry-out.ts';
import type { Command } from '../../core/family/commands.ts';
import type { Refusal } from '../../core/family/refusal.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import type { Kept } from '../forms/keep.ts';
import { KeptNotice } from '../forms/kept-notice.tsx';
import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import type { FieldError, FieldView, FormValues, Typed } from '../kit/field-view.ts';
import { Form } from '../kit/form.tsx';
import { shell } from '../shell.tsx';
import { RefusalPanel } from './refusal-panel.tsx';
import { type FamilyScene, familyHref, nameOf } from './scene.ts';
import type { Differing } from './two-versions.tsx';

export type CarriedOutWell = Extract<CarriedOut, { readonly ok: true }>;

export interface ActForm {
  /** "Record a visit". The page's title adds the family. */
  readonly title: string;
  readonly views: readonly FieldView[];
  /** Of a form that changes what is recorded: the questions about that, with what is recorded now. */
  readonly edits?: readonly FieldView[];
  /** The words of the button. */
  readonly submit: string;
  readonly warning?: boolean;
  /** Stands above the form: what this is, what happens next. */
  readonly above?: Child;
  /** What must be in place first; left out where a refusal has just said so. */
  readonly needed?: Child;
  /** Stands between the questions and the button. */
  readonly within?: Child;
  /** Below the form: what else can be done here. */
  readonly below?: Child;
  /** Where the person came from, and goes on to. */
  readonly back: { readonly href: string; readonly text: string };
  /** The protocol that decides the act; the current one if left out. */
  readonly protocol?: Protocol;
  /** The transfer whose gates could refuse it. */
  readonly transfer?: string;
  /** The kind of record that sending the form makes. */
  readonly makes?: string | undefined;
  /** Why there is no form for this person, or not now; the rest of the page still answers what and who. */
  readonly closed?: Child;
  readonly command: (read: {
    readonly values: FormValues;
    readonly typed: Typed;
    /** The family's version that the form was filled in on. */
    readonly seen: number | undefined;
  }) => Command | { readonly errors: readonly FieldError[] };
  /** What the next page says. */
  readonly done: (carried: CarriedOutWell) => { readonly href?: string; readonly says: string };
}

/** What has become of a form that was sent, or kept from before. */
export interface FormState {
  readonly typed?: Typed | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly refusal?: Refusal | undefined;
  readonly since?: readonly string[] | undefined;
  readonly differences?: readonly Differing[] | undefined;
  readonly kept?: Kept | undefined;
  /** The family's version that the words in the form were written on; it stays theirs until both versions were shown. */
  readonly seen: number;
  /** The key of this showing of the form; the same again after a failed attempt. */
  readonly request: string;
}

/** The whole page. */
export function actPage(
  scene: FamilyScene,
  request: FastifyRequest,
  form: ActForm,
  state: FormState,
): string {
  const { web, visitor, family } = scene;
  const errors = [
    ...(state.errors ?? []),
    // A refusal is announced at the top like a fault in the form, and leads to its explanation.
    ...(state.refusal === undefined || state.refusal.refused === 'form'
      ? []
      : [{ message: state.refusal.message, href: '#refusal' }]),
  ];
  return shell(web, visitor, request, {
    title: `${form.title}, ${nameOf(scene)}`,
    family: family.id,
    backLink: form.back,
    errors,
    children: <ActBody scene={scene} form={form} state={state} draftKey={keyOf(request)} />,
  });
}

/** A draft is kept under the address of its form. */
export function keyOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function ActBody(props: {
  readonly scene: FamilyScene;
  readonly form: ActForm;
  readonly state: FormState;
  readonly draftKey: string;
}): SafeHtml {
  const { scene, form, state, draftKey } = props;
  const protocol = form.protocol ?? scene.visitor.protocol;
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">
          {nameOf(scene)}, {scene.family.reference}
        </span>
        <h1 class="govuk-heading-l">{form.title}</h1>
        {state.refusal === undefined ? null : (
          <RefusalPanel
            refusal={state.refusal}
            since={state.since}
            differences={state.differences}
            setting={{ scene, protocol, transfer: form.transfer, form: form.makes, here: draftKey }}
          />
        )}
        {form.above}
        {state.refusal?.refused === 'gates' ? null : form.needed}
        {form.closed === undefined ? <TheForm {...props} /> : <Closed {...props} />}
        {form.below}
      </div>
    </div>
  );
}

function Closed(props: { readonly form: ActForm; readonly state: FormState }): SafeHtml {
  const { form, state } = props;
  const words = Object.values(state.typed ?? {})
    .flat()
    .filter((text) => text.length > 20);
  return (
    <>
      <div class="govuk-inset-text">{form.closed}</div>
      {words.length === 0 ? null : (
        <section aria-labelledby="typed-heading">
          <h2 class="govuk-heading-m" id="typed-heading">
            What you typed
          </h2>
          <p class="govuk-body">It was not sent. You can copy it from here.</p>
          {words.map((text) => (
            <p class="govuk-body app-typed">{text}</p>
          ))}
        </section>
      )}
    </>
  );
}

function TheForm(props: {
  readonly scene: FamilyScene;
  readonly form: ActForm;
  readonly state: FormState;
  readonly draftKey: string;
}): SafeHtml {
  const { scene, form, state, draftKey } = props;
  const back = scene.query.back === undefined ? {} : { back: form.back.href };
  return (
    <div id="form">
      {state.kept === undefined ? null : (
        <KeptNotice kept={state.kept} draftKey={draftKey} csrf={scene.visitor.csrf} />
      )}
      <Form
        action={draftKey}
        csrf={scene.visitor.csrf}
        fields={form.views}
        typed={state.typed ?? state.kept?.typed}
        errors={state.errors}
        submit={form.submit}
        warning={form.warning}
        draftUrl="/drafts"
        hidden={{
          request: state.request,
          draft: draftKey,
          'draft-title': `${form.title}, ${nameOf(scene)}`,
          seen: String(state.seen),
          ...back,
        }}
        cancel={{ href: form.back.href, text: 'Cancel' }}
      >
        {form.within}
      </Form>
    </div>
  );
}

/** Back to the family's own page. */
export function backToFamily(scene: FamilyScene): ActForm['back'] {
  return { href: familyHref(scene), text: nameOf(scene) };
}
