import { dirname, resolve } from 'node:path';
import { type Owner, ownerOf } from './ownership.js';
import { isTrue, listOf, mappingOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

/** One file's content. Entries keep the order of the file, and unknown fields in `fields`. */
export interface Kubeconfig {
  readonly file: string;
  readonly currentContext: string | null;
  readonly clusters: readonly ClusterEntry[];
  readonly contexts: readonly ContextRecord[];
  readonly users: readonly UserEntry[];
  /** Text of the files that entries refer to, by the path as written; filled in by code that may read files. */
  readonly linked: ReadonlyMap<string, string>;
}

/** A certificate or key: inline, or by path (relative to the kubeconfig's folder). */
export type Material =
  | { readonly kind: 'inline'; readonly base64: string }
  | { readonly kind: 'path'; readonly path: string };

export interface ClusterEntry {
  readonly name: string;
  readonly server: string | null;
  readonly certificateAuthority: Material | null;
  readonly tlsServerName: string | null;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxyUrl: string | null;
  readonly owner: Owner | null;
  readonly fields: YamlMapping;
}

export interface UserEntry {
  readonly name: string;
  readonly clientCertificate: Material | null;
  readonly clientKey: Material | null;
  readonly token: string | null;
  readonly tokenFile: string | null;
  readonly username: string | null;
  /** The exec plug-in's command, or null. */
  readonly execCommand: string | null;
  readonly authProvider: string | null;
  readonly owner: Owner | null;
  readonly fields: YamlMapping;
}

export interface ContextRecord {
  readonly name: string;
  readonly cluster: string | null;
  readonly user: string | null;
  readonly namespace: string | null;
  readonly owner: Owner | null;
  readonly fields: YamlMapping;
}

/** Interprets a document's content as a kubeconfig, once; values of the wrong shape count as absent. */
export function toKubeconfig(value: YamlMapping, file: string): Kubeconfig {
  const known = interpreted.get(value);
  if (known?.file === file) return known;
  const kubeconfig = interpret(value, file);
  interpreted.set(value, kubeconfig);
  return kubeconfig;
}

const interpreted = new WeakMap<YamlMapping, Kubeconfig>();

function interpret(value: YamlMapping, file: string): Kubeconfig {
  return {
    file,
    currentContext: textOf(value['current-context']),
    clusters: listOf(value['clusters']).map(toCluster),
    contexts: listOf(value['contexts']).map(toContext),
    users: listOf(value['users']).map(toUser),
    linked: new Map(),
  };
}

function toCluster(item: YamlValue): ClusterEntry {
  const { name, fields } = unpack(item, 'cluster');
  return {
    name,
    server: textOf(fields['server']),
    certificateAuthority: materialOf(fields, 'certificate-authority'),
    tlsServerName: textOf(fields['tls-server-name']),
    insecureSkipTlsVerify: isTrue(fields['insecure-skip-tls-verify']),
    proxyUrl: textOf(fields['proxy-url']),
    owner: ownerOf(fields),
    fields,
  };
}

function toContext(item: YamlValue): ContextRecord {
  const { name, fields } = unpack(item, 'context');
  return {
    name,
    cluster: textOf(fields['cluster']),
    user: textOf(fields['user']),
    namespace: textOf(fields['namespace']),
    owner: ownerOf(fields),
    fields,
  };
}

function toUser(item: YamlValue): UserEntry {
  const { name, fields } = unpack(item, 'user');
  return {
    name,
    clientCertificate: materialOf(fields, 'client-certificate'),
    clientKey: materialOf(fields, 'client-key'),
    token: textOf(fields['token']),
    tokenFile: textOf(fields['tokenFile']),
    username: textOf(fields['username']),
    execCommand: textOf(mappingOf(fields['exec'])['command']),
    authProvider: textOf(mappingOf(fields['auth-provider'])['name']),
    owner: ownerOf(fields),
    fields,
  };
}

function unpack(item: YamlValue, key: string): { name: string; fields: YamlMapping } {
  const entry = mappingOf(item);
  return { name: textOf(entry['name']) ?? '', fields: mappingOf(entry[key]) };
}

/** The data field wins over the path, as for kubectl. */
function materialOf(fields: YamlMapping, key: string): Material | null {
  const base64 = textOf(fields[`${key}-data`]);
  if (base64 !== null) return { kind: 'inline', base64 };
  const path = textOf(fields[key]);
  return path === null ? null : { kind: 'path', path };
}

/** The bytes of a certificate or key: inline, or from the file it refers to if that was read; null otherwise. */
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

/** Paths of the files that entries refer to, as written: also beside data, since kubectl looks whether they are there. */
export function linkedPaths({ clusters, users }: Kubeconfig): string[] {
  const written = [
    ...clusters.map(({ fields }) => fields['certificate-authority']),
    ...users.flatMap(({ fields }) => [
      fields['client-certificate'],
      fields['client-key'],
      fields['tokenFile'],
    ]),
  ];
  return [...new Set(written.flatMap((value) => textOf(value) ?? []))];
}

/** A path of an entry, from the root on: relative ones start at the folder of its file. */
export function wholePath(path: string, { file }: Kubeconfig): string {
  return resolve(dirname(file), path);
}
