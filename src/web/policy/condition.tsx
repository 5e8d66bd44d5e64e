import { conditionInWords } from '../../core/protocol/describe-condition.ts';
import type { Within } from '../../core/protocol/describe-moment.ts';
import type { Condition } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';

/** What a gate looks for, in words; several conditions as a list. */
export function ConditionWords(props: {
  readonly condition: Condition;
  readonly within: Within;
}): SafeHtml {
  const { condition, within } = props;
  switch (condition.is) {
    case 'all':
      return <Several title="All of these:" of={condition.of} within={within} />;
    case 'any':
      return <Several title="One of these:" of={condition.of} within={within} />;
    case 'not':
      return condition.of.is === 'all' || condition.of.is === 'any' || condition.of.is === 'not' ? (
        <>
          Not: <ConditionWords condition={condition.of} within={within} />
        </>
      ) : (
        <>Not {conditionInWords(condition.of, within)}</>
      );
    default: {
      const words = conditionInWords(condition, within);
      return <>{words.charAt(0).toUpperCase() + words.slice(1)}</>;
    }
  }
}

function Several(props: {
  readonly title: string;
  readonly of: readonly Condition[];
  readonly within: Within;
}): SafeHtml {
  return (
    <>
      {props.title}
      <ul class="govuk-list govuk-list--bullet app-policy__conditions">
        {props.of.map((each) => (
          <li>
            <ConditionWords condition={each} within={props.within} />
          </li>
        ))}
      </ul>
    </>
  );
}
