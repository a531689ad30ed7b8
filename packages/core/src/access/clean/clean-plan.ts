import type { RecentUse, RecentUses } from '../../usage/recent-use.js';
import { type Cluster, isServing } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import type { AccessRow } from '../access-row.js';
import { requireConfirmation } from '../confirmation.js';

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
  /** By the audit log: from how many places, and with what. */
  readonly recentUse: RecentUse;
}

/** A part of the fleet that could not be read: what identities hold there is not in the plan. */
export interface Unseen {
  /** A region or a cluster. */
  readonly place: string;
  readonly error: AckringError;
}

export interface CleanPlan {
  readonly steps: readonly CleanStep[];
  /** While there is any, the identities must not be reported as cleaned. */
  readonly unseen: readonly Unseen[];
  readonly now: Date;
}

interface CleanPlanInput {
  /** With activity requested; a row without it counts as unreadable. */
  readonly rows: readonly AccessRow[];
  readonly clusters: ReadonlyMap<string, Pick<Cluster, 'state'>>;
  /** The caller's identity. */
  readonly callerUid: string;
  readonly accountId: string;
  readonly unseen?: readonly Unseen[];
  readonly recentUses?: RecentUses;
  readonly now: Date;
}

/** The cloud refuses to clean an identity seen within this many days. */
const activeDays = 7;

/** Judges every row: the account root and the caller are refused here, before any call. */
export function planClean(input: CleanPlanInput): CleanPlan {
  const { recentUses = () => ({ kind: 'unknown', error: null }) } = input;
  const steps = input.rows.map((row) => {
    const recentUse = recentUses(row.cluster.id, row.identity.uid);
    return { row, ...judgeRow(row, input), recentUse };
  });
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
  const { identity, certificateState, cloudService, cluster, roles } = row;
  if (identity.type === 'root' || identity.uid === accountId) return 'IsAccountRoot';
  if (identity.uid === callerUid) return 'IsCaller';
  if (cloudService !== null) return 'IsCloudService';
  if (certificateState === 'removed') return 'AlreadyRemoved';
  // Roles without a kubeconfig are access all the same, and the cloud takes them away.
  if (certificateState === 'unissued' && (roles ?? []).length === 0) return 'NothingIssued';
  if (certificateState === 'unknown') return 'StateUnknown';
  return isCleanable(clusters.get(cluster.id)?.state) ? null : 'ClusterGone';
}

/** The states for which the cloud refuses; a cluster in an unknown state is not touched. */
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
  NothingIssued: 'no kubeconfig was ever issued to it here, and no role is known of',
  StateUnknown: 'the state of its kubeconfig is not known',
  ClusterGone: 'the cluster is gone or going',
};

/** The reason in words, for people. */
export function explainCleanReason(reason: CleanReason): string {
  return explanations[reason];
}

export interface ChooseOptions {
  readonly plan: CleanPlan;
  /** The typed name or uid of the user; for several users their names, joined by commas, in the plan's order. */
  readonly confirm: string | null;
  /** Include active identities and those with unreadable activity; needs its own confirmation. */
  readonly force?: boolean;
  readonly confirmForce?: string | null;
}

/** No certificate opens these clusters any more, but a token may: nothing is removed there, it is looked for. */
export function goneSteps({ steps }: Pick<CleanPlan, 'steps'>): readonly CleanStep[] {
  return steps.filter(isGone);
}

/** It is refused because there is nothing left to do. */
export function isGone({ reason }: Pick<CleanStep, 'reason'>): boolean {
  return reason === 'AlreadyRemoved' || reason === 'NothingIssued';
}

/** Nothing is left to remove: a clean only looks for tokens. A cluster that is gone takes none. */
export function isOnlyLookedAt({ steps }: Pick<CleanPlan, 'steps'>): boolean {
  const gone = goneSteps({ steps });
  return gone.length > 0 && steps.every((step) => gone.includes(step) || step.reason === 'ClusterGone');
}

/** The steps that this run may carry out; throws when there are none, and nothing that was removed before. */
export function chooseSteps({
  plan,
  confirm,
  force = false,
  confirmForce = null,
}: ChooseOptions): readonly CleanStep[] {
  const possible = plan.steps.filter(
    ({ verdict }) => verdict === 'remove' || (force && verdict === 'needs-force'),
  );
  const [first] = plan.steps;
  const isAllGone = isOnlyLookedAt(plan);
  if (first === undefined || (possible.length === 0 && !isAllGone)) throw nothingToDo(plan);
  const names = namesOf(plan);
  const what = isAllGone ? say('look for tokens that are left') : say('remove permissions');
  requireConfirmation({ expected: names, given: confirm, what, flag: '--confirm' });
  const needsForce = possible.some(({ verdict }) => verdict === 'needs-force');
  if (needsForce) {
    const what = say('remove permissions that may be in use');
    requireConfirmation({ expected: names, given: confirmForce, what, flag: '--force --confirm-force' });
  }
  return possible;
}

/**
 * What must be typed, any one of these: the identity's name or uid. One name confirms one identity only: a plan for
 * several is confirmed by all their names, joined by commas.
 */
export function namesOf({ steps }: Pick<CleanPlan, 'steps'>): readonly string[] {
  const identities = new Map(steps.map(({ row }) => [row.identity.uid, row.identity]));
  const [only] = identities.values();
  if (only === undefined || identities.size > 1)
    return [[...identities.values()].map(({ name }) => name).join(',')];
  return [only.name, only.uid];
}

function nothingToDo({ steps }: CleanPlan): AckringError {
  const blocked = steps.filter(({ verdict }) => verdict === 'needs-force').length;
  const count = steps.length - goneSteps({ steps }).length;
  return blocked === 0
    ? new AckringError('Refused', say('nothing is removed: every step of the plan is refused'), {
        remedy: say('Read the plan: each refusal names its reason.'),
      })
    : new AckringError(
        'Refused',
        say('nothing is removed: {blocked} of {count} need force', { blocked, count }),
        { remedy: say('Find out who uses it; then `--force --confirm-force NAME`.') },
      );
}
