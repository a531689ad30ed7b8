import test from 'ava';
import { AckringError } from '../words/errors.js';
import type { CachedCredential } from './cached-credential.js';
import { type CredentialSlot, provideCredential } from './provide.js';

const now = new Date('2026-11-24T12:00:00Z');

test('a fresh credential is served without a lock and without a call', async (t) => {
  const slot = memorySlot(credential('cached', 60));
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(provided.credential.certificate, 'cached');
  t.is(provided.source, 'cache');
  t.is(slot.locked, 0);
});

test('with nothing cached the cloud is asked, and the answer kept', async (t) => {
  const slot = memorySlot(null);
  const provided = await provideCredential({
    slot,
    fetch: fetchNew,
    now: () => now,
  });
  t.is(provided.source, 'cloud');
  t.is((await slot.read())?.certificate, 'new');
});

test('who waited for the lock takes what the other process fetched meanwhile', async (t) => {
  const slot = memorySlot(null, { onLock: () => slot.write(credential('theirs', 60)) });
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(provided.credential.certificate, 'theirs');
});

test('one that is due is renewed before it ends', async (t) => {
  const slot = memorySlot(credential('old', 14));
  const provided = await provideCredential({
    slot,
    fetch: fetchNew,
    now: () => now,
  });
  t.is(provided.credential.certificate, 'new');
});

test('one that is due is served at once while another process renews it', async (t) => {
  const slot = memorySlot(credential('old', 14), { held: true });
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(provided.credential.certificate, 'old');
  t.is(provided.problem, null);
});

test('one that still works is served when its renewal fails, and the failure is told', async (t) => {
  const slot = memorySlot(credential('old', 14));
  const provided = await provideCredential({ slot, fetch: unreachable, now: () => now });
  t.is(provided.credential.certificate, 'old');
  t.is(provided.problem?.code, 'Unreachable');
  t.is(slot.locked, 0);
});

test('a cloud that never answers keeps nobody from one that still works', async (t) => {
  const slot = memorySlot(credential('old', 14));
  let limit: AbortSignal | undefined;
  const fetch = (signal?: AbortSignal) => {
    limit = signal;
    return new Promise<never>(() => undefined);
  };
  const provided = await provideCredential({ slot, fetch, now: () => now });
  t.is(provided.credential.certificate, 'old');
  t.is(provided.problem?.code, 'Unreachable');
  t.true(limit?.aborted);
  t.is(slot.locked, 0);
});

test('after a failure nobody is asked for a hundred seconds, and then again', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await provideCredential({ slot, fetch: unreachable, now: () => now });
  const rested = await provideCredential({ slot, fetch: unexpected, now: () => after(99) });
  t.is(rested.credential.certificate, 'old');
  t.is(rested.problem, null);
  const again = await provideCredential({ slot, fetch: unreachable, now: () => after(100) });
  t.is(again.problem?.code, 'Unreachable');
});

test('a failure that another process had meanwhile counts too', async (t) => {
  const slot = memorySlot(credential('old', 14), { onLock: () => slot.rememberFailure(now) });
  const provided = await provideCredential({ slot, fetch: unexpected, now: () => now });
  t.is(provided.credential.certificate, 'old');
});

test('a failure of this very instant counts', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await slot.rememberFailure(now);
  t.is((await provideCredential({ slot, fetch: unexpected, now: () => now })).problem, null);
});

test('a failure of a later hour, by a clock that was set back, makes nobody wait', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await slot.rememberFailure(after(3600));
  const provided = await provideCredential({ slot, fetch: fetchNew, now: () => now });
  t.is(provided.credential.certificate, 'new');
});

test('a success forgets the failure, and what nobody can use is swept', async (t) => {
  const slot = memorySlot(credential('old', 14));
  await provideCredential({ slot, fetch: unreachable, now: () => now });
  t.is(slot.swept, 0);
  await provideCredential({ slot, fetch: fetchNew, now: () => after(100) });
  t.is(await slot.failedAt(), null);
  t.is(slot.swept, 1);
});

test('with nothing that works a remembered failure keeps nobody from asking', async (t) => {
  const slot = memorySlot(credential('dead', 0));
  await slot.rememberFailure(now);
  const provided = await provideCredential({ slot, fetch: fetchNew, now: () => now });
  t.is(provided.credential.certificate, 'new');
});

test('one that has ended is never served, and the lock is given back after the failure', async (t) => {
  const slot = memorySlot(credential('dead', 0));
  const error = await t.throwsAsync(provideCredential({ slot, fetch: unreachable, now: () => now }));
  t.is(error instanceof AckringError ? error.code : null, 'Unreachable');
  t.is(slot.locked, 0);
});

test('a folder that cannot be written costs the next call, not this one', async (t) => {
  const slot = { ...memorySlot(null), write: unreachable };
  const provided = await provideCredential({
    slot,
    fetch: fetchNew,
    now: () => now,
  });
  t.is(provided.credential.certificate, 'new');
  t.is(provided.problem?.code, 'Unreachable');
});

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
