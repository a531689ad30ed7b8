import type { Answers } from '../../claims/answers.js';
import type { Dead } from '../../claims/dead.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import type { RecentUse } from '../../usage/recent-use.js';
import { type DescribedCluster, isServing } from '../../words/cluster.js';
import type { AckringError } from '../../words/errors.js';
import { isCallers } from '../../words/identity.js';
import type { Sentence } from '../../words/say.js';
import type { LastActivity } from '../access-row.js';

/** What is known of copies outside the kubeconfig files. */
export type SinkSight =
  /** No rotation configuration names a sink: possible copies are unknown. */
  | { readonly kind: 'none' }
  /** The configuration cannot be read, so its sinks are unknown. */
  | { readonly kind: 'unreadable'; readonly error: AckringError }
  | { readonly kind: 'searched'; readonly places: readonly SinkPlace[] };

/** What would stop working if the caller's kubeconfig of one cluster were revoked. */
export interface RevokePlan {
  readonly cluster: DescribedCluster;
  readonly callerUid: string;
  readonly isAccountRoot: boolean;
  readonly verdict: 'revoke' | 'refused';
  readonly reason: 'ClusterNotServing' | 'InUseRecently' | 'UseUnknown' | 'NotUsed';
  /** Contexts of local files that hold it, long-term and temporary alike: all of them die, and get the new one. */
  readonly contexts: readonly ContextEntry[];
  /** Contexts that name this cluster and hold the caller's certificate, and are not led to it: nothing is written. */
  readonly leftAlone: readonly LeftAlone[];
  /** Contexts that hold it in files that were written from here, of which kubectl is given none: nothing is written. */
  readonly elsewhere: readonly ContextEntry[];
  /** Contexts whose credential comes from a plug-in: its cached copy dies too, and is removed. */
  readonly plugins: readonly ContextEntry[];
  readonly sinks: SinkSight;
  /** The rotation's configuration that names the sinks; null for the one in the settings folder. */
  readonly config: string | null;
  readonly lastActivity: LastActivity;
  /** By the audit log: from how many places, and with what. */
  readonly recentUse: RecentUse;
}

export interface LeftAlone {
  readonly entry: ContextEntry;
  /** The gate's refusal. */
  readonly error: AckringError;
}

export interface RevokePlanInput {
  readonly cluster: DescribedCluster;
  readonly callerUid: string;
  readonly isAccountRoot: boolean;
  readonly entries: readonly ContextEntry[];
  /** Of files that were written from here and are none of kubectl's. */
  readonly otherEntries?: readonly ContextEntry[];
  /** Whether the new one may be written for a context: null, or why not. */
  readonly placeRefusal: (context: string) => AckringError | null;
  readonly sinks: SinkSight;
  readonly config?: string | null;
  readonly lastActivity: LastActivity;
  readonly recentUse?: RecentUse;
}

/**
 * The impact of revoking, before anything is done. The cloud revokes by identity, not by certificate: every
 * kubeconfig of the caller in this cluster dies, so contexts are matched by holder and cluster.
 */
export function planRevoke(input: RevokePlanInput): RevokePlan {
  const { cluster, callerUid, isAccountRoot, sinks, lastActivity } = input;
  const named = input.entries
    .filter((entry) => isHeldHere(entry, input))
    .map((entry) => ({ entry, error: input.placeRefusal(entry.context) }));
  const contexts = named.filter(({ error }) => error === null).map(({ entry }) => entry);
  const leftAlone = named.flatMap(({ entry, error }) => (error === null ? [] : [{ entry, error }]));
  const plugins = input.entries.filter((entry) => mayCacheHere(entry, input));
  const isRefused = !isServing(cluster.state);
  return {
    cluster,
    callerUid,
    isAccountRoot,
    verdict: isRefused ? 'refused' : 'revoke',
    reason: isRefused ? 'ClusterNotServing' : useOf(lastActivity),
    contexts,
    leftAlone,
    elsewhere: (input.otherEntries ?? []).filter((entry) => isHeldHere(entry, input)),
    plugins,
    sinks,
    config: input.config ?? null,
    lastActivity,
    recentUse: input.recentUse ?? { kind: 'unknown', error: null },
  };
}

function isHeldHere({ ack, credential }: ContextEntry, input: RevokePlanInput): boolean {
  if (ack?.clusterId !== input.cluster.id || credential.kind !== 'certificate') return false;
  return isCallers(credential.uid, input);
}

/** A plug-in for certificates. A revoke touches no token, and nothing of an identity that our own mark names. */
function mayCacheHere({ ack, credential }: ContextEntry, input: RevokePlanInput): boolean {
  if (ack?.clusterId !== input.cluster.id || credential.kind !== 'exec') return false;
  return credential.issues !== 'token' && (ack.identity === null || isCallers(ack.identity, input));
}

/** The places outside the kubeconfig files that hold it, as far as they were found. */
export function placesOf({ sinks }: RevokePlan): readonly SinkPlace[] {
  return sinks.kind === 'searched' ? sinks.places : [];
}

function useOf(activity: LastActivity): RevokePlan['reason'] {
  if (activity.kind === 'seen') return activity.isActive ? 'InUseRecently' : 'NotUsed';
  return activity.kind === 'never' ? 'NotUsed' : 'UseUnknown';
}

export type RevokeStepName =
  | 'proveAlive'
  | 'revoke'
  | 'fetch'
  | 'deliver'
  | 'verify'
  | 'forget'
  | 'proveOldDead';

export interface RevokeStep {
  readonly step: RevokeStepName;
  /** What it applied to: a context, a place, an endpoint; null for the cluster as a whole. */
  readonly subject: string | null;
  /** The same for people, where it is more than a name. */
  readonly told?: Sentence;
  /** `unknown`: nothing that was observed decides it; the error says why. */
  readonly result: 'done' | 'failed' | 'skipped' | 'unknown';
  readonly error: AckringError | null;
  /** What a step that looks shows; without one it shows nothing. */
  readonly claim?: Answers | Dead;
}

/** A sink of the rotation that holds the caller's kubeconfig of one cluster, or might. Contains no secret. */
export interface SinkPlace {
  readonly sink: string;
  /** The name in the sink: `self`, a role's name or a uid. */
  readonly holder: string;
  readonly copy: SinkPlaceCopy;
}

export type SinkPlaceCopy =
  | { readonly kind: 'held'; readonly serial: string; readonly notAfter: Date; readonly server: string }
  /** Its content is unknown: it may be the one that dies. */
  | { readonly kind: 'unreadable'; readonly error: AckringError };

export type HeldPlace = SinkPlace & { readonly copy: Extract<SinkPlaceCopy, { kind: 'held' }> };

/** For people: `kms:ackring/ as self`. */
export function placeName({ sink, holder }: SinkPlace): string {
  return `${sink} as ${holder}`;
}

export function isHeld(place: SinkPlace): place is HeldPlace {
  return place.copy.kind === 'held';
}
