import { createPrivateKey, createPublicKey } from 'node:crypto';
import { type Authority, createAuthority, type Name } from '../pki/certificate.js';
import type { KeyPool } from '../pki/key-pool.js';
import type { CertificateProfile, ClusterRecord } from './cluster.js';

/** Who signs what in one cluster. In the 2026 profile both are the same authority. */
interface AuthorityPair {
  readonly client: Authority;
  readonly server: Authority;
}

/** The authorities of every cluster, created on demand. */
export interface ClusterAuthorities {
  of(cluster: ClusterRecord): Promise<AuthorityPair>;
  /** Null while a cluster has none. */
  save(cluster: ClusterRecord): Promise<SavedAuthorities | null>;
  restore(cluster: ClusterRecord, saved: SavedAuthorities): void;
}

/** Both authorities for a snapshot, in PEM. */
export interface SavedAuthorities {
  readonly client: SavedAuthority;
  readonly server: SavedAuthority;
}

interface SavedAuthority {
  readonly certificate: string;
  readonly key: string;
}

export function createClusterAuthorities(keys: KeyPool): ClusterAuthorities {
  const made = new Map<string, Promise<AuthorityPair>>();
  return {
    of(cluster) {
      const pair = made.get(cluster.id) ?? makePair(cluster, keys);
      made.set(cluster.id, pair);
      return pair;
    },
    async save(cluster) {
      const pair = await made.get(cluster.id);
      return pair ? { client: saveAuthority(pair.client), server: saveAuthority(pair.server) } : null;
    },
    restore(cluster, { client, server }) {
      const facts = profileFacts(cluster.certificateProfile, cluster.id);
      const pair = {
        client: restoreAuthority(client, facts.clientIssuer),
        server: restoreAuthority(server, facts.serverIssuer),
      };
      made.set(cluster.id, Promise.resolve(pair));
    },
  };
}

function saveAuthority({ certificate, keys }: Authority): SavedAuthority {
  return { certificate, key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function restoreAuthority({ certificate, key }: SavedAuthority, name: Name): Authority {
  const privateKey = createPrivateKey(key);
  return { name, certificate, keys: { privateKey, publicKey: createPublicKey(privateKey) } };
}

async function makePair(cluster: ClusterRecord, keys: KeyPool): Promise<AuthorityPair> {
  const facts = profileFacts(cluster.certificateProfile, cluster.id);
  const from = validFrom(cluster);
  const server = createAuthority(facts.serverIssuer, await keys.take(), from);
  if (facts.clientIssuer === facts.serverIssuer) return { client: server, server };
  return { client: createAuthority(facts.clientIssuer, await keys.take(), from), server };
}

/**
 * The start of validity of a cluster's authorities and API server certificate: its creation, or the machine's
 * yesterday if the emulator's clock runs ahead, because real clients judge by the machine's clock.
 */
export function validFrom(cluster: ClusterRecord): Date {
  const yesterday = Date.now() - 86_400_000;
  return new Date(Math.floor(Math.min(cluster.created.getTime(), yesterday) / 1000) * 1000);
}

interface ProfileFacts {
  /** Signs client certificates. */
  readonly clientIssuer: Name;
  /** Signs the API server's certificate; its own certificate is the kubeconfig's CA. */
  readonly serverIssuer: Name;
  readonly serialBytes: number;
}

const kubernetes2026: Name = {
  organization: 'hangzhou',
  organizationalUnit: 'alibaba cloud',
  commonName: 'kubernetes',
};

/** In 2026 one authority signs both sides; before, the client certificate's issuer was not the kubeconfig's CA. */
export function profileFacts(profile: CertificateProfile, clusterId: string): ProfileFacts {
  if (profile === '2026') {
    return { clientIssuer: kubernetes2026, serverIssuer: kubernetes2026, serialBytes: 8 };
  }
  return {
    clientIssuer: { organization: clusterId, organizationalUnit: 'default', commonName: clusterId },
    serverIssuer: { organization: 'hangzhou', organizationalUnit: 'alibaba cloud', commonName: 'kubernetes' },
    serialBytes: 4,
  };
}
