import type { Comparison } from '../../cases/queries/list-comparisons.ts';
import type { FamilyScene } from '../acts/scene.ts';
import { compareHref, FINDINGS } from '../families/finding-words.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { govuk } from '../kit/govuk.ts';

/** On a family's page, for whoever sees both: another family may be the same, or was found to be. */
export function AlikeFamilies(props: {
  readonly scene: FamilyScene;
  readonly alike: readonly Comparison[];
}): SafeHtml {
  const { id } = props.scene.family;
  const shown = props.alike.filter(({ found }) => found[0]?.finding !== 'not-the-same');
  if (shown.length === 0) return Fragment({});
  return govuk('inset-text', {
    html: (
      <>
        {shown.map((each) => {
          const other =
            each.family === id
              ? { id: each.other, name: each.otherName, reference: each.otherReference }
              : { id: each.family, name: each.name, reference: each.reference };
          const [latest] = each.found;
          return (
            <p class="govuk-body">
              {latest === undefined
                ? 'May be the same family as '
                : `${FINDINGS[latest.finding]}: `}
              <a class="govuk-link" href={`/families/${encodeURIComponent(other.id)}`}>
                {other.name}, {other.reference}
              </a>
              .{latest === undefined ? '' : ` ${latest.name}: ${latest.reason}`}{' '}
              <a class="govuk-link" href={compareHref(each)}>
                {latest === undefined ? 'Compare them' : 'Look at both'}
              </a>
            </p>
          );
        })}
      </>
    ),
  });
}
