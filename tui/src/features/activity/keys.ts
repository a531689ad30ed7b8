import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { close } from '../../screen/dialog-keys.js';
import { movingKeys, openRow } from '../../screen/list-keys.js';
import { over } from '../../screen/overlay.js';
import { step } from '../../screen/step.js';
import { planUndo, undo } from './tasks.js';

/** Shows what the last write would leave behind if it were taken back. */
export const undoLast: Action = {
  action: 'undo',
  isChanging: true,
  /** While the journal is being read nobody here knows: undoing itself says what there is to take back. */
  disabled: ({ journal, isJournalCurrent }, { reasons }) =>
    !isJournalCurrent || journal.some(({ undoable }) => undoable) ? null : reasons.nothingToUndo,
  does: (state) => step(state, planUndo()),
};

export const activityKeys: readonly Binding[] = [
  { ...openRow, scope: 'activity', keys: ['enter'], isInFooter: true },
  { ...undoLast, scope: 'activity', keys: ['z'], isInFooter: true },
];

const isResting: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'undo' && overlay.isUnderWay ? reasons.underWay : null;

/** The keys of the dialog. */
export const undoKeys: readonly Binding[] = [
  {
    action: 'dialogAccept',
    scope: 'undo',
    keys: ['enter'],
    isInFooter: true,
    disabled: isResting,
    does: over('undo', (state, dialog) =>
      step({ ...state, overlay: { ...dialog, isUnderWay: true } }, undo(dialog.plan)),
    ),
  },
  ...movingKeys('undo'),
  { action: 'dialogCancel', scope: 'undo', keys: ['esc', 'ctrl-c'], isInFooter: true, does: close },
];
