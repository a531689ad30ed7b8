import { clustersByPlace } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { type Action, type Binding, type Disabled, keyLabel } from '../../screen/binding.js';
import { wrongWord } from '../../screen/commands.js';
import { take } from '../../screen/dispatch.js';
import type { Command, Feature } from '../../screen/feature.js';
import { emptyList } from '../../screen/list.js';
import {
  hasColumn,
  mark,
  markAll,
  markTo,
  openRow,
  rowIsSelected,
  sortKeysOf,
} from '../../screen/list-keys.js';
import { currentScreen, withScreen } from '../../screen/list-screen.js';
import { hint, refusedReadOnly } from '../../screen/notify.js';
import type { ColumnId } from '../../screen/sorting.js';
import { type Step, step } from '../../screen/step.js';
import { fieldOf } from '../../screen/text-field.js';
import { groupings, noAccess } from '../../subjects/holding/access.js';
import { heldClusterTable, holdingTable } from '../../subjects/holding/grouped-tables.js';
import { rescan } from '../../subjects/holding/holder-tasks.js';
import { noHolders } from '../../subjects/holding/holders.js';
import { shownPairs } from '../../subjects/holding/rows.js';
import { accessTable, usedAccessTable } from '../../subjects/holding/table.js';
import { accessDue, exportAccess, readRemovals } from '../../subjects/holding/tasks.js';
import { removalBox } from './removal-box.js';
import { isOver, removalKeys, takeChoice } from './removal-keys.js';
import {
  cleanChosen,
  cleanNamed,
  hasCleanTargets,
  hasRevokeTargets,
  revokeChosen,
  revokeNamed,
} from './removing.js';
import { accessView } from './screen.js';

export const removeAccess: Action = {
  action: 'clean',
  command: 'clean',
  isChanging: true,
  disabled: (state, messages) => {
    const { reasons } = messages.removal;
    return isElsewhere(state, messages) ?? (hasCleanTargets(state) ? null : reasons.nobodyHeld);
  },
  does: cleanChosen,
};

export const revokeOwn: Action = {
  action: 'revoke',
  command: 'revoke',
  isChanging: true,
  disabled: (state, messages) => {
    const { reasons } = messages.removal;
    const ofOthers = reasons.notYours(state.settings.keys['clean'] ?? 'X');
    return isElsewhere(state, messages) ?? (hasRevokeTargets(state) ? null : ofOthers);
  },
  does: revokeChosen,
};

/** In details that are neither of a cluster's holders nor of an identity. */
const isElsewhere: Disabled = ({ overlay }, { removal, tabs }) => {
  if (overlay?.kind !== 'details' || overlay.subject.kind === 'identity') return null;
  if (overlay.subject.kind !== 'cluster') return removal.reasons.notInHere;
  return overlay.tab === 'identities' ? null : removal.reasons.onTab(tabs.identities);
};

/** By what the rows are grouped by. */
const tables = { identity: holdingTable, cluster: heldClusterTable, each: accessTable } as const;

/** A list is not sorted by what it does not show. */
const hasItsColumn =
  (column: ColumnId): Disabled =>
  ({ access: { grouping }, settings, usage }, { columns, removal }) =>
    hasColumn(usage.isOn && grouping === 'each' ? usedAccessTable : tables[grouping], column)
      ? null
      : removal.reasons.noColumn(columns[column], keyLabel(settings.keys['group'] ?? 'tab'));

/** Another grouping has other rows: marks and cursor are reset, the filter stays. */
const group: Action = {
  action: 'group',
  does: (state) => {
    const at = groupings.indexOf(state.access.grouping);
    const grouping = groupings[(at + 1) % groupings.length] ?? 'identity';
    const { sort } = state.lists.access;
    const isThere = hasColumn(tables[grouping], sort.column);
    const fresh = withScreen(state, 'access', {
      list: emptyList,
      ...(isThere ? {} : { sort: { column: 'end', isDescending: false } }),
    });
    return step({ ...fresh, access: { ...state.access, grouping } });
  },
};

const showBin: Action = { action: 'bin', does: (state) => step(state, readRemovals()) };

/** The suggested name can be changed; Enter accepts it. */
const nameExport: Action = {
  action: 'export',
  isChanging: true,
  disabled: rowIsSelected,
  does: (state) => {
    const before = currentScreen(state).filter;
    const field = fieldOf('export access.csv');
    return step({ ...state, prompt: { kind: 'command', field, before, recall: 0 } });
  },
};

const scope = 'access';

const accessKeys: readonly Binding[] = [
  { ...openRow, scope, keys: ['enter'], isInFooter: true },
  { ...group, scope, keys: ['tab'], isInFooter: true },
  { ...mark, scope, keys: ['space'], isInFooter: true },
  { ...markTo, scope, keys: ['ctrl-space'] },
  { ...markAll, scope, keys: ['ctrl-a'] },
  { ...removeAccess, scope, keys: ['X'], isInFooter: true },
  { ...revokeOwn, scope, keys: ['R'], isInFooter: true },
  { ...rescan, scope, keys: ['s'], isInFooter: true },
  { ...showBin, scope, keys: ['b'] },
  { ...nameExport, scope, keys: ['e'] },
];

export const removalCommands: readonly Command[] = [
  {
    name: 'clean',
    aliases: [],
    label: ({ actions }) => actions.clean,
    choices: (state) => [...holderNames(state), ...clusterNames(state)],
    run: (state, words) => (words.length === 0 ? wrongWord(state) : cleanNamed(state, words)),
  },
  {
    name: 'revoke',
    aliases: [],
    label: ({ actions }) => actions.revoke,
    syntax: ({ columns }) => columns.cluster,
    choices: (state, words) => (words.length === 0 ? clusterNames(state) : []),
    run: (state, [word]) => (word === undefined ? wrongWord(state) : revokeNamed(state, word)),
  },
];

export const accessCommands: readonly Command[] = [
  {
    name: 'removed',
    aliases: ['bin'],
    label: ({ actions }) => actions.bin,
    run: (state) => take(state, showBin),
  },
  {
    name: 'export',
    aliases: [],
    label: ({ actions }) => actions.export,
    run: (state, [word]) => exported(state, word ?? ''),
  },
];

function holderNames({ holders }: AppState): readonly string[] {
  return [...holders.identities.values()].map(({ identity }) => identity.name).sort();
}

function clusterNames({ fleet }: AppState): readonly string[] {
  return [...new Set(clustersByPlace(fleet.clusters).map(({ name }) => name))];
}

/** What the Access screen shows, each kubeconfig on a line. */
function exported(state: AppState, file: string): Step {
  const refusal = refusedReadOnly(state);
  if (refusal !== null) return refusal;
  const { exportUsage } = messagesIn(state.language).removal;
  if (!/\.(csv|json)$/.test(file)) return step(hint(state, 'warn', exportUsage));
  return step(state, exportAccess({ file, rows: shownPairs(state) }));
}

export const access = {
  initial: { holders: noHolders, access: noAccess },
  views: { access: accessView },
  dialogs: {
    removal: {
      draw: removalBox,
      choose: takeChoice,
      isWorking: ({ stage }) => stage === 'running',
      isRead: isOver,
    },
  },
  keys: [...accessKeys, ...removalKeys],
  sortKeys: sortKeysOf('access', Object.values(tables), hasItsColumn),
  due: [accessDue],
} satisfies Feature;
