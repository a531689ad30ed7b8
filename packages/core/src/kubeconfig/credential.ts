import { readCertificateFacts, readIssuerOrganizations } from '../certificate.js';
import { AckringError } from '../errors.js';
import type { Credential } from './context-entry.js';
import type { Kubeconfig, UserEntry } from './kubeconfig.js';
import { materialBytes } from './material.js';

/** How a user proves who it is; a certificate wins, as it is what the rest of this program is about. */
export function credentialOf(kubeconfig: Kubeconfig, user: UserEntry): Credential {
  if (user.clientCertificate) return certificateCredential(kubeconfig, user);
  if (user.execCommand !== null) return { kind: 'exec', command: user.execCommand };
  if (user.token !== null || user.tokenFile !== null) return { kind: 'token' };
  if (user.username !== null) return { kind: 'basic' };
  if (user.authProvider !== null) return { kind: 'authProvider', name: user.authProvider };
  return { kind: 'none' };
}

function certificateCredential(kubeconfig: Kubeconfig, user: UserEntry): Credential {
  const bytes = certificateBytes(kubeconfig, user);
  if (bytes === null) return { kind: 'unreadable', problem: missingFile(user) };
  try {
    return { kind: 'certificate', ...readCertificateFacts(bytes) };
  } catch (error) {
    if (!(error instanceof AckringError)) throw error;
    return { kind: 'unreadable', problem: error.message };
  }
}

function missingFile(user: UserEntry): string {
  const path = user.clientCertificate?.kind === 'path' ? user.clientCertificate.path : '';
  return `the certificate's file cannot be read: ${path}`;
}

/** The organization of a user's certificate issuer, where ACK put the cluster's id until 2024. */
export function issuerOrganization(kubeconfig: Kubeconfig, user: UserEntry | null): string | null {
  const bytes = user && certificateBytes(kubeconfig, user);
  if (!bytes) return null;
  try {
    return readIssuerOrganizations(bytes)[0] ?? null;
  } catch {
    return null;
  }
}

function certificateBytes(kubeconfig: Kubeconfig, user: UserEntry): Uint8Array | string | null {
  return user.clientCertificate && materialBytes(kubeconfig, user.clientCertificate);
}
