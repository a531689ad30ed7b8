import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import type { Journal, JournalCheck } from '../../journal/journal.js';
import type { Clock } from '../../machine/clock.js';
import type { RefuseWhenReadOnly } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { type AccessAt, type AccessRecord, accessAt, recordedLine, recordText } from './access-at.js';

/** Who held what, for an audit: recorded, looked up, signed. */
export interface Evidence {
  /** Keeps a record of who holds what now; the journal vouches for it. Returns the file. Throws ReadOnly. */
  recordAccess(found: Omit<AccessRecord, 'at'>): Promise<string>;
  /** Who held what at an instant, by the last record before it. Throws ResourceNotFound. */
  accessAt(at: Date): Promise<AccessAt>;
  /** Signs a file's bytes with this machine's key, created on first use. Throws ReadOnly. */
  signEvidence(bytes: Buffer): Promise<Signed>;
}

export interface EvidencePorts {
  readonly clock: Clock;
  readonly journal: Journal & { check(): Promise<JournalCheck> };
  /** In the folder of records, by file name. */
  readonly records: {
    write(name: string, text: string): Promise<unknown>;
    /** Null if it is missing. */
    read(name: string): Promise<string | null>;
  };
  readonly key: KeyStore;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createEvidence({
  clock,
  journal,
  records,
  key,
  refuseWhenReadOnly,
}: EvidencePorts): Evidence {
  return {
    recordAccess: async (found) => {
      await refuseWhenReadOnly(say('record who holds what'));
      const record = { ...found, at: clock.now() };
      const text = recordText(record);
      const runId = randomUUID();
      const file = `${record.at.toISOString().replace(/[:.]/g, '-')}-${runId.slice(0, 8)}.json`;
      // If killed between the two, the file is not vouched for, and so is never read.
      await records.write(file, text);
      await journal.record({ ...recordedLine(file, text, record), runId });
      return file;
    },
    accessAt: async (at) => accessAt(at, await journal.check(), records.read),
    signEvidence: async (bytes) => {
      await refuseWhenReadOnly(say('sign evidence'));
      return signEvidence(bytes, key);
    },
  };
}

/** A signature over a file's exact bytes, with the key to verify it. */
export interface Signed {
  /** Ed25519, 64 bytes. */
  readonly signature: Buffer;
  /** SPKI as PEM. */
  readonly publicKey: string;
  /** SHA-256 of the public key in lower-case hex: an auditor should get it through another channel. */
  readonly fingerprint: string;
}

/** Keeps the one private key for this machine's evidence. */
export interface KeyStore {
  read(): Promise<string | null>;
  /** Never replaces an existing one: `read` then returns what another process created first. */
  create(pem: string): Promise<void>;
}

/** Signs with the store's key, created on first use. */
async function signEvidence(bytes: Buffer, store: KeyStore): Promise<Signed> {
  const key = await keyOf(store);
  const publicKey = createPublicKey(key);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    signature: sign(null, bytes, key),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: createHash('sha256').update(der).digest('hex'),
  };
}

async function keyOf(store: KeyStore): Promise<KeyObject> {
  const known = await store.read();
  if (known !== null) return createPrivateKey(known);
  const { privateKey } = generateKeyPairSync('ed25519');
  await store.create(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return createPrivateKey((await store.read()) ?? privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
