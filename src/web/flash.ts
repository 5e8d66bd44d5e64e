/** A word to the person on the next page they see: kept in a cookie, so that it survives the redirect. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { giveCookie, readCookie, takeCookieBack } from './cookies.ts';
import type { Flash } from './kit/page.tsx';

const MINUTES = 5;

/** Says something on the next page. */
export function setFlash(reply: FastifyReply, flash: Flash): void {
  const text = Buffer.from(JSON.stringify(flash)).toString('base64url');
  giveCookie(reply, 'flash', text, MINUTES);
}

/** What was said for this page, if anything. */
export function readFlash(request: FastifyRequest): Flash | undefined {
  const cookie = readCookie(request, 'flash');
  if (cookie === undefined || cookie.length > 4000) return undefined;
  try {
    const read: unknown = JSON.parse(Buffer.from(cookie, 'base64url').toString('utf8'));
    return isFlash(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** Once shown, it is not shown again. */
export function dropFlash(request: FastifyRequest, reply: FastifyReply): void {
  if (readCookie(request, 'flash') !== undefined) takeCookieBack(reply, 'flash');
}

// A cookie can be written by whoever sits at the browser: it may only say words and link within Stile.
function isFlash(read: unknown): read is Flash {
  if (typeof read !== 'object' || read === null || !('kind' in read) || !('text' in read))
    return false;
  if (read.kind !== 'success' && read.kind !== 'information') return false;
  if (typeof read.text !== 'string') return false;
  if (!('link' in read) || read.link === undefined) return true;
  const { link } = read;
  return (
    typeof link === 'object' &&
    link !== null &&
    'href' in link &&
    'text' in link &&
    typeof link.text === 'string' &&
    isOwnPath(link.href)
  );
}

/** A path of this site: never another site's, also when written as `//elsewhere` or `/\elsewhere`. */
export function isOwnPath(href: unknown): href is string {
  return typeof href === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(href);
}
