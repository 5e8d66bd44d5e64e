import { type Child, Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { moj } from './govuk.ts';

export interface Happening {
  readonly title: string;
  readonly by?: string | undefined;
  /** ISO, for machines. */
  readonly at: string;
  /** For people: "5 March 2026 at 10:15am", or only the date where the time is not known. */
  readonly when: string;
  readonly body?: Child;
}

/** What happened, newest first. */
export function Timeline(props: {
  readonly items: readonly Happening[];
  readonly headingLevel?: 2 | 3 | 4 | undefined;
}): SafeHtml {
  return moj('timeline', {
    headingLevel: props.headingLevel ?? 3,
    items: props.items.map((item) => ({
      label: { text: item.title },
      byline: item.by === undefined ? undefined : { text: item.by },
      datetime: { timestamp: item.at, words: item.when },
      html: Fragment({ children: item.body }),
    })),
  });
}
