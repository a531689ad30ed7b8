import { AckringError, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { type CachedCredential, freshness } from './cached-credential.js';

/** The cache and its lock for one request. */
export interface CredentialSlot {
  /** Null when there is none, or none that can be used. */
  read(): Promise<CachedCredential | null>;
  /** Keeps it, and forgets what failed before. */
  write(credential: CachedCredential): Promise<void>;
  /** When renewing ahead of time failed last; null when it did not since the last credential was kept. */
  failedAt(): Promise<Date | null>;
  rememberFailure(at: Date): Promise<void>;
  /** Removes what nobody can use any more, of any request; nothing that another process works on. Never throws. */
  sweep(now: Date): Promise<void>;
  /** Gives the release, or null at once when another process holds the lock. */
  tryLock(): Promise<(() => Promise<void>) | null>;
  /** Waits for its turn, bounded; throws FileLocked after that. */
  lock(): Promise<() => Promise<void>>;
}

export interface ProvideOptions {
  readonly slot: CredentialSlot;
  /** Asks the cloud for a new certificate, and proves it; what is refused is neither kept nor served. */
  readonly fetch: (limit?: AbortSignal) => Promise<FetchedCredential>;
  readonly now: () => Date;
}

export interface FetchedCredential {
  readonly credential: CachedCredential;
  /** What nothing was at hand to hold it against, in words. */
  readonly unproven: readonly Sentence[];
}

export interface ProvidedCredential extends FetchedCredential {
  readonly source: 'cache' | 'cloud';
  /** What went wrong on the way, although a credential that works is served all the same. */
  readonly problem: AckringError | null;
}

/** kubectl and whoever typed it wait while a credential that works is renewed: under two seconds with all the rest. */
const earlyLimitMs = 1_700;
/**
 * After a renewal that failed the next is tried so much later, by whichever process comes then: twice before the
 * shortest certificate ends, and seldom enough where the cloud is always too far away.
 */
const restMs = 100_000;

/**
 * A certificate that works now, asking the cloud as seldom as possible: one call for any number of processes
 * at once. A fresh one comes from the cache without a lock. One that is due is renewed by whoever gets the
 * lock, in 1.7 s or not at all, and everybody else goes on with it. Only who has nothing that works waits.
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
    // A folder that cannot be written tells so by itself, and at once.
    await slot.rememberFailure(now()).catch(() => undefined);
    return served(cached, toAckringError(error));
  } finally {
    await release?.();
  }
}

/** Also where what hangs hears of no signal: the SDK's ways to a key do not. */
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

/** A clock that was set back makes none wait. */
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
