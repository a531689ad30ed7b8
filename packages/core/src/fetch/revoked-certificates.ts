import { join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../machine/clock.js';
import { readNamedFile } from '../machine/files/named-file.js';
import { privateFolder } from '../machine/files/write.js';
import type { RevokedCertificate } from './issued-certificate.js';

/** Certificates revoked from here, a file per cluster: the cloud's answers lag, and may return them once more. */
export interface RevokedCertificates {
  /** Those of the last minutes; none if the file is absent or broken: answers are then not checked against it. */
  of(cluster: { readonly id: string }): Promise<readonly RevokedCertificate[]>;
  /** Throws FileUnwritable. */
  remember(cluster: { readonly id: string }, dead: readonly RevokedCertificate[]): Promise<void>;
}

/**
 * Answers lag by up to ten seconds. Not kept longer, because no document says that a revoke changes the holder's
 * name: a holder that kept it would be refused for ever.
 */
const heldAgainstMs = 10 * 60_000;

const schema = v.array(
  v.object({
    serial: v.string(),
    subject: v.object({ commonName: v.string() }),
    at: v.pipe(v.string(), v.isoTimestamp()),
  }),
);

/** Kept in `folder`, which is created on demand. */
export function revokedCertificates(folder: string, clock: Pick<Clock, 'now'>): RevokedCertificates {
  const write = privateFolder(folder);
  const recent = async (cluster: { readonly id: string }): Promise<v.InferOutput<typeof schema>> => {
    try {
      const text = readNamedFile(join(folder, fileName(cluster))).toString('utf8');
      const all = v.parse(schema, JSON.parse(text));
      const nowMs = clock.now().getTime();
      // In either direction: the clock may have been set back.
      return all.filter(({ at }) => Math.abs(nowMs - Date.parse(at)) < heldAgainstMs);
    } catch {
      return [];
    }
  };
  return {
    of: recent,
    remember: async (cluster, dead) => {
      const at = clock.now().toISOString();
      const fresh = dead.map(({ serial, subject }) => {
        return { serial, subject: { commonName: subject.commonName }, at };
      });
      const isAgain = (serial: string): boolean => fresh.some((each) => each.serial === serial);
      const kept = (await recent(cluster)).filter(({ serial }) => !isAgain(serial));
      await write(fileName(cluster), `${JSON.stringify([...kept, ...fresh], null, 2)}\n`);
    },
  };
}

function fileName({ id }: { readonly id: string }): string {
  return `${encodeURIComponent(id)}.json`;
}
