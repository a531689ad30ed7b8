import { stringify } from 'yaml';
import { toKubeconfig } from '../kubeconfig/kubeconfig.js';
import { parseTree } from '../kubeconfig/parse-tree.js';
import type { AcquirePlan } from './request.js';

/**
 * The issued kubeconfig with an exec plug-in for its user: kubectl then asks this program for a temporary
 * certificate, and no key lies in the file. `profile` is passed on where one was named.
 */
export function withExecPlugin(
  issued: string,
  { request, access }: AcquirePlan,
  { command, profile }: { readonly command: string; readonly profile: string | null },
): string {
  const kubeconfig = toKubeconfig(parseTree(issued, 'the issued kubeconfig').value, 'the issued kubeconfig');
  const context = kubeconfig.contexts.find(({ name }) => name === kubeconfig.currentContext);
  const cluster = kubeconfig.clusters.find(({ name }) => name === context?.cluster);
  const { id, region } = request.cluster;
  const args = ['exec-credential', '--cluster', id, '--region', region, '--access', access];
  const duration = request.durationMinutes === null ? [] : ['--duration', `${request.durationMinutes}m`];
  const exec = {
    // Every kubectl since 1.11 reads v1beta1, as 1.37 still does (client-go, plugin/pkg/client/auth/exec); v1 is
    // refused before 1.22, and Debian 12 has 1.20.
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command,
    args: [...args, ...duration, ...(profile === null ? [] : ['--profile', profile])],
    interactiveMode: 'Never',
    provideClusterInfo: false,
    installHint: 'Install ackring, or fetch a kubeconfig without `--exec`.',
  };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'kubernetes', cluster: cluster?.fields ?? {} }],
    contexts: [{ name: 'issued', context: { cluster: 'kubernetes', user: 'issued' } }],
    users: [{ name: 'issued', user: { exec } }],
    'current-context': 'issued',
  });
}
