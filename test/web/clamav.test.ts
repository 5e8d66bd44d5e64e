/** ClamAV's protocol against a server on loopback that speaks it, servers that do not, and clamd where it is installed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { scanWithClamav } from '../../src/web/uploads/clamav.ts';

// In two pieces, so that no scanner takes this test for what it is looking for.
const eicar = `X5O!P%@AP[4\\PZX54(P^)7CC)7}${'$EICAR-STANDARD-ANTIVIRUS'}-TEST-FILE!$H+H*`;
const ends: (() => void)[] = [];
after(() => {
  for (const end of ends) end();
});

/** clamd as its manual has it: `zINSTREAM`, pieces behind their length, an answer that ends with NUL. */
function clamd(socket: Socket, most = 1_000_000): void {
  let held = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (data) => {
    held = Buffer.concat([held, Buffer.from(data)]);
    const command = Buffer.from('zINSTREAM\0');
    if (held.length < command.length) return;
    assert.deepEqual(held.subarray(0, command.length), command);
    const pieces: Buffer[] = [];
    let at = command.length;
    for (;;) {
      if (held.length < at + 4) return;
      const length = held.readUInt32BE(at);
      if (length === 0) break;
      if (held.length < at + 4 + length) return;
      pieces.push(held.subarray(at + 4, at + 4 + length));
      at += 4 + length;
      if (Buffer.concat(pieces).length > most) {
        socket.end('INSTREAM size limit exceeded. ERROR\0');
        return;
      }
    }
    const file = Buffer.concat(pieces).toString();
    socket.end(file.includes(eicar) ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0');
  });
}

async function listen(serve: (socket: Socket) => void, path?: string): Promise<Server> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    serve(socket);
  });
  ends.push(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  await new Promise<void>((resolve) => {
    if (path === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(path, resolve);
  });
  return server;
}

async function address(serve: (socket: Socket) => void): Promise<string> {
  const bound = (await listen(serve)).address();
  assert.ok(typeof bound === 'object' && bound !== null);
  return `tcp://127.0.0.1:${bound.port}`;
}

describe('ClamAV', () => {
  test('finds nothing in plain words, and the test virus wherever in a long file it stands', async () => {
    const scan = scanWithClamav({ address: await address((socket) => clamd(socket)) });
    assert.deepEqual(await scan(Buffer.from('name,team\n')), { found: undefined });
    assert.deepEqual(await scan(Buffer.from(eicar)), { found: 'Win.Test.EICAR_HDB-1' });
    const long = Buffer.concat([Buffer.alloc(64 * 1024 - 10, 'a'), Buffer.from(eicar)]);
    assert.deepEqual(await scan(long), { found: 'Win.Test.EICAR_HDB-1' });
  });

  test('is reached by a socket of this machine as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stile clamd-'));
    const path = join(folder, 'clamd.ctl');
    await listen((socket) => clamd(socket), path);
    const scan = scanWithClamav({ address: `unix://${path}` });
    assert.deepEqual(await scan(Buffer.from(eicar)), { found: 'Win.Test.EICAR_HDB-1' });
    rmSync(folder, { recursive: true });
  });

  test('that is down is no answer', async () => {
    const server = await listen(() => undefined);
    const bound = server.address();
    assert.ok(typeof bound === 'object' && bound !== null);
    await new Promise((resolve) => server.close(resolve));
    const scan = scanWithClamav({ address: `tcp://127.0.0.1:${bound.port}` });
    await assert.rejects(scan(Buffer.from('a')), /ECONNREFUSED/);
  });

  test('that hangs is waited for only so long', async () => {
    const scan = scanWithClamav({ address: await address(() => undefined), patience: 100 });
    await assert.rejects(scan(Buffer.from('a')), /did not answer in time/);
  });

  const broken: [what: string, serve: (socket: Socket) => void, because: RegExp][] = [
    ['takes no file of that size', (socket) => clamd(socket, 10), /StreamMaxLength/],
    ['breaks off at once', (socket) => void socket.destroy(), /StreamMaxLength|no answer/],
    ['closes without a word', (socket) => void socket.end(), /no answer|StreamMaxLength/],
    ['says something else', (socket) => void socket.end('stream: OKAY\0'), /no answer/],
    ['breaks off', (socket) => void socket.end('stream: O'), /no answer/],
    ['never stops talking', (socket) => void socket.write('x'.repeat(10_000)), /too much/],
  ];
  for (const [what, serve, because] of broken) {
    test(`that ${what} is no answer`, async () => {
      const scan = scanWithClamav({ address: await address(serve), patience: 5000 });
      await assert.rejects(scan(Buffer.from('a'.repeat(200_000))), because);
    });
  }
});

const program = ['/usr/sbin/clamd', '/usr/local/sbin/clamd', '/opt/homebrew/sbin/clamd'].find(
  existsSync,
);

describe('clamd itself', { skip: program === undefined && 'clamd is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'stile-clamd-'));
  const socket = join(folder, 'clamd.ctl');
  let running: ReturnType<typeof spawn> | undefined;
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => running?.once('exit', resolve));
    running?.kill();
    await gone;
    running = undefined;
  };

  before(async () => {
    mkdirSync(join(folder, 'signatures'));
    // One signature of our own; the official ones are not to be had everywhere, and are large.
    const hex = Buffer.from(eicar).toString('hex');
    writeFileSync(join(folder, 'signatures', 'own.ndb'), `Test.EICAR:0:*:${hex}\n`);
    writeFileSync(
      join(folder, 'clamd.conf'),
      [
        ...[`DatabaseDirectory ${join(folder, 'signatures')}`, `LocalSocket ${socket}`],
        ...['Foreground yes', 'StreamMaxLength 1M'],
      ].join('\n'),
    );
    running = spawn(program ?? '', ['-c', join(folder, 'clamd.conf')], { stdio: 'ignore' });
    for (let tries = 0; !(await answers(socket)); tries++) {
      assert.ok(tries < 200, 'clamd does not answer');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  after(async () => {
    if (running !== undefined) await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('says what it finds, takes nothing that is too long for it, and is missed when it is stopped', async () => {
    const scan = scanWithClamav({ address: `unix://${socket}` });
    assert.deepEqual(await scan(Buffer.from('name,team\n')), { found: undefined });
    assert.deepEqual(await scan(Buffer.from(eicar)), { found: 'Test.EICAR.UNOFFICIAL' });
    const long = Buffer.concat([Buffer.alloc(900_000, 'a\n'), Buffer.from(eicar)]);
    assert.deepEqual(await scan(long), { found: 'Test.EICAR.UNOFFICIAL' });
    for (let tries = 0; tries < 10; tries++)
      await assert.rejects(scan(Buffer.alloc(5_000_000, 'a')), /StreamMaxLength/);
    await stop();
    await assert.rejects(scan(Buffer.from('a')), /ENOENT|ECONNREFUSED/);
  });
});

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
