import type { SessionRow } from '../../cases/own-sessions.ts';
import type { Provider } from '../sign-in/provider.ts';
import type { Web } from '../web.ts';

/** How somebody signed in: "Anytown account", "a link by mail". */
export function howInWords(web: Web, how: string): string {
  if (how === 'demonstration') return 'Choosing a name';
  if (how === 'link') return 'A link by mail';
  if (how === 'administrator') return 'An administrator';
  const [, id] = /^provider:(.+)$/.exec(how) ?? [];
  return providerInWords(web, (provider) => provider.id === id) ?? id ?? how;
}

/** A provider in a table, which may be about somebody else: "your Anytown account" is "Anytown account" there. */
export function providerInWords(
  web: Web,
  isIt: (provider: Provider) => boolean,
): string | undefined {
  const name = web.signIn?.providers.find(isIt)?.name.replace(/^your /i, '');
  return name && name.charAt(0).toUpperCase() + name.slice(1);
}

export function deviceInWords({ device }: Pick<SessionRow, 'device'>): string {
  return device === '' ? 'A browser that does not say what it is' : device;
}

const RESULTS: Readonly<Record<string, string>> = {
  'signed-in': 'Signed in',
  'signed-out': 'Signed out',
  ended: 'Session ended',
  'ended-by-provider': 'Session ended: they were signed out at the provider',
  'link-asked': 'A link by mail was asked for',
  'link-sent': 'A link was mailed',
  'link-not-good': 'Refused: the link had run out, was used before or was not theirs',
  linked: 'Account linked to this person',
  unlinked: 'Account no longer linked',
  created: 'Entered in the directory by their provider',
  'roles-changed': 'Roles changed by their provider',
  unknown: 'Refused: nobody in the directory has this account or address',
  'no-email': 'Refused: the provider gave no e-mail address',
  'email-not-verified': 'Refused: the provider does not vouch for the e-mail address',
  'several-entries': 'Refused: several people in the directory have this address',
  'other-account-linked': 'Refused: another account at this provider is theirs',
  left: 'Refused: they have left',
  'not-for-this-provider': 'Refused: this provider is not for them',
  'no-role': 'Refused: the provider gives them no role',
  'answer-not-good':
    'Refused: the provider’s answer had run out, was used before or was not theirs',
  cancelled: 'Broken off at the provider',
  'provider-away': 'The provider could not be reached',
};

export function resultInWords(result: string): string {
  return RESULTS[result] ?? result;
}
