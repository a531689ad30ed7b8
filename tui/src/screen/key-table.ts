import { heldClusterTable, holdingTable } from '../features/access/grouped-tables.js';
import { accessTable } from '../features/access/table.js';
import { activityTable } from '../features/activity/table.js';
import { clusterTable } from '../features/clusters/table.js';
import { contextTable } from '../features/contexts/table.js';
import { expiryTable } from '../features/expiry/table.js';
import { planTable } from '../features/rotation/table.js';
import type { Binding, Scope } from './binding.js';
import { sortActionOf } from './sorting.js';
import type { TableColumn } from './table.js';
import * as when from './when.js';

/** Every key of the full screen. */
export const keyTable: readonly Binding[] = [
  ...screenKeys(),
  ...sortKeys(),
  ...listKeys(),
  ...globalKeys(),
  ...overlayKeys(),
];

function screenKeys(): readonly Binding[] {
  return [
    { action: 'open', scope: 'clusters', keys: ['enter'], isInFooter: true, disabled: when.rowIsSelected },
    {
      action: 'fetch',
      scope: 'clusters',
      keys: ['f'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canFetch,
    },
    { action: 'verify', scope: 'clusters', keys: ['v'], isInFooter: true, disabled: when.canVerify },
    { action: 'mark', scope: 'clusters', keys: ['space'], isInFooter: true, disabled: when.rowIsSelected },
    { action: 'markAll', scope: 'clusters', keys: ['ctrl-a'], disabled: when.rowIsSelected },
    { action: 'yaml', scope: 'clusters', keys: ['y'], disabled: when.hasContext },

    { action: 'open', scope: 'contexts', keys: ['enter'], isInFooter: true, disabled: when.rowIsSelected },
    { action: 'verify', scope: 'contexts', keys: ['v'], isInFooter: true, disabled: when.canVerify },
    {
      action: 'renew',
      scope: 'contexts',
      keys: ['r'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canRenew,
    },
    { action: 'fetch', scope: 'contexts', keys: ['f'], isChanging: true, disabled: when.canFetch },
    { action: 'mark', scope: 'contexts', keys: ['space'], isInFooter: true, disabled: when.rowIsSelected },
    { action: 'markAll', scope: 'contexts', keys: ['ctrl-a'], disabled: when.rowIsSelected },
    { action: 'yaml', scope: 'contexts', keys: ['y'], isInFooter: true, disabled: when.hasContext },
    { action: 'edit', scope: 'contexts', keys: ['e'], isChanging: true, disabled: when.rowIsSelected },

    { action: 'open', scope: 'expiry', keys: ['enter'], isInFooter: true, disabled: when.rowIsSelected },
    {
      action: 'fetch',
      scope: 'expiry',
      keys: ['f'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canFetch,
    },
    { action: 'renew', scope: 'expiry', keys: ['r'], isChanging: true, disabled: when.canRenew },
    { action: 'verify', scope: 'expiry', keys: ['v'], disabled: when.canVerify },
    { action: 'rescan', scope: 'expiry', keys: ['s'], isInFooter: true, disabled: when.canScanHolders },

    { action: 'open', scope: 'access', keys: ['enter'], isInFooter: true, disabled: when.rowIsSelected },
    { action: 'group', scope: 'access', keys: ['tab'], isInFooter: true },
    { action: 'mark', scope: 'access', keys: ['space'], isInFooter: true, disabled: when.rowIsSelected },
    { action: 'markAll', scope: 'access', keys: ['ctrl-a'], disabled: when.rowIsSelected },
    {
      action: 'clean',
      scope: 'access',
      keys: ['X'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canClean,
    },
    {
      action: 'revoke',
      scope: 'access',
      keys: ['R'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canRevoke,
    },
    { action: 'rescan', scope: 'access', keys: ['s'], isInFooter: true, disabled: when.canScanHolders },
    { action: 'bin', scope: 'access', keys: ['b'] },
    { action: 'export', scope: 'access', keys: ['e'], isChanging: true, disabled: when.rowIsSelected },

    { action: 'open', scope: 'rotation', keys: ['enter'], isInFooter: true, disabled: when.rowIsSelected },
    { action: 'tabNext', scope: 'rotation', keys: ['tab', 'right'], isInFooter: true },
    { action: 'tabPrevious', scope: 'rotation', keys: ['shift-tab', 'left'] },
    { action: 'plan', scope: 'rotation', keys: ['p'], isInFooter: true, disabled: when.rotationRests },
    {
      action: 'apply',
      scope: 'rotation',
      keys: ['a'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canApply,
    },
    {
      action: 'invoke',
      scope: 'rotation',
      keys: ['i'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canInvoke,
    },

    { action: 'open', scope: 'activity', keys: ['enter'], isInFooter: true, disabled: when.rowIsSelected },
    {
      action: 'undo',
      scope: 'activity',
      keys: ['z'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canUndo,
    },
  ];
}

function sortKeys(): readonly Binding[] {
  return [
    ...sortKeysOf('clusters', clusterTable.columns),
    ...sortKeysOf('contexts', contextTable.columns),
    ...sortKeysOf('expiry', expiryTable.columns),
    ...sortKeysOf('access', ...[holdingTable, heldClusterTable, accessTable].map(({ columns }) => columns)),
    ...sortKeysOf('rotation', planTable.columns).map((binding) => ({
      ...binding,
      disabled: when.planIsOpen,
    })),
    ...sortKeysOf('activity', activityTable.columns),
  ];
}

/** A key for each column that a list can be sorted by, whichever of its tables has it. */
function sortKeysOf(
  scope: Scope,
  ...tables: readonly (readonly Pick<TableColumn<never, never>, 'sort'>[])[]
): readonly Binding[] {
  const keys = new Map(tables.flat().flatMap(({ sort }) => (sort === null ? [] : [[sort.column, sort.key]])));
  return [...keys].map(([column, key]) => ({ action: sortActionOf(column), scope, keys: [key] }));
}

function listKeys(): readonly Binding[] {
  return [
    { action: 'details', scope: 'list', keys: ['d'], disabled: when.rowIsSelected },
    { action: 'copy', scope: 'list', keys: ['c'], disabled: when.rowIsSelected },
    ...movingKeys('list'),
  ];
}

function movingKeys(scope: Scope): readonly Binding[] {
  return [
    { action: 'up', scope, keys: ['up', 'k'] },
    { action: 'down', scope, keys: ['down', 'j'] },
    { action: 'pageUp', scope, keys: ['pgup', 'ctrl-b', 'ctrl-u'] },
    { action: 'pageDown', scope, keys: ['pgdn', 'ctrl-f', 'ctrl-d'] },
    { action: 'first', scope, keys: ['g', 'home'] },
    { action: 'last', scope, keys: ['G', 'end'] },
  ];
}

function globalKeys(): readonly Binding[] {
  return [
    { action: 'cancel', scope: 'global', keys: ['x'], disabled: when.canCancel },
    { action: 'filter', scope: 'global', keys: ['/'], isInFooter: true },
    { action: 'command', scope: 'global', keys: [':'], isInFooter: true },
    { action: 'help', scope: 'global', keys: ['?'], isInFooter: true },
    { action: 'showClusters', scope: 'global', keys: ['1'] },
    { action: 'showContexts', scope: 'global', keys: ['2'] },
    { action: 'showExpiry', scope: 'global', keys: ['3'] },
    { action: 'showAccess', scope: 'global', keys: ['4'] },
    { action: 'showRotation', scope: 'global', keys: ['5'] },
    { action: 'showActivity', scope: 'global', keys: ['6'] },
    { action: 'back', scope: 'global', keys: ['esc'] },
    { action: 'historyBack', scope: 'global', keys: ['['], disabled: when.hasPast },
    { action: 'historyForward', scope: 'global', keys: [']'], disabled: when.hasFuture },
    { action: 'lastScreen', scope: 'global', keys: ['-'], disabled: when.hasPast },
    { action: 'profiles', scope: 'global', keys: ['ctrl-p'], disabled: when.hasProfiles },
    { action: 'regions', scope: 'global', keys: ['ctrl-g'] },
    { action: 'settings', scope: 'global', keys: [','] },
    { action: 'reload', scope: 'global', keys: ['ctrl-r'] },
    { action: 'suspend', scope: 'global', keys: ['ctrl-z'] },
    { action: 'quit', scope: 'global', keys: ['q', 'ctrl-c'] },
  ];
}

function overlayKeys(): readonly Binding[] {
  return [
    ...movingKeys('help'),
    { action: 'back', scope: 'help', keys: ['esc', '?', 'q', 'ctrl-c'], isInFooter: true },

    { action: 'tabNext', scope: 'details', keys: ['tab', 'right'], isInFooter: true, disabled: when.hasTabs },
    { action: 'tabPrevious', scope: 'details', keys: ['shift-tab', 'left'], disabled: when.hasTabs },
    {
      action: 'fetch',
      scope: 'details',
      keys: ['f'],
      isInFooter: true,
      isChanging: true,
      disabled: when.canFetch,
    },
    { action: 'verify', scope: 'details', keys: ['v'], isInFooter: true, disabled: when.canVerify },
    { action: 'renew', scope: 'details', keys: ['r'], isChanging: true, disabled: when.canRenew },
    {
      action: 'clean',
      scope: 'details',
      keys: ['X'],
      isInFooter: 'whenOn',
      isChanging: true,
      disabled: when.canClean,
    },
    {
      action: 'revoke',
      scope: 'details',
      keys: ['R'],
      isInFooter: 'whenOn',
      isChanging: true,
      disabled: when.canRevoke,
    },
    { action: 'yaml', scope: 'details', keys: ['y'], isInFooter: true, disabled: when.hasContext },
    { action: 'copy', scope: 'details', keys: ['c'], isInFooter: true },
    ...movingKeys('details'),
    { action: 'back', scope: 'details', keys: ['esc', 'd', 'q', 'ctrl-c'], isInFooter: true },

    { action: 'copy', scope: 'viewer', keys: ['c'], isInFooter: true },
    { action: 'pager', scope: 'viewer', keys: ['p'], isInFooter: true },
    ...movingKeys('viewer'),
    { action: 'back', scope: 'viewer', keys: ['esc', 'y', 'q', 'ctrl-c'], isInFooter: true },

    { action: 'dialogAccept', scope: 'fetch', keys: ['enter'], isInFooter: true, disabled: when.canAccept },
    {
      action: 'dialogAcceptAndUse',
      scope: 'fetch',
      keys: ['u'],
      isInFooter: true,
      disabled: when.canUse,
    },
    { action: 'dialogNext', scope: 'fetch', keys: ['down', 'tab'], isInFooter: true },
    { action: 'dialogPrevious', scope: 'fetch', keys: ['up', 'shift-tab'] },
    { action: 'dialogLeft', scope: 'fetch', keys: ['left'] },
    { action: 'dialogRight', scope: 'fetch', keys: ['right', 'space'], isInFooter: true },
    { action: 'dialogCancel', scope: 'fetch', keys: ['esc', 'ctrl-c'], isInFooter: true },

    { action: 'dialogAccept', scope: 'confirm', keys: ['enter'], isInFooter: true },
    { action: 'dialogLeft', scope: 'confirm', keys: ['left', 'shift-tab'], disabled: when.isYesOrNo },
    {
      action: 'dialogRight',
      scope: 'confirm',
      keys: ['right', 'tab'],
      isInFooter: 'whenOn',
      disabled: when.isYesOrNo,
    },
    { action: 'dialogCancel', scope: 'confirm', keys: ['esc', 'ctrl-c'], isInFooter: true },

    { action: 'dialogAccept', scope: 'removal', keys: ['enter'], isInFooter: true, disabled: when.canChoose },
    { action: 'dialogLeft', scope: 'removal', keys: ['left', 'shift-tab'] },
    {
      action: 'dialogRight',
      scope: 'removal',
      keys: ['right', 'tab'],
      isInFooter: 'whenOn',
      disabled: when.hasChoices,
    },
    { action: 'copy', scope: 'removal', keys: ['c'], isInFooter: 'whenOn', disabled: when.hasReport },
    ...movingKeys('removal'),
    { action: 'dialogCancel', scope: 'removal', keys: ['esc', 'ctrl-c'], isInFooter: true },

    { action: 'dialogAccept', scope: 'undo', keys: ['enter'], isInFooter: true, disabled: when.undoRests },
    ...movingKeys('undo'),
    { action: 'dialogCancel', scope: 'undo', keys: ['esc', 'ctrl-c'], isInFooter: true },

    { action: 'dialogAccept', scope: 'picker', keys: ['enter'], isInFooter: true },
    { action: 'dialogTick', scope: 'picker', keys: ['space'], isInFooter: true },
    { action: 'dialogNext', scope: 'picker', keys: ['down', 'tab'] },
    { action: 'dialogPrevious', scope: 'picker', keys: ['up', 'shift-tab'] },
    { action: 'dialogCancel', scope: 'picker', keys: ['esc', 'ctrl-c'], isInFooter: true },

    { action: 'dialogAccept', scope: 'settings', keys: ['enter'], isInFooter: true },
    { action: 'dialogNext', scope: 'settings', keys: ['down', 'j', 'tab'] },
    { action: 'dialogPrevious', scope: 'settings', keys: ['up', 'k', 'shift-tab'] },
    { action: 'dialogLeft', scope: 'settings', keys: ['left', 'h'] },
    { action: 'dialogRight', scope: 'settings', keys: ['right', 'l', 'space'], isInFooter: true },
    { action: 'dialogCancel', scope: 'settings', keys: ['esc', 'q', 'ctrl-c'], isInFooter: true },
  ];
}
