import { type AckringError, toAckringError } from '../errors.js';
import { type CachedCredential, freshness } from './cached-credential.js';

/** The cache and its lock for one request. */
export interface CredentialSlot {
  /** Null when there is none, or none that can be used. */
  read(): Promise<CachedCredential | null>;
  write(credential: CachedCredential): Promise<void>;
  /** Gives the release, or null at once when another process holds the lock. */
  tryLock(): Promise<(() => Promise<void>) | null>;
  /** Waits for its turn, bounded; throws FileLocked after that. */
  lock(): Promise<() => Promise<void>>;
}

export interface ProvideOptions {
  readonly slot: CredentialSlot;
  /** Asks the cloud for a new certificate, and proves it; what is refused is neither kept nor served. */
  readonly fetch: () => Promise<FetchedCredential>;
  readonly now: () => Date;
}

export interface FetchedCredential {
  readonly credential: CachedCredential;
  /** What nothing was at hand to hold it against, in words. */
  readonly unproven: readonly string[];
}

export interface ProvidedCredential extends FetchedCredential {
  readonly source: 'cache' | 'cloud';
  /** What went wrong on the way, although a credential that works is served all the same. */
  readonly problem: AckringError | null;
}

/**
 * A certificate that works now, asking the cloud as seldom as possible: one call for any number of processes
 * at once. A fresh one comes from the cache without a lock. One that is due is renewed by whoever gets the
 * lock, and everybody else goes on with it. Only who has nothing that works waits.
 */
export async function provideCredential(options: ProvideOptions): Promise<ProvidedCredential> {
  const { slot, now } = options;
  const cached = await slot.read();
  const state = cached === null ? 'dead' : freshness(cached, now());
  if (cached === null || state === 'dead') return obtain(options);
  return state === 'fresh' ? served(cached, null) : renewEarly(options, cached);
}

async function obtain(options: ProvideOptions): Promise<ProvidedCredential> {
  const release = await options.slot.lock();
  try {
    return (await freshByNow(options)) ?? (await fetchAndKeep(options));
  } finally {
    await release();
  }
}

async function renewEarly(options: ProvideOptions, cached: CachedCredential): Promise<ProvidedCredential> {
  let release: (() => Promise<void>) | null = null;
  try {
    release = await options.slot.tryLock();
    if (release === null) return served(cached, null);
    return (await freshByNow(options)) ?? (await fetchAndKeep(options));
  } catch (error) {
    return served(cached, toAckringError(error));
  } finally {
    await release?.();
  }
}

/** What another process fetched while this one waited for the lock. */
async function freshByNow({ slot, now }: ProvideOptions): Promise<ProvidedCredential | null> {
  const cached = await slot.read();
  return cached !== null && freshness(cached, now()) === 'fresh' ? served(cached, null) : null;
}

async function fetchAndKeep({ slot, fetch }: ProvideOptions): Promise<ProvidedCredential> {
  const fetched = await fetch();
  try {
    await slot.write(fetched.credential);
  } catch (error) {
    // A full disk costs the next call, not this one.
    return { ...fetched, source: 'cloud', problem: toAckringError(error) };
  }
  return { ...fetched, source: 'cloud', problem: null };
}

function served(credential: CachedCredential, problem: AckringError | null): ProvidedCredential {
  return { credential, source: 'cache', problem, unproven: [] };
}
