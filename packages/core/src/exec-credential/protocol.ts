import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { CachedCredential } from './cached-credential.js';

const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;

/** The version of the protocol that kubectl and this program speak. */
type ExecApiVersion = (typeof versions)[number];

/**
 * The version requested by KUBERNETES_EXEC_INFO; v1 without it, as when a person runs the plug-in by hand. Throws
 * UsageInvalid for a version that kubectl 1.22 and later do not use.
 */
export function execApiVersion(execInfo: string | undefined): ExecApiVersion {
  if (execInfo === undefined || execInfo === '') return versions[0];
  const asked = apiVersionOf(execInfo);
  const known = versions.find((version) => version === asked);
  if (known !== undefined) return known;
  throw new AckringError(
    'UsageInvalid',
    say('kubectl asks for an exec credential version that ackring does not support'),
    {
      remedy: say("Set the user's exec.apiVersion in the kubeconfig to {version}.", { version: versions[0] }),
    },
  );
}

function apiVersionOf(execInfo: string): unknown {
  try {
    const value: unknown = JSON.parse(execInfo);
    return typeof value === 'object' && value !== null && 'apiVersion' in value ? value.apiVersion : null;
  } catch {
    return null;
  }
}

/** What a plug-in prints for kubectl (client.authentication.k8s.io). It holds a private key or a token. */
export interface ExecCredentialResponse {
  readonly apiVersion: ExecApiVersion;
  readonly kind: 'ExecCredential';
  readonly status: { readonly expirationTimestamp: string } & (
    | { readonly clientCertificateData: string; readonly clientKeyData: string }
    | { readonly token: string }
  );
}

/** kubectl keeps the answer until `expirationTimestamp`, and asks again after it. */
export function execCredentialResponse(
  credential: CachedCredential,
  apiVersion: ExecApiVersion,
): ExecCredentialResponse {
  const expirationTimestamp = `${credential.notAfter.toISOString().slice(0, 19)}Z`;
  const secret =
    'token' in credential
      ? { token: credential.token }
      : { clientCertificateData: credential.certificate, clientKeyData: credential.key };
  return { apiVersion, kind: 'ExecCredential', status: { expirationTimestamp, ...secret } };
}
