/** Compares a refusal with the one that the story tells of. */
import type { Decision } from '../core/family/decide/act.ts';
import type { Refusal } from '../core/family/refusal.ts';
import { type Difference, listed, sameSet } from './difference.ts';
import type { ExpectedRefusal } from './scenario.ts';

export function checkRefusal(
  decision: Decision,
  expected: ExpectedRefusal,
  words: string | undefined,
): readonly Difference[] {
  if (decision.ok)
    return [{ expected: `Refused: ${inWords(expected)}`, happened: 'It was carried out' }];
  const { refusal } = decision;
  const text = refusalInWords(refusal);
  if (refusal.refused !== expected.is)
    return [{ expected: `Refused: ${inWords(expected)}`, happened: `It was refused: ${text}` }];
  const unsaid =
    words === undefined || text.toLowerCase().includes(words.toLowerCase())
      ? []
      : [{ expected: `The refusal says: ${words}`, happened: text }];
  return [...namesDiffer(refusal, expected), ...unsaid];
}

/** Everything that a refusal tells the person, on one line. */
export function refusalInWords(refusal: Refusal): string {
  const { message } = refusal;
  switch (refusal.refused) {
    case 'gates':
      return `${message} ${refusal.gates
        .map((gate) => `${gate.gate} (${gate.title}. ${gate.found} ${gate.wouldMeet})`)
        .join('; ')}`;
    case 'form':
      return `${message} ${refusal.errors.map((error) => `${error.field}: ${error.message}`).join('; ')}`;
    case 'role':
    case 'stage':
    case 'suspended':
    case 'time':
    case 'unknown':
    case 'already':
    case 'changed':
      return message;
  }
}

function namesDiffer(refusal: Refusal, expected: ExpectedRefusal): readonly Difference[] {
  if (refusal.refused === 'gates' && expected.is === 'gates') {
    return sameSet(
      'Gates unmet',
      expected.gates,
      refusal.gates.map((gate) => gate.gate),
    );
  }
  if (refusal.refused === 'form' && expected.is === 'form') {
    return sameSet(
      'Fields with a problem',
      expected.fields,
      refusal.errors.map((error) => error.field),
    );
  }
  return [];
}

function inWords(expected: ExpectedRefusal): string {
  switch (expected.is) {
    case 'gates':
      return `for the gates ${listed(expected.gates.map((gate) => gate.text))}`;
    case 'form':
      return `for the form's fields ${listed(expected.fields.map((field) => field.text))}`;
    case 'role':
    case 'stage':
    case 'suspended':
    case 'time':
    case 'unknown':
    case 'already':
      return expected.is;
  }
}
