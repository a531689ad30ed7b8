import type { TaskProgress } from '../../cloud/ack/api.js';
import type { Journal, JournalDraft } from '../../journal/journal.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import {
  type BatchOptions,
  batchesOf,
  type CleanOutcome,
  type CleanResult,
  cleanBatch,
} from './clean-batch.js';
import { type ChooseOptions, type CleanStep, chooseSteps, goneSteps } from './clean-plan.js';

export type CleanProgress =
  | ({ readonly kind: 'backedUp' } & CleanKept)
  | { readonly kind: 'started'; readonly step: CleanStep }
  | { readonly kind: 'task'; readonly task: TaskProgress }
  | { readonly kind: 'finished'; readonly outcome: CleanOutcome }
  /** The removal stands, but could not be recorded. */
  | { readonly kind: 'journalFailed'; readonly error: AckringError };

/** The backup made before the removal, and whose cluster bindings are missing from it. */
export interface CleanKept {
  /** Null where nothing is to be removed. */
  readonly place: string | null;
  readonly unsaved: readonly Unsaved[];
  /** Who may still come in by a token, which a clean does not end. */
  readonly tokensLeft: readonly Unsaved[];
  /** Those of them that come in by the name of a certificate. */
  readonly byCertificateName: readonly Unsaved[];
}

export interface Unsaved {
  readonly step: CleanStep;
  readonly error: AckringError;
}

/** For people: whose bindings are about to be removed without a record, and why. */
export function unsavedProblem({ step: { row }, error }: Unsaved): AckringError {
  const { identity, cluster } = row;
  const what = say('not everything that {cluster} itself binds {identity} to could be saved: {problem}', {
    cluster: cluster.name,
    identity: identity.name,
    problem: error.sentence,
  });
  return new AckringError(error.code, what, { remedy: error.said.remedy, cause: error });
}

export interface CleanOptions extends BatchOptions, ChooseOptions {
  readonly journal: Journal;
  readonly runId: string;
  /** Backs up what the identities hold, and looks for tokens. If this fails, nothing is removed. */
  readonly backUp: (steps: readonly CleanStep[], gone: readonly CleanStep[]) => Promise<CleanKept>;
  readonly onProgress?: (progress: CleanProgress) => void;
}

/**
 * Carries out a plan: confirmed, backed up, recorded before the first call. One task cleans a region's clusters and
 * is followed to its end; the cloud's list, read again, then decides each outcome, and whatever the task left is
 * tried one by one to learn its reason. `Force` is sent only for steps that need it and were confirmed for it. A step
 * that is already done is not repeated. Throws before any change only: ConfirmationMissing, Refused for a plan with
 * nothing to do, errors of `backUp` or the journal; later failures are outcomes.
 */
export async function applyClean(options: CleanOptions): Promise<readonly CleanOutcome[]> {
  const { plan, journal, runId, onProgress } = options;
  const chosen = chooseSteps(options);
  const { place, ...missing } = await options.backUp(chosen, goneSteps(plan));
  // Reported before the first call, while the reader can still stop.
  onProgress?.({ kind: 'backedUp', place, ...missing });
  if (chosen.length === 0) return plan.steps.map(asRefused);
  const summary = describeRun(chosen);
  await journal.record({ action: 'clean', phase: 'started', runId, summary, details: { backup: place } });
  const refused = plan.steps.filter((step) => !chosen.includes(step)).map(asRefused);
  const outcomes = [...refused, ...(await cleanAll(chosen, options))];
  await recordEnd(summary, outcomes, options);
  return plan.steps.flatMap((step) => outcomes.find((outcome) => outcome.step === step) ?? []);
}

function asRefused(step: CleanStep): CleanOutcome {
  const result = step.reason === 'AlreadyRemoved' ? 'alreadyRemoved' : 'refused';
  return { step, result, isForced: false, error: null };
}

async function cleanAll(
  chosen: readonly CleanStep[],
  options: CleanOptions,
): Promise<readonly CleanOutcome[]> {
  const outcomes: CleanOutcome[] = [];
  const onTask = (task: TaskProgress): void => options.onProgress?.({ kind: 'task', task });
  for (const batch of batchesOf(chosen)) {
    for (const step of batch) options.onProgress?.({ kind: 'started', step });
    for (const outcome of await cleanBatch(batch, { ...options, onTask })) {
      options.onProgress?.({ kind: 'finished', outcome });
      outcomes.push(outcome);
      await record(outcome, options);
    }
  }
  return outcomes;
}

const phases: Readonly<Record<CleanResult, JournalDraft['phase']>> = {
  removed: 'done',
  alreadyRemoved: 'done',
  refused: 'refused',
  failed: 'failed',
  unconfirmed: 'done',
  unknown: 'failed',
};

/** The result's own name in English: what was recorded is evidence. */
const ends: Readonly<Record<CleanResult, Sentence>> = {
  removed: say('removed'),
  alreadyRemoved: say('alreadyRemoved'),
  refused: say('refused'),
  failed: say('failed'),
  unconfirmed: say('unconfirmed'),
  unknown: say('unknown'),
};

async function record({ step, result, isForced, error }: CleanOutcome, options: CleanOptions): Promise<void> {
  const { identity, cluster } = step.row;
  const what = say('{identity} in {cluster}', { identity: identity.name, cluster: cluster.name });
  const end = isForced ? say('{end} by force', { end: ends[result] }) : ends[result];
  const summary = say('{what}: {end}', { what, end });
  const details = {
    part: true,
    uid: identity.uid,
    name: identity.name,
    clusterId: cluster.id,
    cluster: cluster.name,
    region: cluster.region,
    result,
    error: error?.code ?? null,
  };
  const { journal, runId, onProgress } = options;
  await journal
    .record({ action: 'clean', phase: phases[result], runId, summary, details })
    .catch((thrown: unknown) => {
      onProgress?.({ kind: 'journalFailed', error: toAckringError(thrown) });
    });
}

async function recordEnd(
  what: Sentence,
  outcomes: readonly CleanOutcome[],
  { journal, runId, onProgress }: CleanOptions,
): Promise<void> {
  const isWrong = outcomes.some(({ result }) => ['failed', 'unknown'].includes(result));
  const removed = outcomes.filter(({ result }) => result === 'removed').length;
  const summary = say('{what}: removed in {removed} of {count}', { what, removed, count: outcomes.length });
  await journal
    .record({ action: 'clean', phase: isWrong ? 'failed' : 'done', runId, summary })
    .catch((thrown: unknown) => onProgress?.({ kind: 'journalFailed', error: toAckringError(thrown) }));
}

function describeRun(steps: readonly CleanStep[]): Sentence {
  const names = [...new Set(steps.map(({ row }) => row.identity.name))];
  const count = steps.length;
  return say('remove the permissions of {names} in {count} {count|cluster|clusters}', { names, count });
}
