/** What is on file for a family, and what could be recorded. */
import { allEvidence } from '../../core/family/evolve.ts';
import type { Evidence } from '../../core/family/family.ts';
import type { EvidenceDefinition } from '../../core/protocol/protocol.ts';
import { childrenInWords, rolesInWords, stampInWords } from '../family/names.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { type FamilyScene, familyHref, hasOneOf, nameOf } from './scene.ts';

export const GROUPS = {
  assessment: 'Assessments',
  plan: 'Plans',
  visit: 'Visits',
  meeting: 'Meetings',
  supervision: 'Supervision',
  form: 'Forms',
  document: 'Documents',
  contact: 'Contacts and conversations',
  decision: 'Decisions',
  check: 'Checks',
} as const satisfies Record<EvidenceDefinition['group'], string>;

const ORDER = Object.keys(GROUPS) as readonly EvidenceDefinition['group'][];

/** Everything recorded, by kind of thing, newest first. */
export function EvidenceList({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const all = allEvidence(scene.family);
  const groupOf = (evidence: Evidence) => definitionOf(scene, evidence)?.group ?? 'document';
  return (
    <>
      <Heading scene={scene} title="Records and documents" />
      <p class="govuk-body">
        <a class="govuk-button" href={familyHref(scene, '/evidence/new')}>
          Record something
        </a>
      </p>
      {all.length === 0 ? <p class="govuk-body">Nothing has been recorded yet.</p> : null}
      {ORDER.map((group) => {
        const own = all.filter((evidence) => groupOf(evidence) === group);
        if (own.length === 0) return null;
        return (
          <StackTable
            caption={GROUPS[group]}
            columns={[{ text: 'Record' }, { text: 'When' }, { text: 'By' }, { text: 'For' }]}
            rows={own.map((evidence) => [
              <a class="govuk-link" href={familyHref(scene, `/evidence/${evidence.id}`)}>
                {definitionOf(scene, evidence)?.title ?? evidence.kind}
              </a>,
              stampInWords(evidence),
              evidence.by.name,
              forWhom(scene, evidence),
            ])}
          />
        );
      })}
    </>
  );
}

/** What this person may record first, grouped; the rest is named with whose it is. */
export function EvidenceChooser({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const { protocol } = scene.visitor;
  const all = [...protocol.evidence.values()].filter(
    (definition) => definition.id !== protocol.interrupt.form,
  );
  const mine = all.filter((definition) => hasOneOf(scene.visitor, definition.by));
  const others = all.filter((definition) => !hasOneOf(scene.visitor, definition.by));
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <Heading scene={scene} title="What do you want to record?" />
        <p class="govuk-body">
          What has happened can always be recorded, at any stage. It is asked for once: every form
          that needs it finds it.
        </p>
        <NeededNow scene={scene} />
        <h2 class="govuk-heading-m">Agreements, visits and who was told</h2>
        <ul class="govuk-list govuk-list--spaced">
          {OTHER_FORMS.map((form) => (
            <li>
              <a class="govuk-link" href={familyHref(scene, form.path)}>
                {form.text}
              </a>
            </li>
          ))}
        </ul>
        {ORDER.map((group) => {
          const own = mine.filter((definition) => definition.group === group);
          if (own.length === 0) return null;
          return (
            <section>
              <h2 class="govuk-heading-m">{GROUPS[group]}</h2>
              <ul class="govuk-list govuk-list--spaced">
                {own.map((definition) => (
                  <li>
                    <a
                      class="govuk-link"
                      href={familyHref(scene, `/evidence/new/${definition.id}`)}
                    >
                      {definition.title}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
        {others.length === 0
          ? null
          : govuk('details', {
              summaryText: 'What other people record',
              html: (
                <ul class="govuk-list govuk-list--spaced">
                  {others.map((definition) => (
                    <li>
                      {definition.title}: {rolesInWords(protocol, definition.by)}
                    </li>
                  ))}
                </ul>
              ),
            })}
      </div>
    </div>
  );
}

/** What the next steps still look for and this person may record. */
function NeededNow({ scene }: { readonly scene: FamilyScene }): SafeHtml {
  const wanted = new Set(
    scene.derived.transfers
      .flatMap((view) => view.stages.flatMap((stage) => stage.steps))
      .filter((step) => step.step.kind === 'forward')
      .flatMap((step) =>
        step.gates
          .filter((finding) => finding.status === 'unmet')
          .flatMap((finding) => finding.asks)
          .filter((ask) => ask.evidence !== step.step.form),
      )
      .map((ask) => ask.evidence),
  );
  const own = [...scene.visitor.protocol.evidence.values()].filter(
    (definition) => wanted.has(definition.id) && hasOneOf(scene.visitor, definition.by),
  );
  if (own.length === 0) return Fragment({});
  return (
    <section>
      <h2 class="govuk-heading-m">Needed next for this family</h2>
      <ul class="govuk-list govuk-list--spaced">
        {own.map((definition) => (
          <li>
            <a class="govuk-link" href={familyHref(scene, `/evidence/new/${definition.id}`)}>
              {definition.title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

const OTHER_FORMS = [
  { path: '/consent', text: 'What the family agrees to' },
  { path: '/disclosures/new', text: 'Information shared, and why it was lawful' },
  { path: '/visits/new', text: 'A visit that is planned' },
  { path: '/told/new', text: 'Somebody told by telephone, letter or in person' },
] as const;

export function Heading(props: { readonly scene: FamilyScene; readonly title: string }): SafeHtml {
  return (
    <>
      <span class="govuk-caption-l">
        {nameOf(props.scene)}, {props.scene.family.reference}
      </span>
      <h1 class="govuk-heading-l">{props.title}</h1>
    </>
  );
}

function definitionOf(scene: FamilyScene, evidence: Evidence): EvidenceDefinition | undefined {
  const bound = scene.derived.transfers.find((view) => view.transfer.id === evidence.transfer);
  return (bound?.protocol ?? scene.visitor.protocol).evidence.get(evidence.kind);
}

/** Whom a record is about. */
export function forWhom(scene: FamilyScene, evidence: Evidence): string {
  return evidence.children.length === 0
    ? 'The whole family'
    : childrenInWords(scene.family.people, evidence.children);
}
