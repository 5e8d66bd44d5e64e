/** Forms with files: as a browser sends them, and broken in every place where they can be. */
import type { Chance } from '../../src/simulation/chance.ts';
import type { Pair } from './mutate.ts';

export interface SentFile {
  readonly field: string;
  readonly name: string;
  readonly content: string;
}

interface Sent {
  readonly body: string;
  readonly headers: { readonly 'content-type': string };
}

export function multipart(
  pairs: readonly Pair[],
  files: readonly SentFile[],
  boundary = 'zq',
): Sent {
  const parts = [
    ...pairs.map(
      ([name, value]) => `Content-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}`,
    ),
    ...files.map(
      ({ field, name, content }) =>
        `Content-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${content}`,
    ),
  ];
  const body = `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

export function strangeFile(chance: Chance): SentFile {
  return {
    field: chance.oneOf(['people', 'people', 'file', 'csv', 'upload', '__proto__']),
    name: chance.oneOf([
      'people.csv',
      'people.exe',
      '',
      '../../x.csv',
      'a'.repeat(500),
      'x.csv\u0000.exe',
    ]),
    content: chance.oneOf([
      'name,email,role\nAnn Other,ann@example.org,social-worker\n',
      '\ufeffname;role\r\n"broken',
      'name\n'.repeat(20_000),
      'MZ\u0000\u0001',
      '=cmd|x,@SUM(A1)\n',
      `${','.repeat(30_000)}\n`,
      '"'.repeat(25_000),
      '',
    ]),
  };
}

/** The same form, but not as a browser would send it. */
export function brokenMultipart(chance: Chance, pairs: readonly Pair[], file: SentFile): Sent {
  const { body, headers } = multipart(pairs, [file]);
  const type = (boundary: string) => ({ 'content-type': `multipart/form-data${boundary}` });
  switch (chance.between(0, 13)) {
    case 0:
      return { body, headers: type('') };
    case 1:
      return { body, headers: type('; boundary=') };
    case 2:
      return { body, headers: type('; boundary=another') };
    case 3:
      return { body, headers: type(`; boundary=${'z'.repeat(300)}`) };
    case 4:
      return { body: body.replace('--zq--\r\n', ''), headers };
    case 5:
      return { body: body.slice(0, chance.between(1, body.length)), headers };
    case 6:
      return { body: body.replaceAll('\r\n', '\n'), headers };
    case 7:
      return { body: body.replaceAll('\r\n\r\n', '\r\n'), headers };
    case 8:
      return { body: `${'--zq\r\n'.repeat(3000)}${body}`, headers };
    case 9:
      return {
        body: body.replace('form-data; name=', `form-data; x="${'y'.repeat(90_000)}"; name=`),
        headers,
      };
    case 10:
      return multipart(
        [...pairs, ...pairs, ...pairs],
        [file, file, { ...file, field: 'other' }, file, file, file, file],
      );
    case 11:
      return { body: body.replaceAll('name="', "name*=UTF-8''%ff%00"), headers };
    case 12:
      return {
        body: `--zq\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n${body}--in--\r\n${body}`,
        headers,
      };
    default:
      return multipart(
        pairs,
        [file],
        chance.oneOf(['"', '--', ' ', 'zq; boundary=other', '\u00e9']),
      );
  }
}

function quoted(name: string): string {
  return name.replace(/["\r\n]/g, '');
}
