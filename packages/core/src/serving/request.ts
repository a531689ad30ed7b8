import { createHash, timingSafeEqual } from 'node:crypto';

/** The parts of a request that decide whether it is answered. */
export interface Asked {
  readonly method: string | undefined;
  /** As in the request line. */
  readonly target: string | undefined;
  readonly host: string | undefined;
  /** A browser's name for the page that asks; absent for its own, and from anything else. */
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
  /** Our address that received it. */
  readonly localAddress: string;
}

export interface Door {
  /** Names besides the address itself that are accepted, without a port. */
  readonly names: readonly string[];
  readonly token: string | null;
}

export type Judgement =
  | { readonly status: 200; readonly path: string }
  | { readonly status: 400 | 401 | 403 | 405 };

/**
 * Whether a request is answered. Its `Host` and its `Origin` are checked first: they reveal a foreign page, whose name
 * may have been made to resolve here (DNS rebinding), which learns nothing more.
 */
export function judgeRequest(
  { method, target, host, origin, authorization, localAddress }: Asked,
  door: Door,
): Judgement {
  if (!isOurHost(host, localAddress, door.names) || origin !== undefined) return { status: 403 };
  if (method !== 'GET') return { status: 405 };
  const path = /^(\/[^?#]*)/.exec(target ?? '')?.[1];
  if (path === undefined || path.startsWith('//')) return { status: 400 };
  if (door.token !== null && !hasToken(authorization, door.token)) return { status: 401 };
  return { status: 200, path };
}

function isOurHost(host: string | undefined, localAddress: string, names: readonly string[]): boolean {
  const asked = /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host ?? '');
  const name = (asked?.[1] ?? asked?.[2])?.toLowerCase();
  const address = localAddress.toLowerCase().replace(/^::ffff:/, '');
  if (name === address || names.some((each) => each.toLowerCase() === name)) return true;
  return name === 'localhost' && (address === '::1' || address.startsWith('127.'));
}

/** As Prometheus sends it, or a browser that asked for a password. */
function hasToken(authorization: string | undefined, token: string): boolean {
  const [scheme = '', given = ''] = (authorization ?? '').split(' ', 2);
  switch (scheme.toLowerCase()) {
    case 'bearer':
      return isSame(given, token);
    case 'basic':
      return isSame(
        Buffer.from(given, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, ''),
        token,
      );
    default:
      return false;
  }
}

/** The time it takes reveals nothing. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
