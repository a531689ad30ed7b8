import {
  type AccessRow,
  type CleanOutcome,
  type CleanPlan,
  type CleanProgress,
  type CleanRun,
  type CleanStep,
  isGone,
  isOnlyLookedAt,
  type RevokeOutcome,
  type RevokePlan,
  type RevokeStep,
  type Unsaved,
  type Unseen,
} from '@ackring/core/access';
import type { TaskProgress } from '@ackring/core/cloud';
import type { AckringError, Cluster } from '@ackring/core/words';
import { pairId } from '../../subjects/holding/access.js';

/** Whose access to examine, and where. */
export interface CleanRequest {
  /** Uids, or a typed name. */
  readonly users: readonly string[];
  /** Null searches the whole fleet for them. */
  readonly clusters: readonly Cluster[] | null;
  /** Only these, as `<cluster>/<uid>`, of what the users hold in the clusters; null for everything. */
  readonly pairs: ReadonlySet<string> | null;
  /** All that the screen knows, if all of theirs is meant; null if only the pairs are. */
  readonly fleet: readonly Cluster[] | null;
  /** What the screen could not read: there may be more. */
  readonly unseen: readonly Unseen[];
  /** Those of the users that are roles: the rotation may sign as one. */
  readonly roles: readonly Named[];
}

export function isAlone({ users }: CleanRequest): boolean {
  return users.length === 1;
}

export interface Named {
  readonly uid: string;
  readonly name: string;
}

/** Removing somebody else's access. */
export interface CleanAct {
  readonly kind: 'clean';
  readonly names: readonly string[];
  readonly request: CleanRequest;
  readonly plan: CleanPlan | null;
  /** The role of the deployed function, if it was among those chosen: left out, unless it was chosen alone. */
  readonly rotates: Named | null;
  /** Includes those that may be in use. */
  readonly isForced: boolean;
  readonly started: ReadonlySet<string>;
  readonly outcomes: ReadonlyMap<string, CleanOutcome>;
  readonly task: TaskProgress | null;
  readonly backup: string | null;
  /** Those whose cluster bindings could not be backed up. */
  readonly unsaved: readonly Unsaved[];
  /** Who may still come in by a token. */
  readonly tokensLeft: readonly Unsaved[];
  readonly run: CleanRun | null;
}

/** Revoking and replacing one's own kubeconfig of a cluster. */
export interface RevokeAct {
  readonly kind: 'revoke';
  readonly cluster: Cluster;
  readonly plan: RevokePlan | null;
  readonly steps: readonly RevokeStep[];
  readonly outcome: RevokeOutcome | null;
}

/**
 * Removing access: the plan is made and read, then confirmed by a typed name, then watched to its end. The initial
 * choice changes nothing, so that Enter leaves everything as it is.
 */
export interface Removal {
  readonly kind: 'removal';
  readonly serial: number;
  readonly act: CleanAct | RevokeAct;
  /** Marked rows that the filter hides, in words; null for none. */
  readonly leftOut: string | null;
  readonly stage: 'planning' | 'plan' | 'running' | 'done' | 'failed';
  /** 0 changes nothing. */
  readonly choice: number;
  readonly top: number;
  readonly isStopping: boolean;
  readonly problem: AckringError | null;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly removal: Removal;
  }
}

export type RemovalChoice = 'leave' | 'clean' | 'force' | 'look' | 'revoke';

export function startedRemoval(
  serial: number,
  act: Removal['act'],
  leftOut: Removal['leftOut'] = null,
): Removal {
  const base = { kind: 'removal', stage: 'planning', choice: 0, top: 0 } as const;
  return { ...base, serial, act, leftOut, isStopping: false, problem: null };
}

export function cleanAct(names: readonly string[], request: CleanRequest): CleanAct {
  const nothing = { started: new Set<string>(), outcomes: new Map<string, CleanOutcome>() };
  return {
    kind: 'clean',
    names,
    request,
    plan: null,
    rotates: null,
    isForced: false,
    ...nothing,
    task: null,
    backup: null,
    unsaved: [],
    tokensLeft: [],
    run: null,
  };
}

export function revokeAct(cluster: Cluster): RevokeAct {
  return { kind: 'revoke', cluster, plan: null, steps: [], outcome: null };
}

/** The choices of the plan, the safe one first. */
export function removalChoices({ act, stage }: Removal): readonly RemovalChoice[] {
  if (stage !== 'plan') return [];
  if (act.kind === 'revoke') return act.plan?.verdict === 'revoke' ? ['leave', 'revoke'] : ['leave'];
  if (act.plan !== null && isOnlyLookedAt(act.plan)) return ['leave', 'look'];
  const { remove, force } = countSteps(act.plan?.steps ?? []);
  return ['leave', ...(remove > 0 ? (['clean'] as const) : []), ...(force > 0 ? (['force'] as const) : [])];
}

export interface StepCounts {
  readonly remove: number;
  readonly force: number;
  readonly refused: number;
  /** Refused, since nothing is left to do. */
  readonly gone: number;
}

export function countSteps(steps: readonly CleanStep[]): StepCounts {
  const of = (verdict: CleanStep['verdict']): number =>
    steps.filter((step) => step.verdict === verdict).length;
  const gone = steps.filter(isGone).length;
  return { remove: of('remove'), force: of('needs-force'), refused: of('refused') - gone, gone };
}

export function withCleanProgress(act: CleanAct, progress: CleanProgress): CleanAct {
  switch (progress.kind) {
    case 'backedUp':
      return {
        ...act,
        backup: progress.place,
        unsaved: progress.unsaved,
        tokensLeft: progress.tokensLeft,
      };
    case 'started':
      return { ...act, started: new Set([...act.started, pairId(progress.step.row)]) };
    case 'task':
      return { ...act, task: progress.task };
    case 'finished': {
      const outcomes = new Map(act.outcomes).set(pairId(progress.outcome.step.row), progress.outcome);
      return { ...act, outcomes, task: null };
    }
    case 'journalFailed':
      return act;
  }
}

/** Clusters in which somebody may still come in by a token, as far as it was seen. */
export function clustersWithTokens(tokensLeft: CleanAct['tokensLeft']): number {
  return new Set(tokensLeft.map(({ step }) => step.row.cluster.id)).size;
}

/** From the call on, what is revoked is dead: the repair must not be stopped. */
export function isPastStopping({ act, stage }: Removal): boolean {
  return stage === 'running' && act.kind === 'revoke';
}

/** Whether a row of Access stood for what was done: for a pair, its identity or its cluster. */
export function touches({ act }: Removal, callers: ReadonlySet<string>): (row: string) => boolean {
  const pairs: readonly (readonly [cluster: string, uid: string])[] =
    act.kind === 'revoke'
      ? [...callers].map((uid) => [act.cluster.id, uid])
      : (act.plan?.steps ?? []).map(({ row }) => [row.cluster.id, row.identity.uid]);
  const rows = new Set(pairs.flatMap((pair) => [...pair, pair.join('/')]));
  return (row) => rows.has(row);
}

/** Clusters in which something may have changed. */
export function touchedClusters({ act }: Removal): ReadonlySet<string> {
  if (act.kind === 'revoke') return new Set([act.cluster.id]);
  return new Set((act.plan?.steps ?? []).map(({ row }: { row: AccessRow }) => row.cluster.id));
}
