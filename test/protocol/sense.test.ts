/** Protocols that can be read and make no sense: refused, at the place, with the reason. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changed, problemsOf } from './change.ts';

/** What is changed, into what (« marks where the problem should be), and what should be said. */
type Change = readonly [file: string, old: string, now: string];
type Mistake = readonly [...Change, message: string, also?: Change];

const protocol = 'protocol.yaml';
const evidence = 'evidence.yaml';
const gates = 'gates.yaml';
const pathways = 'pathways/all.yaml';

const rules: readonly Mistake[] = [
  [
    gates,
    '  visited:\n    title: Visited\n    needs: { order: [ { evidence: visit }, { evidence: agreement } ] }\n    holds: block-unless-exception\n    exception: { by: team-manager, second: front-door, until: optional }\n    clauses: [ANY-10]\n',
    '  «visited:\n    title: Visited\n    needs: { evidence: visit }\n    holds: block\n',
    'gate "visited" names no clause. Write clauses: [ … ], or ours: yes where the rule is not from the document',
  ],
  [
    evidence,
    '    by: front-door\n    ours: yes\n',
    '    by: front-door\n',
    'evidence.yaml:62:3: evidence "check" names no clause. Write clauses: [ … ], or ours: yes where the rule is not from the document',
  ],
  [
    pathways,
    '      note: { title: Add a note, from: [preparing, listed], to: stay, by: lead, ours: yes }',
    '      «note: { title: Add a note, from: [preparing, listed], to: stay, by: lead, ours: no }',
    'step "note" of pathway "step-down" names no clause. Write clauses: [ … ], or ours: yes where the rule is not from the document',
  ],
  [
    pathways,
    'strength: reminder, repeat: 7 days, by: lead, clauses: [ANY-9]',
    'strength: reminder, repeat: 7 days, by: lead',
    'pathways/all.yaml:75:7: clock "four-weeks" of obligation "stay-involved" names no clause. Write clauses: [ … ], or ours: yes where the rule is not from the document',
  ],
  [
    protocol,
    'on: joint-visit, says: Help never waits for the visit, clauses: [ANY-9]',
    'on: joint-visit, says: Help never waits for the visit',
    'protocol.yaml:56:5: never "gate" names no clause. Write clauses: [ … ], or ours: yes where the rule is not from the document',
  ],
  [
    gates,
    '    exception: { by: team-manager, second: front-door, until: optional }\n',
    '',
    'gates.yaml:18:3: gate "visited" holds block-unless-exception and needs "exception": who may make one, for example { by: team-manager }',
  ],
  [
    gates,
    'holds: warn',
    'holds: warn\n    exception: «{ by: lead }',
    'gate "told" holds warn and has an exception. Only block-unless-exception has one',
  ],
];

const stages: readonly Mistake[] = [
  [
    pathways,
    '      kept: { title: Stays open, kind: end',
    '      «lost: { title: Lost, kind: end, holder: lead }\n      kept: { title: Stays open, kind: end',
    'No step leads to stage "lost" of pathway "step-down"',
  ],
  [
    pathways,
    '    steps:\n      refer:',
    '      «island: { title: Island, holder: lead }\n    steps:\n      leave: { title: Leave, from: island, to: kept, by: lead, ours: yes }\n      land: { title: Land, from: island, to: island, by: lead, ours: yes }\n      refer:',
    'No step leads to stage "island" of pathway "step-down"',
  ],
  [
    pathways,
    '      kept: { title: Stays open, kind: end, holder: as-before }',
    '      «kept: { title: Stays open, holder: as-before }',
    'No step leads out of stage "kept" of pathway "step-down", and its kind is not end',
  ],
  [
    pathways,
    '    steps:\n      refer:',
    '      «round: { title: Round, holder: team-manager }\n      about: { title: About, holder: team-manager }\n    steps:\n      turn: { title: Turn, from: preparing, to: round, by: lead, ours: yes }\n      again: { title: Again, from: round, to: about, by: lead, ours: yes }\n      back: { title: Back, from: about, to: round, by: lead, ours: yes }\n      refer:',
    'stage "round" of pathway "step-down" can never end: no way leads from it to a stage of kind end\npathways/all.yaml:13:7: stage "about" of pathway "step-down" can never end: no way leads from it to a stage of kind end',
  ],
  [
    pathways,
    'from: [preparing, listed], to: stay',
    'from: «[preparing, kept], to: stay',
    'step "note" of pathway "step-down" starts from stage "kept", where the pathway has ended',
  ],
  [
    pathways,
    '      note: { title: Add a note, from: [preparing, listed], to: stay',
    '      «note: { title: Add a note, from: [preparing, listed]',
    'step "note" of pathway "step-down" leads nowhere. Give it "to": a stage, or stay, or give it "outcomes"',
  ],
  [
    pathways,
    '          kept: { title: Stays open, to: kept }\n',
    '          «kept: { title: Stays open }\n',
    'outcome "kept" of step "accept" of pathway "step-down" needs "to": the name of a stage',
  ],
];

const holders: readonly Mistake[] = [
  [
    pathways,
    'holder: lead }\n      kept',
    'holder: «unchanged }\n      kept',
    'stage "helped" of pathway "step-down" leaves the holder unchanged, which only a pathway that runs beside may do. Name the role that holds the family',
  ],
  [
    protocol,
    'held: family, manager: front-door,',
    'held: family,',
    'pathways/all.yaml:10:51: stage "helped" of pathway "step-down" is held by role "lead", which is one person for each family and has no manager. While nobody is named, nobody would hold the family',
  ],
  [
    protocol,
    'generic: lead-professional }',
    'generic: lead-professional }\n  other: { title: Other, side: statutory, held: team, team: T, manager: «other, generic: tracking }',
    'role "other" is its own manager, directly or through others',
  ],
];

const clocks: readonly Mistake[] = [
  [
    pathways,
    'starts: { step: accept, outcome: helped }',
    'starts: «[]',
    'clock "visit-made" of pathway "step-down" starts on nothing, so it can never run',
  ],
  [
    pathways,
    'starts: { evidence: visit, with: { happened: yes } }',
    'starts: «obligation-started',
    'clock "next-visit" of pathway "step-down" can never start: obligation-started is for the clocks of an obligation',
  ],
  [
    pathways,
    'starts: { evidence: visit, with: { happened: yes } }',
    'starts: «ended',
    'clock "next-visit" of pathway "step-down" can never start: it starts when the transfer has ended, and a clock ends with its transfer unless it says outlives: yes',
  ],
  [
    evidence,
    'noun: the portal form\n    group: form\n    by: lead',
    'noun: the portal form\n    group: form\n    by: []',
    'pathways/all.yaml:39:17: clock "visit-made" of pathway "step-down" can never start: nobody may record evidence "portal-form" and no step has it as its form',
    [pathways, 'starts: { step: accept, outcome: helped }', 'starts: { evidence: portal-form }'],
  ],
  [
    pathways,
    '        lists: { forum: allocation, part: decided }\n',
    '',
    'pathways/all.yaml:38:17: clock "visit-made" of pathway "step-down" can never start: no step lists a case for forum "allocation"',
    [pathways, 'starts: { step: accept, outcome: helped }', 'starts: { listed: allocation }'],
  ],
  [
    pathways,
    'starts: { stage: called }',
    'starts: «obligation-started',
    'obligation "stay-involved" can never start: that is its own start',
  ],
  [
    pathways,
    '        stops: { evidence: visit }\n',
    '',
    'pathways/all.yaml:37:7: clock "visit-made" of pathway "step-down" has no "stops", so it could never be met. Say what stops it, or make it strength: reminder',
  ],
  [
    pathways,
    '    ends: { step: assess }\n    end-by: { title: End early, by: lead, agreed-by: team-manager }\n',
    '',
    'pathways/all.yaml:67:3: obligation "stay-involved" can never end. Say what ends it ("ends") or who may end it ("end-by")',
  ],
  [
    pathways,
    'due: { field: visit.next',
    'due: { field: «visit.happened',
    'field "happened" of evidence "visit" is of type yes-no. For a due date it should be of type date or date-time or period',
  ],
];

const people: readonly Mistake[] = [
  [
    pathways,
    '{ field: lead }',
    '{ field: «words }',
    'field "words" of evidence "agreement" is of type long-text. For naming a person it should be of type practitioner',
  ],
  [
    pathways,
    'fills: { social-worker: actor }',
    'fills: { social-worker: { field: «words } }',
    'A person cannot be named from field "words" here, where there is no form. Write actor, or give the step a form',
  ],
  [
    pathways,
    'lists: { forum: allocation, part: decided }',
    '«lists: { forum: allocation }',
    'forum "allocation" has several parts: decided, told. Say which, with part: …',
  ],
  [
    evidence,
    'group: plan\n',
    'group: plan\n    counts-as: «plan\n',
    'evidence "plan" counts as itself, through "counts-as"',
  ],
];

const interrupts: readonly Mistake[] = [
  [
    pathways,
    'start: { by: [social-worker, lead] }',
    'start: { by: [social-worker, lead], gates: «[told] }',
    'pathway "safeguarding" is the interrupt, and nothing may stand before it: its start has a gate\nprotocol.yaml:61:5: gate "told" stands before the interrupt. That must never be: "Nothing stands before the call"',
  ],
  [
    pathways,
    'direction: up\n',
    'direction: down\n',
    'protocol.yaml:42:12: The interrupt steps a family up, but pathway "safeguarding" has direction down',
  ],
];

const handovers: readonly Mistake[] = [
  [
    pathways,
    'employer: authority, clauses: [ANY-7] }',
    'employer: authority, hands-to: safeguarding, clauses: [ANY-7] }',
    'pathways/all.yaml:55:3: pathway "safeguarding" only ever hands a family on, round and round: no end of it or of the pathways it hands to lets the family rest',
  ],
];

const nevers: readonly Mistake[] = [
  [
    pathways,
    'gates: told\n',
    'gates: [told, visited]\n',
    'protocol.yaml:56:5: gate "visited" looks for evidence "joint-visit" and holds up step "accept". That must never be: "Help never waits for the visit"',
    [gates, '{ order: [ { evidence: visit }', '{ order: [ { evidence: joint-visit }'],
  ],
  [
    pathways,
    'strength: reminder, repeat: 7 days',
    'strength: must',
    'protocol.yaml:57:5: clock "four-weeks" (4 weeks) makes a maximum of obligation "stay-involved". Make it strength: reminder. That must never be: "It never closes by itself"',
  ],
  [
    pathways,
    '    ends: { step: assess }\n',
    '    ends: { field: visit.next }\n',
    'protocol.yaml:57:5: obligation "stay-involved" ends on a date, by "field". That must never be: "It never closes by itself"',
  ],
  [
    pathways,
    'to: assessed, by: team-manager,',
    'to: assessed, by: team-manager, form: portal-form,',
    'protocol.yaml:58:5: step "assess" of pathway "safeguarding" asks for "portal-form". That must never be: "A form is not appropriate here"',
  ],
  [
    pathways,
    '        gates: agreed\n',
    '',
    'protocol.yaml:59:5: step "refer" does not carry gate "agreed". That must never be: "Nobody is stepped down unasked"',
  ],
  [
    gates,
    '    holds: block\n    clauses: [ANY-6]',
    '    holds: warn\n    clauses: [ANY-6]',
    'protocol.yaml:59:5: gate "agreed" holds warn, not block. That must never be: "Nobody is stepped down unasked"',
  ],
  [
    pathways,
    ', employer: authority,',
    ',',
    'protocol.yaml:60:5: step "assess" is open to people of a partner. That must never be: "Partners do not assess"',
  ],
];

const groups = { rules, stages, holders, clocks, people, interrupts, handovers, nevers };

describe('A protocol that makes no sense', () => {
  for (const [group, mistakes] of Object.entries(groups))
    for (const [file, old, now, message, also] of mistakes) {
      it(`is refused (${group}): ${message}`, () => {
        const { files, place } = changed(file, old, now);
        const all = also === undefined ? files : changed(...also, files).files;
        const expected = place === undefined ? message : `${place}: ${message}`;
        assert.deepEqual(problemsOf(all), expected.split('\n'));
      });
    }
});
