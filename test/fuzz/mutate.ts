/** Words, names and bodies that no page of ours would send. */
import type { Chance } from '../../src/simulation/chance.ts';
import type { Field } from './page-parts.ts';

export type Pair = readonly [name: string, value: string];

/** Never to be seen on a page as it is written here. */
export const MARKUP = '<zqscript zq="1">';

const TEXTS: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'null',
  'undefined',
  'true',
  '99999999999999999999',
  '0x10',
  '１２',
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  '-271821-04-20',
  '31',
  '25:61',
  '12',
  'noon',
  "'; DROP TABLE event; --",
  '$1',
  '%',
  '\\',
  '_%_',
  `"><img src=x onerror=alert(1)>${MARKUP}`,
  MARKUP,
  '{{7*7}}${7*7}#{7*7}',
  '../../../etc/passwd',
  '//evil.example/',
  'https://evil.example/',
  'javascript:alert(1)',
  'a\u0000b',
  'line\r\nSet-Cookie: x=y',
  '\u202eright to left',
  'e\u0301\u0301\u0301',
  '👩‍👩‍👧‍👦',
  'ﷺ'.repeat(40),
  '\ufeff\u200b\u2028',
  '\ud800',
  '(((((((((((((((((((((((((',
  '*'.repeat(300),
  'now',
  'earlier',
  'family',
  'stile',
  'demo-outsider',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
];

const LONG = ['a', 'Ω', ' word', '\n', '<'];

const NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'act__when',
  'act__children',
  'request',
  '_csrf',
  'next',
  'kept',
  '',
  ' ',
  'a'.repeat(5000),
  '💥',
  'a\u0000',
];

export function strangeText(chance: Chance, known: readonly string[]): string {
  switch (chance.between(0, 7)) {
    case 0:
      return chance.oneOf(LONG).repeat(chance.oneOf([50, 201, 5001, 20_000]));
    case 1:
    case 2:
      return known.length === 0 ? '' : chance.oneOf(known);
    case 3:
      return String.fromCodePoint(...Array.from({ length: 8 }, () => chance.between(1, 0xd7ff)));
    default:
      return chance.oneOf(TEXTS);
  }
}

/** Fills a form in as a person might, `word` in every text, so that it reaches what lies behind. */
export function fillIn(chance: Chance, fields: readonly Field[], word: string): Pair[] {
  const radios = new Map<string, Field[]>();
  const pairs: Pair[] = [];
  for (const field of fields) {
    if (field.kind === 'radio') {
      const list = radios.get(field.name) ?? [];
      radios.set(field.name, [...list, field]);
    } else if (field.kind === 'checkbox') {
      if (field.chosen || chance.between(0, 1) === 0) pairs.push([field.name, field.value]);
    } else if (field.kind === 'select')
      pairs.push([
        field.name,
        field.options.length > 0 ? chance.oneOf(field.options) : field.value,
      ]);
    else if (field.kind === 'hidden') pairs.push([field.name, field.value]);
    else if (field.kind === 'button' || field.kind === 'submit') {
      if (chance.between(0, 4) === 0) pairs.push([field.name, field.value]);
    } else if (field.kind !== 'file') pairs.push([field.name, typed(chance, field, word)]);
  }
  for (const [name, list] of radios) {
    // What was chosen already is as good as any other; sometimes nothing is.
    if (chance.between(0, 9) > 0) pairs.push([name, chance.oneOf(list).value]);
  }
  return pairs;
}

function typed(chance: Chance, { name, value, kind }: Field, word: string): string {
  if (/(?:-|__)day$|-d$/.test(name)) return String(chance.between(1, 31));
  if (/month$/.test(name)) return String(chance.between(1, 12));
  if (/year$/.test(name)) return chance.oneOf(['2026', '2016', '2027', '26']);
  if (/time|hour/.test(name)) return chance.oneOf(['', '9:30am', '14:30']);
  if (value !== '' && chance.between(0, 2) > 0) return value;
  if (kind === 'textarea') return `${word} words`;
  return chance.oneOf([`${word} words`, `${word} words`, `${word} words`, '3', '']);
}

/** Spoils a few things of a form that was filled in. */
export function spoil(chance: Chance, pairs: readonly Pair[], known: readonly string[]): Pair[] {
  const spoilt = [...pairs];
  for (let left = chance.between(1, 3); left > 0; left--) {
    const at = chance.between(0, Math.max(0, spoilt.length - 1));
    const [name = 'x', value = ''] = spoilt[at] ?? [];
    // Without its key a form goes no further; that is tried elsewhere.
    const keep = name === '_csrf' && chance.between(0, 9) > 0;
    switch (keep ? 3 : chance.between(0, 8)) {
      case 0:
        spoilt.splice(at, 1);
        break;
      case 1:
        spoilt.push([name, strangeText(chance, known)]);
        break;
      case 2:
        spoilt.push([
          `${name}${chance.oneOf(['[]', '[a]', '.a', '-0-who', '__date-day', '-year', '-9999999-what'])}`,
          value,
        ]);
        break;
      case 3:
        spoilt.push([chance.oneOf(NAMES), strangeText(chance, known)]);
        break;
      case 4:
        for (let copies = chance.oneOf([2, 50]); copies > 0; copies--) spoilt.push([name, value]);
        break;
      default:
        spoilt[at] = [name, strangeText(chance, known)];
    }
  }
  return spoilt;
}

export function encode(pairs: readonly Pair[]): string {
  return pairs
    .map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join('='))
    .join('&');
}

/** Bodies that are no form at all. */
export function strangeBody(chance: Chance): { readonly type: string; readonly body: string } {
  const type = chance.oneOf([
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=utf-16',
    'application/json',
    'text/plain',
    'multipart/form-data',
    'multipart/form-data; boundary=b',
    'text/html; charset="',
    '',
  ]);
  const body = chance.oneOf([
    '',
    '%',
    '%ED%A0%80=%ff%fe',
    '&&&===&=',
    'a[b][c]=1&a[b]=2&a=3',
    `${'a=1&'.repeat(2000)}`,
    '{"_csrf":{"$ne":1},"__proto__":{"x":1}}',
    '[[[[',
    '--b\r\nContent-Disposition: form-data; name="x"; filename="x.csv"\r\n\r\nhalf',
    '--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n--b--\r\n',
    '\u0000\u0001\u0002',
  ]);
  return { type, body };
}

/** Cookies that no server gave. */
export function strangeCookie(chance: Chance, authority: string, own: string): string {
  return chance.oneOf([
    'stile_session=',
    'stile_session=~',
    `stile_session=${authority}~`,
    `stile_session=${authority}~${'x'.repeat(5000)}`,
    `stile_session=__proto__~x`,
    `stile_session=${authority}~%00`,
    `stile_session=${authority}~%E0%A4%A`,
    `${own}; ${own}`,
    `stile_visit=%00; stile_flash=%7B; ${own}`,
    `stile_flash=${encodeURIComponent('{"says":{"a":1}}')}; ${own}`,
    `stile_flash=eyJ4Ijp7fX0; stile_visit=; ${own}`,
    `=; ;;=;${own}`,
    `stile_session=${authority.toUpperCase()}~x; ${own}`,
  ]);
}
