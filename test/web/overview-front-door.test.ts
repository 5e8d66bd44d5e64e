import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ScenarioStep } from '../../src/simulation/scenario.ts';
import { moment } from '../store/support.ts';
import { type Overview, openOverview } from './overview-support.ts';

let overview: Overview;
before(async () => {
  overview = await openOverview('2026-03-02 09:00');
});
after(() => overview.close());

const from = (text: string) => (step: ScenarioStep) => step.at >= moment(text);

describe('the front door', () => {
  it('puts the clock that ends first on top, with the minutes left and the time by which', async () => {
    await overview.tell('concern-same-day-is-until-midnight', 'first', from('2026-03-02 22:00'));
    await overview.tell('concern-same-day-is-until-midnight', 'second', from('2026-03-02 22:00'));
    const threshold = { do: 'take-step', transfer: 't1', step: 'decide-threshold-met' } as const;
    const fields = { reason: 'Risk of harm' };
    overview.stile.setClock(moment('2026-03-02 21:30'));
    await overview.carry('checs', 'second', { ...threshold, fields } as never);
    overview.stile.setClock(moment('2026-03-02 21:40'));
    await overview.carry('checs', 'first', { ...threshold, fields } as never);
    overview.stile.setClock(moment('2026-03-02 22:00'));
    const { html, text } = await (await overview.as('checs')).get('/front-door');
    assert.ok(html.indexOf('/families/second') < html.indexOf('/families/first'));
    assert.match(text, /Passed to the area team: 30 minutes left, by 10:30pm/);
    assert.match(text, /Passed to the area team: 40 minutes left, by 10:40pm/);
    assert.match(
      html,
      /families\/first\/transfers\/t1\/steps\/pass-to-area-team\?back=\/front-door/,
    );
    assert.match(text, /as at 10pm/);
    overview.stile.setClock(moment('2026-03-02 22:31'));
    const late = await (await overview.as('checs')).get('/front-door');
    assert.match(late.text, /Overdue by 1 minute, it was due by 10:30pm/);
  });

  it('shows the Early Help front door its triage and queries with days waiting, and nobody else’s', async () => {
    const triage = 'assessment-query-improved-and-accepted';
    await overview.tell(triage, 'triage', from('2026-03-04 10:00'));
    await overview.tell(triage, 'queried', from('2026-03-05 10:00'));
    overview.stile.setClock(moment('2026-03-06 09:00'));
    const { text, html } = await (await overview.as('front-door-manager')).get('/front-door');
    assert.match(text, /Query actioned and resolved: Due in 3 working days, by Wednesday 11 March/);
    assert.ok(html.indexOf('/families/queried') < html.indexOf('/families/triage'));
    assert.match(text, /Waiting 3 days, since 3 March 2026 at 4pm/);
    assert.match(html, /families\/triage\/transfers\/t1\/steps\/book-jam\?back=\/front-door/);
    assert.doesNotMatch(html, /families\/first/);
    const checs = await (await overview.as('checs')).get('/front-door');
    assert.doesNotMatch(checs.html, /families\/triage/);
  });

  it('gives the duty manager the decisions of the day', async () => {
    await overview.tell('concern-same-day-is-until-midnight', 'today', from('2026-03-02 23:00'));
    overview.stile.setClock(moment('2026-03-02 22:10'));
    const { text, html } = await (await overview.as('duty-manager')).get('/front-door');
    assert.match(text, /Immediate next step decided: Due today/);
    assert.match(html, /families\/today\/transfers\/t1\/steps\/decide-response/);
  });

  it('is empty, in words, for somebody for whom nothing waits', async () => {
    const { text } = await (await overview.as('policy-owner')).get('/front-door');
    assert.match(text, /No safeguarding concern is waiting for you/);
    assert.match(text, /No other case is waiting for you/);
  });
});
