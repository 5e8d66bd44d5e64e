/** Each mistake that a policy owner may make, seeded into a good protocol: found, at its place, in plain words. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anytown } from './anytown.ts';
import { changed, problemsOf } from './change.ts';

/** What is changed, into what (« marks where the problem should be), and what should be said. */
type Mistake = readonly [file: string, old: string, now: string, message: string];

const protocol = 'protocol.yaml';
const evidence = 'evidence.yaml';
const gates = 'gates.yaml';
const pathways = 'pathways/all.yaml';
const clauses = 'clauses.yaml';

const spelling: readonly Mistake[] = [
  [
    pathways,
    'to: stay, by: lead',
    'to: stay, by: «leed',
    'There is no role "leed". Did you mean "lead"?',
  ],
  [
    gates,
    '{ by: team-manager,',
    '{ by: «team-manger,',
    'There is no role "team-manger". Did you mean "team-manager"?',
  ],
  [
    pathways,
    'gates: agreed',
    'gates: [«agred]',
    'There is no gate "agred". Did you mean "agreed"?',
  ],
  [
    pathways,
    'gate-lists: checklist',
    'gate-lists: «check-list',
    'There is no gate list "check-list". Did you mean "checklist"?',
  ],
  [
    pathways,
    'to: listed',
    'to: «lisetd',
    'There is no stage "lisetd" in pathway "step-down". Did you mean "listed"?',
  ],
  [
    pathways,
    '{ step: accept, outcome: helped }',
    '{ step: «acept, outcome: helped }',
    'There is no step "acept" in pathway "step-down". Did you mean "accept"?',
  ],
  [
    pathways,
    '{ step: accept, outcome: helped }',
    '{ step: accept, outcome: «help }',
    'There is no outcome "help" of step "accept". Did you mean "helped"?',
  ],
  [
    gates,
    'since: { step: refer }',
    'since: { step: «refre }',
    'There is no step "refre" in pathway "step-down". Did you mean "refer"?',
  ],
  [
    gates,
    'needs: { evidence: plan,',
    'needs: { evidence: «paln,',
    'There is no evidence "paln". Did you mean "plan"?',
  ],
  [
    gates,
    'score: { at-least',
    '«scor: { at-least',
    'evidence "agreement" has no field "scor". Did you mean "score"?',
  ],
  [
    gates,
    'consent: early-help',
    'consent: «eary-help',
    'There is no consent "eary-help". Did you mean "early-help"?',
  ],
  [
    gates,
    'disclosure: family-hub',
    'disclosure: «family-hob',
    'There is no team, service, role, forum or contact "family-hob". Did you mean "family-hub"?',
  ],
  [
    pathways,
    'due: { field: visit.next',
    'due: { field: «visit.nxt',
    'evidence "visit" has no field "nxt". Did you mean "next"?',
  ],
  [
    pathways,
    '{ field: lead }',
    '{ field: «leda }',
    'evidence "agreement" has no field "leda". Did you mean "lead"?',
  ],
  [
    pathways,
    'forum: allocation',
    'forum: «alocation',
    'There is no forum "alocation". Did you mean "allocation"?',
  ],
  [
    pathways,
    'part: decided',
    'part: «decide',
    'There is no part of forum "allocation" called "decide". Did you mean "decided"?',
  ],
  [
    pathways,
    'pathways: safeguarding',
    'pathways: «safegarding',
    'There is no pathway "safegarding". Did you mean "safeguarding"?',
  ],
  [
    pathways,
    'starts: { stage: called }',
    'starts: { stage: «caled }',
    'There is no stage "caled" in pathway "safeguarding". Did you mean "called"?',
  ],
  [pathways, 'asks: check', 'asks: «chekc', 'There is no evidence "chekc". Did you mean "check"?'],
  [
    protocol,
    'contacts: [duty, night]',
    'contacts: [duty, «nihgt]',
    'There is no contact "nihgt". Did you mean "night"?',
  ],
  [
    protocol,
    'shows: agreement.words',
    'shows: «agreement.wrds',
    'evidence "agreement" has no field "wrds". Did you mean "words"?',
  ],
  [
    protocol,
    'obligation: stay-involved',
    'obligation: «stays-involved',
    'There is no obligation "stays-involved". Did you mean "stay-involved"?',
  ],
  [
    protocol,
    '{ step: step-down.refer }',
    '{ step: «step-down.refr }',
    'There is no step "refr" in pathway "step-down". Did you mean "refer"?',
  ],
  [
    protocol,
    '{ clock: visit-made }',
    '{ clock: «visit-maid }',
    'There is no clock "visit-maid". Did you mean "visit-made"?',
  ],
  [
    protocol,
    'kind: portal-form',
    'kind: «portal-from',
    'There is no evidence "portal-from". Did you mean "portal-form"?',
  ],
  [
    evidence,
    '{ happened: no }\n        options',
    '«{ hapened: no }\n        options',
    'field "reason" is shown because of "hapened", which is no other field of this form. Did you mean "happened"?',
  ],
  [
    evidence,
    'field: next }',
    'field: «nxet }',
    'evidence "visit" has no field "nxet". Did you mean "next"?',
  ],
  [
    evidence,
    'counts-as: visit',
    'counts-as: «viist',
    'There is no evidence "viist". Did you mean "visit"?',
  ],
  [
    pathways,
    'clauses: [ANY-1]',
    'clauses: [«ANY-12]',
    'There is no clause "ANY-12". Did you mean "ANY-1"?',
  ],
  [
    pathways,
    'clauses: [ANY-1]',
    'clauses: [«Any 1]',
    '"clauses" of pathway "step-down": "Any 1" is not the number of a clause. Write capitals, a hyphen and a number, for example CE23-049',
  ],
];

const words: readonly Mistake[] = [
  [
    gates,
    '  plan-recent:\n    title: Plan from the last four weeks\n',
    '  «plan-recent:\n',
    'gate "plan-recent" needs "title": text',
  ],
  [
    gates,
    'clauses: [ANY-10]\n  told',
    'colour: red\n    clauses: [ANY-10]\n  told'.replace('colour', '«colour'),
    'gate "visited" has no word "colour". It may have: title, needs, when, holds, meet-by, how, exception, clauses, ours, written, reading',
  ],
  [gates, 'holds: warn', '«hold: warn', 'gate "told" has no word "hold". Did you mean "holds"?'],
  [
    gates,
    '  told:\n    title: Family Hub told\n    needs: { disclosure: family-hub, consulted: front-door }\n    holds: warn',
    '  «told:\n    title: Family Hub told\n    needs: { disclosure: family-hub, consulted: front-door }',
    'gate "told" needs "holds": one of block, block-unless-exception, warn, show',
  ],
  [
    gates,
    'holds: warn',
    'holds: «warm',
    '"holds" of gate "told" should be one of block, block-unless-exception, warn, show, not "warm". Did you mean "warn"?',
  ],
  [
    gates,
    'holds: warn',
    'holds: warn\n    «holds: show',
    'gate "told" has "holds" twice. The first is in line 27',
  ],
  [
    gates,
    'title: Visited',
    'title: «[Visited, Seen]',
    '"title" of gate "visited" should be text, not a list',
  ],
  [gates, 'title: Visited', '«title:', '"title" of gate "visited" is empty. It should be text'],
  [
    gates,
    'within: 4 weeks',
    'within: «four weeks',
    '"within" of "needs" of gate "plan-recent": “four weeks” is not a length of time that can be counted. Write a whole number and a unit, for example “30 minutes”, “24 hours”, “5 working days”, “10 days”, “2 weeks” or “3 months”, or “same day”. To count back from a date, add “before”: “2 weeks before”',
  ],
  [
    gates,
    'within: 4 weeks',
    'within: «20 working days',
    '"within" of "needs" of gate "plan-recent": “20 working days” cannot be used here. Write a number of days, weeks or months, for example “4 weeks”',
  ],
  [
    pathways,
    'repeat: 7 days',
    'repeat: «7 days before',
    '"repeat" of clock "four-weeks" of obligation "stay-involved": “7 days before” counts backwards, which makes no sense here. Leave out “before”',
  ],
  [
    gates,
    '{ evidence: visit }, {',
    '{ «evidense: visit }, {',
    '"order" of "needs" of gate "visited" should have a moment: one of step, stage, evidence, field, consent, assigned, listed, sitting, passed, level, not "evidense". Did you mean "evidence"?',
  ],
  [
    gates,
    'when: { evidence: plan }',
    'when: { evidence: plan, «consent: early-help }',
    '"when" of gate "plan-recent" has both "evidence" and "consent". Write one of them',
  ],
  [
    gates,
    '[ { evidence: visit }, { evidence: agreement } ]',
    '«[ { evidence: visit } ]',
    '"needs" of gate "visited": order needs two moments, the earlier first',
  ],
  [
    gates,
    'reason: [away, other]',
    'reason: [away, «othr]',
    'field "reason" cannot be "othr". It is one of away, other. Did you mean "other"?',
  ],
  [
    gates,
    'with: { happened: no,',
    'with: { happened: «maybe,',
    'field "happened" cannot be "maybe". It is one of yes, no.',
  ],
  [
    gates,
    'words: { given: yes }',
    '«words: { at-least: 3 }',
    'field "words" of evidence "agreement" is of type long-text: at-least and at-most are for numbers',
  ],
  [
    evidence,
    'timed: yes',
    'timed: «perhaps',
    '"timed" of evidence "visit" should be yes or no, not "perhaps"',
  ],
  [
    evidence,
    'type: choice\n',
    'type: «choise\n',
    '"type" of field "reason" of evidence "visit" should be one of text, long-text, yes-no, choice, choices, date, date-time, number, adult, practitioner, level, service, period, items, evidence, not "choise". Did you mean "choice"?',
  ],
  [
    evidence,
    '      reason:\n        label: Why not\n        type: choice\n        shown-when: { happened: no }\n        options: { away: The family was away, other: Another reason }',
    '      «reason: { label: Why not, type: choice, shown-when: { happened: no } }',
    'field "reason" of evidence "visit" is of type choice and needs "options"',
  ],
  [
    evidence,
    'time: future, required: no',
    'time: future, options: «{ a: A }',
    'field "next" of evidence "visit" is of type date, which has no "options". Only choice and choices has',
  ],
  [
    evidence,
    'label: In their words,',
    'label: In their words, «the full words,',
    '"the full words" stands alone after a comma. If it belongs to the text before it, put that text in quotes',
  ],
  [
    evidence,
    '{ label: What happened, type: long-text }',
    '{ label: What happened, type: long-text, required: «yes }',
    'field "what" of evidence "concern" is in the interrupt\'s form, where every field may be left empty',
  ],
  [
    evidence,
    'happened: { label',
    '«Happened: { label',
    '"fields" of evidence "visit": "Happened" is not a name. Names are lower-case words joined by hyphens',
  ],
  [
    protocol,
    'effective-from: 2026-01-05',
    'effective-from: «2026-02-30',
    '"effective-from" of protocol: 30 February 2026 is not a real date. February 2026 has 28 days',
  ],
  [
    protocol,
    'monday: 08:30-17:00',
    '«monday: 08:30',
    'office-hours: The hours of monday are wrong. “08:30” is not opening hours. Write them like 08:30-17:00, or closed, or unknown',
  ],
  [
    protocol,
    'to: 2026-12-31',
    'to: «2026-12-01',
    'closures ends on 2026-12-01, before it begins on 2026-12-24',
  ],
  [
    protocol,
    '[ { weekly: tuesday',
    '[ «{ weekly: teusday',
    '"rhythm" of forum "allocation": “teusday” is not a day of the week. Write monday to sunday',
  ],
  [
    protocol,
    'cut-off: thursday 16:00',
    'cut-off: «thursday',
    '"cut-off" of part "decided" of forum "allocation" should be a day of the week and a time, for example thursday 16:00, not "thursday"',
  ],
  [
    protocol,
    'never: step-by',
    'never: «step-bye',
    'nevers needs never: one of gate, ends-by-time, asks-for, without-exception, step-by, passes-silently, sets-state, gates-interrupt, not "step-bye". Did you mean "step-by"?',
  ],
  [
    protocol,
    'withdrawal:',
    '«withdrawals:',
    'There is no section "withdrawals". Did you mean "withdrawal"?',
  ],
  [
    protocol,
    '"#00605a"',
    '«blue',
    '"colour" of "authority" of protocol: "blue" is not a colour. Write # and six digits, in quotes, for example "#00605a"',
  ],
  [
    clauses,
    '  ANY-11: { source: 10, says: Be kind, kind: value, modality: should, treatment: not-for-software, because: A quality of people',
    '  «ANY-11: { source: 10, says: Be kind, kind: value, modality: should, treatment: not-for-software',
    'clause "ANY-11" is not for software. Say why, with because: …',
  ],
];

const names: readonly Mistake[] = [
  [
    clauses,
    'clauses:\n',
    'gates:\n  told: { title: Told, needs: { assigned: lead }, holds: show, clauses: [ANY-8] }\nclauses:\n',
    'gates.yaml:24:3: There are two gates "told". The other is at clauses.yaml:2:3',
  ],
  [
    clauses,
    'clauses:\n',
    'withdrawal: { tells: [] }\nclauses:\n',
    'protocol.yaml:49:1: There are two sections "withdrawal". The other is at clauses.yaml:1:1',
  ],
  [
    pathways,
    '      note: { title',
    '      «refer: { title',
    'There are two steps "refer" in pathway "step-down". The other is at pathways/all.yaml:13:7',
  ],
  [
    evidence,
    '      score: {',
    '      «words: {',
    'There are two fields "words" in evidence "agreement". The other is at evidence.yaml:37:7',
  ],
  [
    protocol,
    '- { id: specialist',
    '- { id: «targeted',
    'There are two levels "targeted". The other is at protocol.yaml:13:11',
  ],
];

const yaml: readonly Mistake[] = [
  [
    gates,
    '    title: Visited',
    '«\ttitle: Visited',
    'There is a tab here. Indent with spaces only',
  ],
  [
    gates,
    '    holds: warn',
    '«   holds: warn',
    'This line is not indented like its neighbours. Lines that belong together start in the same column',
  ],
  [
    gates,
    'title: Visited',
    'title: «Visited: by whom',
    'Put the whole value in quotes: it contains a colon followed by a space',
  ],
  [
    pathways,
    'to: stay, by: lead, ours: yes }',
    'to: stay, by: lead, ours: yes',
    'pathways/all.yaml:36:5: A closing bracket } or ] is missing above, or this line continues it and must be indented further',
  ],
  [
    protocol,
    'members: [team-manager, lead]',
    'members: [team-manager, lead',
    'protocol.yaml:34:5: A closing bracket } or ] is missing above, or this line continues it and must be indented further',
  ],
  [protocol, '"#00605a"', '«"#00605a', 'A closing quote is missing'],
  [
    protocol,
    'hint: Ring now',
    'hint: «@now',
    'A value cannot begin with this character. Put the whole value in quotes',
  ],
  [
    gates,
    'title: Visited',
    'title: «*visited',
    'A protocol has no anchors and aliases (& and *). Write the value out, or put it in quotes if it begins with *',
  ],
  [
    gates,
    '    title: Visited\n',
    '    «Visited\n',
    'This line has no colon after its name, or is not indented far enough to belong to the line above',
  ],
];

describe('A protocol with a mistake in it', () => {
  for (const mistakes of [spelling, words, names, yaml])
    for (const [file, old, now, message] of mistakes) {
      it(`is refused: ${message}`, () => {
        const { files, place } = changed(file, old, now);
        assert.deepEqual(problemsOf(files), [
          place === undefined ? message : `${place}: ${message}`,
        ]);
      });
    }
});

describe('A protocol with several mistakes', () => {
  it('is refused with all of them, in order', () => {
    const { files } = changed(gates, 'holds: warn', 'holds: warm');
    const worse = files.map(({ path, text }) => ({
      path,
      text: text.replace('to: listed', 'to: lisetd').replace('group: plan', 'group: plans'),
    }));
    assert.deepEqual(
      problemsOf(worse).map((line) => line.split(':').slice(0, 3).join(':')),
      ['evidence.yaml:5:12', 'gates.yaml:27:12', 'pathways/all.yaml:16:13'],
    );
  });

  it('says once that a whole section is missing', () => {
    assert.deepEqual(problemsOf(anytown.filter(({ path }) => path !== clauses)), [
      'evidence.yaml:1:1: The protocol has no section "clauses", or nothing in it',
    ]);
  });

  it('is refused when there is no file at all', () => {
    assert.equal(problemsOf([]).length, 6);
  });
});
