import { type Cluster, isServing } from '../../cluster.js';
import type { AckringError } from '../../errors.js';
import type { AccessRow } from '../access-row.js';

export type CleanReason =
  | 'Inactive'
  | 'NeverSeen'
  | 'ActiveRecently'
  | 'ActivityUnreadable'
  | 'IsAccountRoot'
  | 'IsCaller'
  | 'IsCloudService'
  | 'AlreadyRemoved'
  | 'NothingIssued'
  | 'StateUnknown'
  | 'ClusterGone';

/** What a clean would do to one identity in one cluster, and why. */
export interface CleanStep {
  readonly row: AccessRow;
  readonly verdict: 'remove' | 'needs-force' | 'refused';
  readonly reason: CleanReason;
}

/** A part of the fleet that could not be looked at: what is held there is not in the plan. */
export interface Unseen {
  /** A region or a cluster. */
  readonly place: string;
  readonly error: AckringError;
}

export interface CleanPlan {
  readonly steps: readonly CleanStep[];
  /** While any is left, the identities must not pass for cleaned. */
  readonly unseen: readonly Unseen[];
  readonly now: Date;
}

export interface CleanPlanInput {
  /** With their activity asked for; a row whose activity was not is held for unreadable. */
  readonly rows: readonly AccessRow[];
  readonly clusters: ReadonlyMap<string, Pick<Cluster, 'state'>>;
  /** Whose credentials are in use. */
  readonly callerUid: string;
  readonly accountId: string;
  readonly unseen?: readonly Unseen[];
  readonly now: Date;
}

/** The cloud refuses to clean whoever was seen within so many days. */
export const activeDays = 7;

/** Judges every row: the account root and the caller are refused here, before any call is made. */
export function planClean(input: CleanPlanInput): CleanPlan {
  const steps = input.rows.map((row) => ({ row, ...judgeRow(row, input) }));
  return { now: input.now, steps, unseen: input.unseen ?? [] };
}

function judgeRow(row: AccessRow, input: CleanPlanInput): Pick<CleanStep, 'verdict' | 'reason'> {
  const refusal = refusalOf(row, input);
  if (refusal !== null) return { verdict: 'refused', reason: refusal };
  const { lastActivity: seen } = row;
  switch (seen.kind) {
    case 'never':
      return { verdict: 'remove', reason: 'NeverSeen' };
    case 'seen': {
      const isRecent = seen.isActive || input.now.getTime() - seen.at.getTime() < activeDays * 86_400_000;
      return isRecent
        ? { verdict: 'needs-force', reason: 'ActiveRecently' }
        : { verdict: 'remove', reason: 'Inactive' };
    }
    case 'notAsked':
    case 'unreadable':
      return { verdict: 'needs-force', reason: 'ActivityUnreadable' };
  }
}

function refusalOf(row: AccessRow, { callerUid, accountId, clusters }: CleanPlanInput): CleanReason | null {
  const { identity, certificateState, cloudService, cluster } = row;
  if (identity.type === 'root' || identity.uid === accountId) return 'IsAccountRoot';
  if (identity.uid === callerUid) return 'IsCaller';
  if (cloudService !== null) return 'IsCloudService';
  if (certificateState === 'removed') return 'AlreadyRemoved';
  if (certificateState === 'unissued') return 'NothingIssued';
  if (certificateState === 'unknown') return 'StateUnknown';
  return isCleanable(clusters.get(cluster.id)?.state) ? null : 'ClusterGone';
}

/** The states the cloud names as refusing; a cluster we know nothing of is not touched. */
function isCleanable(state: string | undefined): boolean {
  if (state === undefined) return false;
  return isServing(state) || !['deleting', 'deleted', 'failed', 'delete_failed'].includes(state);
}

const explanations: Readonly<Record<CleanReason, string>> = {
  Inactive: `not seen within ${activeDays} days`,
  NeverSeen: 'never seen by this cluster',
  ActiveRecently: `seen within the last ${activeDays} days: somebody or something uses it`,
  ActivityUnreadable: 'its last activity cannot be read, so it may be in use',
  IsAccountRoot: 'the account root cannot be cleaned',
  IsCaller: 'you cannot clean yourself: use `ackring revoke`',
  IsCloudService: 'a role of the cloud’s own services, which the cloud looks after',
  AlreadyRemoved: 'already removed',
  NothingIssued: 'no kubeconfig was ever issued to it here',
  StateUnknown: 'the cloud does not know the state of its kubeconfig',
  ClusterGone: 'the cluster is gone or going',
};

/** The reason in words, for people. */
export function explainCleanReason(reason: CleanReason): string {
  return explanations[reason];
}
