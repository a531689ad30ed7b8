import { AckringError } from '../errors.js';
import type { ApiServerTarget, Impersonation } from '../ports.js';
import { execPluginOf } from './exec-plugin.js';
import type { ClusterEntry, Kubeconfig, Material, UserEntry } from './kubeconfig.js';
import { type Found, lookupOf } from './lookup.js';
import { materialText } from './material.js';
import { listOf, mappingOf, textOf } from './yaml-value.js';

/**
 * How to reach the API server of a context and be known by it, joined across files as kubectl does. Throws
 * ContextNotFound, or KubeconfigInvalid for a context whose cluster or user is in no file.
 */
export function apiServerTarget(
  kubeconfigs: Kubeconfig | readonly Kubeconfig[],
  contextName: string,
): ApiServerTarget {
  const files = [kubeconfigs].flat();
  const lookup = lookupOf(files);
  const context = lookup.contexts.get(contextName)?.entry;
  if (!context) throw notFound(contextName, files);
  const cluster = lookup.clusters.get(context.cluster ?? '');
  const user = lookup.users.get(context.user ?? '');
  if (!cluster?.entry.server) throw dangling(contextName, `cluster "${context.cluster ?? ''}"`);
  if (!user) throw dangling(contextName, `user "${context.user ?? ''}"`);
  return { ...serverOf(cluster, cluster.entry.server), ...clientOf(user) };
}

function serverOf({ entry, kubeconfig }: Found<ClusterEntry>, server: string) {
  return {
    server,
    certificateAuthority: readMaterial(kubeconfig, entry.certificateAuthority),
    tlsServerName: entry.tlsServerName,
    insecureSkipTlsVerify: entry.insecureSkipTlsVerify,
    proxyUrl: entry.proxyUrl,
  };
}

function clientOf({ entry, kubeconfig }: Found<UserEntry>) {
  const tokenFile =
    entry.tokenFile === null ? null : (kubeconfig.linked.get(entry.tokenFile)?.trim() ?? null);
  return {
    clientCertificate: readMaterial(kubeconfig, entry.clientCertificate),
    clientKey: readMaterial(kubeconfig, entry.clientKey),
    token: tokenFile ?? entry.token,
    tokenFile: tokenFile === null ? null : entry.tokenFile,
    impersonation: impersonationOf(entry),
    exec: execPluginOf(entry, kubeconfig.file),
  };
}

/** kubectl acts as whom the entry names, and refuses groups, a uid or extras without a user. */
function impersonationOf({ fields }: UserEntry): Impersonation | null {
  const user = textOf(fields['as']) ?? '';
  const uid = textOf(fields['as-uid']) ?? '';
  const groups = listOf(fields['as-groups']).flatMap((group) => textOf(group) ?? []);
  const extra = Object.fromEntries(
    Object.entries(mappingOf(fields['as-user-extra'])).map(([key, values]) => [
      key,
      listOf(values).flatMap((value) => textOf(value) ?? []),
    ]),
  );
  if (user !== '') return { user, uid: uid === '' ? null : uid, groups, extra };
  if (uid === '' && groups.length === 0 && Object.keys(extra).length === 0) return null;
  throw new AckringError('KubeconfigInvalid', 'the user entry acts with groups, a uid or extras of nobody', {
    remedy: 'Add `as: NAME` to the user entry, or take the others away.',
  });
}

function readMaterial(kubeconfig: Kubeconfig, material: Material | null): string | null {
  const text = materialText(kubeconfig, material);
  if (material?.kind !== 'path' || text !== null) return text;
  throw new AckringError(
    'FileUnreadable',
    `${kubeconfig.file} points to ${material.path}, which cannot be read`,
    {
      remedy: 'Restore that file, or fetch the kubeconfig again: `ackring get CLUSTER`.',
    },
  );
}

function notFound(name: string, files: readonly Kubeconfig[]): AckringError {
  const where = files.map((each) => each.file).join(', ') || 'no file';
  return new AckringError('ContextNotFound', `there is no context "${name}" in ${where}`, {
    remedy: 'List them: `ackring contexts`.',
  });
}

function dangling(name: string, what: string): AckringError {
  return new AckringError('KubeconfigInvalid', `context "${name}" leads to ${what}, which is in no file`, {
    remedy: 'Fetch it again (`ackring get CLUSTER`), or remove it: `kubectl config delete-context`.',
  });
}
