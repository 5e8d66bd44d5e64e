/** The few kinds of happening by which a history can be narrowed. */
import type { EventType } from '../../core/family/events.ts';

export type HistoryKind =
  | 'people'
  | 'transfers'
  | 'safeguarding'
  | 'evidence'
  | 'consent'
  | 'meetings'
  | 'times'
  | 'told'
  | 'access';

export const historyKinds = {
  transfers: 'Transfers and steps',
  safeguarding: 'Safeguarding',
  evidence: 'Evidence and visits',
  consent: 'Consent and information shared',
  meetings: 'Meetings',
  people: 'People and who holds the family',
  times: 'Dates and reminders',
  told: 'People told',
  access: 'Who may see the family',
} as const satisfies Record<HistoryKind, string>;

export const kindOfEvent = {
  FamilyRegistered: 'people',
  PersonAdded: 'people',
  PersonChanged: 'people',
  PersonAssigned: 'people',
  PersonReleased: 'people',
  KnownSinceCorrected: 'people',
  HolderChanged: 'people',
  EvidenceRecorded: 'evidence',
  EvidenceCorrected: 'evidence',
  EvidenceStruckOut: 'evidence',
  VisitPlanned: 'evidence',
  VisitCancelled: 'evidence',
  ConsentRecorded: 'consent',
  DisclosureRecorded: 'consent',
  DisclosureEnded: 'consent',
  TransferStarted: 'transfers',
  StepTaken: 'transfers',
  LevelChanged: 'transfers',
  ExceptionGranted: 'transfers',
  TransferSuspended: 'safeguarding',
  TransferResumed: 'transfers',
  TransferMoved: 'transfers',
  TransferEnded: 'transfers',
  TransferReexamined: 'transfers',
  CaseListed: 'meetings',
  CaseAcceptedLate: 'meetings',
  CaseRolledOver: 'meetings',
  CaseDecided: 'meetings',
  ConcernRaised: 'safeguarding',
  ObligationEnded: 'transfers',
  PeopleTold: 'told',
  ClockOverdue: 'times',
  ReminderSent: 'times',
  DatesWorkedOutAgain: 'times',
  AccessRestricted: 'access',
  AccessListChanged: 'access',
  RestrictionLifted: 'access',
  UrgentAccessTaken: 'access',
  UrgentAccessReviewed: 'access',
} as const satisfies Record<EventType, HistoryKind>;

export function isHistoryKind(text: string): text is HistoryKind {
  return Object.hasOwn(historyKinds, text);
}
