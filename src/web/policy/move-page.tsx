import { fingerprintOf } from '../../cases/move-transfers.ts';
import type { Version } from '../../cases/queries/list-versions.ts';
import type { PreviewedMove } from '../../cases/queries/preview-moves.ts';
import { notYet } from '../../core/family/decide/decide-move.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';
import { StackTable } from '../kit/stack-table.tsx';
import { list, plural } from '../kit/words.ts';
import type { Visitor, Web } from '../web.ts';
import { isComing, PolicyHead, type Reading } from './pieces.tsx';

export interface MovePage {
  readonly web: Web;
  readonly visitor: Visitor;
  readonly reading: Reading;
  readonly versions: readonly Version[];
  readonly to: Protocol;
  readonly preview: readonly PreviewedMove[];
  /** The box was not ticked. */
  readonly unconfirmed: boolean;
}

export const confirmId = 'confirm';

/** Which open transfers would move to a version, by family: then the act, confirmed. */
export function movePage(props: MovePage): SafeHtml {
  const { reading, to, preview, versions } = props;
  const moves = preview.filter(({ result }) => result === 'moves');
  const early = isComing({ ...reading, protocol: to });
  return (
    <>
      <PolicyHead
        reading={reading}
        section="/policy/move"
        heading="Move open transfers to a version"
      />
      <p class="govuk-body">
        A transfer keeps to the version it was started under until you move it. Moving changes no
        stage. What counts from then on is the other version: its requirements, its clocks, its
        words.
      </p>
      {versions.length < 2 ? (
        <p class="govuk-body">There is only one version, so there is nowhere to move to.</p>
      ) : (
        <Choose versions={versions} to={to} />
      )}
      <h2 class="govuk-heading-m">
        What would happen to open transfers under version {to.about.version}
      </h2>
      {early ? <p class="govuk-body">{notYet(to.about.version, to.about.effectiveFrom)}</p> : null}
      <Group
        title="Would move"
        none="No open transfer would move."
        found={moves}
        last="What changes"
        cell={changesOf}
      />
      <Group
        title="Stuck, and would stay on their version"
        none={undefined}
        found={preview.filter(({ result }) => result === 'stuck')}
        last="Why"
        cell={({ why }) => why.join(' ')}
      />
      <Group
        title="Stay as they are"
        none={undefined}
        found={preview.filter(({ result }) => result === 'stays')}
        last="Why"
        cell={({ why }) => why.join(' ')}
      />
      {moves.length === 0 || early ? null : <Confirm {...props} count={moves.length} />}
    </>
  );
}

/** After the act: what is on the version now, and what is left on others and why. */
export function movedPage(props: Pick<MovePage, 'reading' | 'to' | 'preview'>): SafeHtml {
  const { reading, to, preview } = props;
  return (
    <>
      <PolicyHead
        reading={reading}
        section="/policy/move"
        heading={`Transfers on version ${to.about.version}`}
      />
      <p class="govuk-body">Each move stands in the history of its family.</p>
      <Group
        title={`Now on version ${to.about.version}`}
        none="No open transfer is on this version."
        found={preview.filter(({ from }) => from === to.key)}
        last="Version"
        cell={() => to.about.version}
      />
      <Group
        title="Stuck: still on another version"
        none={undefined}
        found={preview.filter(({ result }) => result === 'stuck')}
        last="Why"
        cell={({ why }) => why.join(' ')}
      />
      <Group
        title="Could still be moved"
        none={undefined}
        found={preview.filter(({ result }) => result === 'moves')}
        last="What changes"
        cell={changesOf}
      />
      <p class="govuk-body">
        <a class="govuk-link" href={`/policy/move?to=${encodeURIComponent(to.about.version)}`}>
          Look again at what would move
        </a>
      </p>
    </>
  );
}

function Choose(props: { readonly versions: readonly Version[]; readonly to: Protocol }): SafeHtml {
  return (
    <form method="get" action="/policy/move" class="app-search app-no-print">
      {govuk('select', {
        id: 'to',
        name: 'to',
        label: { text: 'Move to version' },
        items: props.versions.map(({ protocol }) => ({
          value: protocol.about.version,
          text: protocol.about.version,
          selected: protocol.key === props.to.key,
        })),
      })}
      {govuk('button', { text: 'See what would move', classes: 'govuk-button--secondary' })}
    </form>
  );
}

function Group(props: {
  readonly title: string;
  readonly none: string | undefined;
  readonly found: readonly PreviewedMove[];
  readonly last: string;
  readonly cell: (move: PreviewedMove) => string;
}): SafeHtml {
  const { title, found, none } = props;
  if (found.length === 0)
    return none === undefined ? Fragment({}) : <p class="govuk-body">{none}</p>;
  return (
    <StackTable
      caption={`${title}: ${found.length}`}
      columns={[
        { text: 'Family' },
        { text: 'Pathway and stage' },
        { text: 'On version' },
        { text: props.last },
      ]}
      rows={found.map((move) => [
        <a class="govuk-link" href={`/families/${encodeURIComponent(move.family)}`}>
          {move.familyName}, {move.reference}
        </a>,
        <span>
          {move.title}: {list(move.stages)}
        </span>,
        <span>{move.from.slice(move.from.indexOf('/') + 1)}</span>,
        <span>{props.cell(move)}</span>,
      ])}
    />
  );
}

function changesOf({ newClocks, lostClocks }: PreviewedMove): string {
  const words = [
    newClocks.length === 0 ? '' : `New clocks: ${list(newClocks)}.`,
    lostClocks.length === 0 ? '' : `No longer counted: ${list(lostClocks)}.`,
  ].filter((each) => each !== '');
  return words.join(' ') || 'The same clocks';
}

function Confirm(props: MovePage & { readonly count: number }): SafeHtml {
  const { web, visitor, to, preview, count } = props;
  const counted = plural(count, 'transfer');
  return (
    <form method="post" action="/policy/move" novalidate class="app-no-print">
      <input type="hidden" name="_csrf" value={visitor.csrf} />
      <input type="hidden" name="request" value={web.stile.newId()} />
      <input type="hidden" name="to" value={to.about.version} />
      <input type="hidden" name="seen" value={fingerprintOf(preview)} />
      {govuk('checkboxes', {
        name: 'confirm',
        idPrefix: confirmId,
        fieldset: { legend: { text: 'Confirm', classes: 'govuk-fieldset__legend--m' } },
        errorMessage: props.unconfirmed
          ? { text: 'Select that you have read the list' }
          : undefined,
        items: [{ value: 'yes', text: `I have read the list: ${counted} will be moved` }],
      })}
      {govuk('button', {
        text: `Move ${counted} to version ${to.about.version}`,
        preventDoubleClick: true,
      })}
    </form>
  );
}
