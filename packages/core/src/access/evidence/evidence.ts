import { randomUUID } from 'node:crypto';
import type { Journal, JournalCheck } from '../../journal/journal.js';
import type { Clock } from '../../machine/clock.js';
import type { RefuseWhenReadOnly } from '../../words/read-only.js';
import { say } from '../../words/say.js';
import { type AccessAt, accessAt } from './access-at.js';
import { type AccessRecord, recordedLine, recordText } from './access-record.js';
import { type KeyStore, type Signed, signEvidence } from './signing.js';

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
