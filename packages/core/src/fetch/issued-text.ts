import { stringify } from 'yaml';

/** One cluster and user as a kubeconfig of its own, in the shape the cloud hands out. */
export function issuedText(cluster: Record<string, unknown>, user: Record<string, unknown>): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'kubernetes', cluster }],
    contexts: [{ name: 'issued', context: { cluster: 'kubernetes', user: 'issued' } }],
    users: [{ name: 'issued', user }],
    'current-context': 'issued',
  });
}
