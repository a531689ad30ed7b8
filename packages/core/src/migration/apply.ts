import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { requireConfirmation } from '../access/confirmation.js';
import type { Journal, JournalDraft } from '../journal/journal.js';
import { AckringError, exitCodes, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import {
  type MigrationPlan,
  type MigrationStage,
  type MigrationStep,
  migrationConfirmations,
  refusalError,
  stepsToDo,
} from './migration-plan.js';
import { finish, type MigrationApplyPorts, move, type Reach } from './moving.js';
import { surveyCluster } from './survey-cluster.js';

/** `left`: nothing was to be done, or not asked for. `unknown`: a write was cut off, and nothing tells what became of it. */
export type MigrationResult = 'migrated' | 'cleaned' | 'undone' | 'left' | 'refused' | 'failed' | 'unknown';

export interface MigrationOutcome {
  readonly step: MigrationStep;
  readonly result: MigrationResult;
  /** Where it stands afterwards. */
  readonly stage: MigrationStage;
  /** Of `cleaned`: why the certificate is not known to be shut out. */
  readonly error: AckringError | null;
}

/** A stage that was reached, and recorded. */
export interface MigrationProgress {
  readonly step: MigrationStep;
  readonly stage: MigrationStage;
}

export interface MigrationApplyOptions {
  /** What was typed; `all` for a plan of everybody. */
  readonly confirm: string | null;
  readonly isEverybody?: boolean;
  /** Removes certificates that were unused for the days asked for. */
  readonly clean: boolean;
  readonly onProgress?: (progress: MigrationProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Carries out a plan, one identity in one cluster after another, each by itself: a failure is that one's outcome.
 * Every step can be repeated, so that whatever was killed is finished by the next run, and until a certificate is
 * cleaned it works as before. Throws before any change only: ConfirmationMissing, FileLocked, errors of the journal.
 */
export async function applyMigration(
  plan: MigrationPlan,
  options: MigrationApplyOptions,
  ports: MigrationApplyPorts,
): Promise<readonly MigrationOutcome[]> {
  const toDo = stepsToDo(plan, options);
  const { isEverybody = false } = options;
  const expected = migrationConfirmations(plan, { toDo, isEverybody });
  const what = say('move {names} to tokens', {
    names: [...new Set(toDo.map(({ identity }) => identity.name))],
  });
  if (toDo.length > 0) requireConfirmation({ expected, given: options.confirm, what, flag: '--confirm' });
  const runId = randomUUID();
  const run = { runId, action: 'migrate', summary: what };
  return ports.records.alone(async () => {
    if (toDo.length > 0) await ports.journal.record({ ...run, phase: 'started' });
    const outcomes: MigrationOutcome[] = [];
    for (const step of plan.steps) {
      const isToDo = toDo.includes(step);
      const outcome = isToDo ? await migrateOne(step, { ...options, runId }, ports) : untouched(step);
      outcomes.push(outcome);
    }
    const isWrong = outcomes.some(({ result }) => result === 'failed' || result === 'unknown');
    const end = { ...run, phase: isWrong ? ('failed' as const) : ('done' as const) };
    if (toDo.length > 0) await ports.journal.record(end).catch(() => undefined);
    return outcomes;
  });
}

function untouched(step: MigrationStep): MigrationOutcome {
  const isBlocked = step.verdict === 'blocked';
  const error = isBlocked ? refusalError(step) : null;
  return { step, result: isBlocked ? 'refused' : 'left', stage: step.stage, error };
}

type RunOptions = MigrationApplyOptions & { readonly runId: string };

async function migrateOne(
  step: MigrationStep,
  options: RunOptions,
  ports: MigrationApplyPorts,
): Promise<MigrationOutcome> {
  const reached = { stage: step.stage };
  const reach: Reach = async (stage, details = {}) => {
    reached.stage = stage;
    options.onProgress?.({ step, stage });
    await noteStage(step, { stage, ...details }, { phase: 'done', runId: options.runId }, ports.journal);
  };
  try {
    await requireUnchanged(step, options, ports);
    if (step.reason === 'Cleaned' || step.verdict === 'clean') {
      const error = await finish(step, reach, ports, options.signal);
      return { step, result: 'cleaned', stage: reached.stage, error };
    }
    const error = await move(step, reach, ports, options.signal);
    return { step, result: 'migrated', stage: reached.stage, error };
  } catch (thrown) {
    const error = toAckringError(thrown);
    const details = { stage: reached.stage, error: error.code };
    await noteStage(step, details, { phase: 'failed', runId: options.runId }, ports.journal);
    return { step, result: resultOf(error), stage: reached.stage, error };
  }
}

export function resultOf({ exitCode }: AckringError): 'refused' | 'unknown' | 'failed' {
  if (exitCode === exitCodes.refused) return 'refused';
  return exitCode === exitCodes.partial ? 'unknown' : 'failed';
}

/** The plan that was shown is the plan that is done. Throws Conflict. */
async function requireUnchanged(
  step: MigrationStep,
  { signal }: RunOptions,
  ports: MigrationApplyPorts,
): Promise<void> {
  const { listed, cluster, identity, quietDays } = step;
  const request = { users: [identity.uid], quietDays, signal };
  const now = listed === null ? [] : await surveyCluster(listed, request, ports);
  const same = now.find((each) => each.identity.uid === identity.uid);
  if (same !== undefined && isDeepStrictEqual(decided(same), decided(step))) return;
  throw new AckringError(
    'Conflict',
    say('{cluster} or its kubeconfigs changed after the plan was made', { cluster: cluster.name }),
    { remedy: say('Nothing was done there. Run it again, and read the new plan.') },
  );
}

/** What was seen of the certificate's use grows from look to look. */
function decided({ verdict, reason, commonName, access, present, contexts, record }: MigrationStep) {
  const remembered = record === null ? null : { ...record, unused: null };
  return { verdict, reason, commonName, access, present, contexts, record: remembered };
}

const stages: Readonly<Record<MigrationStage, Sentence>> = {
  certificate: say('certificate'),
  begun: say('begun'),
  proven: say('proven'),
  watching: say('watching'),
  cleaned: say('cleaned'),
};

/** What happened to one identity in one cluster; a journal that cannot be written any more stops nothing. */
export async function noteStage(
  { cluster, identity }: MigrationStep,
  details: NonNullable<JournalDraft['details']> & { readonly stage: MigrationStage },
  { phase, runId }: Pick<JournalDraft, 'phase' | 'runId'>,
  journal: Journal,
): Promise<void> {
  const summary = say('{what}: {end}', {
    what: say('{identity} in {cluster}', { identity: identity.name, cluster: cluster.name }),
    end: stages[details.stage],
  });
  const where = { part: true, uid: identity.uid, clusterId: cluster.id, region: cluster.region };
  await journal
    .record({ action: 'migrate', phase, runId, summary, details: { ...where, ...details } })
    .catch(() => undefined);
}
