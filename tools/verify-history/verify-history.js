#!/usr/bin/env node
// Checks a dump of Stile's history without Stile and without its database.
//
//   node verify-history.js DUMP [--checkpoints FILE --key PUBLIC-KEY ...]
//
// Plain JavaScript of Node.js 18 or later and nothing else, on purpose: it shares no code with what writes the history,
// and is short enough to be read before it is trusted. The formats are in docs/history-format.md.
// Exit code: 0 whole, 1 not whole, 2 could not be checked.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const problems = [];
const heads = new Map(); // "authority<tab>family" -> { version, hash } of the last event
const wanted = new Map(); // "authority<tab>family" -> versions whose hash a checkpoint needs
const seen = new Map(); // "authority<tab>family<tab>version" -> hash, for the checkpoints only
const declared = new Set();
const broken = new Set();
const tombs = new Map(); // "authority<tab>family" -> what is left of a family that was disposed of
const records = new Map(); // authority -> the events of its history of the records
let events = 0;

const { dump, checkpoints, keys } = readArguments(process.argv.slice(2));
const rows = checkpoints === undefined ? [] : readCheckpoints(checkpoints, keys);
for (const { authority, family, version } of rows) {
  const name = `${authority}\t${family}`;
  wanted.set(name, (wanted.get(name) ?? new Set()).add(version));
}
await readDump(dump);
const gone = checkDisposed();
for (const { authority, family, version, hash, number } of rows) {
  const found = seen.get(`${authority}\t${family}\t${version}`);
  if (found === hash) continue;
  say(authority, family, found === undefined
    ? `event ${version}, which checkpoint ${number} has seen, is gone`
    : `was rewritten: event ${version} is not the one checkpoint ${number} has seen`);
}
for (const line of problems) console.error(line);
console.log(problems.length === 0
  ? `Whole: ${events} events of ${heads.size} histories${checkpoints === undefined ? '' : `, as ${rows.length} signed ends say`}.${gone === 0 ? '' : ` ${gone} families were disposed of, as two people decided.`}`
  : `NOT whole: ${problems.length} problems in ${events} events of ${heads.size} histories.`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function readDump(path) {
  const digest = createHash('sha256');
  let lines = 0;
  let end;
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: 0 })) {
    if (end !== undefined) fail(`${path} goes on after its end.`);
    const parts = line.split('\t');
    if (lines === 0 && (parts[0] !== 'stile-history' || !['1', '2'].includes(parts[1]))) fail(`${path} is not a dump of Stile's history, form 1 or 2.`);
    if (parts[0] === 'end') {
      end = { lines: Number(parts[1]), digest: parts[2] };
      continue;
    }
    digest.update(`${line}\n`, 'utf8');
    lines += 1;
    if (parts[0] === 'event') readEvent(parts);
    else if (parts[0] === 'tombstone') readTombstone(parts);
    else if (parts[0] === 'head') readHead(parts);
    else if (lines > 1) fail(`${path}, line ${lines}: ${parts[0]} is not known.`);
  }
  if (end === undefined) fail(`${path} has no end: it was cut off.`);
  if (end.lines !== lines || end.digest !== digest.digest('hex')) fail(`${path} is not as it was written: its digest does not fit.`);
  for (const name of heads.keys()) {
    if (!declared.has(name) && !broken.has(name)) say(...name.split('\t'), 'has a history, but the read tables do not know it');
  }
}

function readEvent([, authority, family, version, type, at, recorded, hash, body]) {
  events += 1;
  const name = `${authority}\t${family}`;
  const last = heads.get(name) ?? { version: 0, hash: '0'.repeat(64) };
  const number = Number(version);
  heads.set(name, { version: number, hash });
  if (wanted.get(name)?.has(number)) seen.set(`${name}\t${version}`, hash);
  if (broken.has(name)) return;
  const wrong = problemOf();
  if (wrong === undefined) {
    if (family === 'records:retention') records.set(authority, [...(records.get(authority) ?? []), JSON.parse(body).event]);
    return;
  }
  broken.add(name);
  say(authority, family, wrong);

  function problemOf() {
    if (number !== last.version + 1) return `event ${last.version + 1} is missing; ${version} is the next there is`;
    const follows = createHash('sha256').update(Buffer.from(last.hash, 'hex')).update(body, 'utf8').digest('hex');
    if (follows !== hash) return `event ${version} is not what was written: its hash does not follow`;
    let said;
    try {
      said = JSON.parse(body);
    } catch {
      return `event ${version} cannot be read`;
    }
    if (said.authority !== authority || said.family !== family || said.version !== number) return `in place of event ${version} stands another`;
    if (said.event?.type !== type || said.event?.at !== at || said.event?.recorded !== recorded) return `event ${version} is filed with another type or time than it says`;
    return undefined;
  }
}

function readTombstone([, authority, family, version, hash]) {
  const name = `${authority}\t${family}`;
  const tomb = tombs.get(name) ?? { events: 0, first: hash, digest: createHash('sha256') };
  tomb.events += 1;
  tomb.last = hash;
  tomb.digest.update(`${version}\t${hash}\n`, 'utf8');
  tombs.set(name, tomb);
  if (wanted.get(name)?.has(Number(version))) seen.set(`${name}\t${version}`, hash);
}

/** A family may be gone only as its disposal record says, and that only as two people decided. How many are. */
function checkDisposed() {
  const told = new Set();
  for (const [authority, all] of records) {
    for (const event of all) {
      if (event.type !== 'FamilyDisposed') continue;
      const name = `${authority}\t${event.family}`;
      told.add(name);
      const confirmed = all[event.decision - 1];
      const proposed = confirmed?.type === 'DisposalConfirmed' ? all[confirmed.proposal - 1] : undefined;
      const listed = proposed?.type === 'DisposalProposed' ? proposed.families.find(({ family }) => family === event.family) : undefined;
      const tomb = tombs.get(name);
      if (listed === undefined || listed.hash !== event.last || listed.version !== event.events
        || proposed.by.worker === confirmed.by.worker || proposed.fingerprint !== confirmed.fingerprint) say(authority, event.family, 'is said to be disposed of, but no two people have decided that');
      else if (tomb === undefined) say(authority, event.family, 'is said to be disposed of, but what should be left of it is missing');
      else if (tomb.events !== event.events || tomb.first !== event.first || tomb.last !== event.last || tomb.digest.digest('hex') !== event.digest) say(authority, event.family, 'was disposed of, but what is left of it is not what its record says');
      else if (heads.has(name) || declared.has(name)) say(authority, event.family, 'is said to be disposed of, but it is there');
    }
  }
  for (const name of tombs.keys()) if (!told.has(name)) say(...name.split('\t'), 'has lost its events, and no disposal of it is recorded');
  return told.size;
}

function readHead([, authority, family, version, hash]) {
  const name = `${authority}\t${family}`;
  declared.add(name);
  const last = heads.get(name);
  if (last === undefined) say(authority, family, 'the whole history is missing');
  else if (!broken.has(name) && (last.version !== Number(version) || last.hash !== hash)) say(authority, family, `ends with event ${last.version}, but the read tables know ${version}`);
}

/** The ends that each authority's checkpoints have signed; a row of checkpoints that does not hold together is a problem itself. */
function readCheckpoints(path, keys) {
  const byPrint = new Map(keys.map((key) => [print(key), key]));
  const found = [];
  const rows = new Map();
  const lines = readFileSync(path, 'utf8').split('\n').filter((line) => line !== '');
  for (const line of lines) {
    const { authority, body, signature } = JSON.parse(line);
    const row = rows.get(authority) ?? { number: 0, previous: '0'.repeat(64), ends: new Map(), bad: false };
    rows.set(authority, row);
    if (row.bad) continue;
    row.number += 1;
    const said = JSON.parse(body);
    const wrong = problemOf();
    if (wrong === undefined) {
      row.previous = createHash('sha256').update(body, 'utf8').digest('hex');
      continue;
    }
    row.bad = true;
    problems.push(`${authority}: checkpoint ${row.number} ${wrong}`);

    function problemOf() {
      const key = byPrint.get(said.key);
      if (key === undefined) return 'is signed with a key that was not given';
      if (!verify(null, Buffer.from(body, 'utf8'), key, Buffer.from(signature, 'base64'))) return 'has a signature that does not fit';
      if (said.authority !== authority || said.number !== row.number) return 'stands in the wrong place';
      if (said.previous !== row.previous) return 'does not follow the one before it';
      for (const [family, version, hash] of said.changed) {
        row.ends.set(family, { version, hash });
        found.push({ authority, family, version, hash, number: said.number });
      }
      const digest = createHash('sha256');
      for (const family of [...row.ends.keys()].sort()) digest.update(`${family}\t${row.ends.get(family).version}\t${row.ends.get(family).hash}\n`, 'utf8');
      if (row.ends.size !== said.families || digest.digest('hex') !== said.root) return 'has a digest that does not fit';
      return undefined;
    }
  }
  return found;
}

function print(key) {
  return createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex');
}

function readArguments(given) {
  const asked = { keys: [] };
  for (let i = 0; i < given.length; i += 1) {
    if (given[i] === '--checkpoints') asked.checkpoints = given[++i];
    else if (given[i] === '--key') asked.keys.push(createPublicKey(readFileSync(given[++i])));
    else if (asked.dump === undefined) asked.dump = given[i];
    else fail('Give one dump.');
  }
  if (asked.dump === undefined) fail('Usage: node verify-history.js DUMP [--checkpoints FILE --key PUBLIC-KEY ...]');
  return asked;
}

function say(authority, family, words) {
  problems.push(`${authority}, ${family}: ${words}`);
}

function fail(words) {
  console.error(words);
  process.exit(2);
}
