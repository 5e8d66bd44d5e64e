/** What is held about one person: gathered, reviewed passage by passage, and released exactly as decided. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { verifyHistory } from '../../src/store/history/verify.ts';
import { actor, authority, done, registration, stepDown } from '../store/support.ts';
import { type Browser, type Overview, openOverview } from './overview-support.ts';

let overview: Overview;
let owner: Browser;
let id = '';
const pages = '/families/e1/exports';

before(async () => {
  overview = await openOverview('2026-03-02 09:00');
  const command = registration('e1', 'Ava', 'Price');
  assert.equal(command.do, 'register-family');
  await done(overview.stile, 'e1', {
    ...command,
    people: [
      { kind: 'child', given: 'Ava', family: 'Price', born: '2017-03-01' as never },
      { kind: 'child', given: 'Bertram', family: 'Price', born: '2019-03-01' as never },
      { kind: 'adult', given: 'Carly', family: 'Vane', relation: 'mother', inHousehold: true },
    ],
  });
  await done(overview.stile, 'e1', {
    do: 'record-told',
    to: [{ role: 'family' }],
    what: 'Neighbour Zebedee Quirk saw Carly shouting',
  });
  await done(overview.stile, 'e1', {
    do: 'record-evidence',
    kind: 'lead-meeting' as never,
    fields: {
      how: 'meeting',
      people: [{ who: 'Joanna Wimple', agency: 'Hillside School' }],
      'family-answer': 'agrees',
      'who-leads': 'Joanna Wimple',
    },
  });
  owner = await overview.as('policy-owner');
});
after(() => overview.close());

const ask = { person: 'c1', 'asked-by': 'Her solicitor', 'asked-day': '1', 'asked-month': '3' };

/** Every passage on the page with what it says of it. */
function passagesOn(html: string): readonly { readonly id: string; readonly text: string }[] {
  return [...html.matchAll(/<section [^>]*id="passage-(p\d+)"[\s\S]*?<\/section>/g)].map(
    ([text, passage]) => ({ id: passage ?? '', text }),
  );
}

const typedMark =
  'It has words that somebody typed: they may be about, or come from, somebody else';

/** All of an export: what each passage says, and what it is marked with. */
async function allPassages(
  page: string,
): Promise<readonly { readonly id: string; readonly says: string; readonly marks: string[] }[]> {
  let html = '';
  for (let from = 0; from < 60; from += 10)
    html += (await owner.get(`${page}?all=yes&from=${from}`)).html;
  return passagesOn(html).map(({ id, text }) => {
    const [before = ''] = text.split('<div class="govuk-form-group">');
    const words = before.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    const [says = '', ...marks] = words.split(' Review: ');
    return { id, says: says.trim(), marks: marks.map((mark) => mark.trim().replace(/ ?\.$/, '')) };
  });
}

async function decideAll(decide: (text: string) => Record<string, string>): Promise<void> {
  for (let round = 0; round < 30; round++) {
    const { html } = await owner.get(`${pages}/${id}`);
    const found = passagesOn(html);
    if (found.length === 0) return;
    const body: Record<string, string> = { passages: found.map((each) => each.id).join(' ') };
    for (const each of found)
      for (const [name, value] of Object.entries(decide(each.text)))
        body[`${name}-${each.id}`] = value;
    const sent = await owner.post(`${pages}/${id}/decide`, body);
    assert.equal(sent.status, 303, sent.text);
  }
  assert.fail('There is no end of it');
}

describe('What is held about one person', () => {
  it('is for those who look after the records and see the family, and every look is recorded', async () => {
    const worker = await overview.as('social-worker');
    assert.equal((await worker.get(pages)).status, 403);
    assert.equal((await worker.post(pages, ask)).status, 403);
    assert.doesNotMatch((await worker.get('/families/e1/history')).html, /\/exports/);
    assert.match((await owner.get('/families/e1/history')).html, /\/families\/e1\/exports/);
    assert.equal((await owner.get('/families/nobody/exports')).status, 404);
    assert.equal((await owner.get(pages)).status, 200);
    assert.match((await owner.get('/families/e1/looked')).text, /[Ee]xports/);
  });

  it('is gathered once somebody has said who asked, and when', async () => {
    const missing = await owner.post(pages, { ...ask, 'asked-year': '2029' });
    assert.equal(missing.status, 422);
    assert.match(missing.text, /Enter the day on which they asked/);
    assert.match(missing.html, /value="Her solicitor"/);
    const made = await owner.post(pages, { ...ask, 'asked-year': '2026' });
    assert.equal(made.status, 303);
    id = /exports\/([\w-]+)$/.exec(made.location ?? '')?.[1] ?? '';
    assert.notEqual(id, '');
  });

  it('has everything in plain words, marked where it names others, people at work, or has typed words', async () => {
    const found = await allPassages(`${pages}/${id}`);
    const only = (words: RegExp) => {
      const [one, ...more] = found.filter(({ says }) => words.test(says));
      assert.ok(one !== undefined && more.length === 0, `${words} is in ${more.length + 1}`);
      return one;
    };
    assert.deepEqual(only(/^Ava Price Who they are Date of birth: 1 March 2017/).marks, []);
    assert.deepEqual(only(/^Bertram Price Other people/).marks, [
      'It is about somebody else: Bertram Price',
    ]);
    assert.deepEqual(only(/Neighbour Zebedee Quirk saw Carly shouting/).marks, [
      'It names somebody else: Carly Vane',
      'It names somebody at work: Sam',
      typedMark,
    ]);
    assert.ok(only(/Joanna Wimple/).marks.includes(typedMark));
    assert.ok(found.some(({ says }) => /Who has looked at the record/.test(says)));
  });

  it('is not released before every mark is decided', async () => {
    assert.doesNotMatch((await owner.get(`${pages}/${id}`)).text, /Release it as decided/);
    await owner.post(`${pages}/${id}/release`, {});
    assert.equal((await owner.get(`${pages}/${id}/released`)).status, 404);
    assert.equal((await owner.get(`${pages}/${id}/released.json`)).status, 404);
  });

  it('is left out only for a reason, and words are taken out only where they are', async () => {
    const [first] = passagesOn((await owner.get(`${pages}/${id}`)).html);
    assert.ok(first);
    const send = (more: Record<string, string>) =>
      owner.post(`${pages}/${id}/decide`, { passages: first.id, ...more });
    const bare = await send({ [`does-${first.id}`]: 'withhold' });
    assert.equal(bare.status, 422);
    assert.match(bare.text, /Select why it is left out/);
    const absent = await send({ [`does-${first.id}`]: 'redact', [`words-${first.id}`]: 'Nowhere' });
    assert.match(absent.text, /“Nowhere” is not in this passage/);
    assert.match(absent.text, /Nowhere/);
  });

  it('can be left and gone on with; the rest of the marks is then decided', async () => {
    const before = await owner.get(`${pages}/${id}`);
    await owner.post(`${pages}/${id}/keep-practitioners`, {});
    const count = (text: string) => Number(/(\d+) of these not decided/.exec(text)?.[1]);
    assert.ok(count((await owner.get(`${pages}/${id}`)).text) < count(before.text));
    await decideAll((text) => {
      if (/Zebedee/.test(text)) return { does: 'redact', words: 'Neighbour Zebedee Quirk\nCarly' };
      if (/is about somebody else: Bertram/.test(text))
        return { does: 'withhold', reason: 'third-party' };
      if (/Wimple/.test(text)) return { does: 'redact', words: 'Joanna Wimple' };
      return { does: 'keep' };
    });
  });

  it('is released exactly as decided: what was left out is not there, in the page or in the file', async () => {
    const released = await owner.post(`${pages}/${id}/release`, {});
    assert.equal(released.location, `${pages}/${id}/released`);
    const page = await owner.get(`${pages}/${id}/released`);
    const file = await owner.get(`${pages}/${id}/released.json`);
    for (const { html } of [page, file]) {
      assert.match(html, /\[taken out\] saw \[taken out\] shouting/);
      assert.doesNotMatch(html, /Zebedee|Wimple/);
      assert.doesNotMatch(html, /Schedule \d|third-party|withheld/i);
    }
    const said = JSON.parse(file.html);
    assert.equal(said.about, 'Ava Price');
    assert.ok(!said.passages.some(({ title }: { title: string }) => title === 'Bertram Price'));
    const sha256 = createHash('sha256').update(file.html, 'utf8').digest('hex');
    assert.ok(page.text.includes(sha256));
    const [entry] = await overview.stile.behindItsBack(
      "SELECT body FROM event WHERE family = 'records:retention' AND type = 'ExportReleased'",
    );
    assert.match(String(entry?.body), new RegExp(sha256));
    assert.doesNotMatch(String(entry?.body), /Ava|Price|solicitor/);
    assert.deepEqual((await verifyHistory(overview.stile.db)).breaks, []);
  });

  it('cannot be changed or decided anew once it is released, not even by a statement', async () => {
    const { seenBy } = await import('../../src/cases/stile.ts');
    const db = seenBy(overview.stile, {
      authority,
      actor: actor('policy-owner', ['policy-owner']),
    });
    const changed = await db.query("UPDATE export SET body = 'x' WHERE family = 'e1'");
    assert.equal(changed.rowCount, 0);
    assert.equal((await db.query("UPDATE export_decision SET does = 'keep'")).rowCount, 0);
    const other = seenBy(overview.stile, {
      authority,
      actor: actor('social-worker', ['social-worker']),
    });
    assert.equal((await other.query('SELECT FROM export')).rowCount, 0);
    assert.equal((await other.query('SELECT FROM export_decision')).rowCount, 0);
  });
});

describe('Words that somebody typed', () => {
  const of = '/families/e2/exports';
  before(async () => {
    const command = registration('e2', 'Ida', 'Moss');
    assert.equal(command.do, 'register-family');
    const ida = {
      kind: 'child',
      given: 'Ida',
      family: 'Moss',
      born: '2012-03-01' as never,
    } as const;
    const people = [{ ...ida, note: 'Zebedee next door calls her Idabel' }];
    await done(overview.stile, 'e2', { ...command, people });
    const gwen = { kind: 'adult', given: 'Gwen', family: 'Moss', inHousehold: false } as const;
    await done(overview.stile, 'e2', {
      do: 'add-person',
      person: { ...gwen, relation: 'aunt, and a friend of Zebedee' },
    });
    await done(overview.stile, 'e2', {
      do: 'assign-person',
      role: 'lead' as never,
      practitioner: {
        ...{ name: 'Wanda Teal', agency: 'Zebedee’s youth club', employer: 'partner' },
        ...{ contact: undefined, worker: undefined },
      },
    });
    const given = { status: 'given', given: 'c1' as never, signed: true } as const;
    const consent = { do: 'record-consent', scope: 'early-help' as never, ...given } as const;
    await done(overview.stile, 'e2', { ...consent, method: 'At the table of Zebedee' });
    await done(overview.stile, 'e2', {
      ...{ ...consent, method: '', form: 'In the drawer of Zebedee' },
      ...{ competence: 'judged-able', judgedBy: 'Nurse Zebedee' },
    });
    await done(overview.stile, 'e2', stepDown);
  });

  it('are always marked, wherever they were typed, and no button for people at work keeps them', async () => {
    const made = await owner.post(of, { ...ask, 'asked-year': '2026' });
    const page = made.location ?? '';
    const found = await allPassages(page);
    const typed = found.filter(({ says }) => /Zebedee/.test(says));
    assert.deepEqual(
      typed.map(({ says }) => says.replace(/ (?:History|Other|Who|What) .*/, '')),
      [
        'Ida Moss',
        'Gwen Moss',
        'Family registered',
        'Gwen Moss added',
        'Wanda Teal named as Lead Person',
        'Consent given: Support from Early Help services',
        'Consent given: Support from Early Help services',
      ],
    );
    for (const { says, marks } of typed) assert.ok(marks.includes(typedMark), says);
    await owner.post(`${page}/keep-practitioners`, {});
    const { html } = await owner.get(page);
    const waiting = passagesOn(html).map((each) => each.id);
    for (const each of typed) assert.ok(waiting.includes(each.id), each.says);
  });

  it('are not said to be where everything was picked', async () => {
    const page = (await owner.post(of, { ...ask, 'asked-year': '2026' })).location ?? '';
    const picked = (await allPassages(page)).filter(({ says }) =>
      /^(?:Sam named as|Held by|Step down from assessment started)/i.test(says),
    );
    assert.ok(picked.length >= 3, picked.map(({ says }) => says).join('\n'));
    for (const { says, marks } of picked) assert.ok(!marks.includes(typedMark), says);
  });
});
