import test from 'ava';
import { AckringError } from '../words/errors.js';
import type { CachedCredential } from './cached-credential.js';
import { type CredentialSlot, provideCredential } from './provide.js';

const now = new Date('2026-11-24T12:00:00Z');

test('a fresh credential is served without a lock and without a call', async (t) => {
  const slot = memorySlot(credential('cached', 60));
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(certificateOf(provided), 'cached');
  t.is(provided.source, 'cache');
  t.is(slot.taken, 0);
});

test('with an empty cache the cloud is asked, and the answer kept', async (t) => {
  const slot = memorySlot(null);
  const provided = await provideCredential({
    slot,
    fetch: fetchNew,
    now: () => now,
  });
  t.is(provided.source, 'cloud');
  t.is(certificateOf({ credential: await slot.read() }), 'new');
});

test("after waiting for the lock, the other process's result is used", async (t) => {
  const slot = memorySlot(null, { onLock: () => slot.write(credential('theirs', 60)) });
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(certificateOf(provided), 'theirs');
});

test('a due credential that another process has renewed meanwhile is not renewed again', async (t) => {
  const slot = memorySlot(credential('old', 14), { onLock: () => slot.write(credential('theirs', 60)) });
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(certificateOf(provided), 'theirs');
  t.is(provided.problem, null);
});

test('a due credential is renewed before it ends', async (t) => {
  const slot = memorySlot(credential('old', 14));
  const provided = await provideCredential({
    slot,
    fetch: fetchNew,
    now: () => now,
  });
  t.is(certificateOf(provided), 'new');
});

test('a due credential is served at once while another process renews it', async (t) => {
  const slot = memorySlot(credential('old', 14), { held: true });
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(certificateOf(provided), 'old');
  t.is(provided.problem, null);
});

test('a working credential is served when its renewal fails, and the failure is reported', async (t) => {
  const slot = memorySlot(credential('old', 14));
  const provided = await provideCredential({ slot, fetch: unreachable, now: () => now });
  t.is(certificateOf(provided), 'old');
  t.is(provided.problem?.code, 'Unreachable');
  t.is(slot.locked, 0);
});

test('a cloud that never answers does not hold back a working credential', async (t) => {
  const slot = memorySlot(credential('old', 14));
  let limit: AbortSignal | undefined;
  const fetch = (signal?: AbortSignal) => {
    limit = signal;
    return new Promise<never>(() => undefined);
  };
  const provided = await provideCredential({ slot, fetch, now: () => now });
  t.is(certificateOf(provided), 'old');
  t.is(provided.problem?.code, 'Unreachable');
  t.regex(provided.problem?.message ?? '', /within 1,?700 ms/);
  t.true(limit?.aborted);
  t.is(slot.locked, 0);
});

test('after a failure the cloud is left alone for a hundred seconds', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await provideCredential({ slot, fetch: unreachable, now: () => now });
  const rested = await provideCredential({ slot, fetch: unexpected, now: () => after(99) });
  t.is(certificateOf(rested), 'old');
  t.is(rested.problem, null);
  t.is(slot.taken, 1);
  const again = await provideCredential({ slot, fetch: unreachable, now: () => after(100) });
  t.is(again.problem?.code, 'Unreachable');
});

test("another process's failure counts too", async (t) => {
  const slot = memorySlot(credential('old', 14), { onLock: () => slot.rememberFailure(now) });
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(certificateOf(provided), 'old');
  t.is(provided.problem, null);
});

test('a failure at this very instant counts', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await slot.rememberFailure(now);
  t.is((await provideCredential({ slot, fetch: unexpected, now: () => now })).problem, null);
});

test('a failure dated later, by a clock that was set back, delays nobody', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await slot.rememberFailure(after(3600));
  const provided = await provideCredential({ slot, fetch: fetchNew, now: () => now });
  t.is(certificateOf(provided), 'new');
});

test('a success clears the failure, and unusable entries are swept', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await provideCredential({ slot, fetch: unreachable, now: () => now });
  t.is(slot.swept, 0);
  await provideCredential({ slot, fetch: fetchNew, now: () => after(100) });
  t.is(await slot.failedAt(), null);
  t.is(slot.swept, 1);
});

test('without a working credential a remembered failure does not stop a fetch', async (t) => {
  const slot = memorySlot(credential('dead', 0));
  await slot.rememberFailure(now);
  const provided = await provideCredential({ slot, fetch: fetchNew, now: () => now });
  t.is(certificateOf(provided), 'new');
});

test('an expired credential is never served, and the lock is released after the failure', async (t) => {
  const slot = memorySlot(credential('dead', 0));
  const error = await t.throwsAsync(provideCredential({ slot, fetch: unreachable, now: () => now }));
  t.is(error instanceof AckringError ? error.code : null, 'Unreachable');
  t.is(slot.locked, 0);
});

test('an unwritable folder costs the next call, not this one', async (t) => {
  const slot = { ...memorySlot(null), write: unreachable };
  const provided = await provideCredential({
    slot,
    fetch: fetchNew,
    now: () => now,
  });
  t.is(certificateOf(provided), 'new');
  t.is(provided.problem?.code, 'Unreachable');
});

function certificateOf({ credential }: { readonly credential: CachedCredential | null }): string | null {
  return credential !== null && 'certificate' in credential ? credential.certificate : null;
}

function credential(certificate: string, minutesLeft: number): CachedCredential {
  return {
    certificate,
    key: 'key',
    notBefore: new Date(now.getTime() + (minutesLeft - 60) * 60_000),
    notAfter: new Date(now.getTime() + minutesLeft * 60_000),
  };
}

function after(seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

async function fetchNew() {
  return { credential: credential('new', 60), unproven: [] };
}

interface MemorySlot extends CredentialSlot {
  locked: number;
  /** How often it was locked. */
  taken: number;
  swept: number;
}

function memorySlot(
  cached: CachedCredential | null,
  { held = false, onLock }: { held?: boolean; onLock?: () => Promise<void> } = {},
): MemorySlot {
  let kept = cached;
  let failedAt: Date | null = null;
  const slot: MemorySlot = {
    locked: 0,
    taken: 0,
    swept: 0,
    failedAt: async () => failedAt,
    rememberFailure: async (at) => {
      failedAt = at;
    },
    sweep: async () => {
      slot.swept += 1;
    },
    read: async () => kept,
    write: async (next) => {
      kept = next;
      failedAt = null;
    },
    tryLock: async () => (held ? null : slot.lock()),
    lock: async () => {
      slot.locked += 1;
      slot.taken += 1;
      await onLock?.();
      return async () => {
        slot.locked -= 1;
      };
    },
  };
  return slot;
}

async function unexpected(): Promise<never> {
  throw new Error('nobody should have asked');
}

async function unreachable(): Promise<never> {
  throw new AckringError('Unreachable', 'no answer', { remedy: 'Try again.' });
}
