import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Authority } from '../pki/authority.js';

/** Whom a client certificate names. */
export interface KubernetesUser {
  readonly username: string;
  readonly groups: readonly string[];
}

/**
 * The user a client certificate names, or null for none, an unknown authority's, or one outside its time by
 * the emulator's clock. Nothing is known of revocation here: Kubernetes has none for client certificates.
 */
export function authenticateClient(
  socket: TLSSocket,
  authority: Authority,
  now: Date,
): KubernetesUser | null {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate?.verify(authority.keys.publicKey)) return null;
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) return null;
  return readUser(certificate);
}

function readUser(certificate: X509Certificate): KubernetesUser {
  const subject = new Map<string, string[]>();
  for (const line of certificate.subject.split('\n')) {
    const mark = line.indexOf('=');
    const [type, value] = [line.slice(0, mark), line.slice(mark + 1)];
    subject.set(type, [...(subject.get(type) ?? []), value]);
  }
  return {
    username: subject.get('CN')?.[0] ?? '',
    groups: [...(subject.get('O') ?? []), 'system:authenticated'],
  };
}
