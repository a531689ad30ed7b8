import type { KubeconfigKind, Owner } from '@ackring/core/internal/kubeconfig/ownership';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueClientCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool, type KeyPair } from '@ackring/emulator/pki/key-pool';
import { specimenClusterId } from './cluster.js';

export { specimenClusterId };

// For tests only: certificates freshly issued by the emulator's authority, in ACK's own layout, sharing a few keys.
const pool = createKeyPool({ reuse: 3 });
let keys: Promise<readonly [authority: KeyPair, client0: KeyPair, client1: KeyPair]> | null = null;

function takeKeys(): NonNullable<typeof keys> {
  keys ??= Promise.all([pool.take(), pool.take(), pool.take()]);
  return keys;
}

const name2026 = { organization: 'hangzhou', organizationalUnit: 'alibaba cloud', commonName: 'kubernetes' };

export const specimenUid = '212345678901234567';
export const specimenNow = new Date('2026-11-24T08:00:00Z');

export interface SpecimenRequest {
  readonly clusterId?: string;
  readonly uid?: string;
  readonly server?: string;
  readonly issuedAt?: Date;
  readonly lifeMs?: number;
  /** Which of two key pairs the certificate is for. */
  readonly keyNumber?: 0 | 1;
  /** 2022 puts the cluster's id into the issuer. */
  readonly profile?: '2022' | '2026';
}

export interface Specimen {
  /** The kubeconfig's text as ACK issues it. */
  readonly yaml: string;
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** One kubeconfig as ACK would issue it; three years from `specimenNow` by default. */
export async function makeSpecimen(request: SpecimenRequest = {}): Promise<Specimen> {
  const { clusterId = specimenClusterId(1), uid = specimenUid, issuedAt = specimenNow } = request;
  const { lifeMs = 1095 * 86_400_000, profile = '2026', server = 'https://203.0.113.10:6443' } = request;
  const [authorityKeys, ...clientKeys] = await takeKeys();
  const pair = clientKeys[request.keyNumber ?? 0];
  const from = new Date(issuedAt.getTime() - 86_400_000);
  const name2022 = { organization: clusterId, organizationalUnit: 'default', commonName: clusterId };
  const authority = createAuthority(profile === '2022' ? name2022 : name2026, authorityKeys, from);
  const certificate = issueClientCertificate({
    authority,
    keys: pair,
    commonName: `${uid}-${Math.floor(issuedAt.getTime() / 1000)}`,
    issuedAt,
    lifeMs,
    serialBytes: 8,
  });
  const key = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const yaml = layOut({
    context: `${uid}-${clusterId}`,
    uid,
    server,
    authority: authority.certificate,
    certificate,
    key,
  });
  return { yaml, certificate, key, authority: authority.certificate };
}

export function specimenOwner(change: Partial<Owner> & { readonly kind?: KubeconfigKind } = {}): Owner {
  const usual = { clusterName: 'prod', region: 'cn-hangzhou', access: 'public', kind: 'long-term' } as const;
  return { clusterId: specimenClusterId(1), ...usual, uid: specimenUid, ...change };
}

/** A kubeconfig in ACK's own layout, of parts in PEM. */
export function layOut(
  parts: Record<'context' | 'uid' | 'server' | 'authority' | 'certificate' | 'key', string>,
): string {
  return `apiVersion: v1
clusters:
- cluster:
    server: ${parts.server}
    certificate-authority-data: ${base64(parts.authority)}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: "${parts.uid}"
  name: ${parts.context}
current-context: ${parts.context}
kind: Config
preferences: {}
users:
- name: "${parts.uid}"
  user:
    client-certificate-data: ${base64(parts.certificate)}
    client-key-data: ${base64(parts.key)}
`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
