import { dirname, isAbsolute, join } from 'node:path';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { ApiServerTarget, ExecPlugin, Impersonation } from '../words/target.js';

import {
  type ClusterEntry,
  type Kubeconfig,
  type Material,
  materialText,
  type UserEntry,
} from './kubeconfig.js';
import { objectionsTo } from './objections.js';
import { type Found, resolveContexts } from './resolve.js';
import { keyMismatch, versionObjection } from './transport-objections.js';
import { isTrue, jsonOf, listOf, mappingOf, textOf, type YamlValue } from './yaml-value.js';

/**
 * How to reach a context's API server and authenticate to it, joined across files as kubectl does. Throws
 * ContextNotFound, KubeconfigInvalid for a context whose cluster or user is in no file, FileUnreadable, and
 * ContextRefused for one that kubectl refuses before it dials.
 */
export function apiServerTarget(
  kubeconfigs: Kubeconfig | readonly Kubeconfig[],
  contextName: string,
): ApiServerTarget {
  const files = [kubeconfigs].flat();
  const resolved = resolveContexts(files).contexts.get(contextName);
  if (!resolved) throw notFound(contextName, files);
  const { cluster, user } = resolved;
  const context = resolved.context.entry;
  if (!cluster?.entry.server)
    throw dangling(contextName, say('cluster "{name}"', { name: context.cluster ?? '' }));
  if (user === null) throw dangling(contextName, say('user "{name}"', { name: context.user ?? '' }));
  const client = clientOf(user, cluster.entry);
  const target = {
    ...serverOf(cluster, cluster.entry.server),
    ...client,
    ...(isSecure(cluster.entry) ? {} : nothingToShow),
  };
  // Whoever dials, or stores it, says more of a key (encrypted, of another certificate …), and of a plug-in to be run.
  const later = [keyMismatch, target.exec === null ? null : versionObjection(user.entry)];
  const objections = objectionsTo(resolved).filter((each) => !later.includes(each));
  if (objections.length > 0) throw refusedByKubectl(contextName, objections);
  return target;
}

function refusedByKubectl(context: string, objections: readonly string[]): AckringError {
  const [only = ''] = objections;
  return new AckringError(
    'ContextRefused',
    objections.length === 1
      ? say('kubectl refuses {context}: {why}', { context, why: only })
      : say('kubectl refuses {context}', { context }),
    {
      ...(objections.length === 1 ? {} : { problems: objections }),
      remedy: say('Fetch it again (`ackring get CLUSTER`), or correct its entries in an editor.'),
    },
  );
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

/** Without TLS client-go reads no credential at all (`IsConfigTransportTLS`), and sends none. */
function isSecure({ server }: ClusterEntry): boolean {
  return /^https:/i.test(server ?? '');
}

const nothingToShow = {
  clientCertificate: null,
  clientKey: null,
  token: null,
  tokenFile: null,
  basic: null,
  exec: null,
};

function clientOf({ entry, kubeconfig }: Found<UserEntry>, cluster: ClusterEntry) {
  // Of an empty one client-go makes nothing, and goes on with the entry's own.
  const tokenFile = kubeconfig.linked.get(entry.tokenFile ?? '')?.trim() || null;
  return {
    clientCertificate: readMaterial(kubeconfig, entry.clientCertificate),
    // Without a certificate client-go does not look at the key.
    clientKey: entry.clientCertificate === null ? null : readMaterial(kubeconfig, entry.clientKey),
    token: tokenFile ?? entry.token,
    tokenFile: tokenFile === null ? null : entry.tokenFile,
    basic:
      entry.username === null
        ? null
        : { user: entry.username, password: textOf(entry.fields['password']) ?? '' },
    impersonation: impersonationOf(entry),
    exec: hasOwnCredential(entry) ? null : execPluginOf(entry, kubeconfig.file, cluster),
  };
}

/** client-go runs no plug-in beside a token, a password, or a certificate with its key (`exec.UpdateTransportConfig`). */
function hasOwnCredential(entry: UserEntry): boolean {
  const isToken = entry.token !== null || entry.tokenFile !== null;
  const isCertificate = entry.clientCertificate !== null && entry.clientKey !== null;
  return isToken || isCertificate || entry.username !== null;
}

/** kubectl impersonates the user in the entry, and refuses groups, a uid or extras without one. */
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
  throw new AckringError(
    'KubeconfigInvalid',
    say('the user entry impersonates groups, a uid or extras without a user'),
    { remedy: say('Add `as: NAME` to the user entry, or remove the others.') },
  );
}

function readMaterial(kubeconfig: Kubeconfig, material: Material | null): string | null {
  const text = materialText(kubeconfig, material);
  if (material?.kind !== 'path' || text !== null) return text;
  throw new AckringError(
    'FileUnreadable',
    say('{file} points to {path}, which cannot be read', { file: kubeconfig.file, path: material.path }),
    { remedy: say('Restore that file, or fetch the kubeconfig again: `ackring get CLUSTER`.') },
  );
}

function notFound(name: string, files: readonly Kubeconfig[]): AckringError {
  const paths = files.map((each) => each.file);
  return new AckringError(
    'ContextNotFound',
    paths.length === 0
      ? say('there is no context "{context}"', { context: name })
      : say('there is no context "{context}" in {files}', { context: name, files: paths }),
    { remedy: say('List them: `ackring contexts`.') },
  );
}

function dangling(context: string, entry: Sentence): AckringError {
  return new AckringError(
    'KubeconfigInvalid',
    say('context "{context}" leads to {entry}, which is in no file', { context, entry }),
    {
      remedy: say('Fetch it again (`ackring get CLUSTER`), or remove it: `{command}`.', {
        command: shell`ackring contexts remove ${context}`,
      }),
    },
  );
}

/** The plug-in in a user's `exec`; null for none. A relative path starts at the file's folder, as for kubectl. */
function execPluginOf(
  { fields, execCommand }: UserEntry,
  file: string,
  cluster: ClusterEntry,
): ExecPlugin | null {
  if (execCommand === null) return null;
  const exec = mappingOf(fields['exec']);
  return {
    command: commandPath(execCommand, file),
    args: listOf(exec['args']).map((arg) => textOf(arg) ?? ''),
    env: Object.fromEntries(listOf(exec['env']).flatMap(variableOf)),
    apiVersion: textOf(exec['apiVersion']) ?? '',
    interactiveMode: textOf(exec['interactiveMode']),
    provideClusterInfo: isTrue(exec['provideClusterInfo']),
    clusterConfig: clusterConfigOf(cluster),
    installHint: textOf(exec['installHint']),
  };
}

const configExtension = 'client.authentication.k8s.io/exec';

/** The plug-in's settings in the cluster's entry, as JSON. */
function clusterConfigOf({ fields }: ClusterEntry): string | null {
  const found = listOf(fields['extensions'])
    .map(mappingOf)
    .find(({ name }) => name === configExtension);
  return found?.['extension'] === undefined ? null : jsonOf(found['extension']);
}

/** Versions that kubectl accepts since 1.24; v1alpha1 is gone. */
const apiVersions: ReadonlySet<string> = new Set([
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
]);

/**
 * Why a plug-in of an entry without objections is not run all the same; null if it is. kubectl finds the version out
 * when it would run it (client-go, `exec.newAuthenticator`); run without a terminal, as here, one that requires a
 * terminal is refused as well.
 */
export function execPluginRefusal({ apiVersion, interactiveMode }: ExecPlugin): Sentence | null {
  if (!apiVersions.has(apiVersion))
    return say('its apiVersion is {version}, which kubectl does not accept', { version: apiVersion });
  return interactiveMode === 'Always' ? say('it needs a terminal (`interactiveMode: Always`)') : null;
}

function commandPath(command: string, file: string): string {
  const isBare = !command.includes('/') && !command.includes('\\');
  return isBare || isAbsolute(command) ? command : join(dirname(file), command);
}

function variableOf(item: YamlValue): [string, string][] {
  const { name, value } = mappingOf(item);
  return [[textOf(name) ?? '', textOf(value) ?? '']];
}
