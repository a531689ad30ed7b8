import { toKubeconfig } from '../kubeconfig/kubeconfig.js';
import { renderMapping } from '../kubeconfig/render.js';
import { parseTree } from '../kubeconfig/yaml-tree.js';
import { typedScalar, type YamlMapping } from '../kubeconfig/yaml-value.js';
import type { ClusterRef } from '../words/cluster.js';
import type { AcquirePlan } from './request.js';

/**
 * The issued kubeconfig with an exec plug-in as its user: kubectl then asks this program for a temporary certificate
 * or a token, and the file holds no key. `profile` is passed on if one was chosen.
 */
export function withExecPlugin(
  issued: string,
  plan: AcquirePlan,
  { command, profile }: { readonly command: string; readonly profile: string | null },
): string {
  const flag = plan.request.plugIn === 'token' ? '--token' : '--exec';
  return withUser(issued, { exec: execEntry(pluginArguments(plan), { command, profile, flag }) });
}

/** A kubeconfig with nothing but a token's plug-in as its user, to be put in the place of other credentials. */
export function tokenKubeconfig(
  { id, region }: ClusterRef,
  { command, profile }: { readonly command: string; readonly profile: string | null },
): string {
  const exec = execEntry(tokenArguments(id, region), { command, profile, flag: '--token' });
  return issuedText({ server: 'https://placeholder.invalid' }, { exec });
}

function execEntry(
  args: readonly string[],
  {
    command,
    profile,
    flag,
  }: { readonly command: string; readonly profile: string | null; readonly flag: string },
): YamlMapping {
  return {
    // Every kubectl since 1.11 reads v1beta1, and 1.37 still does (client-go, plugin/pkg/client/auth/exec); v1 is
    // refused before 1.22, and Debian 12 has 1.20.
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command,
    args: [...args, ...(profile === null ? [] : ['--profile', profile])],
    interactiveMode: 'Never',
    provideClusterInfo: typedScalar('false'),
    installHint: `Install ackring, or fetch a kubeconfig without \`${flag}\`.`,
  };
}

function pluginArguments({ request, access }: AcquirePlan): readonly string[] {
  const { id, region } = request.cluster;
  // A token is valid for all of a cluster's endpoints.
  if (request.plugIn === 'token') return tokenArguments(id, region);
  const args = ['exec-credential', '--cluster', id, '--region', region, '--access', access];
  return request.durationMinutes === null ? args : [...args, '--duration', `${request.durationMinutes}m`];
}

function tokenArguments(id: string, region: string): readonly string[] {
  return ['exec-credential', '--token', '--cluster', id, '--region', region];
}

/** The issued kubeconfig's cluster, with this user instead of its own. */
export function withUser(issued: string, user: YamlMapping): string {
  const kubeconfig = toKubeconfig(parseTree(issued, 'the issued kubeconfig').value, 'the issued kubeconfig');
  const context = kubeconfig.contexts.find(({ name }) => name === kubeconfig.currentContext);
  const cluster = kubeconfig.clusters.find(({ name }) => name === context?.cluster);
  return issuedText(cluster?.fields ?? {}, user);
}

/** One cluster and user as a separate kubeconfig, in kubectl's layout. */
export function issuedText(cluster: YamlMapping, user: YamlMapping): string {
  const lines = renderMapping(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'kubernetes', cluster }],
      contexts: [{ name: 'issued', context: { cluster: 'kubernetes', user: 'issued' } }],
      users: [{ name: 'issued', user }],
      'current-context': 'issued',
    },
    0,
  );
  return `${lines.join('\n')}\n`;
}
