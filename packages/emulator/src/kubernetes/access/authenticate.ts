import {
  createHash,
  createHmac,
  type KeyObject,
  randomBytes,
  randomUUID,
  timingSafeEqual,
  verify,
  type X509Certificate,
} from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Authority } from '../../pki/certificate.js';
import type { ClusterRecord } from '../../world/cluster.js';
import type { World } from '../../world/world.js';
import { findKind, hasOldManners } from '../model/resources.js';
import { storeOf } from '../model/store.js';
import { userOfRamToken } from './ram-tokens.js';
import { anonymousUser, type KubernetesUser, serviceAccountGroups } from './user.js';

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

/** The default audience of ServiceAccounts' tokens. */
export const apiAudience = 'https://kubernetes.default.svc.cluster.local';

interface Claims {
  readonly sub: string;
  /** Seconds since 1970. */
  readonly exp: number;
  readonly jti: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly aud: readonly string[];
}

/** Signs with a key that lives as long as this process: tokens are not part of a snapshot. */
const secrets = new WeakMap<ClusterRecord, Buffer>();

/** A token of a ServiceAccount, in JWT format. */
export function issueToken(
  cluster: ClusterRecord,
  account: { readonly namespace: string; readonly name: string; readonly uid: string },
  { expires, audiences }: { readonly expires: Date; readonly audiences: readonly string[] },
): string {
  const claims: Claims = {
    ...account,
    sub: `system:serviceaccount:${account.namespace}:${account.name}`,
    exp: Math.floor(expires.getTime() / 1000),
    jti: randomUUID(),
    aud: audiences,
  };
  const head = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => encode(JSON.stringify(part))).join('.');
  return `${head}.${signatureOf(cluster, head)}`;
}

/** The user of a token; null if it is forged, expired, or of a deleted account. */
function userOfToken(
  cluster: ClusterRecord,
  token: string,
  now: Date,
  withCredentialId: boolean,
): KubernetesUser | null {
  const claims = claimsOf(cluster, token, { now, audience: apiAudience });
  if (!claims) return null;
  const id = { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] };
  return {
    username: claims.sub,
    uid: claims.uid,
    groups: [...serviceAccountGroups(claims.namespace), 'system:authenticated'],
    ...(withCredentialId ? { extra: id } : {}),
  };
}

/** The claims of a token; null if it is forged, expired, for another audience, or of a deleted account. */
export function claimsOf(
  cluster: ClusterRecord,
  token: string,
  { now, audience }: { readonly now: Date; readonly audience: string },
): Claims | null {
  const signer = signers.get(cluster);
  const claims = signer === undefined ? verified(cluster, token) : signedBy(signer, token);
  if (!claims || claims.exp * 1000 <= now.getTime() || !claims.aud.includes(audience)) return null;
  if (signer !== undefined) return claims;
  const kind = findKind('', 'v1', 'serviceaccounts');
  const account = kind && storeOf(cluster).get(kind, claims.namespace, claims.name);
  return account?.metadata.uid === claims.uid ? claims : null;
}

const signers = new WeakMap<ClusterRecord, KeyObject>();

/** From now on its service accounts are those of a server elsewhere, which signs their tokens with this key. */
export function trustTokensOf(cluster: ClusterRecord, publicKey: KeyObject): void {
  signers.set(cluster, publicKey);
}

/** As a kube-apiserver signs it: RS256, or ES256. */
function signedBy(key: KeyObject, token: string): Claims | null {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const signed = Buffer.from(`${head}.${payload}`);
  const given = Buffer.from(signature, 'base64url');
  if (!verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, given)) return null;
  const { 'kubernetes.io': bound, ...claims } = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const { namespace, serviceaccount } = bound;
  return { ...claims, namespace, name: serviceaccount.name, uid: serviceaccount.uid };
}

function verified(cluster: ClusterRecord, token: string): Claims | null {
  const [head, payload, signature] = token.split('.');
  if (!head || !payload || !signature) return null;
  const expected = Buffer.from(signatureOf(cluster, `${head}.${payload}`));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function signatureOf(cluster: ClusterRecord, head: string): string {
  const secret = secrets.get(cluster) ?? randomBytes(32);
  secrets.set(cluster, secret);
  return createHmac('sha256', secret).update(head).digest('base64url');
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
