import { visible } from '@ackring/core/words';
import { languageNames } from '../../messages/language.js';
import type { Messages } from '../../messages/messages.js';
import { durationText, minutesLabel } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type ActionId, actionIds, keyLabel, keysOf } from '../../screen/binding.js';
import { bindingOf } from '../../screen/dispatch.js';
import { box, dialogWidth, windowedBox } from '../../screen/drawing/box.js';
import { fieldCursor, fieldSpans } from '../../screen/drawing/field.js';
import { fitLine, fitText, type Line, span, widthOf, withHit } from '../../screen/drawing/line.js';
import type { Dialog, DialogView } from '../../screen/feature.js';
import { type SettingName, type SettingsDialog, settingNames, typeIntoSettings } from './dialog.js';

export const settingsDialogView: DialogView<SettingsDialog> = {
  draw: settingsBox,
  types: typeIntoSettings,
  isTyping: ({ field, capturing }) => field !== null || capturing !== null,
  moveTo: (state, dialog, at) => ({
    ...state,
    overlay: { ...dialog, cursor: at, field: null, capturing: null, refusal: null },
  }),
};

/** A row, to be clicked over its whole width. */
function rowAt(line: Line, at: number, width: number): Line {
  return withHit(fitLine(line, width), { kind: 'option', at });
}

/** The settings, or the keys on their own page. */
function settingsBox(state: AppState, dialog: SettingsDialog, messages: Messages, height: number): Dialog {
  const width = dialogWidth(state, 76);
  return dialog.page === 'keys'
    ? keysPage(state, dialog, messages, width, height)
    : settingsPage(state, dialog, messages, { width, height });
}

function settingsPage(
  state: AppState,
  dialog: SettingsDialog,
  messages: Messages,
  { width, height }: { readonly width: number; readonly height: number },
): Dialog {
  const { settings } = messages;
  const labelWidth = Math.max(...Object.values(settings.names).map(widthOf)) + 3;
  const fieldWidth = Math.max(10, width - 6 - labelWidth);
  const lines = settingNames.map((name, row): Line => {
    const isHere = row === dialog.cursor;
    const label = [
      span(isHere ? '› ' : '  ', 'accent'),
      span(fitText(settings.names[name], labelWidth), isHere ? 'strong' : 'dim'),
    ];
    if (isHere && dialog.field !== null) {
      return [...label, ...fieldSpans(dialog.field, { width: fieldWidth, isFocused: true, placeholder: '' })];
    }
    const value = span(valueText(state, name, messages), isHere ? 'strong' : 'text');
    return rowAt([...label, value], row, width - 4);
  });
  const hint: Line =
    dialog.refusal === null ? [span(settings.hint, 'faint')] : [span(`! ${dialog.refusal}`, 'warn')];
  // What a setting refuses is always told.
  const below = height >= lines.length + 4 ? [[], hint] : [hint];
  const room = Math.max(1, height - 2 - below.length);
  const top = Math.max(0, Math.min(dialog.cursor - Math.floor(room / 2), lines.length - room));
  const cursor =
    dialog.field === null
      ? null
      : { x: 4 + labelWidth + fieldCursor(dialog.field, fieldWidth), y: dialog.cursor - top + 1 };
  return { lines: windowedBox(settings.title, lines, { width, height, top, below }), cursor };
}

function valueText(state: AppState, name: SettingName, messages: Messages): string {
  const { settings, readOnly } = state;
  const words = messages.settings;
  switch (name) {
    case 'language':
      return languageText(state, messages);
    case 'skin':
      if (settings.skin !== null) return words.skins[settings.skin];
      return state.ground === null
        ? words.ofMachine
        : messages.labelled(words.ofMachine, words.skins[state.ground]);
    case 'mouse':
      return settings.mouse ? words.mouseOn : words.mouseOff;
    case 'duration':
      return settings.durationMinutes === null
        ? words.longTerm
        : minutesLabel(settings.durationMinutes, messages);
    case 'access':
      return words.accesses[settings.access];
    case 'contextName':
    case 'function':
      return visible(settings[name]);
    case 'refresh':
      return durationText(settings.refreshSeconds * 1000, messages);
    case 'readOnly': {
      const own = settings.readOnly ? words.yes : words.no;
      return readOnly === null || readOnly === 'setting'
        ? own
        : `${own} · ${messages.reasons.readOnly[readOnly]}`;
    }
    case 'keys':
      return words.rebound(Object.keys(settings.keys).length);
  }
}

/** The setting, and what is in force where the setting alone does not say it. */
function languageText({ settings, language, isLanguageByFlag }: AppState, messages: Messages): string {
  const { ofMachine, byFlag } = messages.settings;
  const name = languageNames[language];
  if (isLanguageByFlag) {
    const own = settings.language === null ? ofMachine : languageNames[settings.language];
    return `${byFlag(name)} · ${own}`;
  }
  return settings.language === null ? messages.labelled(ofMachine, name) : name;
}

function keysPage(
  state: AppState,
  dialog: SettingsDialog,
  messages: Messages,
  width: number,
  height: number,
): Dialog {
  const { settings } = messages;
  const room = Math.max(1, height - 5);
  const ids = actionIds();
  const top = Math.max(0, Math.min(dialog.cursor - Math.floor(room / 2), ids.length - room));
  const lines = ids
    .slice(top, top + room)
    .map((action, index) =>
      rowAt(keyLine(state, dialog, action, top + index === dialog.cursor, messages), top + index, width - 4),
    );
  const hint: Line =
    dialog.refusal === null ? [span(settings.keysHint, 'faint')] : [span(`! ${dialog.refusal}`, 'warn')];
  return { lines: box(settings.keysTitle, [...lines, [], hint], width), cursor: null };
}

function keyLine(
  { settings }: AppState,
  dialog: SettingsDialog,
  action: ActionId,
  isHere: boolean,
  messages: Messages,
): Line {
  const binding = bindingOf(action);
  const keys = binding === null ? [] : keysOf(binding, settings.keys);
  const isWaiting = isHere && dialog.capturing !== null;
  const isOwn = settings.keys[action] !== undefined;
  return [
    span(isHere ? '› ' : '  ', 'accent'),
    span(fitText(messages.actions[action], 34), isHere ? 'strong' : 'text'),
    isWaiting
      ? span(messages.settings.pressKey, 'warn')
      : span(keys.map(keyLabel).join(' '), isOwn ? 'accent' : 'key'),
  ];
}
