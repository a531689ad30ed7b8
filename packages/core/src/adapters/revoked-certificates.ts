import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { RevokedCertificate } from '../fetch/issued-certificate.js';
import { privateFolder } from './files/private-file.js';

/** What was revoked from here, a file each cluster: the cloud's answers lag, and may give it once more. */
export interface RevokedCertificates {
  /** None where the file is absent or broken: then an answer is only not held against it. */
  of(cluster: { readonly id: string }): Promise<readonly RevokedCertificate[]>;
  /** Throws FileUnwritable. */
  remember(cluster: { readonly id: string }, dead: readonly RevokedCertificate[]): Promise<void>;
}

const schema = v.array(v.object({ serial: v.string(), subject: v.object({ commonName: v.string() }) }));

/** Each revoke leaves a handful; older ones are years past what any answer lags. */
const mostKept = 100;

/** Keeps them in `folder`, which is made when it is needed. */
export function revokedCertificates(folder: string): RevokedCertificates {
  const write = privateFolder(folder);
  const of: RevokedCertificates['of'] = async (cluster) => {
    try {
      return v.parse(schema, JSON.parse(await readFile(join(folder, fileName(cluster)), 'utf8')));
    } catch {
      return [];
    }
  };
  return {
    of,
    remember: async (cluster, dead) => {
      const known = await of(cluster);
      const fresh = dead
        .filter(({ serial }) => known.every((each) => each.serial !== serial))
        .map(({ serial, subject: { commonName } }) => ({ serial, subject: { commonName } }));
      await write(fileName(cluster), `${JSON.stringify([...known, ...fresh].slice(-mostKept), null, 2)}\n`);
    },
  };
}

function fileName({ id }: { readonly id: string }): string {
  return `${encodeURIComponent(id)}.json`;
}
