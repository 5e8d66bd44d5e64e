/** Compares what a story says of a step with what has become of the family. */
import { formatLocal } from '../core/calendar/time.ts';
import { contactsNow } from '../core/family/contacts.ts';
import type { TransferView } from '../core/family/derived.ts';
import type { FamilyEvent } from '../core/family/events.ts';
import type { Family } from '../core/family/family.ts';
import { type After, currentView } from './after.ts';
import { memberOf } from './cast.ts';
import { checkClocks } from './check-clocks.ts';
import { checkSteps } from './check-steps.ts';
import { type Difference, sameSet, sameText } from './difference.ts';
import type { Expectation, ExpectedHolder } from './expectation.ts';
import type { Pairs, Word } from './scenario.ts';

/** Every difference; none when all that the story says is so. */
export function checkExpectation(expected: Expectation, after: After): readonly Difference[] {
  const { family, derived } = after;
  const pathways = (state: string): readonly string[] =>
    family.transfers.filter((each) => each.state === state).map((each) => each.pathway);
  const lists = [
    ['Open', expected.open, pathways('open')],
    ['Suspended', expected.suspended, pathways('suspended')],
    ['Ended', expected.ended, pathways('ended')],
    ['Told', expected.told, toldBy(after.events)],
    ['Exceptions', expected.exceptions, family.exceptions.map((each) => each.gate)],
    ['Warnings', expected.warnings, warningsOf(after.events)],
    ['Looked at again and unmet', expected.reexamined, reexaminedIn(after.events)],
    [
      'Open obligations',
      expected.obligations,
      derived.obligations.filter((each) => each.ended === undefined).map((each) => each.id),
    ],
  ] as const;
  return [
    ...(expected.stage === undefined ? [] : checkStage(expected.stage, after)),
    ...(expected.outcome ?? []).flatMap(([child, outcome]) => checkOutcome(child, outcome, after)),
    ...(expected.holder === undefined ? [] : checkHolder(expected.holder, family)),
    ...lists.flatMap(([what, wanted, found]) =>
      wanted === undefined ? [] : sameSet(what, wanted, found),
    ),
    ...checkClocks(expected, after),
    ...checkSteps(expected, after),
    ...checkFamily(expected, after),
  ];
}

function checkStage(expected: Word | Pairs<Word>, after: After): readonly Difference[] {
  if ('text' in expected) return sameText('Stage', expected.text, stageOf(currentView(after)));
  return expected.flatMap(([of, stage]) => {
    const view = after.derived.transfers.findLast((each) => each.pathway.id === of.text);
    if (view !== undefined) return sameText(`Stage of ${of.text}`, stage.text, stageOf(view));
    const child = memberOf(after.family, of);
    const place = currentView(after)?.transfer.places.get(child)?.stage ?? 'in no transfer';
    return sameText(`Stage of ${of.text}`, stage.text, place);
  });
}

function stageOf(view: TransferView | undefined): string {
  if (view === undefined) return 'no transfer';
  return [...new Set([...view.transfer.places.values()].map((place) => place.stage))].join(' and ');
}

function checkOutcome(child: Word, outcome: Word, after: After): readonly Difference[] {
  const id = memberOf(after.family, child);
  const moves = currentView(after)?.transfer.steps.flatMap((step) => step.moves) ?? [];
  const last = moves.findLast((move) => move.child === id && move.outcome !== undefined);
  return sameText(`Outcome of ${child.text}`, outcome.text, last?.outcome ?? 'none');
}

function checkHolder(expected: ExpectedHolder, { holder }: Family): readonly Difference[] {
  const name = holder.practitioner?.name ?? holder.team ?? 'nobody';
  const whole = `${holder.role}, ${name}${holder.standsInFor === undefined ? '' : `, standing in for ${holder.standsInFor}`}`;
  const wrong =
    (expected.role !== undefined && expected.role.text !== holder.role) ||
    (expected.name !== undefined && expected.name.text !== name) ||
    (expected.standsInFor !== undefined &&
      expected.standsInFor.text !== (holder.standsInFor ?? 'none'));
  if (!wrong) return [];
  const { role, standsInFor } = expected;
  const wanted = [
    role?.text,
    expected.name?.text,
    standsInFor && `standing in for ${standsInFor.text}`,
  ];
  return [{ expected: `Holder: ${wanted.filter(Boolean).join(', ')}`, happened: whole }];
}

function toldBy(events: readonly FamilyEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'PeopleTold' ? event.to.map((each) => each.role) : [],
  );
}

function warningsOf(events: readonly FamilyEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'StepTaken' || event.type === 'TransferStarted'
      ? (event.notes ?? []).map((note) => note.gate)
      : [],
  );
}

function reexaminedIn(events: readonly FamilyEvent[]): readonly string[] {
  return events.flatMap((event) =>
    event.type === 'TransferReexamined' ? event.unmet.map((note) => note.gate) : [],
  );
}

function checkFamily(expected: Expectation, after: After): readonly Difference[] {
  const { family, derived, protocol, calendar } = after;
  const assigned = (expected.assigned ?? []).flatMap(([role, name]) => {
    const found = [...family.assigned].find(([id]) => id === role.text)?.[1].practitioner.name;
    return sameText(`Named as ${role.text}`, name.text, found ?? 'nobody');
  });
  const onFile = (expected.onFile ?? []).flatMap(([kind, count]) => {
    const found = [...family.evidence].find(([id]) => id === kind.text)?.[1].length ?? 0;
    return sameText(`Records of ${kind.text}`, count.text, String(found));
  });
  const agenda = (expected.agenda ?? []).flatMap(([forum, day]) => {
    const listing = family.listings.findLast(
      (each) => each.forum === forum.text && each.decided === undefined,
    );
    return sameText(`Agenda of ${forum.text}`, day.text, listing?.sitting ?? 'none');
  });
  const numbers = contactsNow(protocol, calendar, derived.now).flatMap(
    (contact) => contact.phone ?? [],
  );
  const contact =
    expected.contact === undefined
      ? []
      : sameText(
          `Number to ring at ${formatLocal(derived.now)}`,
          expected.contact.text,
          numbers.join(' or '),
        );
  return [...assigned, ...onFile, ...agenda, ...contact];
}
