// biome-ignore-all lint/a11y/noRedundantRoles: `display: block` on a phone takes a table's roles away in some browsers
import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';

export interface Column {
  readonly text: string;
  readonly numeric?: boolean | undefined;
  /** Set when the list is sorted by this column; the link sorts it the other way. */
  readonly sort?:
    | { readonly href: string; readonly order: 'ascending' | 'descending' | 'none' }
    | undefined;
}

/**
 * A table that turns into cards on a phone. The first cell of a row is its heading.
 */
export function StackTable(props: {
  readonly caption: string;
  readonly captionHidden?: boolean | undefined;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Child[])[];
}): SafeHtml {
  return (
    <table class="govuk-table app-stack" role="table">
      <caption
        class={`govuk-table__caption ${props.captionHidden ? 'govuk-visually-hidden' : 'govuk-table__caption--m'}`}
      >
        {props.caption}
      </caption>
      <thead class="govuk-table__head" role="rowgroup">
        <tr class="govuk-table__row" role="row">
          {props.columns.map((column) => (
            <Head column={column} />
          ))}
        </tr>
      </thead>
      <tbody class="govuk-table__body" role="rowgroup">
        {props.rows.map((row) => (
          <tr class="govuk-table__row" role="row">
            {row.map((cell, index) => (
              <Cell cell={cell} column={props.columns[index]} first={index === 0} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({ column }: { readonly column: Column }): SafeHtml {
  return (
    <th
      scope="col"
      role="columnheader"
      class={`govuk-table__header${column.numeric ? ' govuk-table__header--numeric' : ''}`}
      aria-sort={column.sort?.order}
    >
      {column.sort === undefined ? (
        column.text
      ) : (
        <a class="govuk-link govuk-link--no-visited-state" href={column.sort.href}>
          {column.text}
          <Arrow order={column.sort.order} />
        </a>
      )}
    </th>
  );
}

function Arrow({ order }: { readonly order: 'ascending' | 'descending' | 'none' }): SafeHtml {
  if (order === 'none') return Fragment({});
  return <span aria-hidden={true}>{order === 'ascending' ? ' ▲' : ' ▼'}</span>;
}

function Cell(props: {
  readonly cell: Child;
  readonly column: Column | undefined;
  readonly first: boolean;
}): SafeHtml {
  const label = props.column?.text ?? '';
  if (props.first)
    return (
      <th
        scope="row"
        role="rowheader"
        class="govuk-table__header app-stack__first"
        data-label={label}
      >
        {props.cell}
      </th>
    );
  return (
    <td
      role="cell"
      class={`govuk-table__cell${props.column?.numeric ? ' govuk-table__cell--numeric' : ''}`}
      data-label={label}
    >
      {props.cell}
    </td>
  );
}
