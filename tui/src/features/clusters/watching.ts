import { messagesIn } from '../../messages/messages.js';
import { type AppState, withSettings } from '../../screen/app-state.js';
import { hint } from '../../screen/notify.js';
import { type Step, step } from '../../screen/step.js';
import { noAccess } from '../access/access.js';
import { noHolders } from '../access/holders.js';
import { noRotation } from '../rotation/rotation.js';
import { emptyFleet } from './fleet.js';
import { loadCachedFleet, loadProfile, scanFleet, watchFleet } from './tasks.js';

/** Looks through other profiles from now on: what was seen before goes, since it may not be theirs. */
export function watchProfiles(state: AppState, profiles: readonly string[]): Step {
  const unknown = profiles.find(
    (name) => state.profileNames.length > 0 && !state.profileNames.includes(name),
  );
  if (unknown !== undefined) {
    return step(hint(state, 'warn', messagesIn(state.language).reasons.unknownWord(unknown)));
  }
  return watch({ ...state, watched: profiles, profile: null, profileProblem: null });
}

/** Looks at these regions only; an empty list is all of them. */
export function watchRegions(state: AppState, regions: readonly string[]): Step {
  return watch({ ...state, regions });
}

function watch(switched: AppState): Step {
  const state = withSettings(switched, switched.settings);
  const fresh: AppState = {
    ...state,
    fleet: emptyFleet,
    holders: noHolders,
    access: { ...noAccess, grouping: state.access.grouping, serial: state.access.serial },
    rotation: { ...noRotation, tab: state.rotation.tab },
    clusterDetails: new Map(),
  };
  const { watched, regions, readOnly } = state;
  return step(
    fresh,
    watchFleet({ profiles: watched, regions, isReadOnly: readOnly !== null }),
    loadProfile(),
    loadCachedFleet(),
    scanFleet(),
  );
}
