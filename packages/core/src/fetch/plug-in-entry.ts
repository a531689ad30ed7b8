import { toKubeconfig } from '../kubeconfig/kubeconfig.js';
import { renderMapping } from '../kubeconfig/text-edit.js';
import { parseTree } from '../kubeconfig/yaml-tree.js';
import { textOf, typedScalar, type YamlMapping } from '../kubeconfig/yaml-value.js';
import type { ClusterRef } from '../words/cluster.js';
import { allEndpoints } from '../words/endpoints.js';
import { authorityDigest } from '../words/recipient.js';
import type { ProgramStart } from '../words/target.js';
import type { AcquirePlan } from './request.js';

/** How the entry starts this program, and with which profile if one was chosen. */
export interface PlugInStart {
  readonly program: ProgramStart;
  readonly profile: string | null;
}

/**
 * The issued kubeconfig with an exec plug-in as its user: kubectl then asks this program for a temporary certificate
 * or a token, and the file holds no key.
 */
export function withExecPlugin(issued: string, plan: AcquirePlan, start: PlugInStart): string {
  const { server, authority } = serverIn(issued);
  const { endpoints } = plan.request.cluster;
  const recipients = { servers: [server, ...allEndpoints(endpoints)], authority };
  const flag = plan.request.plugIn === 'token' ? '--token' : '--exec';
  const args = [...pluginArguments(plan), ...recipientArguments(recipients)];
  return withUser(issued, { exec: execEntry(args, { ...start, flag }) });
}

/** A kubeconfig with nothing but a token's plug-in as its user, to be put in the place of other credentials. */
export function tokenKubeconfig(
  { id, region }: ClusterRef,
  recipients: EntryRecipients,
  start: PlugInStart,
): string {
  const args = [...tokenArguments(id, region), ...recipientArguments(recipients)];
  const exec = execEntry(args, { ...start, flag: '--token' });
  return issuedText({ server: 'https://placeholder.invalid' }, { exec });
}

/** The servers that an entry's credentials are for, and the PEM text of their authority. */
export interface EntryRecipients {
  readonly servers: readonly string[];
  readonly authority: string | null;
}

/**
 * Kept in the entry itself, so that the plug-in knows without a call and without a cache whom it may answer for; see
 * `refuseOtherServer`.
 */
function recipientArguments({ servers, authority }: EntryRecipients): readonly string[] {
  const known = [...new Set(servers)].flatMap((server) => ['--server', server]);
  return authority === null ? known : [...known, '--authority', authorityDigest(authority)];
}

function execEntry(
  args: readonly string[],
  { program: { command, script }, profile, flag }: PlugInStart & { readonly flag: string },
): YamlMapping {
  return {
    // Every kubectl since 1.11 reads v1beta1, and 1.37 still does (client-go, plugin/pkg/client/auth/exec); v1 is
    // refused before 1.22, and Debian 12 has 1.20.
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command,
    args: [
      ...(script === undefined ? [] : [script]),
      ...args,
      ...(profile === null ? [] : ['--profile', profile]),
    ],
    interactiveMode: 'Never',
    provideClusterInfo: typedScalar('true'),
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
  return issuedText(clusterIn(issued), user);
}

function clusterIn(issued: string): YamlMapping {
  const kubeconfig = toKubeconfig(parseTree(issued, 'the issued kubeconfig').value, 'the issued kubeconfig');
  const context = kubeconfig.contexts.find(({ name }) => name === kubeconfig.currentContext);
  return kubeconfig.clusters.find(({ name }) => name === context?.cluster)?.fields ?? {};
}

function serverIn(issued: string): { readonly server: string; readonly authority: string | null } {
  const { server, 'certificate-authority-data': data } = clusterIn(issued);
  const base64 = textOf(data);
  return {
    server: textOf(server) ?? '',
    authority: base64 === null ? null : Buffer.from(base64, 'base64').toString(),
  };
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
