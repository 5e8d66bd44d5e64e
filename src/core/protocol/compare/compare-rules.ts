/** Changes to gates, lists of gates, duties and the safeguarding interrupt. */

import { exceptionInWords, holdsInWords, rolesInWords } from '../describe.ts';
import { conditionInWords } from '../describe-condition.ts';
import { momentInWords } from '../describe-moment.ts';
import type { Gate, GateList, Obligation, Protocol } from '../protocol.ts';
import { type Change, compareNamed, differs, listDiffers } from './change.ts';
import { clockChanges } from './compare-pathways.ts';

export function compareRules(before: Protocol, after: Protocol): readonly Change[] {
  return [
    ...compareNamed(
      'gates',
      'gate',
      before.gates,
      after.gates,
      (gate) => gate.title,
      (old, now) => gateChanges(before, after, old, now),
      { added: (gate) => `, which ${holdsInWords(gate.holds)}` },
    ),
    ...compareNamed(
      'gates',
      'list of gates',
      before.gateLists,
      after.gateLists,
      (list) => list.title,
      (old, now) => listChanges(before, after, old, now),
    ),
    ...compareNamed(
      'duties',
      'duty',
      before.obligations,
      after.obligations,
      (duty) => duty.title,
      (old, now) => dutyChanges(before, after, old, now),
    ),
    ...interruptChanges(before, after),
  ];
}

function gateChanges(before: Protocol, after: Protocol, old: Gate, now: Gate): readonly string[] {
  return [
    ...differs('Title of the gate', old.title, now.title),
    ...differs(`“${now.title}”`, holdsInWords(old.holds), holdsInWords(now.holds)),
    ...differs(
      `“${now.title}” looks for`,
      conditionInWords(old.needs, { protocol: before }),
      conditionInWords(now.needs, { protocol: after }),
    ),
    ...differs(`“${now.title}” applies`, applies(before, old), applies(after, now)),
    ...differs(
      `An exception from “${now.title}” is recorded by`,
      exceptionInWords(before, old),
      exceptionInWords(after, now),
    ),
  ];
}

/** For whom a gate or a duty is: "to every family", or what must be found first. */
function applies(protocol: Protocol, { when }: Pick<Gate, 'when'>): string {
  return when === undefined
    ? 'to every family'
    : `where there is ${conditionInWords(when, { protocol })}`;
}

function listChanges(
  before: Protocol,
  after: Protocol,
  old: GateList,
  now: GateList,
): readonly string[] {
  const titles = (protocol: Protocol, list: GateList): readonly string[] =>
    list.gates.map((id) => protocol.gates.get(id)?.title ?? id);
  return listDiffers(
    titles(before, old),
    titles(after, now),
    (name) => `“${now.title}” now also asks for “${name}”.`,
    (name) => `“${now.title}” no longer asks for “${name}”.`,
  );
}

function dutyChanges(
  before: Protocol,
  after: Protocol,
  old: Obligation,
  now: Obligation,
): readonly string[] {
  const moments = (protocol: Protocol, list: Obligation['starts']): string =>
    list.map((moment) => momentInWords(moment, { protocol })).join(' or ');
  const early = (protocol: Protocol, duty: Obligation): string =>
    duty.endBy === undefined
      ? 'nobody'
      : `${rolesInWords(protocol, duty.endBy.by)}${duty.endBy.agreedBy.length === 0 ? '' : ` with ${rolesInWords(protocol, duty.endBy.agreedBy)}`}`;
  const clocks = compareNamed(
    'duties',
    'clock',
    old.clocks,
    now.clocks,
    (clock) => clock.title,
    (was, is) => clockChanges(before, after, undefined, undefined, was, is),
  );
  return [
    ...differs('Title of the duty', old.title, now.title),
    ...differs(
      `“${now.title}” is the duty of`,
      rolesInWords(before, [old.by]),
      rolesInWords(after, [now.by]),
    ),
    ...differs(
      `“${now.title}” begins with`,
      moments(before, old.starts),
      moments(after, now.starts),
    ),
    ...differs(`“${now.title}” applies`, applies(before, old), applies(after, now)),
    ...differs(`“${now.title}” ends with`, moments(before, old.ends), moments(after, now.ends)),
    ...differs(`“${now.title}” can be ended early by`, early(before, old), early(after, now)),
    ...clocks.map((change) => `“${now.title}”: ${change.says}`),
  ];
}

function interruptChanges(before: Protocol, after: Protocol): readonly Change[] {
  const numbers = (protocol: Protocol): string =>
    protocol.interrupt.contacts.map((id) => protocol.contacts.get(id)?.title ?? id).join(', ');
  return differs('For a safeguarding concern ring', numbers(before), numbers(after)).map(
    (says) => ({ where: 'people', kind: 'changed', what: after.interrupt.title, says }),
  );
}
