import { readCertificate } from '../certificate/certificate.js';
import { AckringError } from '../errors.js';
import type { Credential } from './context-entry.js';
import type { Kubeconfig, UserEntry } from './kubeconfig.js';
import { materialBytes } from './material.js';
import { vendorPluginOf } from './vendor-plugin.js';

/** How a user proves who it is. */
export interface UserCredential {
  readonly credential: Credential;
  /** The first organization of the certificate's issuer: until 2024 ACK put the cluster's id there. */
  readonly issuerOrganization: string | null;
}

/** Reads a user's means of proof; a certificate wins, as it is what the rest of this program is about. */
export function credentialOf(kubeconfig: Kubeconfig, user: UserEntry): UserCredential {
  if (user.clientCertificate) return certificateCredential(kubeconfig, user);
  return { credential: otherCredential(user), issuerOrganization: null };
}

function otherCredential(user: UserEntry): Credential {
  if (user.execCommand !== null) {
    return { kind: 'exec', command: user.execCommand, issues: vendorPluginOf(user)?.issues ?? null };
  }
  if (user.token !== null || user.tokenFile !== null) return { kind: 'token' };
  if (user.username !== null) return { kind: 'basic' };
  if (user.authProvider !== null) return { kind: 'authProvider', name: user.authProvider };
  return { kind: 'none' };
}

function certificateCredential(kubeconfig: Kubeconfig, user: UserEntry): UserCredential {
  const bytes = user.clientCertificate && materialBytes(kubeconfig, user.clientCertificate);
  if (bytes === null) return unreadable(missingFile(user));
  try {
    const { facts, issuerOrganizations } = readCertificate(bytes);
    return {
      credential: { kind: 'certificate', ...facts },
      issuerOrganization: issuerOrganizations[0] ?? null,
    };
  } catch (error) {
    if (!(error instanceof AckringError)) throw error;
    return unreadable(error.message);
  }
}

function unreadable(problem: string): UserCredential {
  return { credential: { kind: 'unreadable', problem }, issuerOrganization: null };
}

function missingFile(user: UserEntry): string {
  const path = user.clientCertificate?.kind === 'path' ? user.clientCertificate.path : '';
  return `the certificate's file cannot be read: ${path}`;
}
