import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
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
  /** Said when there is nothing. Without it an empty group is left out. */
  readonly empty?: string | undefined;
}): SafeHtml {
  if (props.items.length === 0 && props.empty === undefined) return Fragment({});
  return (
    <section class="app-group">
      <h2 class="govuk-heading-m app-group__title">
        {props.title}{' '}
        <span class="app-group__count">
          {props.items.length}
          <span class="govuk-visually-hidden"> on this list</span>
        </span>
      </h2>
      {props.items.length === 0 ? (
        <p class="govuk-body app-muted">{props.empty}</p>
      ) : (
        <ul class={`app-work app-work--${props.urgency}`}>
          {props.items.map((item) => (
            <Row item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ item }: { readonly item: WorkItem }): SafeHtml {
  return (
    <li class="app-work__item">
      <div class="app-work__what">
        <a class="govuk-link app-work__link" href={item.href}>
          {item.what}
          <span class="govuk-visually-hidden">, {item.family}</span>
        </a>
        <p class="app-work__family">{item.family}</p>
        {item.note === undefined ? null : <p class="app-work__note">{item.note}</p>}
      </div>
      <p class="app-work__clock">
        {item.date === undefined ? null : <strong class="app-work__date">{item.date}</strong>}{' '}
        <span class="app-work__words">{item.clock}</span>
      </p>
      <p class="app-work__role">
        {item.role === undefined ? null : (
          <Tag colour={item.role.colour ?? 'grey'}>{item.role.text}</Tag>
        )}
      </p>
    </li>
  );
}
