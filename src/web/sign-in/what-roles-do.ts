import { administrator } from '../../access/administrator.ts';
import type { Protocol, RoleId } from '../../core/protocol/protocol.ts';

/** What people in a role do here, in plain words; the kinds of role are the same in every policy. */
const WORDS: Readonly<Record<string, string>> = {
  'case-holder': 'Works with the family day to day, and prepares what is needed to move.',
  'statutory-manager': 'Signs off, agrees exceptions, and holds a family until somebody is named.',
  'duty-manager': 'Receives concerns and step ups on the day, and gives them to somebody.',
  'duty-worker': 'Takes up a concern on the day.',
  'assessment-team': 'Receives children about whom somebody is concerned.',
  'lead-professional':
    'Leads the family’s plan in a school, health service or charity. Sees only the families they work with.',
  'lead-supervisor': 'Supports the person who leads the plan, and helps when it is not working.',
  'early-help-front-door': 'Looks at new requests, and decides where each should go.',
  tracking: 'Follows families after they have moved, and checks that they are well.',
  'meeting-chair': 'Runs the meeting, and records what it decides.',
  'meeting-member': 'Takes part in the meeting.',
  'front-door': 'Answers the telephone when somebody is worried about a child.',
  'early-help-manager': 'Manages the council’s family workers.',
  'policy-owner': 'Looks after the policy itself.',
  'quality-assurance': 'Checks that the policy is followed.',
};

/** One sentence; for a role that a policy adds, which side it is on. */
export function whatRolesDo(protocol: Protocol, role: string): string {
  if (role === administrator)
    return 'Looks after people, roles, cover and teams. Sees no family because of that.';
  // An unknown role simply finds nothing.
  const known = protocol.roles.get(role as RoleId);
  const words = WORDS[known?.generic ?? ''];
  if (words !== undefined) return words;
  return known?.side === 'statutory' ? 'Works for Children’s Social Care.' : 'Works in Early Help.';
}
