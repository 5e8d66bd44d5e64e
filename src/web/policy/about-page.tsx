import type { Instant } from '../../core/calendar/time.ts';
import { dayInWords } from '../../core/calendar/words.ts';
import type { WorkingCalendar } from '../../core/calendar/working-calendar.ts';
import type { Protocol, Role } from '../../core/protocol/protocol.ts';
import { Fragment, type SafeHtml } from '../jsx/jsx-runtime.ts';
import { list } from '../kit/words.ts';
import { WhoToRing } from './contacts.tsx';
import { Forums } from './forums.tsx';
import { pathwayHref, stepHref } from './hrefs.ts';
import { Clauses, Facts, Guidance, isComing, PolicyHead, type Reading, Roles } from './pieces.tsx';

/** The first page of the policy: what it is, its levels, its people, whom to ring and when it meets. */
export function policyPage(props: {
  readonly reading: Reading;
  readonly calendar: WorkingCalendar;
  readonly now: Instant;
}): SafeHtml {
  const { reading } = props;
  const { about } = reading.protocol;
  return (
    <>
      <PolicyHead reading={reading} section="/policy" heading={about.title} />
      <Facts
        facts={[
          { title: 'Authority', value: about.authority.name },
          { title: 'Version', value: about.version },
          {
            title: isComing(reading) ? 'Takes effect on' : 'In force from',
            value: dayInWords(about.effectiveFrom),
          },
          { title: 'Source', value: about.source },
          {
            title: 'Status',
            value: about.status === 'mandatory' ? 'Mandatory policy' : 'Guidance',
          },
          ...about.details.map(({ title, says, clauses }) => ({
            title,
            value: (
              <>
                {says}
                <Clauses clauses={clauses} version={reading.version} />
              </>
            ),
          })),
        ]}
      />
      <Guidance reading={reading} at={{ at: 'policy' }} />
      <Guidance reading={reading} at={{ at: 'everywhere' }} />
      {about.links.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">Links</h2>
          <ul class="govuk-list">
            {about.links.map(({ title, href }) => (
              <li>
                <a class="govuk-link" href={href}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <WhoToRing {...props} />
      <Levels reading={reading} />
      <People reading={reading} />
      <Forums reading={reading} />
      <Agreements reading={reading} />
    </>
  );
}

function Levels({ reading }: { readonly reading: Reading }): SafeHtml {
  return (
    <>
      <h2 class="govuk-heading-m">Levels of need, lowest first</h2>
      {reading.protocol.levels.map((level) => (
        <section id={`level-${level.id}`} class="app-policy__item">
          <h3 class="govuk-heading-s">{level.title}</h3>
          <p class="govuk-body">
            {level.side === 'statutory' ? 'Children’s Social Care' : 'Early Help'}
            {level.was === undefined ? '' : `. Called before: ${level.was}`}
            {level.hint === undefined ? '' : `. ${level.hint}`}
          </p>
          <Clauses clauses={level.clauses} version={reading.version} />
        </section>
      ))}
    </>
  );
}

function People({ reading }: { readonly reading: Reading }): SafeHtml {
  const { protocol } = reading;
  return (
    <>
      <h2 class="govuk-heading-m">Roles, and what each may do</h2>
      {[...protocol.roles.values()].map((role) => (
        <RoleCard reading={reading} role={role} />
      ))}
      <h2 class="govuk-heading-m">Services</h2>
      <ul class="govuk-list govuk-list--bullet">
        {[...protocol.services.values()].map((service) => (
          <li id={`service-${service.id}`}>
            {service.title} (
            {service.employer === 'authority' ? 'the local authority' : 'a partner agency'})
          </li>
        ))}
      </ul>
    </>
  );
}

function RoleCard({ reading, role }: { readonly reading: Reading; readonly role: Role }): SafeHtml {
  const { protocol, version } = reading;
  const acts = stepsOf(protocol, role);
  const records = [...protocol.evidence.values()].filter(({ by }) => by.includes(role.id));
  return (
    <section id={`role-${role.id}`} class="app-policy__item">
      <h3 class="govuk-heading-s">{role.title}</h3>
      <p class="govuk-body">
        {role.side === 'statutory' ? 'Children’s Social Care' : 'Early Help'}
        {role.held === 'family'
          ? '. One named person for each family'
          : `. Whoever is on duty${role.team === undefined ? '' : ` in ${role.team}`}`}
        {role.manager === undefined ? '' : '. While nobody is named, the family is held by: '}
        {role.manager === undefined ? null : <Roles reading={reading} roles={[role.manager]} />}
      </p>
      <details class="govuk-details">
        <summary class="govuk-details__summary">
          <span class="govuk-details__summary-text">
            What they may do<span class="govuk-visually-hidden"> ({role.title})</span>
          </span>
        </summary>
        <div class="govuk-details__text">
          {acts.length + records.length === 0 ? <p class="govuk-body">No step is theirs.</p> : null}
          {acts.map(({ pathway, starts, steps }) => (
            <>
              <h4 class="govuk-heading-s">
                <a class="govuk-link" href={pathwayHref(pathway.id, version)}>
                  {pathway.title}
                </a>
              </h4>
              <ul class="govuk-list govuk-list--bullet">
                {starts ? <li>Start it</li> : null}
                {steps.map((step) => (
                  <li>
                    <a class="govuk-link" href={stepHref(pathway.id, step.id, version)}>
                      {step.title}
                    </a>
                  </li>
                ))}
              </ul>
            </>
          ))}
          {records.length === 0 ? null : (
            <p class="govuk-body">Record: {list(records.map(({ title }) => title))}</p>
          )}
        </div>
      </details>
      <Clauses clauses={role.clauses} version={version} />
    </section>
  );
}

function stepsOf(protocol: Protocol, role: Role) {
  return [...protocol.pathways.values()]
    .map((pathway) => ({
      pathway,
      starts: pathway.start.by.includes(role.id),
      steps: [...pathway.steps.values()].filter(({ by }) => by.includes(role.id)),
    }))
    .filter(({ starts, steps }) => starts || steps.length > 0);
}

function Agreements({ reading }: { readonly reading: Reading }): SafeHtml {
  const scopes = [...reading.protocol.consents.values()];
  if (scopes.length === 0) return Fragment({});
  return (
    <>
      <h2 class="govuk-heading-m">Consent</h2>
      {scopes.map((scope) => (
        <section id={`consent-${scope.id}`} class="app-policy__item">
          <h3 class="govuk-heading-s">{scope.title}</h3>
          {scope.hint === undefined ? null : <p class="govuk-body">{scope.hint}</p>}
          <Guidance reading={reading} at={{ at: 'consent', id: scope.id }} />
          <Clauses clauses={scope.clauses} version={reading.version} />
        </section>
      ))}
    </>
  );
}
