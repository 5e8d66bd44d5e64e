import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { deliverOutbox } from '../../src/cases/deliver-outbox.ts';
import { usualLimits } from '../../src/web/operation/limits.ts';
import { keyOf } from '../../src/web/session.ts';
import { type Mailer, openMailer } from '../../src/worker/send-mail.ts';
import { authority } from '../store/support.ts';
import { home, openSigningIn, type SigningIn } from './sign-in-support.ts';
import type { Seen, Traveller } from './traveller.ts';

describe('a link by mail', () => {
  let world: SigningIn;
  let server: SMTPServer;
  let mailer: Mailer;
  const received: { readonly to: string; readonly text: string }[] = [];

  before(async () => {
    world = await openSigningIn({ providers: [], links: [authority] });
    const partner = { employer: 'partner', agency: 'Hillside School', roles: ['lead'] } as const;
    await world.employ('jo', { ...partner, email: 'Jo@school.example' });
    await world.employ('gone', { ...partner, email: 'gone@school.example', active: false });
    await world.employ('office-a', { ...partner, email: 'office@school.example' });
    await world.employ('office-b', { ...partner, email: 'office@school.example' });
    await world.employ('sam', { email: 'sam@council.example' });
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, callback) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const to = session.envelope.rcptTo.map(({ address }) => address).join();
          received.push({ to, text: text.replaceAll('=\r\n', '').replaceAll('=3D', '=') });
          callback();
        });
      },
    });
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () => {
        const at = listening.address();
        resolve(typeof at === 'object' && at !== null ? at.port : 0);
      });
    });
    mailer = openMailer({
      url: `smtp://127.0.0.1:${port}`,
      from: 'stile@council.example',
      address: home,
    });
  });
  after(async () => {
    mailer.close();
    server.close();
    await world.close();
  });

  async function ask(me: Traveller, email: string, next = ''): Promise<Seen> {
    const { html } = await me.go(`/sign-in${next}`);
    const hidden = Object.fromEntries(
      [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
      ),
    );
    return me.post('/sign-in/link', { ...hidden, email });
  }

  /** The link of the newest mail, after everything that waits has been sent. */
  async function mailed(): Promise<string> {
    await deliverOutbox(world.stile, authority, mailer.deliver);
    return (
      /http:\/\/stile\.test(\/sign-in\/link\/\S+)/.exec(received.at(-1)?.text ?? '')?.[1] ?? ''
    );
  }

  async function press(me: Traveller, link: string): Promise<Seen> {
    await me.go(link);
    return me.post(link, { _csrf: keyOf(me.cookies.get('stile_visit') ?? '') });
  }

  test('signs a partner in, once, to the page that was asked for', async () => {
    const me = world.visit();
    const asked = await me.go('/policy/clauses?q=step');
    const sent = await ask(me, ' jo@School.example ', asked.url.search);
    assert.equal(sent.status, 200);
    assert.match(sent.html, /Look at your e-mail/);
    const link = await mailed();
    assert.equal(received.at(-1)?.to, 'Jo@school.example');
    const seen = await press(me, link);
    assert.equal(seen.url.pathname + seen.url.search, '/policy/clauses?q=step');
    assert.match(seen.html, /Jo Price/);
    const again = await press(me, link);
    assert.equal(again.status, 403);
    assert.match(again.html, /This link does not work any more/);
    assert.deepEqual(
      (await world.log()).map(({ worker, result }) => `${worker} ${result}`).slice(-3),
      ['jo signed-in', 'jo link-sent', 'null link-asked'],
    );
  });

  test('answers alike whether or not the address is known, and is never for the council’s staff', async () => {
    const before = received.length;
    const pages = new Set<string>();
    for (const email of [
      'jo@school.example',
      'nobody@school.example',
      'gone@school.example',
      'sam@council.example',
      'office@school.example',
    ]) {
      const { status, html, headers } = await ask(world.visit(), email);
      pages.add(JSON.stringify([status, html, Object.keys(headers)]));
    }
    assert.equal(pages.size, 1);
    await mailed();
    assert.deepEqual(
      received.slice(before).map(({ to }) => to),
      ['Jo@school.example'],
    );
  });

  test('is not used up by a mail scanner that opens it', async () => {
    const me = world.visit();
    await ask(me, 'jo@school.example');
    const link = await mailed();
    for (let number = 0; number < 3; number++) await world.visit().go(link);
    await world.visit().post(link, {});
    await me.go(link);
    assert.equal((await press(me, link)).url.pathname, '/work');
  });

  test('works only in the browser that asked for it, and says so', async () => {
    const me = world.visit();
    await ask(me, 'jo@school.example');
    const link = await mailed();
    const other = world.visit();
    const seen = await other.go(link);
    assert.equal(seen.status, 403);
    assert.match(seen.html, /Open this link in the browser where you asked for it/);
    // Asking there oneself gives that browser a link of its own, and not this one.
    await ask(other, 'nobody@school.example');
    const forced = await press(other, link);
    assert.equal(forced.status, 403);
    assert.equal(other.cookies.get('stile_session'), undefined);
    assert.equal((await press(me, link)).url.pathname, '/work');
  });

  test('runs out after 15 minutes, and is not mailed after that', async () => {
    const me = world.visit();
    await ask(me, 'jo@school.example');
    const link = await mailed();
    world.stile.pass({ minutes: 16 });
    assert.equal((await press(me, link)).status, 403);
    await ask(world.visit(), 'jo@school.example');
    world.stile.pass({ minutes: 16 });
    const before = received.length;
    await mailed();
    assert.equal(received.length, before);
    const waiting = await world.stile.behindItsBack('SELECT FROM outbox WHERE done_at IS NULL');
    assert.equal(waiting.length, 0);
  });

  test('is good no longer when its person has left meanwhile', async () => {
    const me = world.visit();
    await ask(me, 'jo@school.example');
    const link = await mailed();
    const partner = { employer: 'partner', agency: 'Hillside School', roles: ['lead'] } as const;
    await world.employ('jo', { ...partner, email: 'Jo@school.example', active: false });
    assert.equal((await press(me, link)).status, 403);
    await world.employ('jo', { ...partner, email: 'Jo@school.example' });
  });

  test('leaves no secret in the database, and fills nobody’s mailbox', async () => {
    world.stile.pass({ minutes: 30 });
    const before = received.length;
    const me = world.visit();
    for (let number = 0; number < 6; number++) await ask(me, 'jo@school.example');
    const link = await mailed();
    assert.equal(received.length - before, 3);
    const secret = link.split('~')[1] ?? '';
    assert.ok(secret.length > 40);
    const rows = JSON.stringify(
      await Promise.all(
        ['outbox', 'sign_in_link', 'sign_in_log', 'session'].map((table) =>
          world.stile.behindItsBack(`SELECT * FROM ${table}`),
        ),
      ),
    );
    assert.ok(!rows.includes(secret));
    assert.ok(!rows.includes(me.cookies.get('stile_link') ?? ''));
    assert.ok(!JSON.stringify(world.said).includes(secret));
  });

  test('says what is wrong with an address, and answers nonsense kindly', async () => {
    const wrong = await ask(world.visit(), 'not an address');
    assert.equal(wrong.status, 422);
    assert.match(wrong.html, /Enter an e-mail address in the correct format/);
    assert.match(wrong.html, /value="not an address"/);
    assert.match((await ask(world.visit(), '')).html, /Enter your e-mail address/);
    const noKey = { email: 'a@b.cd', council: authority };
    assert.equal((await world.visit().post('/sign-in/link', noKey)).status, 403);
    for (const link of ['x', `${authority}~`, `nowhere~${'x'.repeat(40)}`, '~~~', '%00'])
      assert.ok((await world.visit().go(`/sign-in/link/${link}`)).status >= 400, link);
    const me = world.visit();
    const { html } = await me.go('/sign-in');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
    const elsewhere = { _csrf: csrf, council: 'nowhere', email: 'jo@school.example' };
    assert.equal((await me.post('/sign-in/link', elsewhere)).status, 404);
  });
});

test('links asked for too often are refused kindly', async () => {
  const world = await openSigningIn({ providers: [], links: [authority], limits: usualLimits });
  const me = world.visit();
  const { html } = await me.go('/sign-in');
  const csrf = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const statuses: number[] = [];
  for (let number = 0; number < 6; number++)
    statuses.push(
      (await me.post('/sign-in/link', { _csrf: csrf, council: authority, email: 'a@b.cd' })).status,
    );
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429]);
  await world.close();
});

test('where the operator has not allowed links, none can be asked for', async () => {
  const world = await openSigningIn();
  const me = world.visit();
  const { html } = await me.go('/sign-in');
  assert.doesNotMatch(html, /name="email"/);
  const _csrf = keyOf(me.cookies.get('stile_visit') ?? '');
  const body = { _csrf, council: authority, email: 'jo@school.example' };
  assert.equal((await me.post('/sign-in/link', body)).status, 404);
  await world.close();
});
