import { type Owner, ownerOf } from './ownership.js';
import { isTyped, listOf, mappingOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

/** One file's content. Entries keep the order of the file and, in `fields`, all that we do not know. */
export interface Kubeconfig {
  readonly file: string;
  readonly currentContext: string | null;
  readonly clusters: readonly ClusterEntry[];
  readonly contexts: readonly ContextRecord[];
  readonly users: readonly UserEntry[];
  /** Text of the files that entries point to, by the path as written there; filled in by who may read files. */
  readonly linked: ReadonlyMap<string, string>;
}

/** A certificate or key: in the file itself, or by path (relative ones to the kubeconfig's folder). */
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

/** Gives a document's content its kubeconfig meaning; what has the wrong shape counts as absent. */
export function toKubeconfig(value: YamlMapping, file: string): Kubeconfig {
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

function isTrue(value: YamlValue | undefined): boolean {
  return isTyped(value) && /^(?:true|yes|on|y)$/i.test(textOf(value) ?? '');
}
