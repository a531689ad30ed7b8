import {
  type AccessRow,
  type CleanPlan,
  type CleanProgress,
  type CleanRun,
  isOnlyLookedAt,
  type RevokeOutcome,
  type RevokePlan,
  type RevokeStep,
} from '@ackring/core/access';
import { AckringError, type Cluster } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { say } from '../../messages/say.js';
import type { AppState } from '../../screen/app-state.js';
import { unmark } from '../../screen/list-screen.js';
import { notify, notifyProblem, tellRecorded } from '../../screen/notify.js';
import { homePath } from '../../screen/reader.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import type { Slot, World } from '../../screen/world.js';
import { forgetCluster } from '../../subjects/holding/access.js';
import { scanHolders } from '../../subjects/holding/holder-tasks.js';
import { withRemoved } from '../../subjects/holding/holders.js';
import { afterWrite } from '../../subjects/journal/tasks.js';
import type { Services } from '../../world/services.js';
import {
  type CleanAct,
  type CleanRequest,
  clustersWithTokens,
  isAlone,
  type Named,
  type Removal,
  type RevokeAct,
  touchedClusters,
  touches,
  withCleanProgress,
} from './removal.js';

const removals: Slot = { name: 'removal', stopsOn: [] };

/** Stops the removal before its next call. */
export const stopRemoval = defineTask({ name: 'stopRemoval', run: ({ world }) => world.stop(removals) });

/** What every task of a dialog knows: once it is closed, answers are ignored. */
interface OfDialog {
  readonly serial: number;
}

export const planClean = defineTask({
  name: 'planClean',
  slot: removals,
  arrivals: {
    planned: (state: AppState, serial: number, plan: CleanPlan, rotates: Named | null) =>
      changed(planArrived(state, serial, plan), serial, (removal) =>
        withAct(removal, 'clean', (act) => ({
          ...act,
          rotates,
          names: isAlone(act.request) ? act.names : act.names.filter((name) => name !== rotates?.name),
        })),
      ),
  },
  run: async ({ world, emit, signal }, { serial, request: asked, functionName }: CleanPlanned) => {
    const rotates = await roleOfRotation(world, asked.roles, functionName, signal);
    const request = rotates === null || isAlone(asked) ? asked : without(asked, rotates);
    const { users, clusters, pairs, fleet, unseen } = request;
    const services = servicesFor(world, clusters);
    const seen = fleet?.filter((cluster) => world.servicesFor(cluster) === services) ?? clusters;
    const plan = await services.incident.planClean({
      users,
      clusters: (clusters ?? []).map(({ id }) => id),
      ...(seen === null ? {} : { fleet: seen }),
      ...(pairs === null ? {} : { pairs, isWhole: fleet !== null }),
      unseen,
      signal,
    });
    emit.planned(serial, plan, rotates);
  },
  failed: (state, error, { serial }) => removalFailed(state, error, serial),
});

interface CleanPlanned extends OfDialog {
  readonly request: CleanRequest;
  /** By the settings. */
  readonly functionName: string;
}

/** Without a function, or where it may not be read, none is known: then nothing is left out. */
async function roleOfRotation(
  world: World,
  roles: readonly Named[],
  functionName: string,
  signal: AbortSignal,
): Promise<Named | null> {
  if (roles.length === 0) return null;
  const status = await world
    .local()
    .functions.status(functionName, { signal })
    .catch(() => null);
  const role = status?.role?.split('/').at(-1);
  return roles.find(({ name }) => name === role) ?? null;
}

function without(request: CleanRequest, { uid }: Named): CleanRequest {
  const pairs = request.pairs && new Set([...request.pairs].filter((pair) => !pair.endsWith(`/${uid}`)));
  return { ...request, users: request.users.filter((user) => user !== uid), pairs };
}

interface CleanAsked extends OfDialog {
  /** What was shown is what is done. */
  readonly plan: CleanPlan;
  readonly clusters: readonly Cluster[] | null;
  readonly confirm: string;
  readonly force: boolean;
  readonly confirmForce: string | null;
}

export const applyClean = defineTask({
  name: 'applyClean',
  slot: removals,
  arrivals: {
    started: removalStarted,
    progressed: (state: AppState, serial: number, progress: CleanProgress) =>
      changed(state, serial, (removal) =>
        withAct(removal, 'clean', (act) => withCleanProgress(act, progress)),
      ),
    ended: (state: AppState, serial: number, run: CleanRun) => {
      const done = changed(state, serial, (removal) =>
        withAct(ended(removal), 'clean', (act) => ({ ...act, run, backup: run.backup })),
      );
      const removed = run.outcomes.flatMap(({ step: { row }, result }) =>
        result === 'removed' ? [row] : [],
      );
      return askAgain(state, reportClean(done, run), removed);
    },
  },
  run: async ({ world, emit, signal }, { serial, plan, clusters, ...confirmed }: CleanAsked) => {
    const services = servicesFor(world, clusters);
    emit.started(serial, confirmed.force);
    const onProgress = (progress: CleanProgress): void => emit.progressed(serial, progress);
    emit.ended(serial, await services.incident.applyClean(plan, { ...confirmed, onProgress, signal }));
  },
  failed: (state, error, { serial }) => removalFailed(state, error, serial),
});

export const planRevoke = defineTask({
  name: 'planRevoke',
  slot: removals,
  arrivals: { planned: planArrived<RevokePlan> },
  run: async ({ world, emit, signal }, { serial, cluster }: OfDialog & { readonly cluster: Cluster }) =>
    emit.planned(serial, await world.servicesFor(cluster).incident.planRevoke(cluster, { signal })),
  failed: (state, error, { serial }) => removalFailed(state, error, serial),
});

interface RevokeInput extends OfDialog {
  readonly plan: RevokePlan;
  readonly confirm: string;
}

/** It cannot be stopped half-way: what is revoked is dead, and the rest has to be repaired. */
export const applyRevoke = defineTask({
  name: 'applyRevoke',
  arrivals: {
    started: removalStarted,
    reached: (state: AppState, serial: number, reached: RevokeStep) =>
      changed(state, serial, (removal) =>
        withAct(removal, 'revoke', (act) => ({ ...act, steps: [...act.steps, reached] })),
      ),
    ended: (state: AppState, serial: number, cluster: string, outcome: RevokeOutcome) => {
      const done = changed(state, serial, (removal) =>
        withAct(ended(removal), 'revoke', (act) => ({ ...act, outcome })),
      );
      return askAgain(state, reportRevoke(done, cluster, outcome), []);
    },
  },
  run: async ({ world, emit }, { serial, plan, confirm }: RevokeInput) => {
    const { incident } = world.servicesFor(plan.cluster);
    emit.started(serial, false);
    const onStep = (reached: RevokeStep): void => emit.reached(serial, reached);
    emit.ended(serial, plan.cluster.name, await incident.applyRevoke(plan, { confirm, onStep }));
  },
  failed: (state, error, { serial }) => removalFailed(state, error, serial),
});

/** One plan is for one caller: it does not mix what several profiles see. */
function servicesFor(world: World, clusters: readonly Cluster[] | null): Services {
  const all = new Set((clusters ?? []).map((cluster) => world.servicesFor(cluster)));
  const [only] = all;
  if (only === undefined) return world.local();
  if (all.size === 1) return only;
  throw new AckringError(
    'Refused',
    say('the selection spans several profiles, and each cleans only its own'),
    {
      remedy: say('Choose what one profile sees, or switch to one: ctrl-p.'),
    },
  );
}

/** The dialog with this number, if it is still open. */
function changed(state: AppState, serial: number, change: (removal: Removal) => Removal): AppState {
  const { overlay } = state;
  return overlay?.kind === 'removal' && overlay.serial === serial
    ? { ...state, overlay: change(overlay) }
    : state;
}

function planArrived<Plan extends CleanPlan | RevokePlan>(
  state: AppState,
  serial: number,
  plan: Plan,
): AppState {
  return changed(state, serial, (removal) => {
    const act = { ...removal.act, plan } as Removal['act'];
    return { ...removal, act, stage: 'plan', choice: 0 };
  });
}

function removalStarted(state: AppState, serial: number, isForced: boolean): AppState {
  return changed({ ...state, notice: null }, serial, (removal) =>
    withAct({ ...removal, stage: 'running', top: 0 }, 'clean', (act) => ({ ...act, isForced })),
  );
}

function removalFailed(state: AppState, error: AckringError, serial: number): AppState {
  if (error.code === 'Cancelled') return state;
  const shown = changed(state, serial, (removal) => ({ ...removal, stage: 'failed', problem: error }));
  return shown === state ? notifyProblem(state, error) : shown;
}

function ended(removal: Removal): Removal {
  return { ...removal, stage: 'done', top: 0 };
}

function withAct<Kind extends Removal['act']['kind']>(
  removal: Removal,
  kind: Kind,
  change: (act: Kind extends 'clean' ? CleanAct : RevokeAct) => Removal['act'],
): Removal {
  if (removal.act.kind !== kind) return removal;
  return { ...removal, act: change(removal.act as Kind extends 'clean' ? CleanAct : RevokeAct) };
}

/** The affected clusters are asked again. */
function askAgain(
  { overlay, fleet, access }: AppState,
  told: AppState,
  removed: readonly Pick<AccessRow, 'cluster' | 'identity'>[],
): Step {
  const touched = overlay?.kind === 'removal' ? touchedClusters(overlay) : new Set<string>();
  const clusters = [...touched].flatMap((id) => fleet.clusters.get(id) ?? []);
  const isTouched = overlay?.kind === 'removal' ? touches(overlay, access.callers) : () => false;
  const next = {
    ...unmark(told, (screen, row) => screen === 'access' && isTouched(row)),
    access: forgetCluster(told.access, touched),
    holders: withRemoved(told.holders, removed, told.now),
  };
  const { state, asks } = afterWrite(next);
  return step(state, scanHolders({ clusters, part: 'few' }), ...asks);
}

function reportClean(state: AppState, run: CleanRun): AppState {
  const of = (...results: readonly string[]): number =>
    run.outcomes.filter(({ result }) => results.includes(result)).length;
  const failures = of('failed', 'unknown');
  const unconfirmed = of('unconfirmed');
  const tokens = clustersWithTokens(run.tokensLeft);
  const isLook = isOnlyLookedAt({ steps: run.outcomes.map(({ step }) => step) });
  const [removed, refused] = [of('removed'), of('refused')];
  const report = run.report === null ? null : homePath(run.report, state.home);
  const text = ({ removal: { clean } }: Messages) =>
    [
      ...(isLook ? [] : [clean.ended(removed, refused, failures, unconfirmed)]),
      ...(isLook || tokens > 0 ? [clean.tokens(tokens)] : []),
      ...(report === null ? [] : [clean.report(report)]),
    ].join(' · ');
  const isGood = failures + unconfirmed + tokens === 0;
  if (isGood && !isLook) return tellRecorded(state, text(messagesIn(state.language)));
  return notify(state, isGood ? 'good' : 'bad', text);
}

function reportRevoke(state: AppState, cluster: string, outcome: RevokeOutcome): AppState {
  const failures = outcome.steps.filter(({ result }) => result === 'failed').length;
  const text = ({ removal: { revoke } }: Messages): string => {
    const ended = revoke.ended[outcome.revoked](cluster);
    return failures === 0 ? ended : `${ended} · ${revoke.failed(failures)}`;
  };
  const isClean = outcome.revoked === 'yes' && failures === 0;
  return isClean ? tellRecorded(state, text(messagesIn(state.language))) : notify(state, 'bad', text);
}
