import { readCertificate } from '../certificate/certificate.js';
import { AckringError } from '../words/errors.js';
import { type Credential, withoutLogin } from './context-entry.js';
import {
  type ClusterEntry,
  type ContextRecord,
  type Kubeconfig,
  linkedPaths,
  materialBytes,
  type UserEntry,
} from './kubeconfig.js';
import { programOf, type VendorPlugin, vendorPluginOf } from './origin.js';
import type { Owner } from './ownership.js';
import { mappingOf } from './yaml-value.js';

/** What a list shows of a kubeconfig; nothing of it is secret. */
export interface KubeconfigOutline {
  readonly file: string;
  readonly currentContext: string | null;
  readonly clusters: readonly ClusterOutline[];
  readonly contexts: readonly ContextOutline[];
  readonly users: readonly UserOutline[];
  /** No entry refers to a file: as long as the text is the same, so is the outline. */
  readonly isSelfContained: boolean;
}

export type ClusterOutline = Pick<ClusterEntry, 'name' | 'server' | 'insecureSkipTlsVerify' | 'owner'>;

export type ContextOutline = Pick<ContextRecord, 'name' | 'cluster' | 'user' | 'namespace' | 'owner'>;

export interface UserOutline {
  readonly name: string;
  readonly owner: Owner | null;
  readonly credential: Credential;
  /** The first organization of the certificate's issuer: until 2024 ACK put the cluster's id there. */
  readonly issuerOrganization: string | null;
  /** The exec plug-in, if it is one of ACK's or ours and there is no certificate. */
  readonly plugin: VendorPlugin | null;
  /** There is a certificate, but no key. */
  readonly lacksKey: boolean;
}

/** Reads every certificate; one that cannot be read is a credential that says so. */
export function outlineOf(kubeconfig: Kubeconfig): KubeconfigOutline {
  const { file, currentContext, clusters, contexts, users } = kubeconfig;
  return {
    file,
    currentContext,
    clusters: clusters.map(({ name, server, insecureSkipTlsVerify, owner }) => ({
      name,
      server: withoutLogin(server),
      insecureSkipTlsVerify,
      owner,
    })),
    contexts: contexts.map(({ name, cluster, user, namespace, owner }) => ({
      name,
      cluster,
      user,
      namespace,
      owner,
    })),
    users: users.map((user) => outlineUser(kubeconfig, user)),
    isSelfContained: linkedPaths(kubeconfig).length === 0,
  };
}

/** What a user entry lets in with; nothing of it is secret. */
export function credentialOf(kubeconfig: Kubeconfig, user: UserEntry): Credential {
  return outlineUser(kubeconfig, user).credential;
}

/** A certificate wins over other credentials, since this program is about those. */
function outlineUser(kubeconfig: Kubeconfig, user: UserEntry): UserOutline {
  const { name, owner, clientCertificate, clientKey } = user;
  const lacksKey = clientCertificate !== null && clientKey === null;
  if (clientCertificate !== null)
    return { name, owner, ...certificateCredential(kubeconfig, user), plugin: null, lacksKey };
  const plugin = vendorPluginOf(user);
  const credential = otherCredential(user, plugin);
  return { name, owner, credential, issuerOrganization: null, plugin, lacksKey };
}

function otherCredential(user: UserEntry, plugin: VendorPlugin | null): Credential {
  // client-go runs no plug-in beside either.
  if (user.token !== null || user.tokenFile !== null) return { kind: 'token' };
  if (user.username !== null) return { kind: 'basic' };
  if (user.execCommand !== null) {
    const { program } = programOf(mappingOf(user.fields['exec']));
    const starter = program === user.execCommand ? {} : { startedBy: user.execCommand };
    return { kind: 'exec', command: program, issues: plugin?.issues ?? null, ...starter };
  }
  if (user.authProvider !== null) return { kind: 'authProvider', name: user.authProvider };
  return { kind: 'none' };
}

type CertificateOutline = Pick<UserOutline, 'credential' | 'issuerOrganization'>;

function certificateCredential(kubeconfig: Kubeconfig, user: UserEntry): CertificateOutline {
  const bytes = user.clientCertificate && materialBytes(kubeconfig, user.clientCertificate);
  if (bytes === null) return unreadable(missingFile(user));
  try {
    const { facts, issuerOrganizations } = readCertificate(bytes);
    return {
      // A copy would compute the fingerprint, which most lists never show.
      credential: Object.assign(facts, { kind: 'certificate' } as const),
      issuerOrganization: issuerOrganizations[0] ?? null,
    };
  } catch (error) {
    if (!(error instanceof AckringError)) throw error;
    return unreadable(error.message);
  }
}

function unreadable(problem: string): CertificateOutline {
  return { credential: { kind: 'unreadable', problem }, issuerOrganization: null };
}

function missingFile(user: UserEntry): string {
  const path = user.clientCertificate?.kind === 'path' ? user.clientCertificate.path : '';
  return `the certificate's file cannot be read: ${path}`;
}
