import type { Kubeconfig, Material } from './kubeconfig.js';

/**
 * The bytes of a certificate or key: from the entry itself, or from the file it points to as far as that
 * was read; null when it was not.
 */
export function materialBytes(kubeconfig: Kubeconfig, material: Material): Uint8Array | string | null {
  if (material.kind === 'inline') return Buffer.from(material.base64, 'base64');
  return kubeconfig.linked.get(material.path) ?? null;
}

/** The same as text (PEM). */
export function materialText(kubeconfig: Kubeconfig, material: Material | null): string | null {
  if (material === null) return null;
  const bytes = materialBytes(kubeconfig, material);
  return typeof bytes === 'string' || bytes === null ? bytes : Buffer.from(bytes).toString('utf8');
}

/** Paths of the certificate and key files that entries point to, as written there. */
export function linkedPaths(kubeconfig: Kubeconfig): string[] {
  const materials = [
    ...kubeconfig.clusters.map((cluster) => cluster.certificateAuthority),
    ...kubeconfig.users.flatMap((user) => [user.clientCertificate, user.clientKey]),
  ];
  const paths = materials.filter((each) => each?.kind === 'path').map((each) => each.path);
  const tokenFiles = kubeconfig.users.map((user) => user.tokenFile).filter((each) => each !== null);
  return [...new Set([...paths, ...tokenFiles])];
}
