import type { AckringError } from '@ackring/core/errors';
import { messagesIn } from '../messages/messages.js';
import type { ContextInventory } from '../services.js';
import type { AppState } from './app-state.js';
import { rebuildClusters } from './cluster-rows.js';
import { rebuildContexts } from './context-rows.js';
import type { AppEvent } from './event.js';
import { acquired, acquireFailed, fetchStep, planned } from './fetch-arrivals.js';
import { scanEnded, scanFailed, scanStarted, withCachedFleet, withFleetEvent } from './fleet.js';
import { withAnswers, withInventory, withoutAsking } from './kubeconfigs.js';
import { problemNotice } from './notice.js';
import { notify, withNotice } from './notify.js';
import { type Step, step } from './step.js';
import { summarizeVerdicts } from './verdict-notice.js';

type Arrival = Exclude<AppEvent, { kind: 'key' | 'paste' | 'resized' | 'tick' }>;

/** What came back from the world outside. */
export function arrive(state: AppState, event: Arrival): Step {
  const messages = messagesIn(state.language);
  switch (event.kind) {
    case 'settingsKnown':
      return step({ ...state, settings: event.settings });
    case 'profileKnown':
      return step({ ...state, profile: event.profile, profileProblem: null });
    case 'profileFailed':
      return step({ ...state, profileProblem: event.error });
    case 'fleetCached':
      return step(withFleet(state, withCachedFleet(state.fleet, event.fleet.clusters, event.fleet.seenAt)));
    case 'fleetStarted':
      return step({ ...state, fleet: scanStarted(state.fleet) });
    case 'fleet':
      return step(withFleet(state, event.events.reduce(withFleetEvent, state.fleet)));
    case 'fleetScanned':
      return step(withFleet(state, scanEnded(state.fleet, state.now)));
    case 'fleetFailed':
      return step(fail(withFleet(state, scanFailed(state.fleet, event.error)), event.error));
    case 'contextsRead':
      return step(withContexts(state, event.inventory));
    case 'contextsFailed':
      return step(
        fail({ ...state, kubeconfigs: { ...state.kubeconfigs, problem: event.error } }, event.error),
      );
    case 'verdicts':
      return step({ ...state, kubeconfigs: withAnswers(state.kubeconfigs, event.verdicts) });
    case 'verifyEnded':
      return step(verifyEnded(state, event.ids, event.error));
    case 'acquirePlanned':
      return step(planned(state, event.serial, { kind: 'planned', plan: event.plan }));
    case 'acquirePlanFailed':
      return step(planned(state, event.serial, { kind: 'refused', error: event.error }));
    case 'acquireStep':
      return step(fetchStep(state, event.step));
    case 'acquired':
      return acquired(state, event.result);
    case 'acquireFailed':
      return step(acquireFailed(state, event.error));
    case 'undone': {
      const { summary, file } = event.result;
      return step(notify(state, 'good', messages.notices.undone(summary, file)), { kind: 'readContexts' });
    }
    case 'copied':
      return step(notify(state, 'good', messages.notices.copied(event.what)));
    case 'failed':
      return step(fail(state, event.error));
  }
}

function withFleet(state: AppState, fleet: AppState['fleet']): AppState {
  return rebuildClusters({ ...state, fleet });
}

function withContexts(state: AppState, inventory: ContextInventory): AppState {
  const kubeconfigs = withInventory(state.kubeconfigs, inventory);
  const next = rebuildContexts(rebuildClusters({ ...state, kubeconfigs }));
  const problem = inventory.problems[0];
  return problem === undefined ? next : fail(next, problem.error);
}

function verifyEnded(state: AppState, ids: readonly string[], error: AckringError | null): AppState {
  const ended = { ...state, kubeconfigs: withoutAsking(state.kubeconfigs) };
  if (error !== null) return fail(ended, error);
  return summarizeVerdicts(
    ended,
    ids.flatMap((id) => ended.kubeconfigs.answers.get(id) ?? []),
  );
}

/** The same problem twice in a row is told once: a refresh repeats what it cannot mend. */
function fail(state: AppState, error: AckringError): AppState {
  if (state.notice?.text === error.message) return state;
  return withNotice(state, problemNotice(error, state.now));
}
