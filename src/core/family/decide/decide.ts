/** Decides a command: the events that it brings about, or a refusal that explains itself. Pure. */

import type { Command } from '../commands.ts';
import type { Family } from '../family.ts';
import { type Deciding, type Decision, refuse, unknown } from './act.ts';
import { raiseConcern } from './decide-concern.ts';
import { recordConsent } from './decide-consent.ts';
import { endDisclosure, recordDisclosure } from './decide-disclosure.ts';
import {
  cancelVisit,
  correctEvidence,
  planVisit,
  recordEvidence,
  strikeOutEvidence,
} from './decide-evidence.ts';
import { grantException } from './decide-exception.ts';
import { acceptLate, rollOver } from './decide-forum.ts';
import { decideGuard, refuseNever } from './decide-guard.ts';
import { moveTransfer } from './decide-move.ts';
import { endObligation } from './decide-obligation.ts';
import {
  addPerson,
  assignPerson,
  changePerson,
  correctKnownSince,
  recordTold,
  registerFamily,
} from './decide-people.ts';
import { takeStep } from './decide-step.ts';
import { noteCalendar, noteTime } from './decide-time.ts';
import { endTransfer, resumeTransfer, startTransfer } from './decide-transfer.ts';
import { handOver } from './hand-over.ts';

/** `family` is undefined only for `register-family`. The same arguments always decide the same. */
export function decide(deciding: Deciding, family: Family | undefined, command: Command): Decision {
  if (command.do === 'register-family') {
    return family === undefined
      ? registerFamily(deciding, command)
      : refuse({ refused: 'already', message: 'This family is already registered.' });
  }
  if (family === undefined) return refuse(unknown('There is no such family.'));
  const decision = decideFor(deciding, family, command);
  return command.do === 'raise-concern' ? decision : refuseNever(deciding, family, decision);
}

function decideFor(
  deciding: Deciding,
  family: Family,
  command: Exclude<Command, { readonly do: 'register-family' }>,
): Decision {
  switch (command.do) {
    case 'add-person':
      return addPerson(deciding, family, command);
    case 'change-person':
      return changePerson(deciding, family, command);
    case 'correct-known-since':
      return correctKnownSince(deciding, family, command);
    case 'assign-person':
      return assignPerson(deciding, family, command);
    case 'hand-over':
      return handOver(deciding, family, command);
    case 'record-told':
      return recordTold(deciding, family, command);
    case 'record-evidence':
      return recordEvidence(deciding, family, command);
    case 'correct-evidence':
      return correctEvidence(deciding, family, command);
    case 'strike-out-evidence':
      return strikeOutEvidence(deciding, family, command);
    case 'plan-visit':
      return planVisit(deciding, family, command);
    case 'cancel-visit':
      return cancelVisit(deciding, family, command);
    case 'record-consent':
      return recordConsent(deciding, family, command);
    case 'record-disclosure':
      return recordDisclosure(deciding, family, command);
    case 'end-disclosure':
      return endDisclosure(deciding, family, command);
    case 'start-transfer':
      return startTransfer(deciding, family, command);
    case 'take-step':
      return takeStep(deciding, family, command);
    case 'grant-exception':
      return grantException(deciding, family, command);
    case 'raise-concern':
      return raiseConcern(deciding, family, command);
    case 'resume-transfer':
      return resumeTransfer(deciding, family, command);
    case 'move-transfer':
      return moveTransfer(deciding, family, command);
    case 'end-transfer':
      return endTransfer(deciding, family, command);
    case 'accept-late':
      return acceptLate(deciding, family, command);
    case 'roll-over':
      return rollOver(deciding, family, command);
    case 'end-obligation':
      return endObligation(deciding, family, command);
    case 'note-time':
      return noteTime(deciding, family);
    case 'note-calendar':
      return noteCalendar(deciding, family, command);
    case 'restrict-access':
    case 'change-access-list':
    case 'lift-restriction':
    case 'take-urgent-access':
    case 'review-urgent-access':
      return decideGuard(deciding, family, command);
  }
}
