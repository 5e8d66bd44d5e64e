import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readEnvironment } from '../../src/main/environment.ts';
import { CannotStart } from '../../src/main/open-database.ts';
import { serve, welcome } from '../../src/main/serve.ts';
import { readSignInFile } from '../../src/main/sign-in-file.ts';
import { withStoreOf } from '../../src/main/with-store.ts';
import { asOwner, withPolicy } from '../store/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'stile-sign-in-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function file(text: string): string {
  const path = join(folder, `sign-in-${++files}.yaml`);
  writeFileSync(path, text);
  return path;
}

const good = `
providers:
  - id: council
    authority: cheshire-east
    name: your council account
    issuer: https://login.example/tenant/v2.0
    client: 1b2c
    secret file: secret
    for: staff
    claims: { email verified: xms_edov }
    roles: { g-1: social-worker }
links: [cheshire-east]
`;

function environment(variables: Record<string, string>) {
  const read = readEnvironment({ PORT: '0', STILE_DATA: join(folder, 'data'), ...variables });
  if ('errors' in read) throw new Error(read.errors.join(' '));
  return read.value;
}

async function refusal(variables: Record<string, string>): Promise<string> {
  try {
    await (await serve(environment(variables), () => undefined)).stop();
    return 'it started';
  } catch (error) {
    assert.ok(error instanceof CannotStart, String(error));
    return error.message;
  }
}

describe('the file that says how people sign in', () => {
  before(() => writeFileSync(join(folder, 'secret'), 'hidden-words\n'));

  test('is read with what goes without saying', () => {
    const read = readSignInFile(file(good));
    assert.deepEqual(read.links, ['cheshire-east']);
    const [council] = read.providers;
    assert.equal(council?.secret, 'hidden-words');
    assert.equal(council?.scope, 'openid email profile');
    assert.deepEqual(council?.claims, {
      ...{ email: 'email', verified: 'xms_edov', name: 'name', roles: 'groups' },
    });
    assert.equal(council?.create, false);
    assert.deepEqual(readSignInFile(undefined), { providers: [], links: [] });
  });

  test('says in one sentence what is wrong, where, and never the secret', () => {
    const wrongs: readonly (readonly [change: (text: string) => string, says: RegExp])[] = [
      [
        (text) => text.replace('https://login', 'http://login'),
        /providers\.0\.issuer: must begin with https/,
      ],
      [
        (text) => text.replace('for: staff', 'for: all'),
        /providers\.0\.for: must be staff or partner/,
      ],
      [
        (text) => text.replace('id: council', 'id: Our Council'),
        /providers\.0\.id: must be small letters/,
      ],
      [(text) => text.replace('    client: 1b2c\n', ''), /client/],
      [(text) => text.replace('client: 1b2c', 'client: 1b2c\n    colour: red'), /colour/],
      [
        (text) => text.replace('file: secret', 'file: elsewhere'),
        /the secret file elsewhere cannot be read/,
      ],
      [
        (text) => text.replace('for: staff', 'for: partner'),
        /the provider council needs the agency/,
      ],
      [
        (text) =>
          text.replace(
            '    roles: { g-1: social-worker }\n',
            '    agency: Us\n    enter people: true\n',
          ),
        /can enter people only where it gives them roles/,
      ],
      [(text) => `${text}\n\t- [`, /STILE_SIGN_IN/],
    ];
    for (const [change, says] of wrongs)
      assert.throws(
        () => readSignInFile(file(change(good))),
        (error) => {
          assert.ok(error instanceof CannotStart);
          assert.match(error.message, says);
          assert.doesNotMatch(error.message, /hidden-words|\n/);
          return true;
        },
      );
    assert.throws(() => readSignInFile(join(folder, 'nowhere.yaml')), /nowhere\.yaml/);
  });
});

describe('a start', () => {
  test('is refused while what the file needs is not set', async () => {
    const STILE_SIGN_IN = file(good);
    assert.match(await refusal({ STILE_SIGN_IN }), /Set STILE_ADDRESS/);
    const STILE_ADDRESS = 'https://stile.example';
    assert.match(
      await refusal({ STILE_SIGN_IN, STILE_ADDRESS }),
      /Links by mail need a mail server/,
    );
  });

  test('is refused where the file names what is not there', async () => {
    const { connectionString } = await withPolicy();
    const around = {
      DATABASE_URL: connectionString,
      STILE_ADDRESS: 'https://stile.example',
      SMTP_URL: 'smtp://localhost:1',
    };
    const nowhere = file(good.replaceAll('cheshire-east', 'nowhere'));
    assert.match(
      await refusal({ ...around, STILE_SIGN_IN: nowhere }),
      /there is no authority nowhere/,
    );
    const role = file(good.replace('social-worker', 'king'));
    assert.match(await refusal({ ...around, STILE_SIGN_IN: role }), /gives a role king/);
    const administers = file(
      good
        .replace('social-worker', 'stile/administrator')
        .replace('for: staff', 'for: partner\n    agency: Hillside School'),
    );
    assert.match(
      await refusal({ ...around, STILE_SIGN_IN: administers }),
      /an administrator works for the council/,
    );
  });

  test('is refused where choosing a name would let somebody in beside real people', async () => {
    const { connectionString } = await withPolicy();
    const enter = (id: string) =>
      asOwner(
        connectionString,
        `INSERT INTO worker (authority, id, name, agency, employer, roles)
         VALUES ('cheshire-east', $1, $1, 'The council', 'authority', '{}')`,
        [id],
      );
    await enter('demo-one');
    const around = {
      DATABASE_URL: connectionString,
      STILE_ADDRESS: 'https://stile.example',
      SMTP_URL: 'smtp://localhost:1',
    };
    await asOwner(connectionString, "DELETE FROM worker WHERE id <> 'demo-one'");
    const withFile = { ...around, STILE_SIGN_IN: file(good) };
    assert.match(await refusal(withFile), /holds a demonstration[\s\S]*Take STILE_SIGN_IN away/);
    await enter('real');
    assert.match(await refusal(around), /people of a demonstration[\s\S]*beside other people/);
  });

  test('makes no demonstration where a file says how people sign in, even an empty one', async () => {
    const said: string[] = [];
    const own = environment({ STILE_DATA: join(folder, 'own'), STILE_SIGN_IN: file('') });
    const serving = await serve(own, (line) => said.push(line));
    assert.equal(serving.demonstration, false);
    assert.equal(said.filter((line) => line.startsWith('Nobody can sign in:')).length, 1);
    const page = await (await fetch(`${serving.address}/sign-in`)).text();
    assert.doesNotMatch(page, /Demonstration data/);
    await serving.stop();
  });

  test('may come after the first administrator, who is there, and no demonstration', async () => {
    const STILE_DATA = join(folder, 'first');
    const said: string[] = [];
    const own = environment({
      ...{ STILE_DATA, STILE_ADDRESS: 'https://stile.example', SMTP_URL: 'smtp://localhost:1' },
      STILE_SIGN_IN: file(good),
    });
    const code = await withStoreOf(
      () => own,
      (line) => said.push(line),
    )(async (store) => {
      const who = { name: 'Ada Okafor', email: 'ada@council.example' };
      assert.match(JSON.stringify(await store.makeAdministrator('nowhere', who)), /cheshire-east/);
      const made = await store.makeAdministrator('cheshire-east', who);
      assert.ok(made.ok, JSON.stringify(made));
      return 0;
    });
    assert.equal(code, 0);
    const serving = await serve(own, (line) => said.push(line));
    assert.equal(serving.demonstration, false);
    await withStoreOf(
      () => own,
      () => undefined,
    )(async (store) => {
      const people = await store.listPeople('cheshire-east');
      assert.deepEqual(people.ok && people.value.map(({ name }) => name), ['Ada Okafor']);
      return 0;
    });
    await serving.stop();
  });

  test('with real people shows their ways in and no names; without one it says so', async () => {
    const { connectionString } = await withPolicy();
    await asOwner(
      connectionString,
      `INSERT INTO worker (authority, id, name, agency, employer, roles)
       VALUES ('cheshire-east', 'real', 'Real Person', 'The council', 'authority', '{}')`,
    );
    const said: string[] = [];
    const none = await serve(environment({ DATABASE_URL: connectionString }), (line) =>
      said.push(line),
    );
    assert.equal(said.filter((line) => line.startsWith('Nobody can sign in:')).length, 1);
    const closed = await (await fetch(`${none.address}/sign-in`)).text();
    assert.match(closed, /No way to sign in has been set up yet/);
    assert.doesNotMatch(closed, /Real Person|Demonstration data/);
    assert.match(welcome(none), /with their own accounts/);
    await none.stop();
    const open = await serve(
      environment({
        DATABASE_URL: connectionString,
        STILE_ADDRESS: 'https://stile.example',
        SMTP_URL: 'smtp://localhost:1',
        STILE_SIGN_IN: file(good),
      }),
      () => undefined,
    );
    const page = await (await fetch(`${open.address}/sign-in`)).text();
    assert.match(page, /Sign in with your council account/);
    assert.match(page, /Send me a link/);
    // Policies of other councils come with Stile, an invented one among them: whoever is worried rings their own.
    for (const path of [
      '/sign-in',
      '/sign-in/link/sent',
      '/concern',
      '/sign-in/with/council/back',
    ]) {
      const numbers = await (await fetch(`${open.address}${path}`)).text();
      assert.match(numbers, /href="tel:/, path);
      assert.doesNotMatch(numbers, /Anytown|01632|Swindon|Halton|Shropshire/, path);
    }
    assert.doesNotMatch(page, /Real Person|Demonstration data/);
    await open.stop();
  });
});
