import { type AppState, withSettings } from '../../screen/app-state.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import type { Settings } from '../../settings.js';
import { watchFleet } from '../clusters/tasks.js';

/** Keeps a change of the settings. One after the other: each is the whole file with its own change in it. */
export const saveSettings = defineTask({
  name: 'saveSettings',
  isQueued: true,
  run: async ({ world }, change: Partial<Settings>) => {
    await world.local().saveSettings(change);
    world.renew();
  },
});

/** A change of the settings is in force at once, and kept. */
export function saved(state: AppState, change: Partial<Settings>): Step {
  // Who chooses a language here means it more than the flag of the start.
  const isLanguageByFlag = state.isLanguageByFlag && change.language === undefined;
  const next = withSettings({ ...state, isLanguageByFlag }, { ...state.settings, ...change });
  const { watched: profiles, regions, readOnly } = next;
  const isSwitched = readOnly !== state.readOnly;
  return step(
    next,
    saveSettings(change),
    ...(isSwitched ? [watchFleet({ profiles, regions, isReadOnly: readOnly !== null })] : []),
  );
}
