import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Binding, bindingLabel, type Disabled, keysOf } from './binding.js';
import { type Confirmation, isConfirmed } from './confirmation.js';
import { bindingsIn, keyOf } from './dispatch.js';
import { movingKeys } from './list-keys.js';
import { clearMarks, currentScreen, hasMarks, setFilter } from './list-screen.js';
import { hint, noticeText } from './notify.js';
import { closeOverlay, openOverlay, over } from './overlay.js';
import { isAstray, movePicker, pickerChoice, tickPicker } from './picker.js';
import { type Read, toFound } from './read.js';
import { type Step, step, type Transition } from './step.js';
import { copy, page } from './tasks.js';
import { emptyField } from './text-field.js';

/**
 * Esc takes the innermost thing away: a dialog, the filter, then marks, then the message. The filter goes before the
 * marks, which may have been gathered with one filter after another. It leaves no screen, which is inside no other: one
 * press too many does nothing, as in k9s, lazygit and vim.
 */
export const back: Transition = (state) => {
  if (state.overlay !== null) return step(closeOverlay(state));
  if (currentScreen(state).filter !== '') return step(setFilter(state, ''));
  if (hasMarks(state)) return step(clearMarks(state));
  const nothing =
    state.past.length === 0
      ? ''
      : messagesIn(state.language).reasons.nothingOpen(keyOf('historyBack', state));
  if (state.notice !== null && noticeText(state) !== nothing) return step({ ...state, notice: null });
  return nothing === '' ? step(state) : step(hint(state, 'info', nothing));
};

export const close: Transition = (state) => step(closeOverlay(state));

/** Esc clears the search before it closes the help. */
const helpKeys: readonly Binding[] = [
  ...movingKeys('help'),
  {
    action: 'filter',
    scope: 'help',
    keys: ['/'],
    isInFooter: true,
    does: over('help', (state, help) => step({ ...state, overlay: { ...help, isSearching: true } })),
  },
  {
    action: 'back',
    scope: 'help',
    keys: ['esc', '?', 'q', 'ctrl-c'],
    isInFooter: true,
    does: over('help', (state, help) =>
      help.field.value === ''
        ? back(state)
        : step({ ...state, overlay: { ...help, field: emptyField, isSearching: false, top: 0 } }),
    ),
  },
];

/** Whoever presses it without a search may mean what it does on the list. */
const isSought =
  (key: string): Disabled =>
  (state, messages) => {
    const { overlay, screen } = state;
    if (overlay === null || !('sought' in overlay) || overlay.sought !== null) return null;
    const onList = bindingsIn(screen, state).find((each) => keysOf(each, state.settings.keys).includes(key));
    const does = onList === undefined ? null : bindingLabel(onList, messages);
    return messages.reasons.notSought(keyOf('search', state), key, does);
  };

/** The keys that move in a text, search it and leave it; Esc clears the search before it closes the text. */
export function readKeys(scope: Read['kind'], leave: readonly string[]): readonly Binding[] {
  return [
    {
      action: 'search',
      scope,
      keys: ['/'],
      isInFooter: true,
      does: over(scope, (state, overlay) =>
        step({ ...state, overlay: { ...overlay, sought: { field: emptyField, isTyping: true } } }),
      ),
    },
    {
      action: 'searchNext',
      scope,
      keys: ['n'],
      isInFooter: 'whenOn',
      isInHelp: 'whenOn',
      disabled: isSought('n'),
      does: over(scope, (state, overlay) => toFound(state, overlay, 1)),
    },
    {
      action: 'searchPrevious',
      scope,
      keys: ['N'],
      isInFooter: 'whenOn',
      isInHelp: 'whenOn',
      disabled: isSought('N'),
      does: over(scope, (state, overlay) => toFound(state, overlay, -1)),
    },
    ...movingKeys(scope),
    {
      action: 'back',
      scope,
      keys: leave,
      isInFooter: true,
      does: over(scope, (state, overlay) =>
        overlay.sought === null ? back(state) : step({ ...state, overlay: { ...overlay, sought: null } }),
      ),
    },
  ];
}

const viewerKeys: readonly Binding[] = [
  {
    action: 'copy',
    scope: 'viewer',
    keys: ['c'],
    isInFooter: true,
    does: over('viewer', (state, { text, title }) => {
      const { lines } = messagesIn(state.language).notices;
      return step(state, copy({ text, what: lines(text.replace(/\n$/, '').split('\n').length, title) }));
    }),
  },
  {
    action: 'pager',
    scope: 'viewer',
    keys: ['p'],
    isInFooter: true,
    does: over('viewer', (state, { text }) => step(state, page(text))),
  },
  ...readKeys('viewer', ['esc', 'y', 'q', 'ctrl-c']),
];

/** A name to type has no other answer to switch to. */
const isYesOrNo: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'confirm' && overlay.typed !== null ? reasons.typeName : null;

const otherAnswer = over('confirm', (state, question) =>
  step({ ...state, overlay: { ...question, isYesFocused: !question.isYesFocused } }),
);

const confirmKeys: readonly Binding[] = [
  {
    action: 'dialogAccept',
    scope: 'confirm',
    keys: ['enter'],
    isInFooter: true,
    doesNow: ({ overlay }, { confirm: words }) =>
      overlay?.kind === 'confirm' && overlay.typed !== null ? words.goesOn : null,
    does: over('confirm', confirm),
  },
  {
    action: 'dialogLeft',
    scope: 'confirm',
    keys: ['left', 'shift-tab'],
    disabled: isYesOrNo,
    does: otherAnswer,
  },
  {
    action: 'dialogRight',
    scope: 'confirm',
    keys: ['right', 'tab'],
    isInFooter: 'whenOn',
    disabled: isYesOrNo,
    does: otherAnswer,
  },
  {
    action: 'answerYes',
    scope: 'confirm',
    keys: ['y'],
    isInFooter: 'whenOn',
    disabled: isYesOrNo,
    does: over('confirm', (state, question) => confirm(state, { ...question, isYesFocused: true })),
  },
  {
    action: 'answerNo',
    scope: 'confirm',
    keys: ['n'],
    isInFooter: 'whenOn',
    disabled: isYesOrNo,
    does: close,
  },
  ...movingKeys('confirm'),
  { action: 'dialogCancel', scope: 'confirm', keys: ['esc', 'q', 'ctrl-c'], isInFooter: true, does: close },
];

function confirm(state: AppState, question: Confirmation): Step {
  const closed = closeOverlay(state);
  if (!isConfirmed(question)) return step(closed);
  return question.next === undefined ? step(closed, question.ask) : step(openOverlay(closed, question.next));
}

const pickerKeys: readonly Binding[] = [
  {
    action: 'dialogAccept',
    scope: 'picker',
    keys: ['enter'],
    isInFooter: true,
    disabled: ({ overlay }, { reasons }) =>
      overlay?.kind === 'picker' && isAstray(overlay) ? reasons.nothingMatches : null,
    does: over('picker', (state, picker) =>
      picker.take(closeOverlay(state), pickerChoice(picker), picker.takes),
    ),
  },
  {
    action: 'dialogTick',
    scope: 'picker',
    keys: ['space'],
    isInFooter: 'ifRoom',
    disabled: ({ overlay }, { reasons }) =>
      overlay?.kind === 'picker' && overlay.isOfOne ? reasons.onlyOne : null,
    does: over('picker', (state, picker) => step({ ...state, overlay: tickPicker(picker) })),
  },
  {
    action: 'dialogNext',
    scope: 'picker',
    keys: ['down', 'tab'],
    does: over('picker', (state, picker) => step({ ...state, overlay: movePicker(picker, 1) })),
  },
  {
    action: 'dialogPrevious',
    scope: 'picker',
    keys: ['up', 'shift-tab'],
    does: over('picker', (state, picker) => step({ ...state, overlay: movePicker(picker, -1) })),
  },
  { action: 'dialogCancel', scope: 'picker', keys: ['esc', 'ctrl-c'], isInFooter: true, does: close },
];

/** The keys of the dialogs that any feature may open. */
export const engineDialogKeys: readonly Binding[] = [
  ...helpKeys,
  ...viewerKeys,
  ...confirmKeys,
  ...pickerKeys,
];
