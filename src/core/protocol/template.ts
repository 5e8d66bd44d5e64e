/** The files that `stile protocol new` writes: a small, sound policy with comments, to be changed into one's own. */
import type { SourceFile } from './problem.ts';

export interface Starter {
  /** The short name of the authority, as it stands in addresses: `anytown`. */
  readonly authority: string;
  /** Its name as people write it. */
  readonly name: string;
  readonly version: string;
}

/**
 * A protocol that loads, proves without fault and tells its own story. Paths are within its folder. A short name or a
 * version that cannot be is found by `loadProtocol`, like any other mistake.
 */
export function starterFiles({ authority, name, version }: Starter): readonly SourceFile[] {
  const filled = (text: string): string =>
    text
      .replaceAll('CLAUSE-', `${clausePrefix(authority)}-`)
      .replaceAll('<authority>', () => quoted(authority))
      .replaceAll('<name>', () => quoted(name))
      .replaceAll('<plain name>', () => name)
      .replaceAll('<version>', () => quoted(version));
  return Object.entries(templates).map(([path, text]) => ({ path, text: filled(text) }));
}

/** Capitals for the numbers of clauses: `small-unitary` becomes SU, `anytown` becomes ANY. */
function clausePrefix(authority: string): string {
  const words = authority.toUpperCase().match(/[A-Z]+/g) ?? [];
  const [only = 'POLICY', ...more] = words;
  return more.length === 0 ? only.slice(0, 3) : words.map((word) => word.charAt(0)).join('');
}

/** Double quotes mean the same in YAML as in JSON. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

const protocol = `# What the document is, and who is who. docs/protocol-language.md explains every word.
protocol:
  authority: { id: <authority>, name: <name> }
  version: <version>
  title: Step up and step down
  source: "The title, date and page of your document"
  effective-from: 2026-01-01
  status: mandatory            # or guidance
levels:                        # lowest first
  - { id: targeted, title: Targeted early help, side: early-help }
  - { id: child-in-need, title: Child in need, side: statutory }
roles:
  # held: family is one named person for each family; held: team is whoever is on duty.
  # While nobody is named, the manager holds the family: nobody is ever without a holder.
  social-worker: { title: Social worker, side: statutory, held: family, manager: team-manager, generic: case-holder }
  team-manager: { title: Team manager, side: statutory, held: team, team: Assessment team, generic: statutory-manager }
  lead: { title: Lead professional, side: early-help, held: family, manager: early-help-manager, generic: lead-professional }
  early-help-manager: { title: Early Help manager, side: early-help, held: team, team: Early Help, generic: lead-supervisor }
contacts:
  # Put in the numbers to ring. With office-hours, Stile shows the right one for this minute.
  duty-line: { title: Duty line, phone: 01632 960000, hours: always, safeguarding: yes }
consents:
  early-help: { title: Early Help, clauses: [CLAUSE-1] }
# Open to everybody, from everywhere, with nothing before it.
interrupt:
  pathway: concern
  title: I am worried about a child
  hint: Ring now. Nothing has to be filled in first.
  form: concern
  contacts: duty-line
  tells: [ { who: [social-worker, lead], what: A safeguarding concern has been phoned through } ]
  clauses: [CLAUSE-4]
`;

const evidence = `# What is recorded, and the forms.
evidence:
  decision:
    title: Decision to step down
    noun: the decision to step down
    group: decision
    by: team-manager
    fields:
      why: { label: Why is Early Help the right help now?, type: long-text }
    clauses: [CLAUSE-2]
  lead-named:
    title: Lead professional named
    noun: the naming of the lead
    group: decision
    by: early-help-manager
    fields:
      lead: { label: Lead professional, type: practitioner }
    clauses: [CLAUSE-3]
  stopped:
    title: Step down stopped
    noun: the reason for stopping
    group: decision
    by: team-manager
    fields:
      why: { label: Why, type: long-text }
    ours: yes                  # a rule that is not from the document
  concern:
    title: Safeguarding concern
    noun: a safeguarding concern
    group: contact
    by: [social-worker, team-manager, lead, early-help-manager]
    fields:
      what: { label: What happened?, type: long-text, required: no }
    clauses: [CLAUSE-4]
`;

const gates = `# What must be in place before a step. holds: block, block-unless-exception, warn or show.
gates:
  family-agrees:
    title: The family has agreed
    needs: { consent: early-help }
    holds: block
    clauses: [CLAUSE-1]
nevers:
  - { never: gates-interrupt, says: Nothing stands before a safeguarding concern, clauses: [CLAUSE-4] }
`;

const stepDown = `# A pathway is stages with steps between them. Each stage names who holds the family.
pathways:
  step-down:
    title: Step down to Early Help
    summary: From social care to a lead professional.
    direction: down
    start: { by: [social-worker, team-manager], fills: { social-worker: actor }, clauses: [CLAUSE-2] }
    before-handing-down: family-agrees       # proved for every way down
    stages:
      # Where the document sets no time, say so with untimed; otherwise it is reported as drift.
      open: { title: With social care, holder: social-worker, untimed: { says: The document sets no time, clauses: [CLAUSE-2] } }
      decided: { title: Step down decided, holder: social-worker }
      stepped-down: { title: Stepped down, kind: end, holder: lead }
      stopped: { title: Step down stopped, kind: end, holder: as-before }
    steps:
      decide:
        title: Decide to step down
        from: open
        to: decided
        by: team-manager
        form: decision
        gates: family-agrees
        tells: [ { who: [social-worker, early-help-manager], what: A step down has been decided } ]
        clauses: [CLAUSE-2]
      name-lead:
        title: Name the lead professional
        from: decided
        to: stepped-down
        by: early-help-manager
        form: lead-named
        fills: { lead: { field: lead } }
        empties: social-worker
        tells: [ { who: [lead, team-manager], what: The lead professional now holds the family } ]
        clauses: [CLAUSE-3]
      stop: { title: Stop the step down, from: [open, decided], to: stopped, by: team-manager, form: stopped, kind: end, ours: yes }
    clocks:
      lead-named:
        title: Lead professional named
        starts: { step: decide }
        due: 10 working days
        stops: [ { step: name-lead }, { step: stop } ]
        by: early-help-manager
        clauses: [CLAUSE-3]
`;

const concern = `pathways:
  concern:
    title: Safeguarding concern
    summary: A concern that is phoned through, and what is decided.
    direction: up
    start: { by: [social-worker, team-manager, lead, early-help-manager], clauses: [CLAUSE-4] }
    stages:
      phoned: { title: Phoned through, holder: team-manager }
      taken-up: { title: Taken up by social care, kind: end, holder: social-worker }
      no-further-action: { title: No further action, kind: end, holder: as-before }
    steps:
      decide:
        title: Decide what follows
        from: phoned
        by: team-manager
        outcomes:
          take-up: { title: Social care takes it up, to: taken-up }
          no-further-action: { title: No further action, to: no-further-action }
        clauses: [CLAUSE-4]
    clocks:
      decided:
        title: Decided what follows
        starts: started
        due: 24 hours
        stops: { step: decide }
        by: team-manager
        clauses: [CLAUSE-4]
`;

const clauses = `# Every numbered clause of the document. treatment: enforced, guided (guidance cites it), or not-for-software
# (then because says why). "stile protocol coverage" counts them.
clauses:
  CLAUSE-1: { source: "Page 1", says: A family agrees to Early Help before it is stepped down, kind: gate, modality: must, treatment: enforced }
  CLAUSE-2: { source: "Page 1", says: The team manager decides to step down, kind: decision, modality: must, treatment: enforced }
  CLAUSE-3: { source: "Page 1", says: A lead professional is named within ten working days, kind: clock, modality: must, treatment: enforced }
  CLAUSE-4: { source: "Page 2", says: "A safeguarding concern is phoned through at once, and decided within 24 hours", kind: safeguarding, modality: must, treatment: enforced }
`;

const story = `# A story with dates: what must happen, and what must be refused. "stile scenario run" tells it.
scenario: A family agrees, and a lead professional is named
clauses: [CLAUSE-1, CLAUSE-2, CLAUSE-3]
family:
  children: [{ name: Mia Hart, born: 2018-05-01 }]
  adults: [{ name: Dee Hart, relation: mother }]
people:
  lead: { name: Lena Park, agency: Hill School, employer: partner }
steps:
  - at: 2026-03-02 09:00
    as: social-worker
    do: start step-down
    then: { stage: open, holder: social-worker }
  - at: 2026-03-02 10:00
    as: team-manager
    do: decide
    with: { why: Safe at home }
    refused: [family-agrees]
  - at: 2026-03-02 11:00
    as: social-worker
    do: consent early-help
    with: { given: Dee }
  - at: 2026-03-02 12:00
    as: team-manager
    do: decide
    with: { why: Safe at home }
    then: { stage: decided, due: { lead-named: 2026-03-16 } }
  - at: 2026-03-04 09:00
    as: early-help-manager
    do: name-lead
    with: { lead: lead }
    then: { stage: stepped-down, holder: { role: lead, name: Lena Park } }
`;

const readme = `# <plain name>, step up and step down

How each doubtful clause of the document was read, in its order. Copy the words that are unclear, say how they are read and why, and put the same in \`written\` and \`reading\` of the rule, so that everybody sees it on the page.
`;

const templates: Readonly<Record<string, string>> = {
  'protocol.yaml': protocol,
  'evidence.yaml': evidence,
  'gates.yaml': gates,
  'pathways/step-down.yaml': stepDown,
  'pathways/concern.yaml': concern,
  'clauses.yaml': clauses,
  'scenarios/a-lead-is-named.yaml': story,
  'README.md': readme,
};
