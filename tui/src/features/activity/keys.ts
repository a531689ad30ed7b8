import type { Action, Binding, Disabled } from '../../screen/binding.js';
import { close } from '../../screen/dialog-keys.js';
import type { Feature } from '../../screen/feature.js';
import { movingKeys, openRow, sortKeysOf } from '../../screen/list-keys.js';
import { over } from '../../screen/overlay.js';
import { step } from '../../screen/step.js';
import { activityTable } from '../../subjects/journal/table.js';
import { noJournal, planUndo, undo } from '../../subjects/journal/tasks.js';
import { activityView, undoBox } from './screen.js';

/** Shows the result of undoing the last write. */
export const undoLast: Action = {
  action: 'undo',
  command: 'undo',
  isChanging: true,
  /** While the journal is being read this is unknown. Why a write cannot be undone, the undo itself says. */
  disabled: ({ journal, isJournalCurrent }, { reasons }) =>
    !isJournalCurrent || journal.some(({ undoneAt }) => undoneAt === null) ? null : reasons.nothingToUndo,
  does: (state) => step(state, planUndo()),
};

const activityKeys: readonly Binding[] = [
  { ...openRow, scope: 'activity', keys: ['enter'], isInFooter: true },
  { ...undoLast, scope: 'activity', keys: ['z'], isInFooter: true },
  // Where the writes are made: whoever regrets one is still there.
  { ...undoLast, scope: 'contexts', keys: ['z'] },
  { ...undoLast, scope: 'clusters', keys: ['z'] },
];

const isResting: Disabled = ({ overlay }, { reasons }) =>
  overlay?.kind === 'undo' && overlay.isUnderWay ? reasons.underWay : null;

/** The keys of the dialog. */
const undoKeys: readonly Binding[] = [
  {
    action: 'dialogAccept',
    scope: 'undo',
    keys: ['enter', 'y'],
    isInFooter: true,
    disabled: isResting,
    does: over('undo', (state, dialog) =>
      step({ ...state, overlay: { ...dialog, isUnderWay: true } }, undo(dialog.plan)),
    ),
  },
  ...movingKeys('undo'),
  { action: 'dialogCancel', scope: 'undo', keys: ['esc', 'n', 'q', 'ctrl-c'], isInFooter: true, does: close },
];

export const activity = {
  initial: { ...noJournal },
  views: { activity: activityView },
  dialogs: { undo: { draw: undoBox } },
  keys: [...activityKeys, ...undoKeys],
  sortKeys: sortKeysOf('activity', [activityTable]),
} satisfies Feature;
