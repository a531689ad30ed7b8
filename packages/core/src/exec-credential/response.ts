import type { CachedCredential } from './cached-credential.js';
import type { ExecApiVersion } from './exec-info.js';

/** What a plug-in prints for kubectl (client.authentication.k8s.io). It holds a private key. */
export interface ExecCredentialResponse {
  readonly apiVersion: ExecApiVersion;
  readonly kind: 'ExecCredential';
  readonly status: {
    readonly expirationTimestamp: string;
    readonly clientCertificateData: string;
    readonly clientKeyData: string;
  };
}

/** kubectl keeps the answer until `expirationTimestamp`, and asks again after it. */
export function execCredentialResponse(
  { certificate, key, notAfter }: CachedCredential,
  apiVersion: ExecApiVersion,
): ExecCredentialResponse {
  return {
    apiVersion,
    kind: 'ExecCredential',
    status: {
      expirationTimestamp: `${notAfter.toISOString().slice(0, 19)}Z`,
      clientCertificateData: certificate,
      clientKeyData: key,
    },
  };
}
