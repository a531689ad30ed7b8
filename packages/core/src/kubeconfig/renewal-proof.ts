import { readCertificateFacts } from '../certificate/certificate.js';
import { isKeyPair } from '../certificate/key-pair.js';
import type { CertificateFacts } from './context-entry.js';
import { toKubeconfig } from './kubeconfig.js';
import { parseTree } from './parse-tree.js';
import { contextPieces } from './pieces.js';

/** Whether what the cloud gave is a renewal of what we have. */
export type RenewalProof =
  | { readonly kind: 'newer'; readonly certificate: CertificateFacts }
  | { readonly kind: 'notNewer'; readonly reason: NotNewerReason };

export type NotNewerReason =
  /** The very certificate that we have: the server is not renewing yet. */
  | 'SameCertificate'
  /** Another one, which ends no later. */
  | 'EndsNoLater'
  | 'KeyMismatch'
  /** It names another holder: the wrong credentials asked for it. */
  | 'HeldByAnotherIdentity'
  | 'NoCertificate';

/**
 * Proves that an issued kubeconfig is newer than the certificate in hand: another serial number, a later
 * end, its own key, the same holder. That the server was asked inside the window proves nothing.
 */
export function proveNewer(current: CertificateFacts, issued: string): RenewalProof {
  const { certificate: pem, key } = contextPieces(
    [toKubeconfig(parseTree(issued, 'the issued kubeconfig').value, '')],
    null,
  );
  if (pem === null || key === null) return { kind: 'notNewer', reason: 'NoCertificate' };
  const certificate = readCertificateFacts(pem);
  if (certificate.serial === current.serial) return { kind: 'notNewer', reason: 'SameCertificate' };
  if (certificate.notAfter <= current.notAfter) return { kind: 'notNewer', reason: 'EndsNoLater' };
  if (!isKeyPair(pem, key)) return { kind: 'notNewer', reason: 'KeyMismatch' };
  const isSameHolder = current.uid === null || certificate.uid === current.uid;
  return isSameHolder
    ? { kind: 'newer', certificate }
    : { kind: 'notNewer', reason: 'HeldByAnotherIdentity' };
}
