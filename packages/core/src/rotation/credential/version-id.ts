import { createHash } from 'node:crypto';

/**
 * The name of one stored version, at most 64 characters: the certificate's fingerprint, then the text's.
 * KMS takes the same id with the same value as done, and refuses it with another value; so repeating a
 * delivery is harmless, and a new endpoint for the same certificate is a version of its own.
 */
export function versionId(certificateSha256: string, kubeconfig: string): string {
  const textSha256 = createHash('sha256').update(kubeconfig).digest('hex');
  return `${certificateSha256.slice(0, 40)}-${textSha256.slice(0, 16)}`;
}
