import type { AppState } from '../../screen/app-state.js';
import type { Ask } from '../../screen/task.js';
import { askedAgain } from './function-tasks.js';
import { partsOfTab, type RotationPart } from './views.js';

/** How old an answer may be while its view is looked at. */
const everyMs: Readonly<Record<RotationPart, number>> = {
  function: 60_000,
  runs: 60_000,
  log: 5_000,
  calendar: Number.POSITIVE_INFINITY,
};
/** What refuses is asked less often, and nothing at all for a screen that nobody uses. */
const refusedMs = 60_000;
const idleMs = 10 * 60_000;

/** What the open view has not asked for yet. */
export function askedFirst(state: AppState): readonly Ask[] {
  const { rotation } = state;
  return askedAgain(
    state,
    partsOfTab[rotation.tab].filter((part) => rotation[part].at === null),
  );
}

/** What the open view has asked for too long ago. */
export function askedWhenOld(state: AppState): readonly Ask[] {
  const { rotation, now, lastKeyAt, screen } = state;
  if (screen !== 'rotation' || now.getTime() - lastKeyAt.getTime() > idleMs) return [];
  const isOld = (part: RotationPart): boolean => {
    const { at, problem } = rotation[part];
    const keptMs = problem === null ? everyMs[part] : refusedMs;
    return at !== null && now.getTime() - at.getTime() >= keptMs;
  };
  // The calendar asks the whole fleet: only a reload asks it again.
  return askedAgain(
    state,
    partsOfTab[rotation.tab].filter((part) => part !== 'calendar' && isOld(part)),
  );
}
