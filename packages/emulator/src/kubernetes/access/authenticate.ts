import { createHash, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Authority } from '../../pki/certificate.js';
import type { ClusterRecord } from '../../world/cluster.js';
import type { World } from '../../world/world.js';
import { hasOldManners } from '../model/resources.js';
import { userOfRamToken } from './ram-tokens.js';
import { userOfToken } from './tokens.js';
import { anonymousUser, type KubernetesUser } from './user.js';

interface Shown {
  readonly socket: TLSSocket;
  /** Of the request's `authorization` header. */
  readonly authorization: string;
  /** Signs the cluster's client certificates. */
  readonly authority: Authority;
}

/** Where and when a credential is presented. */
interface Place {
  readonly world: World;
  readonly cluster: ClusterRecord;
  readonly now: Date;
}

/**
 * The user named by the credentials; null if one is invalid and no other is valid. The certificate is checked first,
 * then the bearer token: one valid credential suffices. Without any it is `system:anonymous`, if the cluster allows
 * that. Revocation is unknown: Kubernetes has none for client certificates.
 */
export async function authenticate(shown: Shown, place: Place): Promise<KubernetesUser | null> {
  const { cluster } = place;
  const byCertificate = fromCertificate(shown, place);
  if (byCertificate !== 'none' && byCertificate !== 'bad') return byCertificate;
  const token = /^bearer\s+(\S+)$/i.exec(shown.authorization.trim())?.[1];
  const byToken = token === undefined ? null : await userOfBearer(token, place);
  if (byToken) return byToken;
  const isAnonymous = byCertificate === 'none' && token === undefined;
  return isAnonymous && (cluster.apiServer?.anonymous ?? true) ? anonymousUser : null;
}

/** Reads tokens of one kind: the user, or null if it is of another kind or invalid. Throws nothing. */
type TokenReader = (token: string, place: Place) => KubernetesUser | null | Promise<KubernetesUser | null>;

/** In the order of checking. A webhook comes last, as in kube-apiserver: add one here. */
const tokenReaders: readonly TokenReader[] = [
  (token, { cluster, now }) => userOfToken(cluster, token, now, !hasOldManners(cluster)),
  userOfRamToken,
];

/** The user of a bearer token, for requests and for TokenReviews alike; null if there is none. */
export async function userOfBearer(token: string, place: Place): Promise<KubernetesUser | null> {
  for (const read of tokenReaders) {
    const user = await read(token, place);
    if (user) return user;
  }
  return null;
}

const clientAuth = '1.3.6.1.5.5.7.3.2';

function fromCertificate(
  { socket, authority }: Shown,
  { cluster, now }: Place,
): KubernetesUser | 'none' | 'bad' {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return 'none';
  if (!certificate.verify(authority.keys.publicKey)) return 'bad';
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo)) return 'bad';
  // Without the extension a certificate is valid for every purpose.
  if (certificate.keyUsage !== undefined && !certificate.keyUsage.includes(clientAuth)) return 'bad';
  return readUser(certificate, !hasOldManners(cluster)) ?? 'none';
}

/** Null for a certificate without a common name, which names nobody. */
function readUser(certificate: X509Certificate, withCredentialId: boolean): KubernetesUser | null {
  const subject = new Map<string, string[]>();
  for (const line of certificate.subject.split('\n')) {
    const mark = line.indexOf('=');
    const [type, value] = [line.slice(0, mark), line.slice(mark + 1)];
    subject.set(type, [...(subject.get(type) ?? []), value]);
  }
  const [username] = subject.get('CN') ?? [];
  if (!username) return null;
  const sha256 = createHash('sha256').update(certificate.raw).digest('hex');
  const id = { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${sha256}`] };
  return {
    username,
    groups: [...(subject.get('O') ?? []), 'system:authenticated'],
    ...(withCredentialId ? { extra: id } : {}),
  };
}
