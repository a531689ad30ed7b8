import type { Language } from '../../messages/language.js';
import { loadLanguage } from '../../messages/messages.js';
import { type AppState, withSettings } from '../../screen/app-state.js';
import { unasked } from '../../screen/asked.js';
import { neededBy } from '../../screen/commands.js';
import { type Step, step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import { functionPattern, type Settings } from '../../world/settings.js';
import { watchFleet } from '../cluster/tasks.js';

/** A change of the settings takes effect at once, and is saved. */
export function saved(state: AppState, change: Partial<Settings>): Step {
  // A language chosen here overrides the start's flag.
  const isLanguageByFlag = state.isLanguageByFlag && change.language === undefined;
  const next = withSettings({ ...state, isLanguageByFlag }, { ...state.settings, ...change });
  const { watched: profiles, regions, readOnly } = next;
  const isSwitched = readOnly !== state.readOnly;
  return step(
    { ...next, language: state.language },
    speak(next.language),
    saveSettings(change),
    ...(isSwitched ? [watchFleet({ profiles, regions, isReadOnly: readOnly !== null })] : []),
  );
}

/** Uses another deployed function from now on; null if the name is invalid. */
export function chooseFunction(state: AppState, name: string): Step | null {
  if (!functionPattern.test(name)) return null;
  const parts = { function: unasked, runs: unasked, log: unasked, health: null };
  const chosen = saved({ ...state, rotation: { ...state.rotation, ...parts } }, { function: name });
  return { ...chosen, asks: [...chosen.asks, ...neededBy(chosen.state)] };
}

/** Changes the language once its words are loaded. */
const speak = defineTask({
  name: 'speak',
  arrivals: { loaded: (state: AppState, language: Language) => ({ ...state, language }) },
  run: async ({ emit }, language: Language) => {
    await loadLanguage(language);
    emit.loaded(language);
  },
});

/** Saves a change of the settings. One after the other: each writes the whole file with its own change. */
const saveSettings = defineTask({
  name: 'saveSettings',
  isQueued: true,
  run: async ({ world }, change: Partial<Settings>) => {
    await world.local().saveSettings(change);
    world.renew();
  },
});
