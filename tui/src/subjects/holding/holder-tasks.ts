import type { KubeconfigStatesEvent } from '@ackring/core/fleet';
import { type Cluster, isHub } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import type { Action } from '../../screen/binding.js';
import type { Ask } from '../../screen/step.js';
import { step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { gather } from '../../screen/tasks.js';
import type { Slot } from '../../screen/world.js';
import { keepHeapModest } from '../../world/v8-options.js';
import {
  holdersEnded,
  holdersLeft,
  holdersStarted,
  isTurned,
  judgedAgain,
  type ScanPart,
  withHolders,
} from './holders.js';

interface Caller {
  readonly uid: string;
  readonly accountId: string;
}

/** Keys alone do not say which account they belong to. */
function withAccount({ profile, watched }: AppState, [caller]: readonly Caller[]): AppState['profile'] {
  if (profile === null || caller === undefined || watched.length > 1) return profile;
  return profile.accountId === null ? { ...profile, accountId: caller.accountId } : profile;
}

/** The identity of each watched profile; unknown ones are left out. */
export const loadCallers = defineTask({
  name: 'loadCallers',
  arrivals: {
    known: (state: AppState, callers: readonly Caller[]) => ({
      ...state,
      profile: withAccount(state, callers),
      access: { ...state.access, callers: new Set(callers.map(({ uid }) => uid)) },
    }),
  },
  run: async ({ world, emit, signal }) => {
    const asked = world.watched().map((profile) =>
      world
        .servicesOf(profile)
        .callerIdentity(signal)
        .catch(() => null),
    );
    emit.known((await Promise.all(asked)).flatMap((caller) => caller ?? []));
  },
  failed: (state) => ({ ...state, access: { ...state.access, callers: new Set() } }),
});

/** Fewer leave negligible garbage. */
const manyClusters = 1_000;

/** What clusters are asked about their holders. */
export const holderScans: Slot = { name: 'holders', stopsOn: ['cancel', 'watch'] };

/**
 * The first rows come at once; the more there are, the longer it takes to show a few more, and the less they matter.
 */
function pauseMs(clusters: number): number {
  return Math.min(1_000, 120 + clusters / 4);
}

interface HoldersAsked {
  readonly clusters: readonly Cluster[];
  readonly part: ScanPart;
}

/** Asks clusters for the holders of their kubeconfigs, each with the profile that sees it. */
export const scanHolders = defineTask({
  name: 'scanHolders',
  slot: holderScans,
  arrivals: {
    started: (state: AppState, asked: HoldersAsked) => {
      const { clusters, part } = asked;
      const holders = holdersStarted(state.holders, { asked: clusters.length, part, now: state.now });
      return { ...state, holders: { ...holders, scan: asked } };
    },
    heard: (state: AppState, events: readonly KubeconfigStatesEvent[], part: ScanPart = 'all') => {
      const holders = withHolders(state.holders, events, state.now);
      // The progress of a full scan does not concern a few clusters.
      const { answered } = part === 'few' ? state.holders : holders;
      return { ...state, holders: { ...holders, answered } };
    },
  },
  run: async ({ world, emit, signal }, asked: HoldersAsked) => {
    const { clusters, part } = asked;
    emit.started(asked);
    if (clusters.length > manyClusters) keepHeapModest();
    const groups = Map.groupBy(clusters, (cluster) => world.servicesFor(cluster));
    await Promise.all(
      [...groups].map(([services, group]) =>
        gather(services.scanHolders(group, { signal }), {
          everyMs: pauseMs,
          signal,
          take: (events) => emit.heard(events, part),
        }),
      ),
    );
  },
  /** It may have been for one cluster's details while a screen waits for all; one without progress is not repeated. */
  ended: (state, asked) => {
    const { part } = asked;
    // It was stopped, and what it left is being asked for already.
    if (state.holders.scan !== asked) return state;
    if (state.holders.isStopped && !state.holders.isScanning) return state;
    const next = { ...state, holders: holdersEnded(state.holders, part, state.now) };
    const waits = next.screen === 'expiry' || next.screen === 'access';
    const isWorthAsking = part === 'few' || next.holders.answered > 0;
    return step(next, ...(waits && isWorthAsking ? askHolders(next) : []));
  },
});

/** Starts what the screens of holders need. */
export function askHolders(state: AppState): readonly Ask[] {
  const { isScanning, isStopped, answers, unanswered } = state.holders;
  const clusters = chosenHolderClusters(state);
  const { renewedAt } = state.rotation;
  // Details ask one cluster only: these screens need answers from all of them, and from after what was renewed.
  const isWhole = clusters.every(({ id }) => {
    const at = answers.get(id)?.at;
    return unanswered.has(id) || (at !== undefined && (renewedAt === null || at >= renewedAt));
  });
  return [
    // What the user stopped waits for them to continue.
    ...(isScanning || isStopped || isWhole ? [] : [scanHolders({ clusters, part: 'all' })]),
    ...(state.access.callers.size === 0 ? [loadCallers()] : []),
  ];
}

const judgeAgain = defineTask({
  name: 'judgeAgain',
  arrivals: {
    due: (state: AppState) => ({ ...state, holders: judgedAgain(state.holders, state.now) }),
  },
  run: ({ emit }) => emit.due(),
});

/** A screen is open for days: what has passed a limit meanwhile is judged again. */
export function holdersDue({ holders, now }: AppState): readonly Ask[] {
  return !holders.isScanning && isTurned(holders, now) ? [judgeAgain()] : [];
}

/** Restarts it, or continues where it was stopped, unless it is running. */
export function rescanned(state: AppState): readonly Ask[] {
  const { holders } = state;
  if (holders.isScanning) return [];
  const clusters = chosenHolderClusters(state);
  if (!holders.isStopped) return [scanHolders({ clusters, part: 'all' })];
  return [scanHolders({ clusters: holdersLeft(holders, clusters), part: 'rest' })];
}

/** Of registered clusters and hubs ACK issues no kubeconfigs; all others are asked for their holders. */
export function chosenHolderClusters({ fleet }: AppState): readonly Cluster[] {
  return [...fleet.clusters.values()].filter(
    (cluster) => cluster.type !== 'ExternalKubernetes' && !isHub(cluster) && !cluster.account?.isTwin,
  );
}

/** Asks every cluster for its holders again, or continues with the remaining ones. */
export const rescan: Action = {
  action: 'rescan',
  disabled: ({ holders, fleet }, { reasons }) => {
    if (holders.isScanning) return reasons.underWay;
    return fleet.clusters.size === 0 ? reasons.nothingHere : null;
  },
  does: (state) => step(state, ...rescanned(state)),
};

/** A cluster whose holders are on the screens is asked again: something there has changed. */
export function holdersOf(state: AppState, clusterId: string): readonly Ask[] {
  const cluster = state.fleet.clusters.get(clusterId);
  const { isScanning, answers } = state.holders;
  if (cluster === undefined || isScanning || !answers.has(clusterId)) return [];
  return [scanHolders({ clusters: [cluster], part: 'few' })];
}
