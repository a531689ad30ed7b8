import type { Ack } from '../../cloud/ack/api.js';
import { looksShared } from '../../cloud/openapi/error.js';
import { cancelled } from '../../machine/retry.js';
import { isPrivateAddress } from '../../verification/connection-failure.js';
import type { Cluster, ClusterDetail } from '../../words/cluster.js';
import { type Access, resolveAccess } from '../../words/endpoints.js';
import { toAckringError } from '../../words/errors.js';
import type { RotationConfiguration } from '../configuration/configuration.js';
import { accessOf } from '../configuration/selection.js';
import type { KnownCredentials } from '../ledger/standing.js';
import { isWork } from '../policy/decision.js';
import { decide } from '../policy/policy.js';
import { isTurn } from '../policy/spread.js';
import { type ManagedSubject, newestCopy, subjectKey } from '../subject/subject.js';

export type Describe = (ack: Pick<Ack, 'describeCluster'>, cluster: Cluster) => Promise<ClusterDetail>;

export interface DetailSources {
  readonly configuration: RotationConfiguration;
  readonly now: Date;
  readonly known: KnownCredentials;
  readonly hasTime: () => boolean;
  readonly describe: () => Promise<ClusterDetail>;
}

/** Each cluster is read this often, whatever the list says about it. */
const lookDays = 7;
/** A day more than a daily run needs: the cloud's lists lag, and a run may be late. */
const changedForMs = 2 * 86_400_000;

/**
 * The subject with its cluster's endpoints, if they are needed: for a fetch or delivery, after a recent change, and
 * for the others by turns. A list of 10,000 clusters has no endpoints, and a detail for each, every night, would take
 * most of a run.
 */
export async function withDetail(subject: ManagedSubject, sources: DetailSources): Promise<ManagedSubject> {
  const { configuration, now } = sources;
  const before = sources.known.get(subjectKey(subject));
  const isNeeded =
    isWork(decide(subject, configuration, now)) ||
    isLookedAt(subject.cluster, now) ||
    // Only its detail says whether it has one again, or whether what went wrong is over.
    before?.reason === 'NoEndpointForAccess' ||
    before?.awaitsProof === true;
  if (!isNeeded) return subject;
  try {
    if (!sources.hasTime()) throw cancelled('no time');
    const cluster = await sources.describe();
    return {
      ...subject,
      cluster,
      access: resolveAccess(cluster.endpoints, accessOf(subject.cluster, configuration)),
    };
  } catch (error) {
    // A credential must not expire because a detail is refused: consumers' own access will do.
    const detailError = toAckringError(error);
    const isShared = looksShared(detailError);
    return { ...subject, access: likelyAccess(subject, configuration), detailError, isShared };
  }
}

/** What the list says was changed recently, and everything once a week. */
export function isLookedAt(cluster: Pick<Cluster, 'id' | 'updated'>, now: Date): boolean {
  return wasChanged(cluster, now) || isTurn(cluster.id, lookDays, now);
}

/** What the list says was changed recently: its endpoints or its authority may be different. */
export function wasChanged({ updated }: Pick<Cluster, 'updated'>, now: Date): boolean {
  return updated !== null && now.getTime() - updated.getTime() <= changedForMs;
}

/** The configured access, else the kind of address that the newest copy dials. */
function likelyAccess(
  { cluster, copies }: ManagedSubject,
  configuration: RotationConfiguration,
): Access | null {
  const access = accessOf(cluster, configuration);
  if (access !== 'auto') return access;
  const server = newestCopy(copies)?.server;
  if (server === undefined || !URL.canParse(server)) return null;
  return isPrivateAddress(new URL(server).hostname) ? 'private' : 'public';
}

/** The identities of one account request a cluster's detail only once. */
export function describeOnce(signal: AbortSignal | undefined): Describe {
  const asked = new Map<string, Promise<ClusterDetail>>();
  return (ack, cluster) => {
    const known = asked.get(cluster.id) ?? ack.describeCluster(cluster, signal);
    asked.set(cluster.id, known);
    return known;
  };
}
