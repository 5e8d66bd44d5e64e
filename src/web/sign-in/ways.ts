/** The ways of signing in that an operator has set up. */
import { type SessionLimits, usualSessionLimits } from '../../cases/sessions.ts';
import type { Provider } from './provider.ts';

export interface SignInWays {
  readonly providers: readonly Provider[];
  /** Authorities whose partners may have a link mailed. */
  readonly links: readonly string[];
  /** Where people find Stile: providers send them back there. */
  readonly address: string;
  readonly sessions: SessionLimits;
  /** For the operator: codes, and nothing of a person. */
  readonly log: (message: string) => void;
}

export const noWays: SignInWays = {
  providers: [],
  links: [],
  address: '',
  sessions: usualSessionLimits,
  log: () => undefined,
};

export interface WaysInto {
  readonly staff: readonly Provider[];
  readonly partners: readonly Provider[];
  readonly link: boolean;
}

/** The ways into one authority. */
export function waysInto(
  { providers, links }: Pick<SignInWays, 'providers' | 'links'>,
  authority: string,
): WaysInto {
  const theirs = providers.filter((provider) => provider.authority === authority);
  return {
    staff: theirs.filter((provider) => provider.for === 'staff'),
    partners: theirs.filter((provider) => provider.for === 'partner'),
    link: links.includes(authority),
  };
}

export function hasWays(ways: WaysInto): boolean {
  return ways.link || ways.staff.length + ways.partners.length > 0;
}
