import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { ClusterRecord } from '../../world/cluster.js';
import { findKind } from '../model/resources.js';
import { storeOf } from '../model/store.js';
import { type KubernetesUser, serviceAccountGroups } from './user.js';

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
export function userOfToken(
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
  const claims = verified(cluster, token);
  if (!claims || claims.exp * 1000 <= now.getTime() || !claims.aud.includes(audience)) return null;
  const kind = findKind('', 'v1', 'serviceaccounts');
  const account = kind && storeOf(cluster).get(kind, claims.namespace, claims.name);
  return account?.metadata.uid === claims.uid ? claims : null;
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
