import { AckringError, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { type CachedCredential, freshness } from './cached-credential.js';

/** The cache and its lock for one request. */
export interface CredentialSlot {
  /** Null if there is none that can be used. */
  read(): Promise<CachedCredential | null>;
  /** Keeps it, and clears the last failure. */
  write(credential: CachedCredential): Promise<void>;
  /** When early renewal last failed; null if it has not since the last credential was kept. */
  failedAt(): Promise<Date | null>;
  rememberFailure(at: Date): Promise<void>;
  /** Removes unusable entries of any request, except those another process is using. Never throws. */
  sweep(now: Date): Promise<void>;
  /** Resolves to the release, or null at once when another process holds the lock. */
  tryLock(): Promise<(() => Promise<void>) | null>;
  /** Waits for the lock, bounded; then throws FileLocked. */
  lock(): Promise<() => Promise<void>>;
}

export interface ProvideOptions {
  readonly slot: CredentialSlot;
  /** Fetches a new certificate and verifies it; a rejected one is neither kept nor served. */
  readonly fetch: (limit?: AbortSignal) => Promise<FetchedCredential>;
  readonly now: () => Date;
}

export interface FetchedCredential {
  readonly credential: CachedCredential;
  /** What could not be checked, in words. */
  readonly unproven: readonly Sentence[];
}

export interface ProvidedCredential extends FetchedCredential {
  readonly source: 'cache' | 'cloud';
  /** What went wrong on the way, although a working credential is served. */
  readonly problem: AckringError | null;
}

/** kubectl and its user wait while a working credential is renewed: under two seconds in total. */
const earlyLimitMs = 1_700;
/**
 * Delay after a failed renewal, for all processes: it allows two attempts before the shortest certificate ends, and
 * few enough when the cloud is always too slow.
 */
const restMs = 100_000;

/**
 * A certificate that works now, with as few calls as possible: one for any number of processes at once. A fresh one
 * comes from the cache without a lock. A due one is renewed by whoever gets the lock, within 1.7 s or not at all,
 * while everybody else uses it. Only callers without a working one wait.
 */
export async function provideCredential(options: ProvideOptions): Promise<ProvidedCredential> {
  const { slot, now } = options;
  const cached = await slot.read();
  const state = cached === null ? 'dead' : freshness(cached, now());
  if (cached === null || state === 'dead') return obtain(options);
  if (state === 'fresh' || (await failedLately(options))) return served(cached, null);
  return renewEarly(options, cached);
}

async function obtain(options: ProvideOptions): Promise<ProvidedCredential> {
  const release = await options.slot.lock();
  try {
    return (await freshByNow(options)) ?? (await keep(options, await options.fetch()));
  } finally {
    await release();
  }
}

async function renewEarly(options: ProvideOptions, cached: CachedCredential): Promise<ProvidedCredential> {
  const { slot, fetch, now } = options;
  let release: (() => Promise<void>) | null = null;
  try {
    release = await slot.tryLock();
    if (release === null) return served(cached, null);
    const renewed = await freshByNow(options);
    if (renewed !== null) return renewed;
    if (await failedLately(options)) return served(cached, null);
    return await keep(options, await inTime(fetch));
  } catch (error) {
    // An unwritable folder fails at once, with its own error.
    await slot.rememberFailure(now()).catch(() => undefined);
    return served(cached, toAckringError(error));
  } finally {
    await release?.();
  }
}

/** Also for calls that ignore the signal: the SDK's credential providers do. */
async function inTime(fetch: ProvideOptions['fetch']): Promise<FetchedCredential> {
  const limit = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new AckringError(
      'Unreachable',
      say('the cloud returned no certificate within {ms} ms', { ms: earlyLimitMs }),
      { remedy: say('Find out why: `ackring doctor`.') },
    );
    reject(error);
    limit.abort(error);
  }, earlyLimitMs);
  try {
    return await Promise.race([fetch(limit.signal), ended]);
  } finally {
    clearTimeout(timer);
  }
}

/** A clock that was set back delays nobody. */
async function failedLately({ slot, now }: ProvideOptions): Promise<boolean> {
  const failedAt = await slot.failedAt();
  if (failedAt === null) return false;
  const sinceMs = now().getTime() - failedAt.getTime();
  return sinceMs >= 0 && sinceMs < restMs;
}

/** What another process fetched while this one waited for the lock. */
async function freshByNow({ slot, now }: ProvideOptions): Promise<ProvidedCredential | null> {
  const cached = await slot.read();
  return cached !== null && freshness(cached, now()) === 'fresh' ? served(cached, null) : null;
}

async function keep({ slot, now }: ProvideOptions, fetched: FetchedCredential): Promise<ProvidedCredential> {
  try {
    await slot.write(fetched.credential);
  } catch (error) {
    // A full disk costs the next call, not this one.
    return { ...fetched, source: 'cloud', problem: toAckringError(error) };
  }
  await slot.sweep(now());
  return { ...fetched, source: 'cloud', problem: null };
}

function served(credential: CachedCredential, problem: AckringError | null): ProvidedCredential {
  return { credential, source: 'cache', problem, unproven: [] };
}
