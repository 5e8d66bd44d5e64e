import { coverage, summarise } from '../../core/protocol/coverage.ts';
import { type Fault, proofs, prove } from '../../core/protocol/proof/proof.ts';
import {
  type LongestWait,
  lengthInWords,
  longestWaits,
} from '../../core/protocol/proof/wait-words.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { plural } from '../kit/words.ts';
import { asQuery, pathwayHref } from './hrefs.ts';
import { Clauses, PolicyHead, type Reading } from './pieces.tsx';

interface Findings {
  readonly faults: readonly Fault[];
  readonly waits: readonly LongestWait[];
}

/** A protocol never changes, so that it is proved once in the life of the process. */
const known = new WeakMap<Protocol, Findings>();

function findingsOf(protocol: Protocol): Findings {
  const before = known.get(protocol);
  if (before !== undefined) return before;
  const findings = { faults: prove(protocol), waits: longestWaits(protocol) };
  known.set(protocol, findings);
  return findings;
}

const means = {
  'interrupt open':
    'A safeguarding concern can be raised from every stage, with nothing before it.',
  'one holder': 'Somebody holds the family in every stage.',
  'stages reachable and able to end': 'Every stage can be reached, and has a way to an end.',
  'no drift':
    'In every stage a clock runs or somebody must act, or the policy says that it sets no time.',
  'agreed before handing down':
    'No way hands a family down without what the policy asks for first.',
  'gates can be met and can fail': 'Everything that is needed can be met, and can be missing.',
  'steps can be taken': 'Every step can be taken by somebody.',
  'clocks start and stop': 'Every clock can start and can stop.',
  'deadlines can be met': 'Every deadline can be met, given when the meetings are.',
  'duties begin and end': 'Every duty can begin and can end.',
  'roles can be held': 'Every role that is used can be held by somebody.',
} as const satisfies Partial<Record<(typeof proofs)[number], string>>;

/** What was proved of this version, and how long a family may lawfully wait. */
export function checkPage(reading: Reading): SafeHtml {
  const { faults, waits } = findingsOf(reading.protocol);
  return (
    <>
      <PolicyHead reading={reading} section="/policy/check" heading="Checked before it is used" />
      <p class="govuk-body">
        Stile walks every way through every pathway, with every requirement met and unmet, and
        proves what must hold whatever happens. A version with a fault is not published.
      </p>
      <h2 class="govuk-heading-m">
        {faults.length === 0
          ? `All ${proofs.length} proofs hold`
          : `${plural(faults.length, 'fault')} found`}
      </h2>
      {faults.length === 0 ? null : <Faults faults={faults} />}
      <Proofs faults={faults} />
      <Accounted reading={reading} />
      <h2 class="govuk-heading-m">Longest lawful waits</h2>
      <p class="govuk-body">
        With everybody on time, how long a family may wait: the worst way through each pathway, and
        the clauses that add up to it.
      </p>
      {waits.length === 0 ? (
        <p class="govuk-body">This version does not say which wait of a pathway matters most.</p>
      ) : (
        waits.map((wait) => <LongestWaitText reading={reading} wait={wait} />)
      )}
    </>
  );
}

function Faults({ faults }: Pick<Findings, 'faults'>): SafeHtml {
  return (
    <ul class="govuk-list govuk-list--bullet">
      {faults.map(({ says, path }) => (
        <li>
          {says}
          {path.length === 0 ? null : (
            <span class="app-block app-muted">On the way: {path.join(' → ')}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Proofs({ faults }: Pick<Findings, 'faults'>): SafeHtml {
  return (
    <ul class="govuk-list app-proofs">
      {proofs.map((proof) => {
        const found = faults.filter((fault) => fault.proof === proof).length;
        // A proof that has no sentence yet is told by its name.
        const sentence = Object.entries(means).find(([name]) => name === proof)?.[1] ?? proof;
        return (
          <li>
            <strong>{found === 0 ? 'Holds' : plural(found, 'fault')}:</strong> {sentence}
          </li>
        );
      })}
    </ul>
  );
}

function Accounted({ reading }: { readonly reading: Reading }): SafeHtml {
  const { clauses, problems } = summarise(coverage(reading.protocol));
  return (
    <p class="govuk-body">
      {problems === 0
        ? `All ${plural(clauses, 'clause')} of the document are accounted for. `
        : `${plural(problems, 'clause')} of ${clauses} are not accounted for. `}
      <a class="govuk-link" href={`/policy/coverage${asQuery(reading.version)}`}>
        See how each clause is covered
      </a>
    </p>
  );
}

function LongestWaitText(props: {
  readonly reading: Reading;
  readonly wait: LongestWait;
}): SafeHtml {
  const { version } = props.reading;
  const { pathway, worst, ways, unlimitedWays } = props.wait;
  return (
    <section class="app-policy__item">
      <h3 class="govuk-heading-s">
        <a class="govuk-link" href={pathwayHref(pathway.id, version)}>
          {pathway.title}
        </a>
        : {lengthInWords(worst)}
      </h3>
      {worst.workingDays === undefined && ways > 1 ? (
        <p class="govuk-body">
          {unlimitedWays === ways
            ? `None of the ${ways} ways through it has a limit from the first step to the last.`
            : `${unlimitedWays} of the ${ways} ways through it have no limit.`}
        </p>
      ) : null}
      <p class="govuk-body app-lines">On the way:</p>
      <ol class="govuk-list govuk-list--number">
        {worst.way.map((name, index) => (
          <li>
            {name}
            {/* The first step is where the wait begins: what comes before it is no part of the wait. */}
            {index > 0 && worst.unlimited.includes(name) ? (
              <strong class="app-block">No limit on the wait before this step</strong>
            ) : null}
          </li>
        ))}
      </ol>
      {worst.limits.length === 0 ? null : (
        <>
          <p class="govuk-body app-lines">
            {worst.workingDays === undefined ? 'What is limited:' : 'This adds up from:'}
          </p>
          <ul class="govuk-list govuk-list--bullet">
            {worst.limits.map(({ title, workingDays, clauses }) => (
              <li>
                {title}: {workingDays === 0 ? 'the same day' : plural(workingDays, 'working day')}
                <Clauses clauses={clauses} version={version} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
