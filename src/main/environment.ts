import { isAbsolute, join, resolve } from 'node:path';
import * as v from 'valibot';

/** What an operator may set. Only this file reads the environment. */
export interface Environment {
  readonly port: number;
  readonly dataDir: string;
  /** Without it, Stile starts its own PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** The application's own login to the same database, which is not its owner. */
  readonly databaseAppUrl: string | undefined;
  /** Without it, no mail leaves. */
  readonly smtpUrl: string | undefined;
  /** Whom mails are from. */
  readonly mailFrom: string;
  /** The name or address of this machine to listen at. */
  readonly host: string;
  /** People come by https, through a proxy. */
  readonly secure: boolean;
  /** Proxies whose word on where a request comes from is believed. */
  readonly proxies: readonly string[];
  /** Where people find Stile, for links in mails; worked out where it is not given. */
  readonly address: string | undefined;
  readonly log: 'plain' | 'json';
  /** Without it there are no metrics. */
  readonly metricsToken: string | undefined;
  /** The private key that signs checkpoints; without it the worker makes none. */
  readonly checkpointKey: string | undefined;
  /** Public keys that signed checkpoints before. */
  readonly checkpointFormerKeys: readonly string[];
  /** ClamAV's daemon, which looks at every upload; without it nobody does. */
  readonly clamav: string | undefined;
  /** The collector to which OpenTelemetry sends traces; without it none are made. */
  readonly tracesTo: string | undefined;
  /** Where checkpoints are kept besides the database. */
  readonly checkpointFile: string | undefined;
  /** The file that says how people sign in; without it nobody does, except in a demonstration. */
  readonly signInFile: string | undefined;
  /** A session ends after so many minutes in which nothing was asked. */
  readonly sessionIdleMinutes: number;
  /** And after so many hours in any case. */
  readonly sessionHours: number;
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
  DATABASE_APP_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isUrlOf('postgres:', 'postgresql:'),
        'DATABASE_APP_URL must be the address of the same database as DATABASE_URL with the login of the application, such as postgresql://stile_login:password@host:5432/stile.',
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
  STILE_MAIL_FROM: v.pipe(
    v.optional(v.string(), 'Stile <stile@localhost>'),
    v.regex(
      /^[^<>\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/,
      'STILE_MAIL_FROM must be an address of mail, such as Stile <stile@example.org>.',
    ),
  ),
  STILE_HOST: v.optional(v.string(), 'localhost'),
  STILE_SECURE: v.pipe(
    v.optional(v.string(), 'no'),
    v.check((text) => text === 'yes' || text === 'no', 'STILE_SECURE must be yes or no.'),
    v.transform((text) => text === 'yes'),
  ),
  STILE_PROXY: v.pipe(v.optional(v.string(), ''), v.transform(splitList)),
  STILE_ADDRESS: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isUrlOf('http:', 'https:'),
        'STILE_ADDRESS must be the address at which people find Stile, such as https://stile.example.org.',
      ),
    ),
  ),
  STILE_LOG: v.optional(v.picklist(['plain', 'json'], 'STILE_LOG must be plain or json.'), 'plain'),
  STILE_METRICS_TOKEN: v.optional(
    v.pipe(v.string(), v.minLength(16, 'STILE_METRICS_TOKEN must have 16 characters or more.')),
  ),
  STILE_CHECKPOINT_KEY: v.optional(v.string()),
  STILE_CHECKPOINT_FORMER_KEYS: v.pipe(v.optional(v.string(), ''), v.transform(splitList)),
  STILE_CHECKPOINT_FILE: v.optional(v.string()),
  OTEL_EXPORTER_OTLP_ENDPOINT: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isUrlOf('http:', 'https:'),
        'OTEL_EXPORTER_OTLP_ENDPOINT must be the address of a collector, such as http://localhost:4318.',
      ),
    ),
  ),
  STILE_CLAMAV: v.optional(
    v.pipe(
      v.string(),
      v.check(
        isUrlOf('tcp:', 'unix:'),
        'STILE_CLAMAV must be the address of clamd, such as tcp://localhost:3310 or unix:///run/clamav/clamd.ctl.',
      ),
    ),
  ),
  STILE_SIGN_IN: v.optional(v.string()),
  STILE_SESSION_MINUTES: v.pipe(
    v.optional(v.string(), '60'),
    v.check(
      isNumberFrom(6, 1440),
      'STILE_SESSION_MINUTES must be a number of minutes from 6 to 1440, such as 60.',
    ),
    v.transform(Number),
  ),
  STILE_SESSION_HOURS: v.pipe(
    v.optional(v.string(), '12'),
    v.check(isNumberFrom(1, 24), 'STILE_SESSION_HOURS must be a number of hours from 1 to 24.'),
    v.transform(Number),
  ),
});

/** Every variable there is; docs/operating.md explains each, and a test compares. */
export const settingNames: readonly string[] = Object.keys(schema.entries);

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
      databaseAppUrl: read.output.DATABASE_APP_URL,
      smtpUrl: SMTP_URL,
      mailFrom: read.output.STILE_MAIL_FROM,
      host: read.output.STILE_HOST,
      secure: read.output.STILE_SECURE,
      proxies: read.output.STILE_PROXY,
      address: read.output.STILE_ADDRESS,
      log: read.output.STILE_LOG,
      metricsToken: read.output.STILE_METRICS_TOKEN,
      checkpointKey: read.output.STILE_CHECKPOINT_KEY,
      checkpointFormerKeys: read.output.STILE_CHECKPOINT_FORMER_KEYS,
      checkpointFile: read.output.STILE_CHECKPOINT_FILE,
      clamav: read.output.STILE_CLAMAV,
      tracesTo: read.output.OTEL_EXPORTER_OTLP_ENDPOINT,
      signInFile: read.output.STILE_SIGN_IN,
      sessionIdleMinutes: read.output.STILE_SESSION_MINUTES,
      sessionHours: read.output.STILE_SESSION_HOURS,
    },
  };
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function isNumberFrom(least: number, most: number): (text: string) => boolean {
  return (text) => /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most;
}

function isUrlOf(...protocols: string[]): (text: string) => boolean {
  return (text) => protocols.includes(URL.parse(text)?.protocol ?? '');
}
