import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addWorker, changeWorker } from '../../src/cases/change-people.ts';
import { importPeople, planImport } from '../../src/cases/import-people.ts';
import { exportPeople } from '../../src/cases/queries/export-people.ts';
import { listPeople } from '../../src/cases/queries/list-people.ts';
import { importHeader } from '../../src/cases/read-people-file.ts';
import type { TestStile } from '../store/support.ts';
import { asAdministrator, boss, family, openCouncil } from './support.ts';

let stile: TestStile;
before(async () => {
  stile = await openCouncil();
});
after(() => stile.close());

const list = (...lines: readonly string[]): string => [importHeader, ...lines].join('\n');
const everybody = [
  'Person sam,sam@example.org,The council,council,North,Social Worker,,',
  'Person kim,kim@example.org,The council,council,North,Social Worker,,',
  'Person mo,mo@example.org,The council,council,North,team-manager,,',
  'Person ada,ada@example.org,The council,council,North,,,',
  'Person bea,bea@example.org,The council,council,North,,,',
];

async function directory(): Promise<string> {
  const listed = await listPeople(stile, asAdministrator);
  return JSON.stringify(
    listed?.people.map(({ name, email, team, roles }) => [name, email, team, roles]),
  );
}

describe('a list of people', () => {
  test('that says what the directory says changes nothing', async () => {
    const planned = await planImport(stile, asAdministrator, list(...everybody));
    assert.deepEqual([planned.errors, planned.groups, planned.changes], [[], [], 0]);
  });

  test('says line by line what is wrong, and then changes nothing at all', async () => {
    const before = await directory();
    const wrong = list(
      'New Person,new@example.org,The council,council,North,Socal Worker,,',
      'Other,other@example.org,The council,council,North,Social Worker,31/2/2026,',
      'Third,third@example.org,New Agency,,North,Social Worker,,',
      ',nobody@example,The council,council,North,,,',
      'Person sam,sam@example.org,The council,council,North,Social Worker,,',
      'Sam Another,sam@example.org,The council,council,North,team-manager,,',
      'Twice,twice@example.org,The council,council,,Social Worker,,',
      'Twice,twice@example.org,The council,council,,Social Worker,,',
      'Backwards,b@example.org,The council,council,,Social Worker,5/4/2026,4/4/2026',
      'Nobody,,The council,council,,,,',
      'Boss,boss@example.org,The council,council,,Administrator of Stile,,',
    );
    const done = await importPeople(stile, asAdministrator, wrong);
    assert.deepEqual(done.errors, [
      'Line 2: there is no role “Socal Worker”. Did you mean “Social Worker”?',
      'Line 3: “31/2/2026” is not a date. Write it like 27/3/2026 or 2026-03-27.',
      'Line 4: “New Agency” is a new agency. Say in “Works for” whether it is council or partner.',
      'Line 5: Enter the name.',
      'Line 5: Enter an e-mail address in the correct format, like name@example.org.',
      'Line 7: sam@example.org has another name, agency or team than in line 6.',
      'Line 9: twice@example.org has the same role twice.',
      'Line 10: the last day is before the first.',
      'Line 11: there is no e-mail address. It says who a line is about.',
      'Line 12: the role Administrator of Stile is given and ended on the person’s page, not by a list.',
    ]);
    assert.equal(await directory(), before);
  });

  test('without the right columns is refused with what is missing, and a quotation mark left open with its line', async () => {
    const columns = await planImport(stile, asAdministrator, 'Nme,E-mail,Agency\na,b,c');
    assert.deepEqual(columns.errors, [
      'Line 1: the column “Name” is missing.',
      'Line 1: the column “Role” is missing.',
      'Line 1: there is no column “Nme”. Did you mean “name”?',
    ]);
    const open = await planImport(
      stile,
      asAdministrator,
      list('"Never closed,a@b.org,The council,,,,,'),
    );
    assert.match(
      open.errors.join(),
      /cannot be read as CSV; look for a quotation mark that is not closed/,
    );
    assert.deepEqual((await planImport(stile, asAdministrator, '')).errors, ['The file is empty.']);
  });

  test('never removes anybody, and never ends a role while a family hangs on it', async () => {
    await family(stile, 'hangs');
    const planned = await planImport(
      stile,
      asAdministrator,
      list(
        'Person sam,sam@example.org,The council,council,North,team-manager,,',
        ...everybody.slice(2),
      ),
    );
    assert.deepEqual(planned.errors, []);
    const group = (title: string) =>
      planned.groups.find((each) => each.title === title)?.lines ?? [];
    assert.deepEqual(group('Roles given'), [
      'Person sam: Social Care Team Manager from 2 March 2026',
    ]);
    assert.deepEqual(group('Roles ended'), []);
    assert.match(
      group('To do by hand').join('\n'),
      /Person sam is Social Worker in the directory, and not in the list\. End it on their page: 1 family goes to somebody named/,
    );
    assert.match(group('To do by hand').join('\n'), /Person kim is not in the list/);
  });

  test('is done whole when it is confirmed, with a spreadsheet’s mark, semicolons and ends of line', async () => {
    const text = `\uFEFF${list(
      'Nia New,nia@example.org,Valley School,partner,,Lead,,',
      'Ned New,ned@example.org,The council,council,South,social-worker,1/4/2026,30/6/2026',
      'Ned New,ned@example.org,The council,council,South,team-manager,,',
      'Person kim,kim@example.org,The council,council,South,Social Worker,,',
      ...everybody.filter((line) => !line.includes('kim@')),
    )
      .replaceAll(',', ';')
      .replaceAll('\n', '\r\n')}`;
    const role = stile.protocols.current('cheshire-east').roles.get('lead' as never)?.title ?? '';
    const planned = await planImport(stile, asAdministrator, text.replace(';Lead;', `;${role};`));
    assert.deepEqual(planned.errors, []);
    const done = await importPeople(
      stile,
      asAdministrator,
      text.replace(';Lead;', `;${role};`),
      planned.seen,
    );
    assert.deepEqual([done.errors, done.changes], [[], 6]);
    const people = await directory();
    assert.match(people, /\["Nia New","nia@example\.org",null,\["lead"\]\]/);
    assert.match(people, /\["Ned New","ned@example\.org","South",\["team-manager"\]\]/);
    assert.match(people, /\["Person kim","kim@example\.org","South",\["social-worker"\]\]/);
    const again = await planImport(stile, asAdministrator, text.replace(';Lead;', `;${role};`));
    assert.deepEqual([again.errors, again.changes], [[], 0]);
  });

  test('is not done where the directory has changed since it was looked at', async () => {
    const text = list('Late,late@example.org,The council,council,,,,', ...everybody);
    const planned = await planImport(stile, asAdministrator, text);
    const entry = {
      name: 'Zed',
      email: 'zed@example.org',
      agency: 'The council',
      employer: 'authority',
      team: '',
    } as const;
    assert.ok((await addWorker(stile, asAdministrator, entry)).ok);
    const done = await importPeople(stile, asAdministrator, text, planned.seen);
    assert.match(done.errors.join(), /The directory has changed since you looked/);
    assert.doesNotMatch(await directory(), /Late/);
  });

  test('is for administrators', async () => {
    const sam = { ...asAdministrator, actor: { ...boss, worker: 'sam' as never, roles: [] } };
    assert.deepEqual((await importPeople(stile, sam, list('A,a@b.org,X,council,,,,'))).errors, [
      'Importing people is for an administrator.',
    ]);
  });
});

test('the directory goes out as a list that comes in again, and no cell of it is a formula', async () => {
  const entry = {
    name: '=HYPERLINK("http://evil")',
    email: 'formula@example.org',
    agency: 'The council',
    employer: 'authority',
    team: '@team',
  } as const;
  assert.ok((await addWorker(stile, asAdministrator, entry)).ok);
  const text = await exportPeople(stile, asAdministrator);
  for (const line of text.replace('\uFEFF', '').split('\n'))
    for (const cell of line.split(',')) assert.doesNotMatch(cell.replace(/^"/, ''), /^[=+\-@\t\r]/);
  const back = await planImport(
    stile,
    asAdministrator,
    text
      .split('\n')
      .filter((line) => !line.includes('formula@'))
      .join('\n'),
  );
  assert.deepEqual([back.errors, back.changes], [[], 0]);
});

test('an administrator corrects their own name, on its page and by a list that does more', async () => {
  const own = await openCouncil();
  const ada = {
    name: 'Ada Jones',
    email: 'ada@example.org',
    agency: 'The council',
    employer: 'authority',
    team: 'North',
  } as const;
  const changed = await changeWorker(own, asAdministrator, 'ada', ada);
  assert.ok(changed.ok, JSON.stringify(changed));
  const now = { ...asAdministrator, actor: { ...boss, name: 'Ada Jones' } };
  const text = list(
    'Ada Jones-Hill,ada@example.org,The council,council,North,,,',
    'Person sam,sam@example.org,The council,council,North,Social Worker,,',
    'Person sam,sam@example.org,The council,council,North,team-manager,,',
    ...everybody.slice(1).filter((line) => !line.includes('ada@')),
  );
  const done = await importPeople(own, now, text);
  assert.deepEqual(done.errors, []);
  const log = await own.behindItsBack(`SELECT by_name, what FROM people_log ORDER BY at, id`);
  assert.deepEqual(
    log.map(({ by_name, what }) => `${by_name}: ${String(what).slice(0, 7)}`).toSorted(),
    ['Ada Jones: Changed', 'Ada Jones: Given t', 'Person ada: Changed'],
  );
  await own.close();
});
