/** A temporary certificate with its key. Never log it; it is kept in files of mode 0600 only. */
export interface CachedCredential {
  /** PEM. */
  readonly certificate: string;
  /** PEM, private. */
  readonly key: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** `fresh`: serve it. `due`: serve it, and get the next one early. `dead`: it cannot be served. */
export type Freshness = 'fresh' | 'due' | 'dead';

/** A quarter of the life is kept for trying again, should the cloud not answer at the first try. */
const earlyShare = 0.25;
/** kubectl's first request comes after ours: what ends in the meantime is of no use to it. */
const endMarginMs = 20_000;

export function freshness({ notBefore, notAfter }: CachedCredential, now: Date): Freshness {
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs <= endMarginMs || now < notBefore) return 'dead';
  return leftMs <= (notAfter.getTime() - notBefore.getTime()) * earlyShare ? 'due' : 'fresh';
}

export function encodeCached(credential: CachedCredential): string {
  return JSON.stringify(credential);
}

/** Reads a cache file; null for anything damaged, foreign or half written: it is then fetched anew. */
export function decodeCached(text: string): CachedCredential | null {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const { certificate, key, notBefore, notAfter } = value as Record<string, unknown>;
  if (typeof certificate !== 'string' || typeof key !== 'string') return null;
  if (!certificate.includes('-----BEGIN CERTIFICATE-----') || !key.includes('PRIVATE KEY-----')) return null;
  const start = instant(notBefore);
  const end = instant(notAfter);
  return start === null || end === null ? null : { certificate, key, notBefore: start, notAfter: end };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function instant(value: unknown): Date | null {
  const date = typeof value === 'string' ? new Date(value) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}
