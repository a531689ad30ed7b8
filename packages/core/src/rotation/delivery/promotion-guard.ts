import { AckringError } from '../../words/errors.js';
import { readCredential } from '../credential/credential.js';
import { proveNewer } from '../credential/credential-proof.js';
import type { CredentialVersion } from './sink.js';

/**
 * The last look before a version takes the current one's place: another run may have been quicker. Throws
 * Conflict when what is there is of use and ends later than what is to come.
 */
export function refuseOlder(sink: string, current: string | null, next: CredentialVersion): void {
  if (current === null) return;
  const incoming = readCredential(next.text).stored;
  if (incoming.kind !== 'readable') return;
  const { stored } = readCredential(current);
  const isRefused = stored.kind === 'readable' && stored.facts.version === next.replaces;
  if (proveNewer(incoming.facts, stored, isRefused) === 'older') throw overtaken(sink);
}

/** Another run was quicker, and what it brought is newer. */
export function overtaken(sink: string): AckringError {
  return new AckringError('Conflict', `${sink} already holds a newer version`, {
    remedy: 'Nothing needs doing: another run was quicker, and consumers have the newer one.',
  });
}

/** Whether a version is proven to be newer than another: what merely mends it is not. */
export function isNewer(current: string, next: string): boolean {
  const incoming = readCredential(next).stored;
  return (
    incoming.kind === 'readable' && proveNewer(incoming.facts, readCredential(current).stored) === 'newer'
  );
}
