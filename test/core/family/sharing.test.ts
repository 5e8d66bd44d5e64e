/**
 * What a partner sees, against an oracle written from the words of docs/decisions/0013 and from nothing of the code:
 * it knows only what was said, in the order it was said.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addDays } from '../../../src/core/calendar/day-number.ts';
import {
  type Day,
  dayOf,
  fromMilliseconds,
  type Instant,
  startOfDay,
  toMilliseconds,
} from '../../../src/core/calendar/time.ts';
import type { Command } from '../../../src/core/family/commands.ts';
import { holds } from '../../../src/core/family/conditions.ts';
import { evolveAll } from '../../../src/core/family/evolve.ts';
import { endOfSight, groundsOf, sightOfPartner } from '../../../src/core/family/sharing/sharing.ts';
import type { ScopeId } from '../../../src/core/protocol/protocol.ts';
import {
  actorOf,
  at,
  bankHolidayCalendar,
  type Chance,
  chanceFrom,
  pick,
  published,
  Story,
} from './support.ts';

const protocol = published('shropshire/undated');
const calendar = bankHolidayCalendar();
const scopes = [...protocol.consents.values()];
const kinds = [...protocol.evidence.keys()].slice(0, 4);
// Written as people write it: capitals and spaces differ.
const WRITTEN = ['hillside  school', 'Hillside School', 'VALLEY HEALTH'];
const PARTNERS = [
  { worker: 'jo', agency: 'Hillside School' },
  { worker: 'bo', agency: 'Valley Health' },
] as const;

interface Answer {
  readonly scope: string;
  readonly who: 'adults' | 'child';
  readonly says: string;
  readonly when: Instant;
  readonly until: Day | undefined;
  readonly agencies: readonly string[];
  readonly kinds: readonly string[];
}
interface Shared {
  readonly to: { readonly worker?: string; readonly agency: string };
  readonly opens: boolean;
  readonly kinds: readonly string[];
  readonly until: Day | undefined;
  ended: boolean;
}
/** What was said, as an oracle would note it on paper. */
interface Paper {
  readonly answers: Answer[];
  readonly shared: Shared[];
  readonly roles: Map<string, string>;
}

const plain = (agency: string): string => agency.toLowerCase().split(/\s+/).join(' ');

/** The words of the rule, read one after another. */
function oracle(paper: Paper, partner: { worker: string; agency: string }, day: Day) {
  if (![...paper.roles.values()].includes(partner.worker)) return { sees: 'own', hidden: [] };
  const last = (scope: string, who: string): Answer | undefined => {
    let found: Answer | undefined;
    for (const answer of paper.answers)
      if (answer.scope === scope && answer.who === who)
        if (found === undefined || answer.when >= found.when) found = answer;
    return found;
  };
  const standing = scopes.flatMap(({ id }) =>
    (['adults', 'child'] as const).flatMap((who) => last(id, who) ?? []),
  );
  const yes = standing.filter(({ says }) => says === 'given');
  const familyLeavesOut = yes.flatMap((answer) => answer.kinds);
  const agencyLeftOut = yes.some((answer) =>
    answer.agencies.some((agency) => plain(agency) === plain(partner.agency)),
  );
  const reasons: (readonly string[])[] = [];
  if (paper.roles.get('social-worker') === partner.worker) reasons.push(familyLeavesOut);
  for (const scope of scopes) {
    if (!scope.shares || agencyLeftOut) continue;
    const of = standing.filter((answer) => answer.scope === scope.id);
    if (of.some(({ says }) => says === 'refused' || says === 'withdrawn')) continue;
    if (of.some(({ says, until }) => says === 'given' && (until === undefined || day <= until)))
      reasons.push(familyLeavesOut);
  }
  for (const each of paper.shared) {
    const theirs =
      each.to.worker === undefined
        ? plain(each.to.agency) === plain(partner.agency)
        : each.to.worker === partner.worker;
    if (each.opens && theirs && !each.ended && (each.until === undefined || day <= each.until))
      reasons.push(each.kinds);
  }
  if (reasons.length === 0) return { sees: 'own', hidden: [] };
  return {
    sees: 'parts',
    hidden: kinds.filter((kind) => reasons.every((of) => of.includes(kind))),
  };
}

function sometimes<T>(chance: Chance, value: () => T): T | undefined {
  return chance() < 0.4 ? value() : undefined;
}

function someOf<T>(chance: Chance, list: readonly T[]): readonly T[] {
  return list.filter(() => chance() < 0.3);
}

// Names that the policy knows.
const command = (words: object): Command => words as Command;

/** One thing that happens: told to the story, and noted on paper. */
function happen(story: Story, paper: Paper, chance: Chance): void {
  const today = dayOf(story.now);
  const staff = actorOf(protocol, 'social-worker');
  const carry = (words: object): boolean => story.try(staff, command(words)) === undefined;
  const luck = chance();
  if (luck < 0.45) {
    const who = chance() < 0.7 ? 'adults' : 'child';
    const says = pick(chance, ['given', 'given', 'given', 'refused', 'withdrawn', 'not-sought']);
    const scope = pick(chance, scopes).id;
    const when = chance() < 0.2 ? back(story.now, 3) : story.now;
    const given = says === 'given';
    const until = given
      ? sometimes(chance, () => addDays(today, Math.floor(chance() * 5)))
      : undefined;
    const agencies = given && chance() < 0.3 ? [pick(chance, WRITTEN)] : [];
    const left = given ? someOf(chance, kinds) : [];
    const done = carry({
      do: 'record-consent',
      ...{ scope, status: says, signed: false, method: '', note: 'why', at: when },
      given: who === 'adults' ? 'a1' : 'c1',
      ...(until === undefined ? {} : { until }),
      ...(agencies.length + left.length === 0 ? {} : { excludes: { agencies, kinds: left } }),
    });
    // One who was not asked has not answered for themselves.
    if (done) paper.answers.push({ scope, who, says, when, until, agencies, kinds: left });
  } else if (luck < 0.6) {
    const partner = pick(chance, PARTNERS);
    const to =
      chance() < 0.5
        ? { worker: partner.worker, agency: partner.agency }
        : { agency: pick(chance, WRITTEN) };
    const opens = chance() < 0.8;
    const left = someOf(chance, kinds);
    const until = sometimes(chance, () => addDays(today, Math.floor(chance() * 5)));
    const done = carry({
      do: 'record-disclosure',
      ...{ to: to.agency, what: 'What is needed', basis: 'A public task', leavesOut: left },
      recipient: to,
      lawful: { basis: 'public-task', condition: 'health-or-social-care' },
      ...(opens ? { opens: true } : {}),
      ...(until === undefined ? {} : { until }),
    });
    if (done) paper.shared.push({ to, opens, kinds: left, until, ended: false });
  } else if (luck < 0.68 && paper.shared.length > 0) {
    const index = Math.floor(chance() * paper.shared.length);
    const done = carry({ do: 'end-disclosure', disclosure: `d${index + 1}`, reason: 'No longer' });
    const ended = paper.shared[index];
    if (done && ended !== undefined) ended.ended = true;
  } else if (luck < 0.88) {
    const role = pick(chance, ['lead', 'locality-officer', 'social-worker']);
    const worker = pick(chance, ['jo', 'bo', 'sam']);
    const agency = PARTNERS.find((each) => each.worker === worker)?.agency ?? 'The council';
    const employer = worker === 'sam' ? 'authority' : 'partner';
    const practitioner = { name: worker, agency, employer, worker, contact: undefined };
    if (carry({ do: 'assign-person', role, practitioner, reason: 'A change' }))
      paper.roles.set(role, worker);
  } else story.now = forward(story.now, 1 + Math.floor(chance() * 40));
}

function forward(now: Instant, hours: number): Instant {
  return fromMilliseconds(toMilliseconds(now) + hours * 3_600_000);
}

function back(now: Instant, days: number): Instant {
  return fromMilliseconds(toMilliseconds(now) - days * 24 * 3_600_000);
}

describe('What a partner sees', () => {
  it('is what the rule says in words, after anything that may happen and on the days after it', () => {
    const seed = Math.floor(Math.random() * 1e9);
    const chance = chanceFrom(seed);
    const seen = { own: 0, parts: 0, hidden: 0, ended: 0 };
    for (let story = 0; story < 60; story++) {
      // Two hours before the clocks go back, so that days of 25 hours are among those counted.
      const told = new Story(protocol, calendar, '2026-10-23 23:00');
      const paper: Paper = { answers: [], shared: [], roles: new Map() };
      for (let step = 0; step < 30; step++) {
        happen(told, paper, chance);
        for (const partner of PARTNERS) {
          const grounds = groundsOf(told.known, protocol, partner.worker);
          for (const hours of [0, 20, 30, 60, 200]) {
            const now = forward(told.now, hours);
            const expected = oracle(paper, partner, dayOf(now));
            const sight = sightOfPartner(grounds, now);
            const where = `seed ${seed}, story ${story}, step ${step}, ${partner.worker}, ${now}`;
            assert.equal(sight.sees, expected.sees, where);
            const hidden =
              sight.sees === 'parts' ? kinds.filter((kind) => sight.leavesOut.has(kind)) : [];
            assert.deepEqual(hidden, expected.hidden, where);
            // What the database is told must be the same: seen until that moment, and not after it.
            const end = grounds.length === 0 ? undefined : endOfSight(grounds);
            const open = grounds.length > 0 && (end === undefined || now < end);
            assert.equal(open, expected.sees === 'parts', where);
            seen[sight.sees] += 1;
            if (hidden.length > 0) seen.hidden += 1;
            if (grounds.length > 0 && !open) seen.ended += 1;
          }
        }
      }
    }
    // All of it was met, and met often.
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 100, `${what}: ${count}`);
  });

  it('ends with the last second of the last day, in London', () => {
    const story = shared({ until: '2026-10-25' });
    const end = endOfSight(groundsOf(story.known, protocol, 'jo'));
    // The clocks go back on that day: it ends an hour later than it would have.
    assert.equal(end, '2026-10-26T00:00:00.000Z');
    assert.equal(end, startOfDay('2026-10-26' as Day));
    const summer = shared({ until: '2026-10-24' });
    assert.equal(endOfSight(groundsOf(summer.known, protocol, 'jo')), '2026-10-24T23:00:00.000Z');
  });

  it('begins again when a consent that was withdrawn is given again', () => {
    const story = shared({});
    answer(story, 'withdrawn');
    assert.equal(sees(story), 'own');
    answer(story, 'given');
    assert.equal(sees(story), 'parts');
  });
});

describe('Consents and disclosures', () => {
  it('without terms are written and read as they always were', () => {
    const story = shared({});
    const event = story.events.find(({ type }) => type === 'ConsentRecorded');
    assert.deepEqual(Object.keys(event ?? {}).toSorted(), [
      ...['at', 'by', 'consent', 'given', 'inHousehold', 'method', 'protocol', 'recorded'],
      ...['relation', 'scope', 'signed', 'status', 'type'],
    ]);
    const family = evolveAll(story.events);
    assert.deepEqual(family?.consents.at(-1)?.terms, {});
    assert.equal(family?.consents.at(-1)?.status, 'given');
  });

  it('tell whoever holds the family which partner no longer sees it', () => {
    const story = shared({});
    const lead = actorOf(protocol, 'lead');
    assert.equal(story.try(lead, command({ ...yes, status: 'withdrawn' })), undefined);
    const told = story.events.flatMap((event) => (event.type === 'PeopleTold' ? [event] : []));
    const said = told.find(({ what }) => what.startsWith('No longer sees the family'));
    assert.match(said?.what ?? '', /jo \(Hillside School\)/);
    assert.deepEqual(
      said?.to.map(({ role }) => role),
      [story.known.holder.role],
    );
  });

  it('meet a gate until their last day, and no longer', () => {
    const { known: family } = shared({ until: '2026-10-24' });
    const holdsAt = (text: string): boolean =>
      holds(
        {
          ...{ is: 'consent', scope: yes.scope as ScopeId, status: ['given'] },
          ...{ signedBy: undefined, since: undefined },
        },
        { protocol, calendar, family, transfer: undefined, at: at(text) },
      );
    assert.equal(holdsAt('2026-10-24 23:59'), true);
    assert.equal(holdsAt('2026-10-25 00:00'), false);
  });

  it('without consent, sharing for safeguarding says which of the three cases it is and who decided', () => {
    const story = shared({});
    const refusal = story.try(
      actorOf(protocol, 'social-worker'),
      command({
        do: 'record-disclosure',
        ...{ to: 'School', what: 'All', basis: 'x' },
        lawful: { basis: 'public-task', condition: 'safeguarding' },
      }),
    );
    assert.ok(refusal?.refused === 'form');
    assert.deepEqual(
      refusal.errors.map(({ field }) => field),
      ['why', 'decidedBy'],
    );
  });

  it('Schedule 8 is for a competent authority, which is named', () => {
    const refusal = shared({}).try(
      actorOf(protocol, 'social-worker'),
      command({
        do: 'record-disclosure',
        ...{ to: 'Police', what: 'All', basis: 'x' },
        lawful: { basis: 'law-enforcement', competentAuthority: ' ' },
      }),
    );
    assert.ok(refusal?.refused === 'form');
  });

  it('a partner opens no family to another partner, unless they hold it', () => {
    const story = shared({});
    const opening = command({
      do: 'record-disclosure',
      ...{ to: 'Valley Health', what: 'All', basis: 'x', opens: true },
      recipient: { agency: 'Valley Health' },
      lawful: { basis: 'public-task', condition: 'not-special' },
    });
    const jo = {
      ...actorOf(protocol, 'lead'),
      worker: 'jo' as never,
      employer: 'partner' as const,
    };
    assert.equal(story.try(jo, opening)?.refused, 'role');
    assert.equal(story.try(actorOf(protocol, 'social-worker'), opening), undefined);
  });

  it('what rests on a consent is refused for an agency that the family has left out', () => {
    const story = shared({ excludes: { agencies: ['Hillside School'], kinds: [] } });
    const share = (agency: string) =>
      story.try(
        actorOf(protocol, 'social-worker'),
        command({
          do: 'record-disclosure',
          ...{ to: agency, what: 'A summary', basis: 'Consent', consent: 'share-with-agencies' },
          recipient: { agency },
        }),
      );
    assert.equal(share('hillside school ')?.refused, 'form');
    assert.equal(share('Valley Health'), undefined);
  });
});

const yes = {
  do: 'record-consent',
  ...{ scope: 'share-with-agencies', status: 'given', given: 'a1', signed: true, method: '' },
};

/** A family that agreed, with Jo of a school as its lead professional. */
function shared(terms: object): Story {
  const story = new Story(protocol, calendar, '2026-10-23 23:00');
  const practitioner = {
    ...{ name: 'jo', agency: 'Hillside School', employer: 'partner', worker: 'jo' },
    contact: undefined,
  };
  const staff = actorOf(protocol, 'social-worker');
  for (const words of [
    { do: 'assign-person', role: 'lead', practitioner },
    { ...yes, ...terms },
  ]) {
    const refusal = story.try(staff, command(words));
    assert.equal(refusal, undefined, JSON.stringify(refusal));
  }
  return story;
}

function answer(story: Story, status: string): void {
  story.now = at('2026-10-24 12:00') > story.now ? at('2026-10-24 12:00') : forward(story.now, 1);
  const refusal = story.try(actorOf(protocol, 'social-worker'), command({ ...yes, status }));
  assert.equal(refusal, undefined, JSON.stringify(refusal));
}

function sees(story: Story): string {
  return sightOfPartner(groundsOf(story.known, protocol, 'jo'), story.now).sees;
}
