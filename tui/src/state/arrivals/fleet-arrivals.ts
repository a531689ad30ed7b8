import type { AppState } from '../app-state.js';
import { withAnswers, withoutRefusals } from '../cluster-details.js';
import type { ArrivalEvent } from '../event.js';
import { dialogDescribed } from '../fetch-plan.js';
import { scanEnded, scanFailed, scanStarted, withCachedFleet, withFleetEvent } from '../fleet.js';
import { holdersEnded, holdersStarted, withHolders } from '../holders.js';
import { neededBy } from '../navigation.js';
import { tellProblem } from '../notify.js';
import { type Step, step } from '../step.js';

const fleetKinds = [
  'fleetCached',
  'fleetStarted',
  'fleet',
  'fleetScanned',
  'fleetFailed',
  'holdersStarted',
  'holders',
  'holdersEnded',
  'clustersDescribed',
] as const;

/** What the cloud says of clusters and of who holds what. */
export type FleetArrival = Extract<ArrivalEvent, { kind: (typeof fleetKinds)[number] }>;

export function isFleetArrival(event: ArrivalEvent): event is FleetArrival {
  return (fleetKinds as readonly string[]).includes(event.kind);
}

export function arriveFleet(state: AppState, event: FleetArrival): Step {
  switch (event.kind) {
    case 'fleetCached': {
      const { clusters, seenAt } = event.fleet;
      return step(withFleet(state, withCachedFleet(state.fleet, event.profile, clusters, seenAt)));
    }
    case 'fleetStarted':
      return step({ ...state, fleet: scanStarted(state.fleet, state.now) });
    case 'fleet': {
      const fleet = event.events.reduce(
        (next, each) => withFleetEvent(next, event.profile, each),
        state.fleet,
      );
      return step(withFleet(state, fleet));
    }
    case 'fleetScanned': {
      // What only did not answer is worth another question; what was refused waits for somebody to ask.
      const left = withoutRefusals(state, ({ isRetryable }) => isRetryable);
      const next = withFleet(left, scanEnded(state.fleet, state.now));
      // A screen that was opened before there were clusters to ask gets what it waits for.
      return step(next, ...(state.screen === 'expiry' || state.screen === 'access' ? neededBy(next) : []));
    }
    case 'fleetFailed':
      return step(tellProblem(withFleet(state, scanFailed(state.fleet, event.error)), event.error));
    case 'holdersStarted':
      return step({ ...state, holders: holdersStarted(state.holders, event.asked) });
    case 'holders':
      return step(withHolderRows(state, withHolders(state.holders, event.events, state.now)));
    case 'holdersEnded':
      return afterHolders({ ...state, holders: holdersEnded(state.holders, state.now) });
    case 'clustersDescribed': {
      const clusterDetails = withAnswers(state.clusterDetails, event.answers);
      return dialogDescribed({ ...state, clusterDetails }, event.answers);
    }
  }
}

/** A scan that was for one cluster's details may end while a screen waits for all; one that got nowhere is not repeated. */
function afterHolders(state: AppState): Step {
  const waits = state.screen === 'expiry' || state.screen === 'access';
  return step(state, ...(waits && state.holders.answered > 0 ? neededBy(state) : []));
}

function withFleet(state: AppState, fleet: AppState['fleet']): AppState {
  return { ...state, fleet };
}

function withHolderRows(state: AppState, holders: AppState['holders']): AppState {
  return { ...state, holders };
}
