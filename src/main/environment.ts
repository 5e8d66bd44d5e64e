import { isAbsolute, join, resolve } from 'node:path';
import * as v from 'valibot';

/** What an operator may set. Only this file reads the environment. */
export interface Environment {
  readonly port: number;
  readonly dataDir: string;
  /** Without it, Stile starts its own PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** Without it, no mail leaves. */
  readonly smtpUrl: string | undefined;
}

export type ReadEnvironment =
  | { readonly value: Environment }
  | { readonly errors: readonly string[] };

const projectFolder = join(import.meta.dirname, '..', '..', '..');

const schema = v.object({
  PORT: v.pipe(
    v.optional(v.string(), '3000'),
    v.check(isPort, 'PORT must be a number from 0 to 65535, such as 3000.'),
    v.transform(Number),
  ),
  STILE_DATA: v.optional(v.string(), join(projectFolder, 'data')),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isUrlOf('postgres:', 'postgresql:'),
        'DATABASE_URL must be the address of a PostgreSQL database, such as postgresql://user:password@host:5432/stile.',
      ),
    ),
  ),
  SMTP_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isUrlOf('smtp:', 'smtps:'),
        'SMTP_URL must be the address of a mail server, such as smtp://user:password@host:587.',
      ),
    ),
  ),
});

export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): ReadEnvironment {
  // A variable that is set to nothing counts as not set, as in most shells and service files.
  const set = Object.fromEntries(Object.entries(variables).filter(([, text]) => text?.trim()));
  const read = v.safeParse(schema, set);
  if (!read.success) return { errors: read.issues.map((issue) => issue.message) };
  const { PORT, STILE_DATA, DATABASE_URL, SMTP_URL } = read.output;
  return {
    value: {
      port: PORT,
      dataDir: isAbsolute(STILE_DATA) ? STILE_DATA : resolve(STILE_DATA),
      databaseUrl: DATABASE_URL,
      smtpUrl: SMTP_URL,
    },
  };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function isUrlOf(...protocols: string[]): (text: string) => boolean {
  return (text) => protocols.includes(URL.parse(text)?.protocol ?? '');
}
