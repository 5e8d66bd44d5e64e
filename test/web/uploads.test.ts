import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance } from 'fastify';
import { signInForDemonstration } from '../../src/cases/sign-in-demonstration.ts';
import { seenByStile } from '../../src/cases/stile.ts';
import { saveWorker } from '../../src/store/people/people.ts';
import { addCookies } from '../../src/web/cookies.ts';
import { readAssets } from '../../src/web/kit/assets.ts';
import { addSessions, keyOf } from '../../src/web/session.ts';
import type { Scan } from '../../src/web/uploads/clamav.ts';
import { cleanFileName } from '../../src/web/uploads/file-name.ts';
import { addUploads, readUpload } from '../../src/web/uploads/read-uploads.ts';
import { authority, openTestStile, root, type TestStile } from '../store/support.ts';

let stile: TestStile;
let app: FastifyInstance;
let secret: string;
let scan: Scan | undefined;
const told: string[] = [];
let reached = 0;

before(async () => {
  stile = await openTestStile();
  await saveWorker(seenByStile(stile, authority), authority, {
    id: 'sam',
    name: 'Sam',
    email: null,
    agency: 'A',
    employer: 'authority',
    roles: ['social-worker'],
    team: null,
    active: true,
  });
  const session = await signInForDemonstration(stile, authority, 'sam' as never);
  assert.ok(session);
  ({ secret } = session);
  app = fastify();
  addCookies(app, { secure: false });
  app.register(formbody);
  app.register(async (pages) => {
    addSessions(pages, { stile, assets: readAssets(root), demonstration: true });
    addUploads(pages, { scan: (bytes) => (scan ?? clean)(bytes), log: (line) => told.push(line) });
    pages.post(
      '/people/import',
      { config: { uploads: { kind: 'csv', most: 2000 } } },
      (request) => {
        reached += 1;
        return { ...readUpload(request, 'people'), body: request.body };
      },
    );
    pages.post('/notices', () => 'sent');
  });
  await app.ready();
});
after(async () => {
  await app.close();
  await stile.close();
});

const clean: Scan = async () => ({ found: undefined });

interface Sent {
  readonly name?: string;
  readonly content: string | Buffer;
  readonly fields?: readonly (readonly [string, string])[];
  readonly csrf?: string | undefined;
  readonly to?: string;
  readonly signedIn?: boolean;
}

async function send({ name = 'people.csv', content, fields = [], ...rest }: Sent) {
  const form = new FormData();
  const { csrf = keyOf(secret), to = '/people/import', signedIn = true } = rest;
  form.append('_csrf', csrf);
  for (const [field, value] of fields) form.append(field, value);
  form.append(
    'people',
    new Blob([new Uint8Array(Buffer.from(content))], { type: 'text/csv' }),
    name,
  );
  const encoded = new Response(form);
  const answer = await app.inject({
    method: 'POST',
    url: to,
    headers: {
      'content-type': encoded.headers.get('content-type') ?? '',
      ...(signedIn ? { cookie: `stile_session=${authority}~${secret}` } : {}),
    },
    payload: Buffer.from(await encoded.arrayBuffer()),
  });
  const json = answer.headers['content-type']?.includes('json') ? answer.json() : {};
  return { status: answer.statusCode, html: answer.body, ...json };
}

describe('a file that somebody sends', () => {
  test('arrives as words, with the rest of its form', async () => {
    const sent = await send({
      content: '\ufeffname,team\r\nZoë Ångström,Nord\t\r\n',
      name: 'C:\\Users\\sam\\people.csv',
      fields: [
        ['note', 'two\u0000 words'],
        ['team', 'a'],
        ['team', 'b'],
      ],
    });
    assert.equal(sent.status, 200, sent.html);
    assert.deepEqual(sent.value, {
      name: 'people.csv',
      text: 'name,team\r\nZoë Ångström,Nord\t\r\n',
    });
    assert.equal(sent.body.note, 'two words');
    assert.deepEqual(sent.body.team, ['a', 'b']);
  });

  test('is what its first column says, and no picture because of it', async () => {
    const sent = await send({ content: 'BMI,name\n20,a\n' });
    assert.equal(sent.value?.text, 'BMI,name\n20,a\n');
  });

  const refused: [what: string, sent: Sent, because: RegExp][] = [
    [
      'a program',
      { content: Buffer.from('4d5a90000300000004000000ffff0000', 'hex') },
      /CSV.*“exe”/,
    ],
    ['a picture', { content: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex') }, /CSV/],
    ['a workbook', { content: Buffer.from('504b0304140000000800', 'hex') }, /CSV.*“zip”/],
    ['a PDF, though all of it is text', { content: '%PDF-1.4\nplain words\n' }, /CSV.*“pdf”/],
    ['words of another alphabet code', { content: Buffer.from('Zo\xeb', 'latin1') }, /UTF-8/],
    ['UTF-16', { content: Buffer.from('\ufeffname', 'utf16le') }, /UTF-8/],
    ['control characters', { content: 'name\u001b[31m' }, /UTF-8/],
    ['NUL', { content: 'name\u0000' }, /UTF-8/],
    ['nothing in it', { content: '' }, /is empty/],
    ['another ending', { content: 'a,b', name: 'people.csv.exe' }, /must be a CSV/],
    ['no ending', { content: 'a,b', name: 'csv' }, /must be a CSV/],
    ['too much', { content: 'a'.repeat(2001) }, /smaller than 2KB/],
  ];
  for (const [what, sent, because] of refused) {
    test(`is refused plainly: ${what}`, async () => {
      const answer = await send({ ...sent, fields: [['note', 'typed']] });
      assert.equal(answer.status, 200, answer.html);
      assert.match(answer.error, because);
      assert.equal(answer.body.note, 'typed');
    });
  }

  test('that is missing is asked for', async () => {
    assert.equal((await send({ content: '', name: '' })).error, 'Select a file');
    const plain = await app.inject({
      method: 'POST',
      url: '/people/import',
      headers: {
        cookie: `stile_session=${authority}~${secret}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: `_csrf=${keyOf(secret)}&people=people.csv`,
    });
    assert.equal(plain.json().error, 'Select a file');
  });

  test('with a virus is refused, and the log has what was found and no name', async () => {
    scan = async () => ({ found: 'Win.Test.EICAR_HDB-1' });
    told.length = 0;
    const answer = await send({ content: 'Smith,Jane', name: 'jane-smith.csv' });
    assert.equal(answer.error, 'The selected file contains a virus');
    assert.match(told.join(), /Win\.Test\.EICAR_HDB-1/);
    assert.doesNotMatch(told.join(), /jane|smith/i);
    scan = undefined;
  });

  test('is refused while nobody can look at it', async () => {
    scan = async () => {
      throw new Error('connect ECONNREFUSED');
    };
    const answer = await send({ content: 'a,b' });
    assert.match(answer.error, /could not be checked for viruses.*Try again/);
    scan = undefined;
  });
});

describe('a form with a file', () => {
  test('without its key, or from nobody, goes no further, and nobody looks at its file', async () => {
    const before = reached;
    let looked = 0;
    scan = async () => {
      looked += 1;
      return { found: undefined };
    };
    const forged = await send({ content: 'a,b', csrf: 'x'.repeat(43) });
    assert.equal(forged.status, 403);
    assert.match(forged.html, /Nothing has been sent yet/);
    const nobody = await send({ content: 'a,b', signedIn: false });
    assert.equal(nobody.status, 403);
    assert.equal(reached, before);
    assert.equal(looked, 0);
    scan = undefined;
  });

  test('is taken only by a route that asks for files', async () => {
    const answer = await send({ content: 'a,b', to: '/notices' });
    assert.equal(answer.status, 415);
  });

  test('is read only so far: many files, many fields, a body without end', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => [`field-${index}`, 'x'] as const);
    assert.equal((await send({ content: 'a,b', fields: many(500) })).status, 413);
    const long = [['note', 'x'.repeat(200_000)]] as const;
    assert.equal((await send({ content: 'a,b', fields: long })).status, 413);
  });

  test('that is broken, or names what it must not, is no fault of Stile', async () => {
    const broken = await app.inject({
      method: 'POST',
      url: '/people/import',
      headers: {
        cookie: `stile_session=${authority}~${secret}`,
        'content-type': 'multipart/form-data; boundary=b',
      },
      payload: '--b\r\nContent-Disposition: form-data; name="people"; filename="a.csv"\r\n\r\nhalf',
    });
    assert.ok(broken.statusCode >= 400 && broken.statusCode < 500, String(broken.statusCode));
    const without = await app.inject({
      method: 'POST',
      url: '/people/import',
      headers: {
        cookie: `stile_session=${authority}~${secret}`,
        'content-type': 'multipart/form-data',
      },
      payload: 'x',
    });
    assert.ok(without.statusCode >= 400 && without.statusCode < 500, String(without.statusCode));
    const proto = await send({ content: 'a,b', fields: [['__proto__', 'x']] });
    assert.equal(proto.status, 400);
  });
});

describe('the name of a file', () => {
  const names: [sent: string, kept: string][] = [
    ['people.csv', 'people.csv'],
    ['/etc/passwd', 'passwd'],
    ['..\\..\\people.csv', 'people.csv'],
    ['a\u0000b\u202egpj.csv', 'abgpj.csv'],
    ['  .hidden.csv. ', 'hidden.csv'],
    ['<script>.csv', 'script.csv'],
    ['../', 'file'],
    [`${'x'.repeat(300)}.csv`, `${'x'.repeat(96)}.csv`],
  ];
  for (const [sent, kept] of names)
    test(`${JSON.stringify(sent.slice(0, 20))} is kept as ${kept.slice(0, 20)}`, () => {
      assert.equal(cleanFileName(sent), kept);
    });
});
