import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { authority, moment } from '../store/support.ts';
import { type Browser, type Overview, openOverview } from './overview-support.ts';

let overview: Overview;
let sam: Browser;
before(async () => {
  overview = await openOverview('2026-03-02 09:00');
});
beforeEach(async () => {
  overview.stile.setClock(moment('2026-03-02 09:00'));
  sam = await overview.as('social-worker');
});
after(() => overview.close());

const PAGES = [
  '/policy',
  '/policy/pathways',
  '/policy/gates',
  '/policy/clocks',
  '/policy/records',
  '/policy/clauses',
  '/policy/coverage',
];

function policy() {
  return overview.stile.protocols.current(authority);
}

describe('the policy', () => {
  it('has every clause in the table, each with a page that says where it applies', async () => {
    const { html, text } = await sam.get('/policy/clauses');
    assert.match(text, new RegExp(`${policy().clauses.size} clauses`));
    for (const clause of policy().clauses.values()) {
      assert.ok(html.includes(`href="/policy/clauses/${clause.id}"`), clause.id);
      const page = await sam.get(`/policy/clauses/${clause.id}`);
      assert.equal(page.status, 200, clause.id);
      assert.match(page.text, /Where it applies in Stile/);
      if (clause.treatment !== 'not-for-software')
        assert.doesNotMatch(page.text, /Where it applies in Stile Nowhere/, clause.id);
    }
  });

  it('has no page for a clause, pathway or version that is not there', async () => {
    for (const path of [
      '/policy/clauses/XX99-001',
      '/policy/pathways/nothing',
      '/policy?version=1999',
    ])
      assert.equal((await sam.get(path)).status, 404, path);
  });

  it('has an anchor for everything that its links lead to', async () => {
    const paths = [
      ...PAGES,
      ...[...policy().pathways.keys()].map((id) => `/policy/pathways/${id}`),
    ];
    const ids = new Map<string, Set<string>>();
    const links = new Set<string>();
    for (const path of paths) {
      const { html, status } = await sam.get(path);
      assert.equal(status, 200, path);
      const found = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id);
      assert.equal(new Set(found).size, found.length, `${path} has an id twice`);
      ids.set(path, new Set(found));
      for (const [, href = ''] of html.matchAll(/href="([^"]*#[^"]+)"/g))
        links.add(href.startsWith('#') ? path + href : href);
    }
    for (const clause of policy().clauses.keys()) {
      const { html } = await sam.get(`/policy/clauses/${clause}`);
      for (const [, href = ''] of html.matchAll(/href="(\/policy[^"]*#[^"]+)"/g)) links.add(href);
    }
    for (const link of links) {
      const [path = '', id = ''] = link.split('#');
      if (id === 'main-content') continue;
      assert.ok(ids.get(path)?.has(id), `${link} leads nowhere`);
    }
    for (const gate of policy().gates.keys())
      assert.ok(ids.get('/policy/gates')?.has(`gate-${gate}`), gate);
  });

  it('finds clauses by words, number and treatment, and markup looked for is text', async () => {
    const found = await sam.get('/policy/clauses?q=disagrees+THRESHOLD');
    assert.match(found.text, /\d+ of 157 clauses/);
    assert.match(found.html, /CE23-049/);
    const none = await sam.get('/policy/clauses?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E');
    assert.match(none.text, /No clause has these words/);
    assert.doesNotMatch(none.html, /<script>alert/);
    const not = await sam.get('/policy/clauses?treatment=not-for-software');
    assert.match(not.text, /\d+ of 157 clauses|157 clauses/);
  });

  it('says what is blank in the source, who may do what, and whom to ring at this minute', async () => {
    overview.stile.setClock(moment('2026-03-07 11:00'));
    sam = await overview.as('social-worker');
    const { text } = await sam.get('/policy');
    assert.match(text, /Equality: evidence considered Not completed in the source/);
    assert.match(text, /Saturday 7 March 2026 at 11am: offices are closed/);
    assert.match(text, /Emergency Duty Team Right for this minute/);
    assert.doesNotMatch(text, /\(ChECS\) Right for this minute/);
    overview.stile.setClock(moment('2026-03-06 11:00'));
    assert.match((await sam.get('/policy')).text, /\(ChECS\) Right for this minute/);
    for (const role of policy().roles.values()) assert.ok(text.includes(role.title), role.title);
  });

  it('accounts for every clause in the coverage, with nothing wrong', async () => {
    const { text } = await sam.get('/policy/coverage');
    assert.match(text, /Clauses 157/);
    assert.match(text, /Wrong None/);
  });

  it('tells a pathway in order: stages, holder, steps, who, what is needed, outcomes and clocks', async () => {
    for (const pathway of policy().pathways.values()) {
      const { text } = await sam.get(`/policy/pathways/${pathway.id}`);
      let place = text.indexOf('Stages, in order');
      for (const stage of pathway.stages.values()) {
        const next = text.indexOf(stage.title, place);
        assert.notEqual(next, -1, `${pathway.id}: ${stage.title}`);
        place = next;
      }
      for (const step of pathway.steps.values()) assert.ok(text.includes(step.title), step.title);
    }
  });
});
