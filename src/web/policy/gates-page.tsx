import type { Gate, Pathway, Protocol } from '../../core/protocol/protocol.ts';
import type { SafeHtml } from '../jsx/jsx-runtime.ts';
import { ConditionWords } from './condition.tsx';
import { stepHref } from './hrefs.ts';
import {
  Clauses,
  Facts,
  Guidance,
  holdsInWords,
  PolicyHead,
  type Reading,
  Roles,
  Written,
} from './pieces.tsx';

/** Every gate: what it looks for, how strictly it holds, who can meet it, and which steps it stands before. */
export function gatesPage(reading: Reading): SafeHtml {
  const { protocol } = reading;
  return (
    <>
      <PolicyHead
        reading={reading}
        section="/policy/gates"
        heading="What must be in place before a step"
      />
      {[...protocol.gateLists.values()].map((each) => (
        <section id={`gate-list-${each.id}`} class="app-policy__item">
          <h2 class="govuk-heading-m">Checklist: {each.title}</h2>
          <ul class="govuk-list govuk-list--bullet">
            {each.gates.map((id) => (
              <li>
                <a class="govuk-link" href={`#gate-${id}`}>
                  {protocol.gates.get(id)?.title ?? id}
                </a>
              </li>
            ))}
          </ul>
          <Clauses clauses={each.clauses} version={reading.version} />
        </section>
      ))}
      <h2 class="govuk-heading-m">Each requirement</h2>
      {[...protocol.gates.values()].map((gate) => (
        <GateText reading={reading} gate={gate} />
      ))}
    </>
  );
}

function GateText({ reading, gate }: { readonly reading: Reading; readonly gate: Gate }): SafeHtml {
  const { protocol, version } = reading;
  const uses = usesOf(protocol, gate);
  const within = { protocol, pathways: uses.map(({ pathway }) => pathway) };
  return (
    <section id={`gate-${gate.id}`} class="app-policy__item">
      <h3 class="govuk-heading-s">{gate.title}</h3>
      <Facts
        facts={[
          { title: 'How strict', value: holdsInWords(gate.holds) },
          {
            title: 'Applies when',
            value:
              gate.when === undefined ? undefined : (
                <ConditionWords condition={gate.when} within={within} />
              ),
          },
          { title: 'Needs', value: <ConditionWords condition={gate.needs} within={within} /> },
          { title: 'How to meet it', value: gate.how },
          {
            title: 'Who can meet it',
            value:
              gate.meetBy.length === 0 ? undefined : (
                <Roles reading={reading} roles={gate.meetBy} />
              ),
          },
          { title: 'Exception', value: exceptionOf(reading, gate) },
          {
            title: 'Before',
            value:
              uses.length === 0 ? undefined : (
                <ul class="govuk-list">
                  {uses.map(({ pathway, step, title }) => (
                    <li>
                      <a
                        class="govuk-link"
                        href={
                          step === undefined
                            ? `/policy/pathways/${pathway.id}`
                            : stepHref(pathway.id, step, version)
                        }
                      >
                        {title}
                      </a>{' '}
                      ({pathway.title})
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
      <Guidance reading={reading} at={{ at: 'gate', id: gate.id }} />
      <Written written={gate.written} reading={gate.reading} />
      <Clauses clauses={gate.clauses} version={version} />
    </section>
  );
}

function exceptionOf(reading: Reading, { exception }: Gate): SafeHtml | undefined {
  if (exception === undefined) return undefined;
  return (
    <>
      With a reason, by: <Roles reading={reading} roles={exception.by} />
      {exception.second.length === 0 ? null : (
        <>
          , together with a second person: <Roles reading={reading} roles={exception.second} />
        </>
      )}
      {exception.until === 'required'
        ? '. It needs an end date'
        : exception.until === 'optional'
          ? '. It may have an end date'
          : ''}
    </>
  );
}

interface Use {
  readonly pathway: Pathway;
  readonly step: string | undefined;
  readonly title: string;
}

/** The steps that a gate stands before, by itself, in a checklist, or before one outcome. */
export function usesOf(protocol: Protocol, gate: Gate): readonly Use[] {
  const lists = [...protocol.gateLists.values()]
    .filter(({ gates }) => gates.includes(gate.id))
    .map(({ id }) => id);
  return [...protocol.pathways.values()].flatMap((pathway) => {
    const starts = pathway.start.gates.includes(gate.id)
      ? [{ pathway, step: undefined, title: 'Start' }]
      : [];
    const steps = [...pathway.steps.values()]
      .filter(
        (step) =>
          step.gates.includes(gate.id) ||
          step.gateLists.some((list) => lists.includes(list)) ||
          step.outcomes.some(({ gates }) => gates.includes(gate.id)),
      )
      .map((step) => ({ pathway, step: step.id, title: step.title }));
    return [...starts, ...steps];
  });
}
