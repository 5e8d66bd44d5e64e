import type { SafeHtml } from '../jsx/safe-html.ts';

export type TagColour =
  | 'grey'
  | 'green'
  | 'teal'
  | 'yellow'
  | 'orange'
  | 'red'
  | 'purple'
  | 'pink'
  | 'blue';

/** A GOV.UK tag in own markup, because lists print hundreds; a test compares it with the official one. */
export function Tag(props: {
  readonly children: string;
  readonly colour?: TagColour | undefined;
}): SafeHtml {
  const colour =
    props.colour === undefined || props.colour === 'blue' ? '' : ` govuk-tag--${props.colour}`;
  return <strong class={`govuk-tag${colour}`}>{props.children}</strong>;
}
