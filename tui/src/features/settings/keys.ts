import { languages } from '../../messages/language.js';
import type { AppState } from '../../screen/app-state.js';
import { type Action, actionIds, type Binding } from '../../screen/binding.js';
import { wrongWord } from '../../screen/commands.js';
import type { Command, Feature } from '../../screen/feature.js';
import { closeOverlay, openOverlay, over } from '../../screen/overlay.js';
import { type Step, step } from '../../screen/step.js';
import { fieldOf } from '../../screen/text-field.js';
import { saved } from '../../subjects/settings/saving.js';
import { skins } from '../../world/settings.js';
import { settingsDialogView } from './box.js';
import {
  changedSetting,
  openedSettings,
  type SettingName,
  type SettingsDialog,
  settingNames,
  settingsRows,
} from './dialog.js';
import { favouriteKeys } from './favourites.js';

const scope = 'settings';

/** The keys of the dialog. */
const settingsKeys: readonly Binding[] = [
  { action: 'dialogAccept', scope, keys: ['enter'], isInFooter: true, does: over(scope, accept) },
  { action: 'dialogNext', scope, keys: ['down', 'j', 'tab'], does: over(scope, (...at) => moved(...at, 1)) },
  {
    action: 'dialogPrevious',
    scope,
    keys: ['up', 'k', 'shift-tab'],
    does: over(scope, (...at) => moved(...at, -1)),
  },
  { action: 'dialogLeft', scope, keys: ['left', 'h'], does: over(scope, (...at) => changed(...at, -1)) },
  {
    action: 'dialogRight',
    scope,
    keys: ['right', 'l', 'space'],
    isInFooter: true,
    does: over(scope, (...at) => changed(...at, 1)),
  },
  {
    action: 'dialogCancel',
    scope,
    keys: ['esc', 'q', 'ctrl-c'],
    isInFooter: true,
    does: over(scope, (state, dialog) => step(left(state, dialog))),
  },
];

export const openSettings: Action = {
  action: 'settings',
  does: (state) => step(openOverlay(state, openedSettings)),
};

/** Settings that fit into a word. */
export const wordCommands: readonly Command[] = [
  {
    name: 'skin',
    aliases: [],
    label: ({ settings }) => settings.names.skin,
    choices: (_, words) => (words.length === 0 ? skins : []),
    run: (state, [word]) => {
      if (word === undefined) return opened(state, 'skin');
      const skin = skins.find((name) => name === word);
      return skin === undefined ? wrongWord(state, word) : saved(state, { skin });
    },
  },
  {
    name: 'language',
    aliases: ['lang'],
    label: ({ settings }) => settings.names.language,
    choices: (_, words) => (words.length === 0 ? languages : []),
    run: (state, [word]) => {
      if (word === undefined) return opened(state, 'language');
      const language = languages.find((name) => name === word);
      return language === undefined ? wrongWord(state, word) : saved(state, { language });
    },
  },
];

/** The settings, with the cursor on this one: the arrows change it. */
function opened(state: AppState, name: SettingName): Step {
  return step(openOverlay(state, { ...openedSettings, cursor: settingNames.indexOf(name) }));
}

function moved(state: AppState, dialog: SettingsDialog, by: 1 | -1): Step {
  const rows = settingsRows(dialog).length;
  const cursor = (dialog.cursor + by + rows) % rows;
  return step({ ...state, overlay: { ...dialog, cursor, refusal: null } });
}

function changed(state: AppState, dialog: SettingsDialog, by: 1 | -1): Step {
  const name = settingAt(dialog);
  if (name === null) return step(state);
  const change = changedSetting(state.settings, name, by);
  return Object.keys(change).length === 0 ? accept(state, dialog) : saved(state, change);
}

/** Enter types a name, opens the keys, waits for a key, or takes the next choice. */
function accept(state: AppState, dialog: SettingsDialog): Step {
  const name = settingAt(dialog);
  if (name === null) {
    const capturing = actionIds()[dialog.cursor] ?? null;
    return step({ ...state, overlay: { ...dialog, capturing, refusal: null } });
  }
  if (name === 'keys') return step({ ...state, overlay: { ...openedSettings, page: 'keys' } });
  if (name === 'contextName' || name === 'function') {
    return step({ ...state, overlay: { ...dialog, field: fieldOf(state.settings[name]), refusal: null } });
  }
  return changed(state, dialog, 1);
}

/** Esc returns from the keys to the settings, and leaves from there. */
function left(state: AppState, dialog: SettingsDialog): AppState {
  if (dialog.page === 'settings') return closeOverlay(state);
  return { ...state, overlay: { ...openedSettings, cursor: settingNames.indexOf('keys') } };
}

function settingAt({ page, cursor }: SettingsDialog): SettingName | null {
  return page === 'settings' ? (settingNames[cursor] ?? null) : null;
}

export const settings = {
  dialogs: { settings: settingsDialogView },
  keys: [...favouriteKeys, ...settingsKeys],
} satisfies Feature;
