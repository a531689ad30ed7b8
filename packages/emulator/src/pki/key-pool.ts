import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** An RSA 2048 pair. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Hands out key pairs so that callers seldom wait for one to be made. */
export interface KeyPool {
  take(): Promise<KeyPair>;
}

/**
 * Every key this process has made, in order. Each pool hands them out from the first on: keys within one
 * emulator differ, and the next emulator of the same process, as tests start by the dozen, waits for none.
 */
const made: Promise<KeyPair>[] = [];

/**
 * Makes keys in the thread pool, one ahead of what was asked for and none before the first is. With `reuse`,
 * only so many are ever made and then handed out in turn: for large fleets, where two credentials with one
 * key do no harm.
 */
export function createKeyPool(options: { readonly reuse?: number | null } = {}): KeyPool {
  const { reuse = null } = options;
  let turn = 0;
  return {
    take() {
      const index = reuse === null ? turn : turn % reuse;
      turn += 1;
      const pair = keyAt(index);
      // Made only when this one is there, so that it never waits behind its successor.
      if (reuse === null) void pair.then(() => keyAt(index + 1));
      return pair;
    },
  };
}

function keyAt(index: number): Promise<KeyPair> {
  const pair = made[index] ?? generate('rsa', { modulusLength: 2048 });
  made[index] = pair;
  return pair;
}
