import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { namesOf } from '../access/clean/clean-plan.js';
import type { Cleaning } from '../access/clean/cleaning.js';
import { requireConfirmation } from '../access/confirmation.js';
import type { Journal, JournalDraft } from '../journal/journal.js';
import type { ApiServer } from '../machine/api-server/api.js';
import { AckringError, exitCodes, toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { ApiServerTarget } from '../words/target.js';
import { type SwitchPorts, switchContexts } from './context-switch.js';
import {
  type MigrationPlan,
  type MigrationStage,
  type MigrationStep,
  migrationNames,
  refusalError,
  stepsToDo,
} from './migration-plan.js';
import type { MigrationRecord } from './record.js';
import { proveSameRights, proveToken } from './same-rights.js';
import {
  administratorTarget,
  certificateTarget,
  type MigrationSurveyPorts,
  surveyCluster,
} from './survey.js';
import { meantObjects, type TokenAccess } from './token-access.js';

/** `left`: nothing was to be done, or not asked for. */
export type MigrationResult = 'migrated' | 'cleaned' | 'undone' | 'left' | 'refused' | 'failed';

export interface MigrationOutcome {
  readonly step: MigrationStep;
  readonly result: MigrationResult;
  /** Where it stands afterwards. */
  readonly stage: MigrationStage;
  readonly error: AckringError | null;
}

/** A stage that was reached, and recorded. */
export interface MigrationProgress {
  readonly step: MigrationStep;
  readonly stage: MigrationStage;
}

export interface MigrationApplyPorts
  extends MigrationSurveyPorts,
    Pick<Cleaning, 'planClean' | 'applyClean'> {
  readonly apiServer: ApiServer;
  readonly journal: Journal;
  readonly switching: () => Promise<SwitchPorts>;
}

export interface MigrationApplyOptions {
  /** What was typed; `all` for a plan of everybody. */
  readonly confirm: string | null;
  readonly isEverybody?: boolean;
  /** Removes certificates that were unused for the days asked for. */
  readonly clean: boolean;
  readonly onProgress?: (progress: MigrationProgress) => void;
  readonly signal?: AbortSignal;
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
  const names = migrationNames(plan.steps);
  const expected = options.isEverybody === true ? [...names, 'all'] : names;
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
    const isWrong = outcomes.some(({ result }) => result === 'failed');
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
  const reach = async (stage: MigrationStage, details: JournalDraft['details'] = {}): Promise<void> => {
    reached.stage = stage;
    options.onProgress?.({ step, stage });
    await note(step, { stage, ...details }, { phase: 'done', runId: options.runId }, ports.journal);
  };
  try {
    await requireUnchanged(step, options, ports);
    if (step.reason === 'Cleaned' || step.verdict === 'clean') {
      const result = await finish(step, reach, options, ports);
      return { step, ...result, stage: reached.stage };
    }
    await move(step, reach, options, ports);
    return { step, result: 'migrated', stage: reached.stage, error: null };
  } catch (thrown) {
    const error = toAckringError(thrown);
    const details = { stage: reached.stage, error: error.code };
    await note(step, details, { phase: 'failed', runId: options.runId }, ports.journal);
    return {
      step,
      result: error.exitCode === exitCodes.refused ? 'refused' : 'failed',
      stage: reached.stage,
      error,
    };
  }
}

type Reach = (stage: MigrationStage, details?: JournalDraft['details']) => Promise<void>;

/** The plan that was shown is the plan that is done. Throws Conflict. */
async function requireUnchanged(
  step: MigrationStep,
  { signal }: RunOptions,
  ports: MigrationApplyPorts,
): Promise<void> {
  const { listed, cluster, identity, quietDays } = step;
  const request = { users: [identity.uid], quietDays, ...(signal === undefined ? {} : { signal }) };
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

/** Mapping, proof, contexts, and then the watch. */
async function move(
  step: MigrationStep,
  reach: Reach,
  { signal }: RunOptions,
  ports: MigrationApplyPorts,
): Promise<void> {
  const { cluster, access, commonName, isSelf, contexts, quietDays } = step;
  if (access === null || commonName === null) throw refusalError(step);
  const begun = step.record ?? newRecord(step, { access, commonName, now: ports.clock.now() });
  const record: MigrationRecord = {
    ...begun,
    access,
    commonName,
    quietDays,
    isSelf: begun.isSelf || isSelf,
  };
  // Its trace is there before anything else is.
  await ports.records.write({ ...record, stage: record.stage === 'watching' ? 'watching' : 'begun' });
  await reach('begun');
  // One's own token works only once the mapping is there.
  const { target } = isSelf
    ? await certificateTarget(cluster, ports, signal)
    : await administratorTarget(cluster, await ports.caller(signal), ports, signal);
  await ensureAccess(target, access, ports, signal);
  const proofs = { apiServer: ports.apiServer, clock: ports.clock, signal };
  await proveSameRights(target, { access, commonName }, proofs);
  if (isSelf) await proveToken(target, { access, mint: () => ports.mintToken(cluster.id) }, proofs);
  if (record.stage !== 'watching') await ports.records.write({ ...record, stage: 'proven' });
  await reach('proven');
  const toSwitch = contexts.some(({ change }) => change === 'switch');
  if (toSwitch) await switchContexts(contexts, { cluster, task: record.task }, await ports.switching());
  const watchedSince = record.watchedSince !== null && !toSwitch ? record.watchedSince : ports.clock.now();
  await ports.records.write({ ...record, stage: 'watching', watchedSince });
  await reach('watching', { contexts: contexts.filter(({ change }) => change === 'switch').length });
}

function newRecord(
  { cluster, identity, isSelf, quietDays }: MigrationStep,
  {
    access,
    commonName,
    now,
  }: { readonly access: TokenAccess; readonly commonName: string; readonly now: Date },
): MigrationRecord {
  const { id, name, region } = cluster;
  const { uid, type } = identity;
  return {
    version: 1,
    cluster: { id, name, region },
    identity: { uid, name: identity.name, type: type === 'role' ? 'role' : 'user' },
    isSelf,
    commonName,
    access,
    stage: 'begun',
    startedAt: now,
    watchedSince: null,
    unused: null,
    quietDays,
    task: randomUUID(),
  };
}

/** Writes what is missing; whatever is there must be exactly what is meant. Throws Conflict. */
export async function ensureAccess(
  target: ApiServerTarget,
  access: TokenAccess,
  { objects: open }: Pick<MigrationSurveyPorts, 'objects'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const objects = open(target, signal);
  for (const { place, body, isSame } of meantObjects(access)) {
    const before = await objects.read(place);
    if (before === null) await objects.create(place, body);
    const stored = before ?? (await objects.read(place));
    if (stored === null || !isSame(stored.body)) throw otherwise(place.name);
  }
}

function otherwise(name: string): AckringError {
  return new AckringError('Conflict', say('{name} is in the cluster with another content', { name }), {
    remedy: say(
      'It is not overwritten. Look at whose it is: `kubectl get ramidentitymappings,clusterrolebindings`.',
    ),
  });
}

/** Removes the certificate by the rules of `clean`, and proves that the token outlives it. */
async function finish(
  step: MigrationStep,
  reach: Reach,
  { signal }: RunOptions,
  ports: MigrationApplyPorts,
): Promise<Pick<MigrationOutcome, 'result' | 'error'>> {
  const { cluster, identity, record } = step;
  const access = step.access ?? record?.access ?? null;
  if (record === null || access === null) throw refusalError(step);
  const admin = async () =>
    (await administratorTarget(cluster, await ports.caller(signal), ports, signal)).target;
  if (step.reason !== 'Cleaned') {
    const plan = await ports.planClean({
      users: [identity.uid],
      clusters: [cluster.id],
      fleet: step.listed === null ? [] : [step.listed],
      pairs: new Set([`${cluster.id}/${identity.uid}`]),
      ...(signal === undefined ? {} : { signal }),
    });
    const [refused] = plan.steps.filter(({ verdict }) => verdict !== 'remove');
    if (refused !== undefined || plan.steps.length === 0)
      throw notCleaned(step, refused?.reason ?? 'Unreadable');
    // The last moment at which the certificate could still help.
    await ensureAccess(await admin(), access, ports, signal);
    const [confirm = null] = namesOf(plan);
    const { outcomes } = await ports.applyClean(plan, {
      confirm,
      ...(signal === undefined ? {} : { signal }),
    });
    const [outcome] = outcomes;
    const isGone =
      outcome?.result === 'removed' ||
      outcome?.result === 'alreadyRemoved' ||
      outcome?.result === 'unconfirmed';
    if (!isGone) throw outcome?.error ?? notCleaned(step, outcome?.step.reason ?? 'Unreadable');
  }
  await ports.records.write({ ...record, stage: 'cleaned' });
  await reach('cleaned');
  // ACK removes what it takes for its own; what went with it comes back.
  await ensureAccess(await admin(), access, ports, signal);
  return { result: 'cleaned', error: null };
}

function notCleaned({ identity, cluster }: MigrationStep, reason: string): AckringError {
  return new AckringError(
    'Refused',
    say('the certificate of {name} in {cluster} is not cleaned: {reason}', {
      name: identity.name,
      cluster: cluster.name,
      reason,
    }),
    { remedy: say('Its token works beside it. `ackring clean` shows what each reason means.') },
  );
}

/** What happened to one identity in one cluster; a journal that cannot be written any more stops nothing. */
async function note(
  { cluster, identity }: MigrationStep,
  details: NonNullable<JournalDraft['details']>,
  { phase, runId }: Pick<JournalDraft, 'phase' | 'runId'>,
  journal: Journal,
): Promise<void> {
  const summary = say('{what}: {end}', {
    what: say('{identity} in {cluster}', { identity: identity.name, cluster: cluster.name }),
    end: String(details['stage']),
  });
  const where = { part: true, uid: identity.uid, clusterId: cluster.id, region: cluster.region };
  await journal
    .record({ action: 'migrate', phase, runId, summary, details: { ...where, ...details } })
    .catch(() => undefined);
}
