import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** An RSA 2048 pair. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Provides key pairs so that callers seldom wait for one to be made. */
export interface KeyPool {
  take(): Promise<KeyPair>;
}

/**
 * Every key this process has made, in order. Each pool starts from the first: keys within one emulator differ, and
 * the next emulator of the same process, as tests start by the dozen, waits for none.
 */
const made: Promise<KeyPair>[] = [];

/**
 * Makes keys in the thread pool, one ahead of demand and none before the first request. With `reuse`, only that many
 * are made and then reused in turn: for large fleets, where two credentials with one key do no harm.
 */
export function createKeyPool(options: { readonly reuse?: number | null } = {}): KeyPool {
  const { reuse = null } = options;
  let turn = 0;
  return {
    take() {
      const index = reuse === null ? turn : turn % reuse;
      turn += 1;
      const pair = keyAt(index);
      // Started only when this one is done, so that it never waits behind its successor.
      if (reuse === null) void pair.then(() => keyAt(index + 1));
      return pair;
    },
  };
}

function keyAt(index: number): Promise<KeyPair> {
  const folder = process.env['ACKRING_EMULATOR_KEYS'];
  const pair = made[index] ?? (folder ? keptKey(folder, index) : makeKey());
  made[index] = pair;
  return pair;
}

function makeKey(): Promise<KeyPair> {
  return generate('rsa', { modulusLength: 2048 });
}

/**
 * A key takes a tenth of a second: tests keep the keys of their embedded clouds, which open nothing else, in the
 * folder `ACKRING_EMULATOR_KEYS`, from one process to the next.
 */
async function keptKey(folder: string, index: number): Promise<KeyPair> {
  const path = join(folder, `${index}.pem`);
  try {
    const privateKey = createPrivateKey(await readFile(path));
    return { privateKey, publicKey: createPublicKey(privateKey) };
  } catch {
    const pair = await makeKey();
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const beside = `${path}.${process.pid}`;
    await writeFile(beside, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    await rename(beside, path);
    return pair;
  }
}
