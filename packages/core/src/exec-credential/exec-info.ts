import { AckringError } from '../errors.js';

const versions = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'] as const;

/** The version of the protocol that kubectl and this program speak. */
export type ExecApiVersion = (typeof versions)[number];

/**
 * The version asked for by KUBERNETES_EXEC_INFO; without it, as when a person runs the plug-in by hand, v1.
 * Throws UsageInvalid for a version that kubectl 1.22 and later do not use.
 */
export function execApiVersion(execInfo: string | undefined): ExecApiVersion {
  if (execInfo === undefined || execInfo === '') return versions[0];
  const asked = apiVersionOf(execInfo);
  const known = versions.find((version) => version === asked);
  if (known !== undefined) return known;
  throw new AckringError('UsageInvalid', 'kubectl asks for an exec credential of a version not spoken here', {
    remedy: `Set the user's exec.apiVersion in the kubeconfig to ${versions[0]}.`,
  });
}

function apiVersionOf(execInfo: string): unknown {
  try {
    const value: unknown = JSON.parse(execInfo);
    return typeof value === 'object' && value !== null && 'apiVersion' in value ? value.apiVersion : null;
  } catch {
    return null;
  }
}
