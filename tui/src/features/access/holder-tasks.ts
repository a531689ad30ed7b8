import type { KubeconfigStatesEvent } from '@ackring/core/fleet';
import type { Cluster } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import type { Action } from '../../screen/binding.js';
import { step } from '../../screen/step.js';
import { type Ask, defineTask, type Slot } from '../../screen/task.js';
import { gather } from '../../screen/tasks.js';
import { keepHeapModest } from '../../world/heap.js';
import { holdersEnded, holdersStarted, withHolders } from './holders.js';

/** The identity of each watched profile; unknown ones are left out. */
export const loadCallers = defineTask({
  name: 'loadCallers',
  arrivals: {
    known: (state: AppState, uids: readonly string[]) => ({
      ...state,
      access: { ...state.access, callers: new Set(uids) },
    }),
  },
  run: async ({ world, tell, signal }) => {
    const asked = world.watched().map((profile) =>
      world
        .servicesOf(profile)
        .callerIdentity(signal)
        .catch(() => null),
    );
    tell.known((await Promise.all(asked)).flatMap((caller) => caller?.uid ?? []));
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

/** Asks clusters for the holders of their kubeconfigs, each with the profile that sees it. */
export const scanHolders = defineTask({
  name: 'scanHolders',
  slot: holderScans,
  arrivals: {
    started: (state: AppState, asked: number) => ({
      ...state,
      holders: holdersStarted(state.holders, asked),
    }),
    heard: (state: AppState, events: readonly KubeconfigStatesEvent[]) => ({
      ...state,
      holders: withHolders(state.holders, events, state.now),
    }),
  },
  run: async ({ world, tell, signal }, clusters: readonly Cluster[]) => {
    tell.started(clusters.length);
    if (clusters.length > manyClusters) keepHeapModest();
    const groups = Map.groupBy(clusters, ({ id }) => world.servicesFor(id));
    await Promise.all(
      [...groups].map(([services, group]) =>
        gather(services.scanHolders(group, { signal }), { everyMs: pauseMs, signal, take: tell.heard }),
      ),
    );
  },
  /** It may have been for one cluster's details while a screen waits for all; one without progress is not repeated. */
  ended: (state) => {
    const next = { ...state, holders: holdersEnded(state.holders, state.now) };
    const waits = next.screen === 'expiry' || next.screen === 'access';
    return step(next, ...(waits && next.holders.answered > 0 ? askHolders(next) : []));
  },
});

/** Starts what the screens of holders need. */
export function askHolders(state: AppState): readonly Ask[] {
  const { isScanning, answers } = state.holders;
  const clusters = chosenHolderClusters(state);
  // Details ask one cluster only: these screens need answers from all of them.
  const isWhole = clusters.every(({ id }) => answers.has(id));
  return [
    ...(isScanning || isWhole ? [] : [scanHolders(clusters)]),
    ...(state.access.callers.size === 0 ? [loadCallers()] : []),
  ];
}

/** Restarts it, unless it is running. */
export function rescanned(state: AppState): readonly Ask[] {
  return state.holders.isScanning ? [] : [scanHolders(chosenHolderClusters(state))];
}

/** Registered clusters have no kubeconfigs issued by ACK; all others are asked for their holders. */
export function chosenHolderClusters({ fleet }: AppState): readonly Cluster[] {
  return [...fleet.clusters.values()].filter(({ type }) => type !== 'ExternalKubernetes');
}

/** Asks every cluster for its holders again. */
export const rescan: Action = {
  action: 'rescan',
  disabled: ({ holders, fleet }, { reasons }) => {
    if (holders.isScanning) return reasons.underWay;
    return fleet.clusters.size === 0 ? reasons.nothingHere : null;
  },
  does: (state) => step(state, scanHolders(chosenHolderClusters(state))),
};
