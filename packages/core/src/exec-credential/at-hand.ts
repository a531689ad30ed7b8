import type { AccessKey } from '../cloud/openapi/credential-source.js';
import { mintToken } from '../tokens/mint.js';
import {
  type CachedCredential,
  type CachedToken,
  cacheFile,
  cacheKey,
  type ExecCredentialRequest,
  freshness,
  readCached,
} from './cached-credential.js';

/** What kubectl's plug-in answers without a cloud, a lock or a write; null if it takes any of them. */
export interface AtHandPorts {
  readonly whoAsks: () => Promise<Pick<ExecCredentialRequest, 'caller' | 'endpoint'>>;
  /** The local key; null if another service issues it. */
  readonly keyAtHand: () => Promise<AccessKey | null>;
  /** The plug-in's cache. */
  readonly folder: string;
  readonly now: () => Date;
}

/** A cached certificate that need not be renewed yet: a due one is another run's work. */
export async function certificateAtHand(
  asked: Pick<ExecCredentialRequest, 'cluster' | 'access' | 'durationMinutes'>,
  { whoAsks, folder, now }: Pick<AtHandPorts, 'whoAsks' | 'folder' | 'now'>,
): Promise<CachedCredential | null> {
  const key = cacheKey({ ...asked, ...(await whoAsks()) });
  const cached = readCached(cacheFile(folder, key), key);
  return cached !== null && freshness(cached, now()) === 'fresh' ? cached : null;
}

/** A token signed with a key that lies on this machine. Throws what `mintToken` throws. */
export async function tokenAtHand(
  clusterId: string,
  { keyAtHand, now }: Pick<AtHandPorts, 'keyAtHand' | 'now'>,
): Promise<CachedCredential | null> {
  const key = await keyAtHand();
  return key === null ? null : minted(clusterId, key, now());
}

/** Until it is to be renewed. Throws what `mintToken` throws. */
export function minted(clusterId: string, key: AccessKey, now: Date): CachedToken {
  const { text, signedAt, renewAt } = mintToken(clusterId, key, now);
  return { token: text, notBefore: signedAt, notAfter: renewAt };
}
