/** Every event in plain words. One file because it is one list: a new event type does not compile until it is told here. */

import { dayOf } from '../../core/calendar/time.ts';
import { dayInWords, fullDayInWords, momentInWords } from '../../core/calendar/words.ts';
import type { EventOf, FamilyEvent, GateNote, HolderSeat } from '../../core/family/events.ts';
import {
  fullName,
  type Person,
  type PersonId,
  type Practitioner,
} from '../../core/family/people.ts';
import { levelTitle } from '../../core/protocol/describe-moment.ts';
import type { Protocol } from '../../core/protocol/protocol.ts';
import { sharedWithInWords } from '../forms/shared-with.ts';

import type { Child } from '../jsx/jsx-runtime.ts';
import { list } from '../kit/words.ts';
import {
  COMPETENCES,
  exclusionsInWords,
  kindsInWords,
  untilInWords,
  WHY_NO_CONSENT,
} from '../sharing/words.ts';
import { Difference } from './difference.tsx';
import { tellGuard } from './guard-words.ts';
import { definitionIn, type HistoryScene, pathwayIn } from './history-scene.ts';
import {
  childrenInWords,
  holderInWords,
  recipientInWords,
  roleTitle,
  stampInWords,
  upperFirst,
} from './names.ts';

/** One happening: what it is called, and what more there is to say. */
export interface Told {
  readonly title: string;
  readonly body?: Child;
  /** The clock it speaks of has run out. */
  readonly overdue?: boolean;
}

const toldHow = {
  stile: undefined,
  'by-hand': 'Told in person, by telephone or in writing.',
  'to-do': 'Stile cannot reach them. A person has to tell them.',
} as const;

/** Says one event; `scene` knows everything that came before it. */
export function tellEvent(scene: HistoryScene, event: FamilyEvent): Told {
  const protocol = scene.protocolOf(event);
  const pathway = (id: EventOf<'StepTaken'>['transfer'] | undefined): string =>
    pathwayIn(scene, protocol, id)?.title ?? 'A transfer';
  switch (event.type) {
    case 'FamilyRegistered':
      return {
        title: 'Family registered',
        body: lines(
          `Reference ${event.reference}. Known since ${dayInWords(event.knownSince)}.`,
          `${list(event.people.map(personInWords))}.`,
          event.locality === undefined ? undefined : `Locality: ${event.locality}.`,
        ),
      };
    case 'PersonAdded':
      return {
        title: `${fullName(event.person)} added`,
        body: lines(`${personInWords(event.person)}.`),
      };
    case 'PersonChanged':
      return tellPersonChanged(scene, event);
    case 'PersonAssigned':
      return {
        title: `${event.practitioner.name} named as ${roleTitle(protocol, event.role)}`,
        body: lines(practitionerInWords(event.practitioner), because(event.reason)),
      };
    case 'KnownSinceCorrected':
      return {
        title: 'The day from which the family is known was corrected',
        body: lines(
          `It is ${dayInWords(event.to)}. Before: ${dayInWords(event.from)}.`,
          because(event.reason),
        ),
      };
    case 'PersonReleased':
      return {
        title: `${event.practitioner.name} no longer works with the family as ${roleTitle(protocol, event.role)}`,
        body: lines(because(event.reason)),
      };
    case 'HolderChanged':
      return tellHolder(protocol, event);
    case 'EvidenceRecorded': {
      const title = protocol.evidence.get(event.kind)?.title ?? event.kind;
      return {
        title: `${title} recorded`,
        body: (
          <>
            {forChildren(scene, event.children)}
            <p class="govuk-body-s">
              <a
                class="govuk-link"
                href={`/families/${scene.family ?? ''}/evidence/${event.evidence}`}
              >
                Read this record
                <span class="govuk-visually-hidden">: {title}</span>
              </a>
            </p>
          </>
        ),
      };
    }
    case 'EvidenceCorrected': {
      const definition = definitionIn(scene, protocol, event.evidence);
      return {
        title: `${definition?.title ?? 'A record'} corrected`,
        body: (
          <>
            {lines(
              because(event.reason),
              `It happened on ${stampInWords({ at: event.happened, dayOnly: event.happenedDayOnly })}.`,
            )}
            {definition === undefined ? null : (
              <Difference
                definition={definition}
                before={scene.evidence.get(event.evidence)?.fields ?? {}}
                after={event.fields}
                scene={{ protocol, people: scene.people }}
              />
            )}
          </>
        ),
      };
    }
    case 'EvidenceStruckOut':
      return {
        title: `${definitionIn(scene, protocol, event.evidence)?.title ?? 'A record'} struck out`,
        body: lines(because(event.reason), 'It no longer counts. What it said is kept.'),
      };
    case 'LevelChanged':
      return {
        title: `Level recorded: ${levelTitle(protocol, event.level)}`,
        body: lines(`For ${childrenInWords(scene.people, event.children)}.`),
      };
    case 'VisitPlanned':
      return {
        title: `Visit planned: ${event.what}`,
        body: lines(
          `For ${stampInWords({ at: event.for, dayOnly: event.forDayOnly })}, by ${event.who.name}.`,
        ),
      };
    case 'VisitCancelled':
      return {
        title: `Visit cancelled: ${scene.visits.get(event.visit) ?? 'a visit'}`,
        body: lines(because(event.reason)),
      };
    case 'ConsentRecorded':
      return tellConsent(scene, protocol, event);
    case 'DisclosureRecorded':
      return {
        title: `Information shared with ${sharedWithInWords(protocol, event.to)}`,
        body: lines(
          `What: ${event.what}`,
          `Why it was lawful: ${event.basis}`,
          event.whyNoConsent === undefined
            ? undefined
            : `Why without consent: ${event.whyNoConsent}`,
          event.consulted === undefined
            ? undefined
            : `Consulted: ${event.consulted.name}, ${roleTitle(protocol, event.consulted.role)}.`,
          event.why === undefined ? undefined : `Why no consent: ${WHY_NO_CONSENT[event.why]}.`,
          event.decidedBy === undefined ? undefined : `Decided by ${event.decidedBy}.`,
          event.opens === true
            ? `They see the family in Stile. ${untilInWords(event.until)}.`
            : undefined,
          event.leavesOut === undefined || event.leavesOut.length === 0
            ? undefined
            : `Left out: ${kindsInWords(protocol, event.leavesOut)}.`,
        ),
      };
    case 'DisclosureEnded':
      return { title: 'Sharing ended', body: lines(because(event.reason)) };
    case 'TransferStarted': {
      const started = protocol.pathways.get(event.pathway);
      const from = event.from === undefined ? undefined : pathway(event.from);
      return {
        title: `${started?.title ?? event.pathway} started`,
        body: (
          <>
            {forChildren(scene, event.children)}
            {lines(
              `Stage: ${started?.stages.get(event.stage)?.title ?? event.stage}.`,
              from === undefined ? undefined : `It follows from ${from}.`,
            )}
            {gateNotes(protocol, event.notes ?? [], 'Noted at the start')}
          </>
        ),
      };
    }
    case 'StepTaken':
      return tellStep(scene, protocol, event);
    case 'ExceptionGranted':
      return {
        title: `Exception agreed: ${protocol.gates.get(event.gate)?.title ?? event.gate}`,
        body: lines(
          because(event.reason),
          `Agreed as ${roleTitle(protocol, event.role)}${event.second === undefined ? '' : `, with ${event.second.name}, ${roleTitle(protocol, event.second.role)}`}.`,
          event.until === undefined
            ? undefined
            : `It lasts until the end of ${dayInWords(event.until)}.`,
        ),
      };
    case 'TransferSuspended':
      return {
        title: `${pathway(event.transfer)} suspended`,
        body: lines(`A safeguarding concern was raised: ${pathway(event.because)}.`),
      };
    case 'TransferResumed':
      return { title: `${pathway(event.transfer)} resumed`, body: lines(because(event.reason)) };
    case 'TransferMoved':
      return {
        title: `${pathway(event.transfer)} moved to another version of the policy`,
        body: lines(`From ${event.from} to ${event.to}.`),
      };
    case 'TransferEnded':
      return { title: `${pathway(event.transfer)} ended`, body: lines(because(event.reason)) };
    case 'TransferReexamined':
      return {
        title: `${pathway(event.transfer)} looked at again`,
        body: (
          <>
            {lines(because(event.because))}
            {gateNotes(protocol, event.unmet, 'No longer met')}
          </>
        ),
      };
    case 'CaseListed':
      return {
        title: `Listed for ${forum(protocol, event.forum)} on ${fullDayInWords(event.sitting)}`,
        body: (
          <>
            {forChildren(scene, event.children)}
            {lines(event.why)}
          </>
        ),
      };
    case 'CaseAcceptedLate':
      return {
        title: `Accepted late for ${forum(protocol, event.forum)} on ${fullDayInWords(event.sitting)}`,
        body: lines(because(event.reason)),
      };
    case 'CaseRolledOver':
      return {
        title: `Moved from ${forum(protocol, event.forum)} on ${dayInWords(event.from)} to ${fullDayInWords(event.sitting)}`,
        body: lines(because(event.reason)),
      };
    case 'CaseDecided':
      return {
        title: `Decided at ${forum(protocol, event.forum)} on ${dayInWords(event.sitting)}`,
        body: (
          <>
            {forChildren(scene, event.children)}
            {lines(`Decision: ${outcomeInWords(scene, protocol, event)}.`)}
          </>
        ),
      };
    case 'ConcernRaised':
      return {
        title: 'Safeguarding concern raised',
        body: (
          <>
            {forChildren(scene, event.children)}
            {lines(
              `Shown to ring: ${event.contact}${event.phone === '' ? '' : `, ${event.phone}`}.`,
            )}
          </>
        ),
      };
    case 'ObligationEnded':
      return {
        title: `Ended: ${protocol.obligations.get(event.obligation)?.title ?? event.obligation}`,
        body: lines(
          because(event.reason),
          event.agreedBy.length === 0
            ? undefined
            : `Agreed by ${list(event.agreedBy.map((each) => `${each.name} (${roleTitle(protocol, each.role)})`))}.`,
        ),
      };
    case 'PeopleTold':
      return {
        title: `${event.how === 'to-do' ? 'To be told by a person:' : 'Told'} ${list(event.to.map((to) => recipientInWords(protocol, to)))}`,
        body: lines(event.what, toldHow[event.how]),
      };
    case 'ClockOverdue':
      return {
        title: `Overdue: ${event.title}`,
        body: lines(
          `It was due by ${momentInWords(event.due)}.`,
          'Nothing was closed or decided by this.',
        ),
        overdue: true,
      };
    case 'ReminderSent':
      return {
        title: `Reminder sent: ${event.title}`,
        body: lines(`Due by ${dayInWords(dayOf(event.due))}.`),
      };
    case 'AccessRestricted':
    case 'AccessListChanged':
    case 'RestrictionLifted':
    case 'UrgentAccessTaken':
    case 'UrgentAccessReviewed': {
      const told = tellGuard(event);
      return { title: told.title, body: lines(...told.lines) };
    }
    case 'DatesWorkedOutAgain':
      return {
        title: 'Dates worked out again',
        body: lines(
          `The calendar of bank holidays changed to version ${event.calendar}.`,
          ...event.changes.map(
            (change) =>
              `${change.title}: ${dayInWords(dayOf(change.before))} became ${dayInWords(dayOf(change.after))}.`,
          ),
        ),
      };
  }
}

function tellPersonChanged(scene: HistoryScene, event: EventOf<'PersonChanged'>): Told {
  const before = scene.people.find((person) => person.id === event.person.id);
  // Nothing differs where something was only said, such as why the family is not another that looked alike.
  if (before !== undefined && personInWords(before) === personInWords(event.person))
    return { title: `Noted about ${fullName(event.person)}`, body: lines(event.reason) };
  return {
    title: `Details of ${fullName(event.person)} changed`,
    body: lines(
      because(event.reason),
      before === undefined ? undefined : `Before: ${personInWords(before)}.`,
      `Now: ${personInWords(event.person)}.`,
    ),
  };
}

function tellHolder(protocol: Protocol, event: EventOf<'HolderChanged'>): Told {
  const said = (seat: HolderSeat): string => {
    const { name, role } = holderInWords(protocol, seat);
    return role === undefined ? name : `${name}, ${role}`;
  };
  const { note } = holderInWords(protocol, event.to);
  return {
    title: `Held by ${said(event.to)}`,
    body: lines(
      event.from === undefined ? undefined : `Before: ${said(event.from)}.`,
      `Why: ${event.because}.`,
      note,
    ),
  };
}

const CONSENT = {
  given: 'Consent given',
  refused: 'Consent refused',
  'not-sought': 'Consent not asked for',
  withdrawn: 'Consent withdrawn',
} as const satisfies Record<EventOf<'ConsentRecorded'>['status'], string>;

function tellConsent(
  scene: HistoryScene,
  protocol: Protocol,
  event: EventOf<'ConsentRecorded'>,
): Told {
  const giver = scene.people.find((person) => person.id === event.given);
  return {
    title: `${CONSENT[event.status]}: ${protocol.consents.get(event.scope)?.title ?? event.scope}`,
    body: lines(
      giver === undefined
        ? undefined
        : `By ${fullName(giver)}${event.relation === undefined ? '' : ` (${event.relation}${event.inHousehold === false ? ', not in the household' : ''})`}.`,
      event.method === ''
        ? undefined
        : `How: ${event.method}${event.signed ? ', signed' : ', not signed'}.`,
      event.exclusions === undefined ? undefined : `Except: ${event.exclusions}`,
      exclusionsInWords(protocol, event.excludes),
      event.until === undefined ? undefined : `${untilInWords(event.until)}.`,
      event.competence === undefined ? undefined : `${COMPETENCES[event.competence]}.`,
      event.judgedBy === undefined ? undefined : `Judged by: ${event.judgedBy}`,
      event.form === undefined ? undefined : `The signed form is kept: ${event.form}`,
      event.note,
    ),
  };
}

function tellStep(scene: HistoryScene, protocol: Protocol, event: EventOf<'StepTaken'>): Told {
  const pathway = pathwayIn(scene, protocol, event.transfer);
  const step = pathway?.steps.get(event.step);
  const places = new Map<string, { to: string; children: PersonId[] }>();
  for (const move of event.moves) {
    const outcome = step?.outcomes.find((each) => each.id === move.outcome)?.title ?? move.outcome;
    const stage = pathway?.stages.get(move.to)?.title ?? move.to;
    const to = [outcome, move.from === move.to ? undefined : `Stage now: ${stage}`]
      .filter((part) => part !== undefined)
      .join('. ');
    const place = places.get(to) ?? { to, children: [] };
    place.children.push(move.child);
    places.set(to, place);
  }
  const different = places.size > 1;
  return {
    title: step?.title ?? event.step,
    body: (
      <>
        {lines(
          pathway?.title,
          ...[...places.values()].map(({ to, children }) =>
            to === ''
              ? undefined
              : `${different ? `${childrenInWords(scene.people, children)}: ` : ''}${upperFirst(to)}.`,
          ),
          event.exceptions.length === 0 ? undefined : 'An exception was used.',
        )}
        {gateNotes(protocol, event.notes, 'Went on although')}
      </>
    ),
  };
}

function outcomeInWords(
  scene: HistoryScene,
  protocol: Protocol,
  event: EventOf<'CaseDecided'>,
): string {
  for (const step of pathwayIn(scene, protocol, event.transfer)?.steps.values() ?? []) {
    const outcome = step.outcomes.find((each) => each.id === event.outcome);
    if (outcome !== undefined) return outcome.title;
  }
  return event.outcome;
}

function forum(protocol: Protocol, id: EventOf<'CaseListed'>['forum']): string {
  const found = protocol.forums.get(id);
  return found === undefined ? id : `the ${found.title}`;
}

function forChildren(scene: HistoryScene, children: readonly PersonId[]): Child {
  const all = scene.people.filter((person) => person.kind === 'child').length;
  if (children.length === 0 || children.length === all) return null;
  return lines(`For ${childrenInWords(scene.people, children)}.`);
}

function gateNotes(protocol: Protocol, notes: readonly GateNote[], heading: string): Child {
  return lines(
    ...notes.map(
      (each) => `${heading}: ${protocol.gates.get(each.gate)?.title ?? each.gate}. ${each.why}`,
    ),
  );
}

function personInWords(person: Person): string {
  const born = [
    person.born === undefined ? '' : `, born ${dayInWords(person.born)}`,
    person.died === undefined ? '' : `, died ${dayInWords(person.died)}`,
  ].join('');
  const note = person.note === undefined || person.note === '' ? '' : ` (${person.note})`;
  if (person.kind === 'child') return `${fullName(person)}${born}${note}`;
  const home = person.inHousehold ? '' : ', not in the household';
  return `${fullName(person)}${born}, ${person.relation}${home}${note}`;
}

function practitionerInWords(practitioner: Practitioner): string {
  return [practitioner.agency, practitioner.contact]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
}

function because(reason: string | undefined): string | undefined {
  return reason === undefined || reason === '' ? undefined : `Why: ${reason}`;
}

function lines(...texts: readonly (string | undefined)[]): Child {
  return texts
    .filter((text) => text !== undefined && text !== '')
    .map((text) => <p class="govuk-body-s app-lines">{text}</p>);
}
