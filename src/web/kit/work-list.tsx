import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from './govuk.ts';
import { Tag, type TagColour } from './tag.tsx';

export type Urgency = 'overdue' | 'soon' | 'later' | 'waiting';

export interface WorkItem {
  readonly href: string;
  /** What is to be done: the words of the link. */
  readonly what: string;
  readonly family: string;
  /** "12 March 2026", or undefined where nothing is dated. */
  readonly date?: string | undefined;
  /** "2 working days left", "overdue by 3 working days", "waiting 4 days on Hillside Primary School". */
  readonly clock: string;
  /** Why it is on this person's list: "You chair", "Team", "Covering for R. Kaur". */
  readonly role?: { readonly text: string; readonly colour?: TagColour | undefined } | undefined;
  readonly note?: string | undefined;
}

/** One urgency group of My work. The words say how urgent; the bar beside them only repeats it. */
export function WorkGroup(props: {
  readonly title: string;
  readonly urgency: Urgency;
  readonly items: readonly WorkItem[];
  /** A longer list than this opens on request. */
  readonly most?: number | undefined;
  /** Said when there is nothing. Without it an empty group is left out. */
  readonly empty?: string | undefined;
}): SafeHtml {
  const { title, urgency, items, most = Number.POSITIVE_INFINITY, empty } = props;
  if (items.length === 0 && empty === undefined) return Fragment({});
  const rows = (
    <ul class={`app-work app-work--${urgency}`}>
      {[...Map.groupBy(items, (item) => item.family).values()].map((of) => (
        <FamilyRows items={of} />
      ))}
    </ul>
  );
  return (
    <section class="app-group">
      <h2 class="govuk-heading-m app-group__title">
        {title}{' '}
        <span class="app-group__count">
          {items.length}
          <span class="govuk-visually-hidden"> on this list</span>
        </span>
      </h2>
      {items.length === 0 ? (
        <p class="govuk-body app-muted">{empty}</p>
      ) : items.length <= most ? (
        rows
      ) : (
        govuk('details', { summaryText: `Show all ${items.length}`, html: rows })
      )}
    </section>
  );
}

/** What waits for one family stands together, under its name once. */
function FamilyRows({ items }: { readonly items: readonly WorkItem[] }): SafeHtml {
  const [first, ...others] = items;
  if (first === undefined) return Fragment({});
  if (others.length === 0)
    return (
      <li class="app-work__item">
        <Row item={first} named />
      </li>
    );
  return (
    <li class="app-work__several">
      <h3 class="app-work__heading">{first.family}</h3>
      <ul class="app-work__rows">
        {items.map((item) => (
          <li class="app-work__item">
            <Row item={item} named={false} />
          </li>
        ))}
      </ul>
    </li>
  );
}

function Row({ item, named }: { readonly item: WorkItem; readonly named: boolean }): SafeHtml {
  return (
    <>
      <div class="app-work__what">
        <a class="govuk-link app-work__link" href={item.href}>
          {item.what}
          <span class="govuk-visually-hidden">, {item.family}</span>
        </a>
        {item.role === undefined ? null : (
          <span class="app-work__role">
            {' '}
            <Tag colour={item.role.colour ?? 'grey'}>{item.role.text}</Tag>
          </span>
        )}
        {named ? <p class="app-work__family">{item.family}</p> : null}
        {item.note === undefined ? null : <p class="app-work__note">{item.note}</p>}
      </div>
      <p class="app-work__clock">
        {item.date === undefined ? null : <strong class="app-work__date">{item.date}</strong>}{' '}
        <span class="app-work__words">{item.clock}</span>
      </p>
    </>
  );
}
