import * as v from 'valibot';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { CredentialKey } from './sink.js';

/** The form in which a Secret's readers want a credential. Data is decoded text here. */
export interface SecretFormat {
  /** The key of the kubeconfig; the waiting one is `<key>.next`, the one before it `<key>.previous`. */
  dataKey(key: CredentialKey): string;
  /** Whether identities of one cluster may share a Secret. */
  readonly isShared: boolean;
  /** What its readers read besides the kubeconfig; may hold the private key. */
  derived(kubeconfig: string, key: CredentialKey): Readonly<Record<string, string>>;
  labels(key: CredentialKey): Readonly<Record<string, string>>;
  /** The kubeconfig of its readers; null if there is none. */
  held(data: ReadonlyMap<string, string>, key: CredentialKey): string | null;
}

type SecretFormatName = 'kubeconfig' | 'argocd' | 'flux';

/** A kubeconfig under a key, as it is. */
function kubeconfigUnder(dataKey: SecretFormat['dataKey'], isShared: boolean): SecretFormat {
  return {
    dataKey,
    isShared,
    derived: () => ({}),
    labels: () => ({}),
    held: (data, key) => data.get(dataKey(key)) ?? null,
  };
}

/** No identity's key may be the one under which another's waits. */
function keyOfIdentity({ identity }: CredentialKey): string {
  if (identity === 'self') return 'kubeconfig';
  return `kubeconfig-${identity.replace(/[^A-Za-z0-9._-]/g, '_').replace(/\.(next|previous)$/, '_$1')}`;
}

const argoConfig = v.object({
  tlsClientConfig: v.object({
    insecure: v.optional(v.boolean(), false),
    caData: v.optional(v.string()),
    certData: v.string(),
    keyData: v.string(),
  }),
});

export const secretFormats: Readonly<Record<SecretFormatName, SecretFormat>> = {
  kubeconfig: kubeconfigUnder(keyOfIdentity, true),
  /** The default of `spec.kubeConfig.secretRef` in a Kustomization or HelmRelease. */
  flux: kubeconfigUnder(() => 'value', false),
  /**
   * A cluster Secret: Argo CD reads `name`, `server` and `config` of each that has its label. The kubeconfig they
   * were made from is stored beside them; if they disagree, what Argo CD reads counts.
   */
  argocd: {
    dataKey: () => 'kubeconfig',
    isShared: false,
    derived: argoEntries,
    labels: ({ tags }) => ({
      ...tagLabels(tags ?? {}),
      'argocd.argoproj.io/secret-type': 'cluster',
    }),
    held: argoHeld,
  },
};

function argoEntries(kubeconfig: string, { clusterName }: CredentialKey): Readonly<Record<string, string>> {
  const parsed = readKubeconfig(kubeconfig, { file: 'kubeconfig' });
  const target = apiServerTarget(parsed, parsed.currentContext ?? '');
  const config = {
    tlsClientConfig: {
      insecure: false,
      ...(target.tlsServerName === null ? {} : { serverName: target.tlsServerName }),
      ...pem('caData', target.certificateAuthority),
      ...pem('certData', target.clientCertificate),
      ...pem('keyData', target.clientKey),
    },
  };
  return { name: clusterName, server: target.server, config: JSON.stringify(config) };
}

function pem<Name extends string>(name: Name, text: string | null) {
  return text === null ? {} : { [name]: encode(text) };
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

function argoHeld(data: ReadonlyMap<string, string>, key: CredentialKey): string | null {
  const [config, server] = [data.get('config'), data.get('server')];
  if (config === undefined || server === undefined) return null;
  const kubeconfig = data.get('kubeconfig');
  if (kubeconfig !== undefined && agrees(kubeconfig, { config, server }, key)) return kubeconfig;
  return rebuilt(config, server);
}

function agrees(
  kubeconfig: string,
  { config, server }: { readonly config: string; readonly server: string },
  key: CredentialKey,
): boolean {
  try {
    const entries = argoEntries(kubeconfig, key);
    return entries['config'] === config && entries['server'] === server;
  } catch {
    return false;
  }
}

/** As a kubeconfig it can be judged; whether it is a valid one is decided there. */
function rebuilt(config: string, server: string): string {
  const parsed = v.safeParse(argoConfig, jsonOrNull(config));
  if (!parsed.success) return '';
  const { insecure, caData, certData, keyData } = parsed.output.tlsClientConfig;
  const name = 'argocd';
  const cluster = {
    server,
    ...(insecure ? { 'insecure-skip-tls-verify': true } : {}),
    ...(caData === undefined ? {} : { 'certificate-authority-data': caData }),
  };
  const user = { 'client-certificate-data': certData, 'client-key-data': keyData };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Prefixes with a meaning to Kubernetes or Argo CD: no tag may use one. */
const reserved = /(^|\.)(kubernetes\.io|k8s\.io)\/|^argocd\.argoproj\.io\//;

/**
 * A cluster's tags as labels, for an ApplicationSet to select by. Characters that a label may not contain become
 * hyphens; a tag is left out if it would be an invalid label, one that Kubernetes or Argo CD knows, or a duplicate.
 */
export function tagLabels(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const [key, value] of Object.entries(tags).toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const name = labelKey(key);
    if (name !== null && !reserved.test(name) && !labels.has(name)) labels.set(name, labelPart(value));
  }
  return Object.fromEntries(labels);
}

/** `prefix/name`, where the prefix is a DNS name of at most 253 characters. */
function labelKey(key: string): string | null {
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0)).toLowerCase();
  const hasPrefix =
    prefix.length <= 253 && /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(prefix) && !prefix.includes('..');
  const name = labelPart(hasPrefix ? key.slice(slash + 1) : key);
  if (name === '') return null;
  return hasPrefix ? `${prefix}/${name}` : name;
}

/** At most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or a digit; may be empty. */
function labelPart(text: string): string {
  const clean = text.replace(/[^A-Za-z0-9_.-]/g, '-').slice(0, 63);
  return clean.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
