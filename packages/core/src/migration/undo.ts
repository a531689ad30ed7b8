import { randomUUID } from 'node:crypto';
import { requireConfirmation } from '../access/confirmation.js';
import { reachAsCaller } from '../fetch/reach.js';
import type { Journal } from '../journal/journal.js';
import { settled } from '../machine/api-server/settled.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import type { HistoryEntry } from '../machine/kubeconfig-file/undo.js';
import { throwIfCancelled } from '../machine/retry.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { isCalled } from '../words/identity.js';
import { say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { ApiServerTarget } from '../words/target.js';
import { type MigrationApplyOptions, type MigrationOutcome, noteStage, resultOf } from './apply.js';
import {
  compareSteps,
  type MigrationPlan,
  type MigrationStep,
  migrationConfirmations,
  refusalError,
} from './migration-plan.js';
import { lookAgain, type MigrationApplyPorts } from './moving.js';
import type { MigrationRecord } from './record.js';
import type { MigrationRequest } from './request.js';
import { meantObjects } from './token-access.js';

export interface MigrationUndoPorts
  extends Pick<MigrationApplyPorts, 'records' | 'clock' | 'objects' | 'journal' | 'api' | 'proofs'> {
  readonly files: Pick<KubeconfigFiles, 'history' | 'undo'>;
}

export type MigrationUndoOptions = Pick<MigrationApplyOptions, 'confirm' | 'isEverybody' | 'signal'>;

/** What was begun and can be taken back: everything until a certificate is cleaned. Makes no call. */
export async function planMigrationUndo(
  { users, clusters }: Pick<MigrationRequest, 'users' | 'clusters'>,
  { records, files, clock }: MigrationUndoPorts,
): Promise<MigrationPlan> {
  const isMeant = (identity: MigrationRecord['identity']) =>
    !users?.length || users.some((user) => isCalled(identity, user));
  const isThere = ({ id, name }: MigrationRecord['cluster']) =>
    clusters.length === 0 || clusters.includes(id) || clusters.includes(name);
  const chosen = (await records.all()).filter(
    ({ cluster, identity }) => isMeant(identity) && isThere(cluster),
  );
  const [missing] = (users ?? []).filter((user) => !chosen.some(({ identity }) => isCalled(identity, user)));
  if (missing !== undefined) throw nothingBegun(missing);
  const history = await files.history();
  const tasks = new Set(chosen.map(({ task }) => task));
  const isStuck = (record: MigrationRecord) => !canBeUndone(writesOf(record, history), { tasks, history });
  const steps = chosen.map((record) => undoStep(record, isStuck(record)));
  return { steps: steps.toSorted(compareSteps), unseen: [], now: clock.now() };
}

function nothingBegun(name: string): AckringError {
  return new AckringError('ResourceNotFound', say('no migration of "{name}" was begun here', { name }), {
    remedy: say(
      'The machine that it was begun on has its record; `ackring history` shows what was done here.',
    ),
  });
}

function undoStep(record: MigrationRecord, isStuck: boolean): MigrationStep {
  const { cluster, identity, stage } = record;
  const shared = {
    obstacle: null,
    error: null,
    notAfter: null,
    present: null,
    sinks: [],
    quiet: null,
    contexts: [],
  };
  const reason = stage === 'cleaned' ? 'Cleaned' : isStuck ? 'ContextsChanged' : 'Began';
  return {
    ...shared,
    cluster,
    listed: null,
    identity: { ...identity, state: 'unknown' },
    isSelf: record.isSelf,
    stage,
    verdict: reason === 'Began' ? 'undo' : 'blocked',
    reason,
    commonName: record.commonName,
    use: { kind: 'unknown', error: null },
    access: record.access,
    watchedSince: record.watchedSince,
    quietDays: record.quietDays,
    record,
  };
}

function writesOf({ task }: MigrationRecord, history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  return history.filter((each) => each.task === task && each.undoneAt === null);
}

/** Nothing but writes that are undone too came after it, and nobody changed the file since. */
function canBeUndone(
  writes: readonly HistoryEntry[],
  { tasks, history }: { readonly tasks: ReadonlySet<string>; readonly history: readonly HistoryEntry[] },
): boolean {
  return writes.every(({ file, at }) => {
    const later = history.filter((each) => each.file === file && each.undoneAt === null && each.at >= at);
    return (
      later.every(({ task }) => task !== null && tasks.has(task)) && later.some(({ undoable }) => undoable)
    );
  });
}

function newestFirst(history: readonly HistoryEntry[]) {
  const lastOf = ({ record }: MigrationStep) =>
    Math.max(0, ...(record === null ? [] : writesOf(record, history)).map(({ at }) => at.getTime()));
  return (one: MigrationStep, other: MigrationStep): number => lastOf(other) - lastOf(one);
}

/**
 * The contexts first, while the token still works; then the mapping and the bindings, as far as they are exactly what
 * was written. Each by itself. Throws ConfirmationMissing, FileLocked.
 */
export async function undoMigration(
  plan: MigrationPlan,
  { confirm, isEverybody = false, signal }: MigrationUndoOptions,
  ports: MigrationUndoPorts,
): Promise<readonly MigrationOutcome[]> {
  const toDo = plan.steps.filter(({ verdict }) => verdict === 'undo');
  const what = say('take the move of {names} to tokens back', {
    names: [...new Set(toDo.map(({ identity }) => identity.name))],
  });
  const expected = migrationConfirmations(plan, { toDo, isEverybody });
  if (toDo.length > 0) requireConfirmation({ expected, given: confirm, what, flag: '--confirm' });
  const run = { action: 'migrate', runId: randomUUID(), summary: what };
  return ports.records.alone(async () => {
    if (toDo.length > 0) await ports.journal.record({ ...run, phase: 'started' });
    const outcomes: MigrationOutcome[] = [];
    const history = await ports.files.history();
    // A file's last write is the first that can be undone.
    for (const step of plan.steps.toSorted(newestFirst(history))) {
      const outcome = await undoOne(step, ports, signal);
      outcomes.push(outcome);
      if (toDo.includes(step)) await noteOutcome(outcome, run.runId, ports.journal);
    }
    const isWrong = outcomes.some(({ result }) => result === 'failed' || result === 'unknown');
    const end = { ...run, phase: isWrong ? ('failed' as const) : ('done' as const) };
    if (toDo.length > 0) await ports.journal.record(end).catch(() => undefined);
    return outcomes.toSorted((one, other) => compareSteps(one.step, other.step));
  });
}

async function undoOne(
  step: MigrationStep,
  ports: MigrationUndoPorts,
  signal: AbortSignal | undefined,
): Promise<MigrationOutcome> {
  const { record, stage, cluster, identity } = step;
  if (step.verdict !== 'undo' || record === null)
    return { step, result: 'refused', stage, error: refusalError(step) };
  try {
    await requireCertificate(record, ports, signal);
    throwIfCancelled(signal);
    // From here on it goes on to its end, so that none is told as moved whose contexts are back.
    await restoreContexts(record, ports.files);
    // Its own token would end with the mapping, before the bindings are removed.
    const reached = await reachAsCaller(cluster, ports, undefined).catch(orGone);
    if (reached !== null) await removeAccess(reached.target, record, ports);
    await ports.records.forget({ clusterId: cluster.id, uid: identity.uid });
    return { step, result: 'undone', stage: 'certificate', error: null };
  } catch (thrown) {
    const error = toAckringError(thrown);
    return { step, result: resultOf(error), stage, error };
  }
}

/** Of a cluster that is gone nothing is left to remove. */
function orGone(error: unknown): null {
  if (error instanceof AckringError && error.code === 'ClusterNotFound') return null;
  throw error;
}

async function noteOutcome(
  { step, stage, error }: MigrationOutcome,
  runId: string,
  journal: Journal,
): Promise<void> {
  const details = error === null ? { stage } : { stage, error: error.code };
  await noteStage(step, details, { phase: error === null ? 'done' : 'failed', runId }, journal);
}

/**
 * It may have been cleaned from another machine, or have ended: the token is then the only way in. Nobody is locked out
 * where the identity itself is gone. Throws Refused.
 */
async function requireCertificate(
  { cluster, identity, access }: MigrationRecord,
  { api }: Pick<MigrationUndoPorts, 'api'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const own = await api
    .listUserKubeconfigStates(identity.uid, cluster.region, signal)
    .catch((error: unknown) => {
      if (error instanceof AckringError && error.code === 'ResourceNotFound') return [];
      throw error;
    });
  const here = own.find((state) => state.cluster.id === cluster.id);
  const facts = { name: identity.name, cluster: cluster.name };
  if (here?.certificateState === 'expired') {
    throw new AckringError(
      'Refused',
      say('the certificate of {name} in {cluster} has expired: only the token is left', facts),
      {
        remedy: say('Have it renewed first, by whoever holds it: `{command}`.', {
          command: shell`ackring get ${cluster.name} --long-term --output new.yaml`,
        }),
      },
    );
  }
  if (here?.certificateState !== 'removed') return;
  throw new AckringError(
    'Refused',
    say('the certificate of {name} in {cluster} was cleaned since: only the token is left', facts),
    {
      remedy: say('To take that away too: `{command}`.', {
        command: shell`kubectl delete ramidentitymapping ${access.mapping.name}`,
      }),
    },
  );
}

async function restoreContexts(record: MigrationRecord, files: MigrationUndoPorts['files']): Promise<void> {
  const writes = writesOf(record, await files.history());
  const [first] = writes;
  if (first === undefined) return;
  await files.undo(
    first.file,
    writes.map(({ id }) => id),
  );
}

/** The mapping first: with it the token ends. Anything that was changed since stays, and is said to. */
async function removeAccess(
  target: ApiServerTarget,
  record: MigrationRecord,
  { objects: open }: MigrationUndoPorts,
): Promise<void> {
  const objects = open(target, undefined);
  for (const { place, isSame } of meantObjects(record.access).toReversed()) {
    const stored = await objects.read(place);
    if (stored === null) continue;
    const isGone =
      isSame(stored.body) &&
      (await settled(
        {
          place,
          send: () => objects.remove(place, stored),
          doubts: ['removed', 'gone', 'changed'],
          isDone: (left) => left === null,
          look: lookAgain(record),
        },
        objects,
      ));
    if (!isGone) throw changedSince(place.name);
  }
}

function changedSince(name: string): AckringError {
  return new AckringError('Conflict', say('{name} was changed in the cluster since, and stays', { name }), {
    remedy: say('Look at whose it is now: `kubectl get ramidentitymappings,clusterrolebindings`.'),
  });
}
