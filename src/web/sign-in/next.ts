import { isOwnPath } from '../flash.ts';

/** The page asked for, if it is one of ours; signing in or out again is not. */
export function safeNext(next: unknown): string | undefined {
  return isOwnPath(next) && next.length <= 2000 && !/^\/sign-(?:in|out)/.test(next)
    ? next
    : undefined;
}
