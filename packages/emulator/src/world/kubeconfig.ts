import { issueClientCertificate } from '../pki/issue.js';
import type { ClusterRecord, Credential, Grant } from './cluster.js';
import { profileFacts } from './cluster-authorities.js';
import { changeGrant, grantExpiry, longTermHours, suffixOf } from './grant.js';
import type { Identity } from './identities.js';
import type { World } from './world.js';

/** How long before its end a long-term certificate is renewed on request. */
const renewalWindowMs = 180 * 86_400_000;

/** The identity's grant in this cluster; an empty one is created if there is none. */
export function grantOf(world: World, cluster: ClusterRecord, uid: string): Grant {
  const found = cluster.grants.get(uid);
  if (found) return found;
  const now = world.clock.now();
  const grant: Grant = {
    uid,
    state: 'unissued',
    issuedAt: now,
    suffix: suffixOf(now),
    lifeHours: longTermHours,
    nextLifeHours: longTermHours,
    credential: null,
    revoked: null,
    bin: [],
    roles: [],
    lastActivity: null,
    seenBefore: null,
    suffixBefore: suffixOf(now),
    uses: [],
    isOwner: false,
  };
  changeGrant(world, cluster, grant);
  return grant;
}

/**
 * The long-term credential: the current one, or a new one if there is none, or if it is inside the renewal window or past
 * its end. A renewal keeps the common name.
 */
export async function longTermCredential(
  world: World,
  cluster: ClusterRecord,
  grant: Grant,
): Promise<{ credential: Credential; notAfter: Date }> {
  const now = world.clock.now();
  const isDue = grantExpiry(grant).getTime() - now.getTime() <= renewalWindowMs;
  if (grant.state === 'unissued' || grant.state === 'removed' || isDue) {
    const fresh = {
      issuedAt: now,
      lifeHours: grant.nextLifeHours,
      credential: null,
      state: 'issued',
    } as const;
    changeGrant(world, cluster, grant, fresh);
  }
  const issuedAt = grant.issuedAt;
  // The promise itself is kept, so that two concurrent requests get one certificate.
  grant.credential ??= makeCredential(world, cluster, grant, issuedAt, grant.lifeHours * 3_600_000);
  return { notAfter: grantExpiry(grant), credential: await grant.credential };
}

/** A separate credential for this many minutes, with the same common name as the long-term one. */
export async function temporaryCredential(
  world: World,
  cluster: ClusterRecord,
  grant: Grant,
  minutes: number,
): Promise<{ credential: Credential; notAfter: Date }> {
  const issuedAt = world.clock.now();
  const credential = await makeCredential(world, cluster, grant, issuedAt, minutes * 60_000);
  return { credential, notAfter: new Date(Math.floor(issuedAt.getTime() / 1000) * 1000 + minutes * 60_000) };
}

export interface KubeconfigParts {
  readonly cluster: ClusterRecord;
  readonly identity: Identity;
  readonly server: string;
  /** PEM. */
  readonly authority: string;
  readonly credential: Credential;
}

/** The YAML text that ACK issues, in its observed layout. */
export function kubeconfigText(parts: KubeconfigParts): string {
  const { cluster, identity, server, authority, credential } = parts;
  const user = identity.type === 'RootAccount' ? 'kubernetes-admin' : identity.uid;
  const context = `${user}-${cluster.id}`;
  return `apiVersion: v1
clusters:
- cluster:
    server: ${server}
    certificate-authority-data: ${base64(authority)}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: "${user}"
  name: ${context}
current-context: ${context}
kind: Config
preferences: {}
users:
- name: "${user}"
  user:
    client-certificate-data: ${base64(credential.certificate)}
    client-key-data: ${base64(credential.key)}
`;
}

/** A certificate and its key with the grant's common name; it is not kept. */
export async function makeCredential(
  world: World,
  cluster: ClusterRecord,
  grant: Pick<Grant, 'uid' | 'suffix'>,
  issuedAt: Date,
  lifeMs: number,
): Promise<Credential> {
  const [authorities, keys] = await Promise.all([world.authorities.of(cluster), world.keys.take()]);
  const certificate = issueClientCertificate({
    authority: authorities.client,
    keys,
    commonName: `${grant.uid}-${grant.suffix}`,
    issuedAt,
    lifeMs,
    serialBytes: profileFacts(cluster.certificateProfile, cluster.id).serialBytes,
  });
  return { certificate, key: keys.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
