import { AckringError } from '../../errors.js';
import { proveNewer } from '../credential/credential-proof.js';
import { readCredential } from '../credential/read-credential.js';

/**
 * The last look before a version takes the current one's place: another run may have been quicker. Throws
 * Conflict when what is there is sound and ends later than what is to come.
 */
export function refuseOlder(sink: string, current: string | null, next: string): void {
  if (current === null) return;
  const incoming = readCredential(next).stored;
  if (incoming.kind !== 'readable') return;
  if (proveNewer(incoming.facts, readCredential(current).stored).kind !== 'refused') return;
  throw new AckringError('Conflict', `${sink} already holds a newer version`, {
    remedy: 'Nothing needs doing: another run was quicker, and consumers have the newer one.',
  });
}
