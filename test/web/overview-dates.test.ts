import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { changeCalendar } from '../../src/cases/change-calendar.ts';
import { sceneOf } from '../../src/cases/stile.ts';
import { deriveClocks } from '../../src/core/family/derive.ts';
import type { ScenarioStep } from '../../src/simulation/scenario.ts';
import { whyHref } from '../../src/web/clocks/clock-href.ts';
import { authority, bankHolidayFile, moment } from '../store/support.ts';
import { type Answer, type Overview, openOverview } from './overview-support.ts';

let overview: Overview;
before(async () => {
  overview = await openOverview('2026-03-02 09:00');
});
after(() => overview.close());

const overEaster = 'assessment-minutes-two-working-days-over-easter';
const from = (text: string) => (step: ScenarioStep) => step.at >= moment(text);

async function why(family: string, clock: string): Promise<Answer> {
  const { stile } = overview;
  const known = await overview.load(family);
  assert.ok(known);
  const present = { ...sceneOf(stile, authority), now: stile.now() };
  const view = deriveClocks(present, known.family).find(({ id }) => id === clock);
  assert.ok(view, `${family} has no clock ${clock}`);
  return (await overview.as('social-worker')).get(whyHref(family, view.key));
}

describe('why this date', () => {
  it('names the start, the unit, every day not counted and why, the calendar, the clause and who must act', async () => {
    await overview.tell(overEaster, 'easter', from('2026-04-02 15:00'));
    overview.stile.setClock(moment('2026-04-02 15:00'));
    const { text, html, status } = await why('easter', 'minutes');
    assert.equal(status, 200);
    assert.match(text, /8 April 2026 Due in 2 working days, by Wednesday 8 April/);
    assert.match(text, /Counted from Thursday 2 April 2026 at 2pm/);
    assert.match(text, /2 working days from Thursday 2 April 2026, which is day 0/);
    assert.match(text, /Friday 3 April Bank holiday: Good Friday/);
    assert.match(text, /Saturday 4 April Weekend/);
    assert.match(text, /Sunday 5 April Weekend/);
    assert.match(text, /Monday 6 April Bank holiday: Easter Monday/);
    assert.match(text, /Version 2026-11, from https:\/\/www\.gov\.uk\/bank-holidays\.json/);
    assert.match(text, /The policy says: The minutes of the meeting will be distributed/);
    assert.match(text, /How Stile reads it: It counts from a meeting only/);
    assert.match(text, /Who must act Sam Hughes \(Social Worker\)/);
    assert.match(text, /What stops it .*minutes/);
    assert.match(text, /Overdue From the start of Thursday 9 April 2026/);
    assert.match(html, /href="\/policy\/clauses\/CE23-042"/);
    assert.match(html, /href="\/families\/easter\/history#event-\d+"/);
    assert.match(html, /<title>Why this date\? Minutes distributed, Ava Reid/);
  });

  it('tells an undated clock by its age, and promises no date', async () => {
    overview.stile.setClock(moment('2026-04-03 15:00'));
    const { text } = await why('easter', 'transfer-form-completed');
    assert.match(text, /No date is set Running for \d+ days?/);
    assert.match(text, /The policy gives no number, so nothing can be overdue/);
    assert.doesNotMatch(text, /Days not counted/);
  });

  it('says when a clock stopped and by what', async () => {
    await overview.tell('assessment-jam-names-the-worker', 'stopped');
    const { text } = await why('stopped', 'minutes');
    assert.match(text, /It stopped on Tuesday 3 March 2026 at 2:30pm: .*, by Sam Hughes/);
    assert.match(text, /Done in time/);
  });

  it('shows plainly that the bank holidays of a far year are not known', async () => {
    await overview.tell(overEaster, 'far', from('2026-04-02 15:00'));
    overview.stile.setClock(moment('2028-12-29 10:00'));
    await overview.carry('social-worker', 'far', {
      do: 'record-evidence',
      kind: 'lead-meeting' as never,
      fields: {
        how: 'meeting',
        people: [{ who: 'Jo', agency: 'Hillside School' }],
        'family-answer': 'agrees',
        'who-leads': 'Jo',
      },
    });
    const { text } = await why('far', 'minutes');
    assert.match(text, /No date can be worked out/);
    assert.match(text, /Bank holidays are known only to the end of 2028/);
  });

  it('is found for a clock that has been started again, and not for what never was', async () => {
    const sam = await overview.as('social-worker');
    const again = await sam.get('/families/far/why/t1/minutes@2026-04-02T13:00:00.000Z');
    assert.match(again.text, /This clock has been started again since/);
    assert.equal((await sam.get('/families/far/why/t1/nothing@2026-01-01')).status, 404);
    assert.equal((await sam.get('/families/nobody/why/t1/minutes@2026-01-01')).status, 404);
    const lead = await overview.as('lead-supervisor');
    assert.equal((await lead.get('/families/far/why/t1/minutes@2026-01-01')).status, 404);
  });

  it('says that a date moved when a bank holiday was added while the clock ran', async () => {
    await overview.tell(overEaster, 'moved', from('2026-04-02 15:00'));
    overview.stile.setClock(moment('2026-04-02 16:00'));
    const file = bankHolidayFile();
    const division = file['england-and-wales'];
    const added = { title: 'Coronation', date: '2026-04-08', notes: 'One-off', bunting: true };
    const changed = await changeCalendar(overview.stile, {
      ...file,
      version: '2026-one-more',
      'england-and-wales': {
        ...division,
        events: [...division.events, added].toSorted((one: typeof added, other: typeof added) =>
          one.date < other.date ? -1 : 1,
        ),
      },
    });
    assert.ok(changed.ok, JSON.stringify(changed));
    const { text } = await why('moved', 'minutes');
    assert.match(text, /Due by the end of Thursday 9 April 2026/);
    assert.match(text, /Wednesday 8 April Bank holiday: Coronation/);
    assert.match(
      text,
      /worked out again on 2 April 2026 at 4pm, when the list of bank holidays changed to version 2026-one-more\. It was 8 April 2026 and became 9 April 2026/,
    );
    const { text: calendar } = await (await overview.as('social-worker')).get('/calendar');
    assert.match(calendar, /Version 2026-one-more/);
    assert.match(calendar, /Wednesday 8 April Coronation \(one-off\)/);
  });
});

describe('the calendar', () => {
  it('says whether offices are open at this minute, in force with its source', async () => {
    const sam = await overview.as('social-worker');
    overview.stile.setClock(moment('2026-03-06 16:29'));
    assert.match(
      (await sam.get('/calendar')).text,
      /Friday 6 March 2026 at 4:29pm\. Offices are open/,
    );
    overview.stile.setClock(moment('2026-03-06 16:30'));
    const { text } = await sam.get('/calendar');
    assert.match(text, /Offices are closed/);
    assert.match(text, /Known years 2019 to 2028/);
  });
});
