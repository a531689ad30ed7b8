import { type Cluster, isServing } from '../cluster.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { LastActivity } from './access-row.js';

/** A place outside the kubeconfig files that holds the caller's kubeconfig: a secret, an object, a file. */
export interface DeliveredPlace {
  /** For people: `kms ackring/c123/self`. */
  readonly place: string;
  readonly serial: string | null;
}

/** What would stop working if the caller's kubeconfig of one cluster were revoked. */
export interface RevokePlan {
  readonly cluster: Cluster;
  readonly callerUid: string;
  readonly verdict: 'revoke' | 'refused';
  readonly reason: 'ClusterNotServing' | 'InUseRecently' | 'UseUnknown' | 'NotUsed';
  /** Contexts of local files that hold it, long-term and temporary alike: all of them die. */
  readonly contexts: readonly ContextEntry[];
  readonly places: readonly DeliveredPlace[];
  readonly lastActivity: LastActivity;
}

export interface RevokePlanInput {
  readonly cluster: Cluster;
  readonly callerUid: string;
  readonly isAccountRoot: boolean;
  readonly entries: readonly ContextEntry[];
  readonly places: readonly DeliveredPlace[];
  readonly lastActivity: LastActivity;
}

/**
 * The impact of revoking, before anything is done. The cloud revokes by identity, not by certificate: every
 * kubeconfig of the caller in this cluster dies, so contexts are matched by holder and cluster.
 */
export function planRevoke(input: RevokePlanInput): RevokePlan {
  const { cluster, callerUid, places, lastActivity } = input;
  const contexts = input.entries.filter((entry) => isHeldHere(entry, input));
  const isRefused = !isServing(cluster.state);
  return {
    cluster,
    callerUid,
    verdict: isRefused ? 'refused' : 'revoke',
    reason: isRefused ? 'ClusterNotServing' : useOf(lastActivity),
    contexts,
    places,
    lastActivity,
  };
}

function isHeldHere({ ack, credential }: ContextEntry, input: RevokePlanInput): boolean {
  if (ack?.clusterId !== input.cluster.id || credential.kind !== 'certificate') return false;
  // The account root's certificates name `kubernetes-admin` where a user's name the uid.
  return credential.uid === input.callerUid || (input.isAccountRoot && credential.uid === 'kubernetes-admin');
}

function useOf(activity: LastActivity): RevokePlan['reason'] {
  if (activity.kind === 'seen') return activity.isActive ? 'InUseRecently' : 'NotUsed';
  return activity.kind === 'never' ? 'NotUsed' : 'UseUnknown';
}
