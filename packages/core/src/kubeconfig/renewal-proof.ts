import type { CertificateFacts } from './context-entry.js';

/** Whether what the cloud gave is a renewal of what we have. */
export type RenewalProof =
  | { readonly kind: 'newer' }
  | { readonly kind: 'notNewer'; readonly reason: NotNewerReason };

export type NotNewerReason =
  /** The very certificate that we have: the server is not renewing yet. */
  | 'SameCertificate'
  /** Another one, which ends no later. */
  | 'EndsNoLater'
  /** It names another holder: the wrong credentials asked for it. */
  | 'HeldByAnotherIdentity';

/**
 * Proves that an issued certificate is newer than the one in hand: another serial number, a later end, the same
 * holder. That the server was asked inside the window proves nothing.
 */
export function proveNewer(current: CertificateFacts, issued: CertificateFacts): RenewalProof {
  if (issued.serial === current.serial) return { kind: 'notNewer', reason: 'SameCertificate' };
  if (issued.notAfter <= current.notAfter) return { kind: 'notNewer', reason: 'EndsNoLater' };
  const isSameHolder = current.uid === null || issued.uid === current.uid;
  return isSameHolder ? { kind: 'newer' } : { kind: 'notNewer', reason: 'HeldByAnotherIdentity' };
}
