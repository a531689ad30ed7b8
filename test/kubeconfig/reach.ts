import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Kubeconfig, type Material, materialText } from '@ackring/core/internal/kubeconfig/kubeconfig';
import { objectionsTo } from '@ackring/core/internal/kubeconfig/objections';
import { type ResolvedContext, resolveContexts } from '@ackring/core/internal/kubeconfig/resolve';
import {
  jsonOf,
  listOf,
  mappingOf,
  textOf,
  type YamlMapping,
} from '@ackring/core/internal/kubeconfig/yaml-value';
import type { HeldCluster } from '@ackring/testkit/kubeconfigs/held-clusters';
import type { Answer, Resolved } from '../kubectl/client-go.js';

/** What a context is led to, and as whom: by ackring's own resolution, or by client-go. */
export interface Reach {
  /** Why it is refused; empty if it is not. */
  readonly refusals: readonly string[];
  readonly server: string;
  /** PEM; empty for none. */
  readonly authority: string;
  readonly isChecked: boolean;
  /** The rest of how it dials: name, proxy. */
  readonly manner: string;
  readonly namespace: string;
  readonly certificate: string;
  /** Arguments of the plug-in. */
  readonly args: readonly string[];
  /** The rest of its credential, and whom it impersonates. */
  readonly credential: string;
}

export interface Sight {
  readonly current: string;
  readonly reaches: ReadonlyMap<string, Reach>;
}

export function sightOfOurs(kubeconfigs: readonly Kubeconfig[]): Sight {
  const { contexts, currentContext } = resolveContexts(kubeconfigs);
  return {
    current: currentContext ?? '',
    reaches: new Map([...contexts].map(([name, each]) => [name, reachOf(each)])),
  };
}

function reachOf(resolved: ResolvedContext): Reach {
  const { context, cluster, user } = resolved;
  const pem = (kubeconfig: Kubeconfig | undefined, material: Material | null | undefined): string =>
    (kubeconfig && materialText(kubeconfig, material ?? null)) ?? '';
  const { server, insecureSkipTlsVerify = false, tlsServerName, proxyUrl } = cluster?.entry ?? {};
  return {
    refusals: objectionsTo(resolved),
    server: server ?? '',
    authority: pem(cluster?.kubeconfig, cluster?.entry.certificateAuthority),
    isChecked: !insecureSkipTlsVerify,
    manner: JSON.stringify([tlsServerName, proxyUrl]),
    namespace: context.entry.namespace ?? '',
    certificate: pem(user?.kubeconfig, user?.entry.clientCertificate),
    args: listOf(mappingOf(user?.entry.fields['exec'])['args']).map((each) => textOf(each) ?? ''),
    credential: JSON.stringify([
      pem(user?.kubeconfig, user?.entry.clientKey),
      ...others(user?.entry.fields ?? {}, user?.kubeconfig.file ?? ''),
    ]),
  };
}

/** Whatever else of a user counts; a plug-in's relative path starts at its file. */
function others(fields: YamlMapping, file: string): readonly string[] {
  const names = ['token', 'tokenFile', 'username', 'password', 'as', 'as-uid', 'as-groups', 'exec'];
  const command = textOf(mappingOf(fields['exec'])['command']) ?? '';
  const place = command.startsWith('.') ? dirname(resolve(file)) : '';
  return [...names.map((name) => jsonOf(fields[name] ?? null)), place];
}

export function sightOfClientGo(answer: Answer): Sight {
  const reaches = Object.entries(answer.resolved ?? {}).map(
    ([name, each]) => [name, reachOfClientGo(each, answer.contexts[name]?.namespace ?? '')] as const,
  );
  return { current: answer.currentContext ?? '', reaches: new Map(reaches) };
}

function reachOfClientGo(resolved: Resolved, namespace: string): Reach {
  const { error, transportError, host, insecure, serverName, proxy, caData, caFile } = resolved;
  const { certData, certFile, keyData, keyFile, token, tokenFile, username, password } = resolved;
  const { as, asUid, asGroups, exec } = resolved;
  const text = (data: string | null, file: string): string =>
    file === '' || data ? Buffer.from(data ?? '', 'base64').toString() : readFileSync(file, 'utf8');
  return {
    refusals: [error, transportError].flatMap((each) => each ?? []),
    server: host,
    authority: text(caData, caFile),
    isChecked: !insecure,
    manner: JSON.stringify([serverName, proxy]),
    namespace,
    certificate: text(certData, certFile),
    args: exec?.args ?? [],
    credential: JSON.stringify([
      ...[keyData, keyFile, token, tokenFile, username, password, as, asUid, asGroups, exec],
    ]),
  };
}

/** The cluster that it dials, over checked TLS and under no authority but the cluster's; null for none. */
export function dialled(
  { server, authority, isChecked }: Reach,
  clusters: readonly HeldCluster[],
): HeldCluster | null {
  const found = clusters.find(({ servers }) => Object.values(servers).includes(server));
  return found !== undefined && isChecked && blocks(authority) === blocks(found.authority) ? found : null;
}

function blocks(pem: string): string {
  return pem.replaceAll(/\s/g, '');
}

/** Whether it signs in as the holder by something of this cluster's: a certificate, or our own plug-in for it. */
export function isCredentialOf(
  { certificate, args }: Reach,
  { cluster, uid }: { readonly cluster: HeldCluster; readonly uid: string },
): boolean {
  if (certificate === '')
    return args.includes('exec-credential') && args[args.indexOf('--cluster') + 1] === cluster.id;
  const read = new X509Certificate(certificate);
  const isIssued = read.verify(new X509Certificate(cluster.authority).publicKey);
  return isIssued && read.subject.includes(`CN=${uid}-`) && read.validToDate > new Date();
}
