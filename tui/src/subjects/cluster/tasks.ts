import { collected } from '@ackring/core/cloud';
import { accountsAtOnce, type CachedFleet, type FleetEvent } from '@ackring/core/fleet';
import { type AckringError, type Cluster, toAckringError } from '@ackring/core/words';
import type { ProfileFacts } from '@ackring/core/world';
import { type AppState, withSettings } from '../../screen/app-state.js';
import { hasElapsed } from '../../screen/notice.js';
import { notifyProblem } from '../../screen/notify.js';
import type { Ask } from '../../screen/step.js';
import { step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { gather } from '../../screen/tasks.js';
import type { ProfileName, Slot, World } from '../../screen/world.js';
import { memberProfiles } from '../../world/accounts.js';
import type { Services } from '../../world/services.js';
import { askHolders, loadCallers } from '../holding/holder-tasks.js';
import { takeBackEnded } from '../journal/tasks.js';
import {
  type DetailAnswer,
  isSameSight,
  undescribed,
  withAnswers,
  withoutRefusals,
} from './detail-answers.js';
import {
  accountFailed,
  failedRegions,
  scanEnded,
  scanFailed,
  scanStarted,
  withAccount,
  withCachedFleet,
  withFleetEvent,
} from './fleet.js';
import { createSight, type Sight } from './sight.js';

export const loadProfile = defineTask({
  name: 'loadProfile',
  arrivals: {
    // The profile's name decides whether anything may be changed.
    known: (state: AppState, profile: ProfileFacts) =>
      withSettings({ ...state, profile, profileProblem: null }, state.settings),
  },
  run: async ({ world, emit }) => emit.known(await world.local().profileFacts()),
  failed: (state, profileProblem) => ({ ...state, profileProblem }),
});

export const loadProfileNames = defineTask({
  name: 'loadProfileNames',
  arrivals: { known: (state: AppState, profileNames: readonly string[]) => ({ ...state, profileNames }) },
  run: async ({ world, emit }) => {
    const local = world.local();
    const [profiles, { directory }, known] = await Promise.all([
      local.profiles(),
      local.settings(),
      local.knownDirectory(),
    ]);
    emit.known([...profiles, ...memberProfiles(directory, known)]);
  },
  // Without the CLI's own file there is nothing to switch to, which is normal.
  failed: (state) => ({ ...state, profileNames: [] }),
});

const scans: Slot = { name: 'scan', stopsOn: ['cancel', 'watch'] };

/** The cached fleet of each watched profile. */
export const loadCachedFleet = defineTask({
  name: 'loadCachedFleet',
  arrivals: {
    seen: (state: AppState, seen: readonly (readonly [ProfileName, CachedFleet])[]) => ({
      ...state,
      fleet: seen.reduce(
        (fleet, [profile, { clusters, seenAt }]) => withCachedFleet(fleet, profile, clusters, seenAt),
        state.fleet,
      ),
    }),
  },
  run: async ({ world, emit }) => {
    const watched = world.watched();
    const fleets = await Promise.all(watched.map((profile) => world.servicesOf(profile).cachedFleet()));
    const seen = watched.flatMap((profile, at) => {
      const fleet = fleets[at] ?? null;
      return fleet === null ? [] : [[labelOf(profile, watched), fleet] as const];
    });
    if (seen.length > 0) emit.seen(seen);
  },
});

/**
 * Scans every region of every watched profile, or only those remaining of a stopped scan, by `regionKey`. One
 * profile's failure does not stop the others.
 */
export const scanFleet = defineTask({
  name: 'scanFleet',
  slot: scans,
  arrivals: {
    started: (state: AppState) => ({ ...state, fleet: scanStarted(state.fleet, state.now) }),
    heard: (state: AppState, profile: ProfileName, events: readonly FleetEvent[]) => ({
      ...state,
      fleet: events.reduce((next, each) => withFleetEvent(next, profile, each, state.watched), state.fleet),
    }),
    account: (state: AppState, profile: ProfileName, id: string | null) => ({
      ...state,
      fleet: withAccount(state.fleet, profile, id),
    }),
    failedFor: (state: AppState, profile: ProfileName, error: AckringError, isTold: boolean) => {
      const next = { ...state, fleet: accountFailed(state.fleet, profile, error) };
      return isTold ? notifyProblem(next, error) : next;
    },
    ended: (state: AppState) => {
      // What merely did not answer is asked again; what was refused waits for the user.
      const left = withoutRefusals(state, ({ isRetryable }) => isRetryable);
      const next = { ...left, fleet: scanEnded(state.fleet, state.now) };
      // A screen opened before there were clusters to ask gets what it waits for.
      if (state.screen === 'expiry' || state.screen === 'access') return step(next, ...askHolders(next));
      return step(next, ...(next.profile?.accountId === null ? [loadCallers()] : []));
    },
  },
  run: async ({ world, emit, signal }, left: readonly string[] | null) => {
    emit.started();
    const scanned = async (profile: ProfileName): Promise<unknown> => {
      const label = labelOf(profile, world.watched());
      const regions = left === null ? null : regionsOf(left, label);
      if (regions?.length === 0) return null;
      const request = { signal, hubs: true, ...(regions === null ? {} : { regions }) };
      const services = world.servicesOf(profile);
      // Whose clusters they are comes first: two accounts' clusters are never taken for one.
      if (label !== null) emit.account(label, await accountOf(services, signal));
      return gather(services.scanFleet(request), {
        everyMs: () => 40,
        signal,
        // The regions are known by then.
        take: (events) =>
          emit.heard(label, regions === null ? events : events.filter(({ kind }) => kind !== 'regions')),
      }).then(
        () => null,
        (error) => error,
      );
    };
    const watched = world.watched();
    const failures = await collected(watched, accountsAtOnce, scanned);
    if (signal.aborted) return;
    const isSilent = failures.every((error) => error !== null);
    const failed = watched.flatMap((profile, at) =>
      failures[at] === null ? [] : [{ profile, error: failures[at] }],
    );
    for (const [at, { profile, error }] of failed.entries()) {
      const label = labelOf(profile, watched);
      // All are lines, and the first is told.
      if (label !== null) emit.failedFor(label, toAckringError(error), at === 0 && !isSilent);
    }
    if (isSilent) throw failed[0]?.error;
    emit.ended();
  },
  failed: (state, error) => notifyProblem({ ...state, fleet: scanFailed(state.fleet, error) }, error),
});

/** Null if it does not tell in time: then its clusters go by their ids alone. */
async function accountOf(
  { callerIdentity }: Pick<Services, 'callerIdentity'>,
  signal: AbortSignal,
): Promise<string | null> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(accountTimeoutMs)]);
  return callerIdentity(bound).then(
    ({ accountId }) => accountId,
    () => null,
  );
}

const accountTimeoutMs = 5_000;

/** The names of one profile's regions. */
function regionsOf(keys: readonly string[], label: ProfileName): readonly string[] {
  const end = label === null ? '' : ` · ${label}`;
  return keys.flatMap((key) => (key.endsWith(end) ? [key.slice(0, key.length - end.length)] : []));
}

/** Regions have the profile's name only if there are several. */
function labelOf(profile: ProfileName, watched: readonly ProfileName[]): ProfileName {
  return watched.length > 1 ? profile : null;
}

const described = (state: AppState, answers: readonly DetailAnswer[]): AppState => ({
  ...state,
  clusterDetails: withAnswers(state.clusterDetails, answers),
});

export const describeCluster = defineTask({
  name: 'describeCluster',
  arrivals: { described },
  run: async ({ world, emit, signal }, listed: Cluster) => {
    const detail = await world.servicesFor(listed).describeCluster(listed, signal);
    emit.described([{ listed, detail }]);
  },
  failed: (state, detail, listed) => described(state, [{ listed, detail }]),
});

const sights = new WeakMap<World, Sight>();

/**
 * Visible clusters with unknown endpoints: they replace earlier requests. While the fleet is still loading, others
 * may push them out of sight.
 */
export const describeInSight = defineTask({
  name: 'describeInSight',
  arrivals: { described, unkept: notifyProblem },
  run: ({ world, emit }, asked: { readonly clusters: readonly Cluster[]; readonly isComingIn: boolean }) => {
    const sight = sights.get(world) ?? createSight(world, emit);
    sights.set(world, sight);
    sight.look(asked.clusters, asked.isComingIn);
  },
  beforeLeaving: async (world) => sights.get(world)?.keep(),
});

/** Which profile to use from now on, where, and whether anything may be changed. */
export const watchFleet = defineTask({
  name: 'watchFleet',
  run: (
    { world },
    asked: {
      readonly profiles: readonly ProfileName[];
      readonly regions: readonly string[];
      readonly isReadOnly: boolean;
    },
  ) => {
    world.stop('watch');
    sights.get(world)?.stop();
    world.watch(asked.profiles, asked.regions, asked.isReadOnly);
  },
});

/** Visible clusters are asked for their endpoints, if others may be visible than before. */
export function lookAround(before: AppState, now: AppState): readonly Ask[] {
  if (isSameSight(before, now)) return [];
  const { isScanning, seenAt } = now.fleet;
  return [describeInSight({ clusters: undescribed(now), isComingIn: isScanning && seenAt === null })];
}

/** A scan of this length doubles the interval before the next. */
const longScanMs = 6000;

/** The longest interval, in shortest ones: after this, data are too old, active or not. */
const laziest = 10;

/**
 * The fleet is scanned again after an interval that grows with the length of the last scan, the number of refusing
 * regions, and the time since the last key press: about 4, 8 and 16 minutes on an idle screen, so that a forgotten
 * one costs the API next to nothing.
 */
export function fleetDue(state: AppState): readonly Ask[] {
  return isScanDue(state) ? [scanFleet(null), takeBackEnded()] : [];
}

function isScanDue({ fleet, now, lastKeyAt, job, rotation, settings }: AppState): boolean {
  if (fleet.isScanning || fleet.isStopped) return false;
  if (fleet.seenAt === null || fleet.scanStartedAt === null) return false;
  if (job !== null || rotation.running !== null) return false;
  const tookMs = Math.max(0, fleet.seenAt.getTime() - fleet.scanStartedAt.getTime());
  const idleMs = Math.max(0, now.getTime() - lastKeyAt.getTime());
  const failed = failedRegions(fleet);
  const shortestMs = settings.refreshSeconds * 1000;
  const pauseMs = shortestMs * (1 + tookMs / longScanMs) + idleMs / 2;
  const refusedMs = pauseMs * (1 + failed / Math.max(1, fleet.regions.size));
  // A scan that nobody answered is a reason to wait as well.
  const last = new Date(Math.max(fleet.seenAt.getTime(), fleet.scanStartedAt.getTime()));
  return hasElapsed(last, Math.min(laziest * shortestMs, refusedMs), now);
}
