/** Reads what a step of a scenario says must be so afterwards. */
import { type Decoder, made } from '../core/protocol/decode.ts';
import { may, record } from '../core/protocol/decode-records.ts';
import type { Expectation } from './expectation.ts';
import { mapOr, pairs, word, words } from './story-words.ts';

const holder = mapOr(
  record({ role: may(word), name: may(word), 'stands-in-for': may(word) }, (values) => ({
    role: values.role,
    name: values.name,
    standsInFor: values['stands-in-for'],
  })),
  made(word, (role) => ({ role, name: undefined, standsInFor: undefined })),
);

const gates = mapOr(
  record({ unmet: may(words), exceptions: may(words), 'not-needed': may(words) }, (values) => ({
    unmet: values.unmet,
    exceptions: values.exceptions,
    notNeeded: values['not-needed'],
  })),
  made(words, (unmet) => ({ unmet, exceptions: undefined, notNeeded: undefined })),
);

/** `then: { stage: …, holder: …, … }`. */
export const expectation: Decoder<Expectation> = record(
  {
    stage: may(mapOr(pairs(word), word)),
    outcome: may(pairs(word)),
    holder: may(holder),
    due: may(pairs(word)),
    stopped: may(pairs(word)),
    overdue: may(words),
    reminders: may(pairs(word)),
    told: may(words),
    agenda: may(pairs(word)),
    gates: may(pairs(gates)),
    available: may(pairs(words)),
    next: may(words),
    open: may(words),
    suspended: may(words),
    ended: may(words),
    exceptions: may(words),
    obligations: may(words),
    warnings: may(words),
    reexamined: may(words),
    moved: may(words),
    assigned: may(pairs(word)),
    'on-file': may(pairs(word)),
    contact: may(word),
  },
  ({ 'on-file': onFile, ...values }, cx) => ({ place: cx.at, ...values, onFile }),
);
