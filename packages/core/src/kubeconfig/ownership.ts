import type { Access } from '../words/endpoints.js';
import { visible } from '../words/visible.js';
import { listOf, mappingOf, textOf, type YamlMapping, type YamlValue } from './yaml-value.js';

/** The name of our extension in the clusters, users and contexts that this program wrote. */
export const extensionName = 'ackring.dev/v1';

/** `token`: no certificate at all, but a plug-in that signs in as the RAM identity. */
export type KubeconfigKind = 'temporary' | 'long-term' | 'token';

/** What an entry of ours is for: entries with equal owners are the same thing, fetched twice. */
export interface Owner {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly region: string;
  readonly access: Access;
  readonly kind: KubeconfigKind;
  /** The holder's uid; null if unknown. */
  readonly uid: string | null;
  /** The account that it was fetched from; absent if unknown, as in entries of earlier versions. */
  readonly account?: string | undefined;
}

/** Reads our extension from a cluster's, user's or context's fields; null if the entry is not ours. */
export function ownerOf(fields: YamlMapping): Owner | null {
  for (const item of listOf(fields['extensions'])) {
    const extension = mappingOf(item);
    if (extension['name'] === extensionName) return decodeOwner(mappingOf(extension['extension']));
  }
  return null;
}

function decodeOwner(extension: YamlMapping): Owner | null {
  const clusterId = textOf(extension['clusterId']);
  const region = textOf(extension['region']);
  const access = textOf(extension['access']);
  const kind = textOf(extension['kind']);
  if (clusterId === null || region === null) return null;
  if (access !== 'public' && access !== 'private') return null;
  if (kind !== 'temporary' && kind !== 'long-term' && kind !== 'token') return null;
  const clusterName = textOf(extension['clusterName']) ?? clusterId;
  const account = textOf(extension['account']);
  const owner: Owner = { clusterId, clusterName, region, access, kind, uid: textOf(extension['identity']) };
  return account === null ? owner : { ...owner, account };
}

/** The fields with our extension set to `owner`; other extensions stay as they are. */
export function withOwner(fields: YamlMapping, owner: Owner): YamlMapping {
  const others = listOf(fields['extensions']).filter((item) => mappingOf(item)['name'] !== extensionName);
  return { ...fields, extensions: [...others, { extension: encodeOwner(owner), name: extensionName }] };
}

function encodeOwner(owner: Owner): YamlMapping {
  const identity: Record<string, YamlValue> = owner.uid === null ? {} : { identity: owner.uid };
  const { access, account, clusterId, clusterName, kind, region } = owner;
  const whose: Record<string, YamlValue> = account === undefined ? {} : { account };
  // People read the file too, with programs that obey what a name holds.
  return { access, ...whose, clusterId, clusterName: visible(clusterName), ...identity, kind, region };
}

/** The same cluster, access and holder: may be updated in place if the kind is the same too. */
export function isSameOwner(one: Owner, other: Owner): boolean {
  return isSameHolder(one, other) && one.access === other.access && one.kind === other.kind;
}

/** The same cluster and holder; an unknown holder counts as the same. */
export function isSameHolder(one: Owner, other: Owner): boolean {
  return isSameCluster(one, other) && (one.uid === other.uid || one.uid === null || other.uid === null);
}

/** Of one id, and not known to be of two accounts. */
export function isSameCluster(
  one: Pick<Owner, 'clusterId' | 'account'>,
  other: Pick<Owner, 'clusterId' | 'account'>,
): boolean {
  const { account = other.account } = one;
  return one.clusterId === other.clusterId && account === (other.account ?? account);
}
