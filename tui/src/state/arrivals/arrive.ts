import { undoFailed, undone, undoPlanned } from '../../features/activity/undo.js';
import { messagesIn } from '../../messages/messages.js';
import { type AppState, withSettings } from '../app-state.js';
import type { ArrivalEvent } from '../event.js';
import { notify, tellProblem } from '../notify.js';
import { openOverlay } from '../overlay.js';
import { partsAsked } from '../rotation.js';
import { type Step, step } from '../step.js';
import { type AccessArrival, arriveAccess, isAccessArrival } from './access-arrivals.js';
import { acquired, acquireFailed, fetchStep, planChanged, planned } from './fetch-arrivals.js';
import { arriveFleet, type FleetArrival, isFleetArrival } from './fleet-arrivals.js';
import { functionInvoked, functionNotInvoked, rotationAnswered } from './function-arrivals.js';
import { jobEnded, jobItem } from './job-arrivals.js';
import { contextsRead, journalRead, verdicts, verifyEnded } from './kubeconfig-arrivals.js';
import { rotationEnded, rotationEvents, rotationFailure, rotationStart } from './rotation-arrivals.js';

/** What came back from the world outside. */
export function arrive(state: AppState, event: ArrivalEvent): Step {
  if (isFleetArrival(event)) return arriveFleet(state, event);
  if (isAccessArrival(event)) return arriveAccess(state, event);
  return arriveOther(state, event);
}

function arriveOther(state: AppState, event: Exclude<ArrivalEvent, FleetArrival | AccessArrival>): Step {
  const messages = messagesIn(state.language);
  switch (event.kind) {
    case 'settingsKnown':
      return step(withSettings(state, event.settings));
    case 'profileKnown':
      // What the profile is called decides whether anything may be changed.
      return step(withSettings({ ...state, profile: event.profile, profileProblem: null }, state.settings));
    case 'profileFailed':
      return step({ ...state, profileProblem: event.error });
    case 'profileNamesKnown':
      return step({ ...state, profileNames: event.names });
    case 'contextsRead':
      return step(contextsRead(state, event.inventory));
    case 'contextsFailed':
      return step(
        tellProblem({ ...state, kubeconfigs: { ...state.kubeconfigs, problem: event.error } }, event.error),
      );
    case 'journalRead':
      return step(journalRead(state, event));
    case 'verdicts':
      return step(verdicts(state, event.verdicts));
    case 'verifyEnded':
      return step(verifyEnded(state, event.ids, event.error));
    case 'acquirePlanned':
      return step(planned(state, event.serial, { kind: 'planned', plan: event.plan }));
    case 'acquirePlanFailed':
      return step(planned(state, event.serial, { kind: 'refused', error: event.error }));
    case 'acquireChanged':
      return step(planChanged(state, event.plan));
    case 'acquireStep':
      return step(fetchStep(state, event.step));
    case 'acquired':
      return acquired(state, event.result);
    case 'acquireFailed':
      return step(acquireFailed(state, event.error));
    case 'jobItem':
      return jobItem(state, event);
    case 'jobEnded':
      return jobEnded(state);
    case 'rotationStarted':
      return step(rotationStart(state, event.mode));
    case 'rotationEvents':
      return step(rotationEvents(state, event.events));
    case 'rotationEnded':
      return step(rotationEnded(state, event.report));
    case 'rotationFailed':
      return step(rotationFailure(state, event.error));
    case 'rotationAsked':
      return step({ ...state, rotation: partsAsked(state.rotation, event.parts) });
    case 'rotationAnswered':
      return step(rotationAnswered(state, event.answer));
    case 'functionJudged':
      return step({ ...state, rotation: { ...state.rotation, health: event.health } });
    case 'functionInvoking':
      return step({ ...state, rotation: { ...state.rotation, isInvoking: true } });
    case 'functionInvoked':
      return functionInvoked(state, event);
    case 'functionNotInvoked':
      return step(functionNotInvoked(state, event.error));
    case 'yamlRead':
      return step(openOverlay(state, { kind: 'viewer', title: event.title, text: event.text, top: 0 }));
    case 'undoPlanned':
      return step(undoPlanned(state, event.plan, event.isChanged));
    case 'undone':
      return undone(state, event.result);
    case 'undoFailed':
      return step(undoFailed(state, event.error));
    case 'copied':
      return step(notify(state, 'good', messages.notices.copied(event.what)));
    case 'failed':
      return step(tellProblem(state, event.error));
  }
}
