import { join } from 'node:path';
import { createEvidence, type Evidence } from '../access/evidence/evidence.js';
import { keptOnce, privateFolder, readIfThere } from '../machine/files/write.js';
import type { Surroundings } from './surroundings.js';

/** Who held what, from the state folder. */
export async function composeEvidence(around: Surroundings): Promise<Evidence> {
  const { clock, refuseWhenReadOnly, options } = around;
  const folder = join(options.stateFolder, 'access-records');
  return createEvidence({
    clock,
    refuseWhenReadOnly,
    journal: await around.journal(),
    records: {
      write: privateFolder(folder),
      // The journal names it, and may have been altered.
      read: async (name) => (/^[\w-]+\.json$/.test(name) ? readIfThere(join(folder, name)) : null),
    },
    key: keptOnce(join(options.stateFolder, 'evidence-key.pem')),
  });
}
