/** A small complete protocol of an invented council, for tests. It has one of nearly everything. */
import type { SourceFile } from '../../src/core/protocol/problem.ts';

const protocol = `protocol:
  authority: { id: anytown, name: Anytown Council, colour: "#00605a" }
  version: 2026
  title: Step up and step down
  source: Step Up Step Down Policy, Anytown Council
  effective-from: 2026-01-05
  status: mandatory
  details:
    - { title: Review, says: Reviewed each year, clauses: [ANY-1] }
  links:
    - { title: The policy, href: https://anytown.example/policy, clauses: [ANY-1] }
levels:
  - { id: targeted, title: Targeted, side: early-help, clauses: [ANY-2] }
  - { id: specialist, title: Specialist, side: statutory }
roles:
  social-worker: { title: Social worker, side: statutory, held: family, manager: team-manager, generic: case-holder }
  team-manager: { title: Team manager, side: statutory, held: team, team: Assessment team, generic: statutory-manager }
  front-door: { title: Front door worker, side: early-help, held: team, team: Front Door, generic: front-door, clauses: [ANY-3] }
  lead: { title: Lead professional, side: early-help, held: family, manager: front-door, generic: lead-professional }
services:
  family-hub: { title: Family hub, employer: authority }
contacts:
  duty: { title: Duty line, phone: 01632 960100, menu: Option 1, hours: office, safeguarding: yes, clauses: [ANY-4] }
  night: { title: Emergency duty team, phone: 01632 960200, hours: out-of-office, safeguarding: yes, clauses: [ANY-4] }
office-hours: { monday: 08:30-17:00, tuesday: 08:30-17:00, friday: 08:30-16:30, saturday: closed }
closures: [ { from: 2026-12-24, to: 2026-12-31, reason: Christmas closure } ]
forums:
  allocation:
    title: Allocation meeting
    short: Allocation
    rhythm: [ { weekly: tuesday, time: 16:00 }, { monthly: first monday } ]
    chair: front-door
    members: [team-manager, lead]
    late-by: team-manager
    parts:
      decided: { title: For decision, cut-off: thursday 16:00 }
      told: { title: For information, decides: no, clauses: [ANY-5] }
    clauses: [ANY-5]
consents:
  early-help: { title: Early Help, clauses: [ANY-6] }
interrupt:
  pathway: safeguarding
  title: I am worried about a child
  hint: Ring now
  form: concern
  contacts: [duty, night]
  tells: [ { who: [lead, planned-visitors], what: A concern has been phoned through } ]
  clauses: [ANY-7]
withdrawal:
  tells: [ { who: lead, what: The family has withdrawn } ]
  shows: agreement.words
guidance:
  - { at: everywhere, says: Write plainly }
  - { at: [ { step: step-down.refer }, { clock: visit-made }, { gate: plan-recent } ], says: Speak to the family first, clauses: [ANY-8] }
nevers:
  - { never: gate, pathway: step-down, step: accept, on: joint-visit, says: Help never waits for the visit, clauses: [ANY-9] }
  - { never: ends-by-time, obligation: stay-involved, says: It never closes by itself, clauses: [ANY-9] }
  - { never: asks-for, pathway: safeguarding, kind: portal-form, says: A form is not appropriate here, clauses: [ANY-7] }
  - { never: without-exception, pathway: step-down, step: refer, gate: agreed, says: Nobody is stepped down unasked, clauses: [ANY-6] }
  - { never: step-by, pathway: safeguarding, step: assess, employer: partner, says: Partners do not assess, clauses: [ANY-7] }
  - { never: gates-interrupt, says: Nothing stands before the call, clauses: [ANY-7] }
`;

const evidence = `evidence:
  plan:
    title: Child in need plan
    noun: a plan
    group: plan
    by: social-worker
    clauses: [ANY-10]
  visit:
    title: Visit
    noun: a visit to the family
    group: visit
    by: [social-worker, lead]
    timed: yes
    fields:
      happened: { label: Did it happen?, type: yes-no }
      reason:
        label: Why not
        type: choice
        shown-when: { happened: no }
        options: { away: The family was away, other: Another reason }
      next: { label: Next visit, type: date, time: future, required: no }
    clauses: [ANY-10]
  joint-visit:
    title: Joint visit
    noun: a joint visit
    group: visit
    by: [social-worker, lead]
    counts-as: visit
    clauses: [ANY-9]
  agreement:
    title: What the family says
    noun: the family's words
    group: form
    by: social-worker
    per-child: yes
    fields:
      words: { label: In their words, type: long-text }
      score: { label: How sure are they, type: number }
      lead: { label: Lead professional, type: practitioner }
      visit-before: { label: Last visit, type: date, preset: { evidence: visit, field: next } }
      needs:
        label: What is needed
        type: items
        items:
          what: { label: What, type: text }
      level: { label: Level, type: level }
    clauses: [ANY-6]
  concern:
    title: Safeguarding concern
    noun: a concern
    group: contact
    by: [social-worker, team-manager, front-door, lead]
    fields:
      what: { label: What happened, type: long-text }
    clauses: [ANY-7]
  portal-form:
    title: Portal form
    noun: the portal form
    group: form
    by: lead
    clauses: [ANY-7]
  check:
    title: Tracking check
    noun: a tracking check
    group: check
    by: front-door
    ours: yes
`;

const gates = `gates:
  plan-recent:
    title: Plan from the last four weeks
    when: { evidence: plan }
    needs: { evidence: plan, within: 4 weeks, since: { step: refer } }
    holds: block
    clauses: [ANY-10]
  agreed:
    title: The family has agreed
    needs:
      any:
        - { consent: early-help, signed-by: { relations: [mother, father], in-household: yes } }
        - all:
            - { evidence: agreement, with: { score: { at-least: 3 }, words: { given: yes } } }
            - { not: { evidence: visit, with: { happened: no, reason: [away, other] } } }
    holds: block
    clauses: [ANY-6]
  visited:
    title: Visited
    needs: { order: [ { evidence: visit }, { evidence: agreement } ] }
    holds: block-unless-exception
    exception: { by: team-manager, second: front-door, until: optional }
    clauses: [ANY-10]
  told:
    title: Family Hub told
    needs: { disclosure: family-hub, consulted: front-door }
    holds: warn
    clauses: [ANY-8]
gate-lists:
  checklist: { title: Checklist, gates: [plan-recent, visited] }
`;

const pathways = `pathways:
  step-down:
    title: Step down
    summary: From social care to Early Help
    direction: down
    start: { by: social-worker, fills: { social-worker: actor } }
    stages:
      preparing: { title: Preparing, holder: social-worker }
      listed: { title: Listed, kind: waiting, holder: team-manager }
      helped: { title: Helped, kind: end, holder: lead }
      kept: { title: Stays open, kind: end, holder: as-before }
    steps:
      refer:
        title: Refer
        from: preparing
        to: listed
        by: social-worker
        form: agreement
        gates: agreed
        gate-lists: checklist
        fills: { lead: { field: lead } }
        lists: { forum: allocation, part: decided }
        clauses: [ANY-6]
      accept:
        title: Accept
        from: listed
        by: front-door
        decides: allocation
        gates: told
        outcome-per: child
        outcomes:
          helped: { title: Early Help, to: helped, tells: [ { who: family, what: Help begins } ], clauses: [ANY-5] }
          kept: { title: Stays open, to: kept }
        clauses: [ANY-5]
      note: { title: Add a note, from: [preparing, listed], to: stay, by: lead, ours: yes }
    clocks:
      visit-made:
        title: Visit made
        starts: { step: accept, outcome: helped }
        due: 5 working days
        stops: { evidence: visit }
        by: lead
        outlives: yes
        strength: should
        clauses: [ANY-10]
      next-visit:
        title: Next visit
        starts: { evidence: visit, with: { happened: yes } }
        due: { field: visit.next, limit: 6 weeks }
        stops: { stage: helped }
        by: lead
        tells-when-overdue: team-manager
        clauses: [ANY-10]
    clauses: [ANY-1]
  safeguarding:
    title: Safeguarding
    summary: A child may be in danger
    direction: up
    start: { by: [social-worker, lead] }
    stages:
      called: { title: Called, holder: team-manager }
      assessed: { title: Assessed, kind: end, holder: social-worker }
    steps:
      assess: { title: Assess, from: called, to: assessed, by: team-manager, employer: authority, clauses: [ANY-7] }
    on-interrupt: continues
obligations:
  stay-involved:
    title: Stay involved
    by: lead
    pathways: safeguarding
    starts: { stage: called }
    ends: { step: assess }
    end-by: { title: End early, by: lead, agreed-by: team-manager }
    clocks:
      four-weeks: { title: Still involved?, starts: obligation-started, due: 4 weeks, strength: reminder, repeat: 7 days, by: lead, clauses: [ANY-9] }
    asks: check
    clauses: [ANY-9]
`;

const clauses = `clauses:
  ANY-1: { source: Title, says: This is the policy, kind: scope, modality: should, treatment: guided }
  ANY-2: { source: 1, says: There are two levels, kind: level, modality: must, treatment: enforced }
  ANY-3: { source: 2, says: The front door decides, kind: role, modality: must, treatment: enforced }
  ANY-4: { source: 3, says: Ring these numbers, kind: contact, modality: should, treatment: enforced }
  ANY-5: { source: 4, says: Cases go to allocation, kind: meeting, modality: must, treatment: enforced }
  ANY-6: { source: 5, says: Families agree, kind: consent, modality: must, treatment: enforced }
  ANY-7: { source: 6, says: Ring first, kind: safeguarding, modality: must, treatment: enforced }
  ANY-8: { source: 7, says: Speak to families, kind: advice, modality: must, treatment: enforced }
  ANY-9: { source: 8, says: Nothing ends or waits by itself, kind: never, modality: never, treatment: enforced }
  ANY-10: { source: 9, says: Plans are recent, kind: gate, modality: must, treatment: enforced }
  ANY-11: { source: 10, says: Be kind, kind: value, modality: should, treatment: not-for-software, because: A quality of people }
`;

/** The files in no particular order, as a folder may give them. */
export const anytown: readonly SourceFile[] = [
  { path: 'protocol.yaml', text: protocol },
  { path: 'evidence.yaml', text: evidence },
  { path: 'gates.yaml', text: gates },
  { path: 'pathways/all.yaml', text: pathways },
  { path: 'clauses.yaml', text: clauses },
];
