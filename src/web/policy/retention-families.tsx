/** The families whose time has run out: those that are not restricted in pages, restricted ones one by one. */
import {
  fingerprintOf,
  type KeptFamily,
  type KeptPage,
  listedOf,
} from '../../cases/queries/preview-retention.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import { isOfRestricted, type Proposal } from '../../core/records/records.ts';
import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import { ReadIt, RetentionForm, type RetentionPage } from './retention-form.tsx';

export function RunOut(props: RetentionPage & { readonly waiting: readonly Proposal[] }): SafeHtml {
  const { later, families } = props.preview;
  const { due, held, unknown } = families;
  const proposable =
    props.keeper && due.families.length > 0 && props.waiting.every((each) => isOfRestricted(each));
  return (
    <>
      <Families
        caption="May go"
        none="There is no family whose time has run out and that nothing holds."
        found={due}
      />
      {proposable ? <Propose {...props} /> : null}
      <Pages id="due" what="Families that may go" found={due} />
      <Families caption="Held" none="No family is held beyond its time." found={held} />
      <Pages id="held" what="Families that are held" found={held} />
      <Families caption="Time cannot be worked out" none={undefined} found={unknown} />
      <Pages id="unknown" what="Families whose time cannot be worked out" found={unknown} />
      {later === 0 ? null : (
        <p class="govuk-inset-text">
          {plural(later, 'family has', 'families have')} not been looked at since Stile was
          upgraded. They follow within minutes: look at this page again.
        </p>
      )}
    </>
  );
}

/** Those that whoever looks may know of, by name; of the others only that there are some. */
export function Restricted(props: RetentionPage): SafeHtml {
  const { restricted, unseen } = props.preview;
  const { due, held, unknown } = restricted;
  const none = due.total + held.total + unknown.total === 0;
  if (none && unseen === 0 && props.confirmer) return Fragment({});
  return (
    <>
      <h2 class="govuk-heading-m">Restricted families</h2>
      {none && unseen === 0 ? (
        <p class="govuk-body">There is no restricted family that waits for you.</p>
      ) : null}
      {none ? null : (
        <p class="govuk-body">
          These are shown to you and not to everybody who looks after the records. Each is proposed
          by itself, and confirmed by somebody else who may see it here.
        </p>
      )}
      <Families
        caption="Restricted, may go"
        none={undefined}
        found={due}
        act={(family) => <ProposeAlone {...props} family={family} />}
      />
      <Families caption="Restricted, held" none={undefined} found={held} />
      <Families caption="Restricted, time cannot be worked out" none={undefined} found={unknown} />
      {[due, held, unknown].some(({ pages }) => pages > 1) ? (
        <p class="govuk-body">Only the first of them are shown.</p>
      ) : null}
      {unseen === 0 ? null : (
        <p class="govuk-inset-text">
          The time of {plural(unseen, 'restricted family', 'restricted families')} that you may not
          see has run out. Whoever sees such a family, and looks after records or is a manager,
          finds it on this page and proposes it. Where fewer than two of them are left, every
          manager finds it here. Ask the managers to look.
        </p>
      )}
    </>
  );
}

function Families(props: {
  readonly caption: string;
  readonly none: string | undefined;
  readonly found: KeptPage;
  readonly act?: (family: KeptFamily) => Child;
}): SafeHtml {
  const { found, none, act } = props;
  if (found.families.length === 0)
    return none === undefined || found.total > 0 ? Fragment({}) : <p class="govuk-body">{none}</p>;
  const part = found.pages > 1 ? `, ${plural(found.families.length, 'is', 'are')} shown` : '';
  return (
    <StackTable
      caption={`${props.caption}: ${plural(found.total, 'family', 'families')}${part}`}
      columns={[
        { text: 'Reference' },
        { text: 'Kept until' },
        { text: 'Rule that wins' },
        { text: act === undefined ? 'What holds it' : 'Propose it' },
      ]}
      rows={found.families.map((family) => {
        const {
          reference,
          rules: [wins, ...others],
          why,
        } = family;
        return [
          reference,
          wins === undefined ? 'Not known' : dayInWords(wins.until),
          wins === undefined
            ? 'None'
            : `${wins.title}, counted from ${dayInWords(wins.from)}${others.length === 0 ? '' : `. Shorter: ${list(others.map(({ title, until }) => `${title}, until ${dayInWords(until)}`))}`}`,
          act === undefined ? why.length === 0 ? 'Nothing' : <Lines of={why} /> : act(family),
        ];
      })}
    />
  );
}

function Lines({ of }: { readonly of: readonly string[] }): SafeHtml {
  if (of.length === 1) return <span>{of[0]}</span>;
  return (
    <ul class="govuk-list">
      {of.map((each) => (
        <li>{each}</li>
      ))}
    </ul>
  );
}

/** To the pages before and after. */
function Pages(props: {
  readonly id: string;
  readonly what: string;
  readonly found: KeptPage;
}): SafeHtml {
  const { page, pages } = props.found;
  if (pages < 2) return Fragment({});
  const to = (number: number) => `/policy/retention?${props.id}=${number}`;
  const label = (number: number) => `${number} of ${pages}`;
  return govuk('pagination', {
    landmarkLabel: props.what,
    ...(page > 1
      ? { previous: { href: to(page - 1), text: 'Previous', labelText: label(page - 1) } }
      : {}),
    ...(page < pages
      ? { next: { href: to(page + 1), text: 'Next', labelText: label(page + 1) } }
      : {}),
  });
}

function Propose(props: RetentionPage): SafeHtml {
  const { due } = props.preview.families;
  const listed = listedOf(due.families);
  const count = plural(listed.length, 'family', 'families');
  return (
    <RetentionForm
      visitor={props.visitor}
      action="/propose"
      hidden={{ seen: fingerprintOf(listed), page: String(due.page) }}
    >
      <ReadIt {...props} id="propose" says={`I have read the list of ${count} above`} />
      {govuk('button', { text: `Propose to dispose of ${count}`, preventDoubleClick: true })}
    </RetentionForm>
  );
}

function ProposeAlone(props: RetentionPage & { readonly family: KeptFamily }): SafeHtml {
  const { family, records } = props;
  const waits = [...records.proposals.values()].some(
    ({ decided, proposed }) =>
      decided === undefined && proposed.families.some((each) => each.family === family.family),
  );
  if (waits) return <span>Proposed. It waits for a second person</span>;
  return (
    <RetentionForm
      visitor={props.visitor}
      action="/propose"
      hidden={{ seen: fingerprintOf(listedOf([family])), family: family.family, confirm: 'yes' }}
    >
      {govuk('button', {
        text: `Propose ${family.reference}`,
        classes: 'govuk-button--secondary',
        preventDoubleClick: true,
      })}
    </RetentionForm>
  );
}
