import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { publishedWithStile, publishProtocol } from '../../src/cases/publish-protocol.ts';
import { listVersions } from '../../src/cases/queries/list-versions.ts';
import type { FamilyId } from '../../src/core/family/people.ts';
import type { ProtocolKey } from '../../src/core/protocol/protocol.ts';
import type { ScenarioStep } from '../../src/simulation/scenario.ts';
import { itself } from '../../src/store/database/connect.ts';
import { listHistory } from '../../src/store/history/history.ts';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { authority, moment, policyFiles } from '../store/support.ts';
import { type Browser, type Overview, openOverview } from './overview-support.ts';

const byChair = (step: ScenarioStep) => step.as?.text === 'jam-chair';
const talking = (step: ScenarioStep) =>
  step.act?.is === 'step' && step.act.step.text === 'discuss-query';
const eia = { eia: 'Completed by the policy team on 3 February 2026, kept with the policy' };

let overview: Overview;
let owner: Browser;

/** The policy as it stands, with a later clock, a stage that has another name, and no other change. */
function nextVersion() {
  return policyFiles().map(({ path, text }) => {
    if (path === 'protocol.yaml')
      return {
        path,
        text: text
          .replace('version: "2023"', 'version: "2024"')
          .replace('effective-from: 2023-07-01', 'effective-from: 2024-07-01'),
      };
    if (path === 'guidance.yaml')
      return { path, text: text.replaceAll('assessment.queried', 'assessment.sent-back') };
    if (!path.endsWith('step-down-from-assessment.yaml')) return { path, text };
    const renamed = text.replaceAll(/\bqueried\b(?=[:,\] }\n])/g, 'sent-back');
    return {
      path,
      text: renamed.replace(
        /(joint-visit:\n +title: Joint visit to the family\n.*\n +due: )5 working days/,
        '$110 working days',
      ),
    };
  });
}

before(async () => {
  overview = await openOverview('2026-03-02 09:00');
  await overview.tell('assessment-jam-names-the-worker', 'booked', byChair);
  await overview.tell('assessment-query-improved-and-accepted', 'asked', talking);
  await overview.tell('assessment-lead-known-straight-to-handover', 'ended');
});
after(() => overview.close());

async function transfersOf(family: string) {
  const known = await overview.load(family);
  return known?.family.transfers.map(({ protocol, state }) => `${state} ${protocol}`) ?? [];
}

describe('a new version of a policy', () => {
  it('is not published without the record that the policy asks for, and nothing is stored', async () => {
    const refused = await publishProtocol(overview.stile, nextVersion());
    assert.equal(refused.ok, false);
    assert.match(
      refused.ok ? '' : refused.message,
      /cannot take its place without:\n {2}eia: Equality Impact Assessment \(CE23-001\)/,
    );
    const blank = await publishProtocol(overview.stile, nextVersion(), { eia: '  ' });
    assert.equal(blank.ok, false);
    const other = await publishProtocol(overview.stile, nextVersion(), { ...eia, other: 'x' });
    assert.match(other.ok ? '' : other.message, /asks for no record called “other”/);
    assert.equal((await listVersions(overview.stile, { authority })).length, 1);
  });

  it('is published with it, once, and what was given is kept', async () => {
    const published = await publishProtocol(overview.stile, nextVersion(), eia);
    assert.deepEqual(published, { ok: true, key: `${authority}/2024`, isNew: true });
    const again = await publishProtocol(overview.stile, nextVersion());
    assert.deepEqual(again, { ok: true, key: `${authority}/2024`, isNew: false });
    const versions = await listVersions(overview.stile, { authority });
    assert.deepEqual(
      versions.map(({ protocol, records }) => [protocol.about.version, records]),
      [
        ['2024', eia],
        ['2023', {}],
      ],
    );
  });

  it('that comes with Stile is noted as published with Stile', async () => {
    const files = nextVersion().map(({ path, text }) => ({
      path,
      text: text
        .replace('version: "2024"', 'version: "2022"')
        .replace('effective-from: 2024-07-01', 'effective-from: 2022-07-01'),
    }));
    const published = await publishProtocol(overview.stile, files, publishedWithStile);
    assert.equal(published.ok, true);
    const versions = await listVersions(overview.stile, { authority });
    assert.deepEqual(versions.at(-1)?.records, { eia: publishedWithStile });
  });
});

describe('the pages about versions', () => {
  before(async () => {
    overview.stile.setClock(moment('2026-03-02 09:00'));
    owner = await overview.as('policy-owner');
  });

  it('say what changed, grouped, and nothing else', async () => {
    const { text, status } = await owner.get('/policy/compare?from=2023&to=2024');
    assert.equal(status, 200);
    assert.match(text, /From version 2023 to version 2024/);
    assert.match(text, /Clocks Joint visit to the family .*10 working days/);
    assert.match(text, /Equality Impact Assessment: Completed by the policy team/);
    assert.match((await owner.get('/policy/compare?from=2023&to=2023')).text, /Nothing is diff/);
    assert.equal((await owner.get('/policy/compare?from=2023&to=1999')).status, 404);
    // Without a choice: the last change.
    assert.match((await owner.get('/policy/compare')).text, /From version 2023 to version 2024/);
  });

  it('give each pathway as a file for a modelling tool, and no page for one that is not there', async () => {
    const { html, status } = await owner.get('/policy/pathways/step-down-from-assessment/bpmn');
    assert.equal(status, 200);
    assert.match(
      html,
      /^<\?xml[\s\S]*<bpmn:definitions[\s\S]*name="Step down agreed in supervision"/,
    );
    assert.equal((await owner.get('/policy/pathways/nowhere/bpmn')).status, 404);
  });

  it('say that every proof holds, and how long a family may lawfully wait', async () => {
    const { text, status } = await owner.get('/policy/check');
    assert.equal(status, 200);
    assert.match(text, /All \d+ proofs hold/);
    assert.match(text, /All 157 clauses of the document are accounted for/);
    assert.match(text, /Longest lawful waits/);
    assert.match(text, /No limit on the wait before this step/);
    for (const proof of text.matchAll(/Holds: (.)/g))
      assert.match(proof[1] ?? '', /[A-Z]/, 'each proof has its sentence');
  });

  it('draw each pathway, with a frame that the keyboard reaches and a name that is said', async () => {
    for (const pathway of overview.stile.protocols.current(authority).pathways.values()) {
      const { html } = await owner.get(`/policy/pathways/${pathway.id}`);
      assert.match(
        html,
        /<section class="app-drawing-frame" aria-label="Drawing: [^"]+" tabindex="0">/,
      );
      assert.match(html, /<svg width="\d+" height="\d+" class="app-drawing" role="img"/);
      assert.doesNotMatch(html, /<svg[\s\S]*? style=/);
    }
  });

  it('show where a transfer stands, and only to those who may see the family', async () => {
    const path = '/families/booked/transfers/t1/map';
    const { text, html, status } = await owner.get(path);
    assert.equal(status, 200);
    assert.match(text, /where it stands/);
    assert.match(text, /Now here:/);
    assert.match(html, /▶/);
    const page = await owner.get('/families/booked');
    assert.ok(page.html.includes(`href="${path}"`));
    assert.equal((await owner.get('/families/booked/transfers/t9/map')).status, 404);
    const lead = await overview.as('lead');
    assert.equal((await lead.get(path)).status, 404);
  });

  it('are not for everybody: only the policy owner sees and does the move', async () => {
    const sam = await overview.as('social-worker');
    assert.doesNotMatch((await sam.get('/policy')).html, /href="\/policy\/move"/);
    assert.match((await owner.get('/policy')).html, /href="\/policy\/move"/);
    assert.equal((await sam.get('/policy/move')).status, 403);
    const refused = await sam.post('/policy/move', { to: '2024', confirm: 'yes', seen: '' });
    assert.equal(refused.status, 403);
    assert.deepEqual(await transfersOf('booked'), [`open ${authority}/2023`]);
  });

  it('preview by family who moves, who stays and who is stuck, and why', async () => {
    const { text } = await owner.get('/policy/move?to=2024');
    assert.match(text, /Would move: 1 .*F-booked/);
    assert.match(text, /Stuck, and would stay on their version: 1 .*F-asked/);
    assert.match(text, /The new version has no stage “Queried by the Front Door”\./);
    assert.doesNotMatch(text, /F-ended/);
  });
});

describe('moving open transfers', () => {
  it('asks for a confirmation, and for the list that was seen', async () => {
    const { html } = await owner.get('/policy/move?to=2024');
    const seen = /name="seen" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const unconfirmed = await owner.post('/policy/move', { to: '2024', seen });
    assert.equal(unconfirmed.status, 422);
    assert.match(unconfirmed.text, /Select that you have read the list/);
    const old = await owner.post('/policy/move', { to: '2024', confirm: 'yes', seen: 'other' });
    assert.equal(old.location, '/policy/move?to=2024');
    assert.deepEqual(await transfersOf('booked'), [`open ${authority}/2023`]);
  });

  it('moves each with its own event, leaves what is stuck, and the chain verifies', async () => {
    const { html } = await owner.get('/policy/move?to=2024');
    const seen = /name="seen" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const done = await owner.post('/policy/move', { to: '2024', confirm: 'yes', seen });
    assert.equal(done.location, '/policy/move/done?to=2024');
    assert.deepEqual(await transfersOf('booked'), [`open ${authority}/2024`]);
    assert.deepEqual(await transfersOf('asked'), [`open ${authority}/2023`]);
    assert.deepEqual(await transfersOf('ended'), [`ended ${authority}/2023`]);
    // Ids of families, as the test made them.
    const events = await listHistory(
      itself(overview.stile.db, authority),
      authority,
      'booked' as FamilyId,
    );
    const moved = events.map(({ event }) => event).filter(({ type }) => type === 'TransferMoved');
    // A key of a published version.
    const to = `${authority}/2024` as ProtocolKey;
    assert.deepEqual(
      moved.map((event) => event.type === 'TransferMoved' && [event.from, event.to]),
      [[`${authority}/2023`, to]],
    );
    assert.deepEqual((await verifyHistory(overview.stile.db)).breaks, []);
    const { text } = await owner.get('/policy/move/done?to=2024');
    assert.match(text, /Now on version 2024: 1 .*F-booked/);
    assert.match(text, /Stuck: still on another version: 1 .*F-asked/);
    const page = await owner.get('/families/booked');
    assert.equal(page.status, 200);
  });

  it('sent twice moves once', async () => {
    const { html } = await owner.get('/policy/move?to=2024');
    assert.doesNotMatch(html, /name="seen"/);
    assert.match((await owner.get('/policy/move?to=2024')).text, /No open transfer would move/);
    const events = await listHistory(
      itself(overview.stile.db, authority),
      authority,
      'booked' as FamilyId,
    );
    assert.equal(events.filter(({ event }) => event.type === 'TransferMoved').length, 1);
  });
});

describe('a version that is published ahead', () => {
  before(async () => {
    const files = nextVersion().map(({ path, text }) => ({
      path,
      text: text
        .replace('version: "2024"', 'version: "2027"')
        .replace('effective-from: 2024-07-01', 'effective-from: 2027-01-01'),
    }));
    const published = await publishProtocol(overview.stile, files, eia);
    assert.ok(published.ok && published.isNew);
  });

  it('is announced on the pages of the policy, which go on with the one in force', async () => {
    const { text, html } = await owner.get('/policy');
    assert.match(text, /version 2024 /);
    assert.match(text, /Version 2027 takes effect on 1 January 2027\. See what it changes/);
    assert.match(html, /href="\/policy\/compare\?from=2024&amp;to=2027"/);
    const { text: list } = await owner.get('/policy/compare');
    assert.match(list, /Version 2027: takes effect on 1 January 2027, published here on/);
    assert.match(list, /Version 2024: in force from 1 July 2024/);
  });

  it('can be read, and says from when it counts', async () => {
    const { text } = await owner.get('/policy?version=2027');
    assert.match(text, /This version takes effect on 1 January 2027\. Until then the current/);
    assert.match(text, /Takes effect on 1 January 2027/);
    assert.match((await owner.get('/policy?version=2023')).text, /no longer the current one/);
  });

  it('can be looked at for moves, and moves nothing before its day', async () => {
    const { text, html } = await owner.get('/policy/move?to=2027');
    assert.match(
      text,
      /takes effect on 1 January 2027\. Transfers can be moved to it from that day/,
    );
    assert.match(text, /Would move: 1 .*F-booked/);
    assert.doesNotMatch(html, /name="seen"/);
    const tried = await owner.post('/policy/move', { to: '2027', confirm: 'yes', seen: 'x' });
    assert.equal(tried.location, '/policy/move?to=2027');
    assert.deepEqual(await transfersOf('booked'), [`open ${authority}/2024`]);
  });

  it('is the current one from its day, and nobody has to start anything again', async () => {
    overview.stile.setClock(moment('2027-01-01 00:00'));
    const morning = await overview.as('policy-owner');
    const { text } = await morning.get('/policy');
    assert.match(text, /version 2027 /);
    assert.doesNotMatch(text, /takes effect/);
    assert.match((await morning.get('/policy?version=2024')).text, /no longer the current one/);
    assert.match((await morning.get('/policy/move?to=2027')).html, /name="seen"/);
  });
});
