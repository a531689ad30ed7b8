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
 * Makes keys in the thread pool, `ahead` more than were asked for, none before the first is asked for. With
 * `reuse`, only so many are ever made and then handed out in turn: for large fleets, where two credentials
 * with one key do no harm.
 */
export function createKeyPool(options: { ahead?: number; reuse?: number | null } = {}): KeyPool {
  const { ahead = 2, reuse = null } = options;
  const ready: Promise<KeyPair>[] = [];
  let turn = 0;

  function takeInTurn(limit: number): Promise<KeyPair> {
    const index = turn++ % limit;
    const pair = ready[index] ?? makePair();
    ready[index] = pair;
    return pair;
  }

  function takeFresh(): Promise<KeyPair> {
    const pair = ready.shift() ?? makePair();
    // Refilled only when this one is there, so that it never waits behind its successors.
    void pair.then(() => {
      while (ready.length < ahead) ready.push(makePair());
    });
    return pair;
  }

  return { take: () => (reuse === null ? takeFresh() : takeInTurn(reuse)) };
}

function makePair(): Promise<KeyPair> {
  return generate('rsa', { modulusLength: 2048 });
}
