import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import type { Action, Binding, Disabled, Scope } from './binding.js';
import { dialogHeight, listHeight } from './empty-body.js';
import { features, viewOf } from './feature.js';
import { foldGroup, groupKeys, groupOfRow } from './groups.js';
import { markRange, moveBy, toggleAllMarks, toggleMark } from './list.js';
import { chosenRows, currentRow, currentScreen, setSort, unmark, withCurrentList } from './list-screen.js';
import { type ColumnId, sortActionOf, sortBy } from './sorting.js';
import { type Step, step } from './step.js';
import type { TableColumn } from './table.js';
import { type CopyKind, copy } from './tasks.js';

export const rowIsSelected: Disabled = (state, messages) => {
  const { list, filter } = currentScreen(state);
  if (list.visible.length > 0) return null;
  const { reasons } = messages;
  return filter === ''
    ? (viewOf(state).whyEmpty?.(state, messages) ?? reasons.nothingHere)
    : reasons.noneFound;
};

/** Why an action has no row: there is none, or the title of a group is selected, which has none itself. */
export const rowIsChosen: Disabled = (state, messages) => {
  if (chosenRows(state).length > 0) return null;
  return rowIsSelected(state, messages) ?? messages.reasons.groupTitle;
};

export const mark: Action = {
  action: 'mark',
  does: (state) => step(withCurrentList(state, toggleMark)),
  disabled: rowIsSelected,
};

export const markTo: Action = {
  action: 'markTo',
  does: (state) => step(withCurrentList(state, markRange)),
  disabled: rowIsSelected,
};

export const markAll: Action = {
  action: 'markAll',
  does: (state) => step(withCurrentList(state, toggleAllMarks)),
  disabled: rowIsSelected,
};

function openDetails(state: AppState): Step {
  const folded = foldGroup(state);
  if (folded !== null) return step(folded);
  const row = currentRow(state);
  return row === null ? step(state) : features().openRow(state, row);
}

/** Opens the selected row's details. */
export const openRow: Action = {
  action: 'open',
  doesNow: (state, { groups }) => (groupOfRow(currentRow(state) ?? '') === null ? null : groups.fold),
  does: openDetails,
  disabled: rowIsSelected,
};

/**
 * Copies the names of the chosen rows for use elsewhere, a line each; pressed again, what else is known of them, one
 * after the other: what is said names the next.
 */
export const copyRow: Action = {
  action: 'copy',
  does: (state) => {
    const rows = chosenRows(state);
    const title = groupOfRow(currentRow(state) ?? '');
    if (rows.length === 0) return step(state, copy({ text: title ?? '', what: title ?? '', next: null }));
    const copies = copiesOf(state, rows);
    const of = [state.screen, ...rows].join('\n');
    const at = state.copied?.of === of ? (state.copied.at + 1) % copies.length : 0;
    const texts = copies[at]?.texts ?? [];
    const asked = { text: texts.join('\n'), what: texts.join(', '), next: copies[at + 1]?.kind ?? null };
    return step({ ...state, copied: { of, at } }, copy(asked));
  },
};

interface Copies {
  /** Null for the names. */
  readonly kind: CopyKind | null;
  readonly texts: readonly string[];
}

/** The names of these rows, and of each other kind what they have, if it says something else. */
function copiesOf(state: AppState, rows: readonly string[]): readonly Copies[] {
  const known = rows.map((row) => features().copies(state, row));
  const { nameOf, called } = viewOf(state);
  const names = rows.map((row) => called?.(state, row) ?? nameOf(state, row));
  const copies: Copies[] = [{ kind: null, texts: names }];
  for (const kind of Object.keys(messagesIn('en').copies.kinds) as CopyKind[]) {
    const texts = [...new Set(known.flatMap((each) => each[kind] ?? []))];
    const isNew = copies.every((other) => other.texts.join('\n') !== texts.join('\n'));
    if (texts.length > 0 && isNew) copies.push({ kind, texts });
  }
  return copies;
}

/** Moves the cursor of a list, or scrolls the text that covers it. */
export function movingKeys(scope: Scope): readonly Binding[] {
  return [
    { action: 'up', scope, keys: ['up', 'k'], does: (state) => moved(state, -1) },
    { action: 'down', scope, keys: ['down', 'j'], does: (state) => moved(state, 1) },
    {
      action: 'pageUp',
      scope,
      keys: ['pgup', 'ctrl-b', 'ctrl-u'],
      does: (state) => moved(state, -pageOf(state)),
    },
    {
      action: 'pageDown',
      scope,
      keys: ['pgdn', 'ctrl-f', 'ctrl-d'],
      does: (state) => moved(state, pageOf(state)),
    },
    { action: 'first', scope, keys: ['g', 'home'], does: (state) => moved(state, Number.NEGATIVE_INFINITY) },
    { action: 'last', scope, keys: ['G', 'end'], does: (state) => moved(state, Number.POSITIVE_INFINITY) },
  ];
}

function pageOf(state: AppState): number {
  return state.overlay === null ? listHeight(state) : dialogHeight(state);
}

/** Drawing keeps a text within its end. */
function moved(state: AppState, by: number): Step {
  const { overlay } = state;
  if (overlay === null) return step(withCurrentList(state, (list) => moveBy(list, by)));
  if (!('top' in overlay)) return step(state);
  const top = Math.min(Math.max(0, overlay.top + by), 100_000);
  return step({ ...state, overlay: { ...overlay, top } });
}

/** The rows of a cluster that a job is done with are unmarked: if stopped, the same key continues with the rest. */
export function withoutMarks(state: AppState, clusterId: string): AppState {
  const { views } = features();
  return unmark(state, (screen, row) => views[screen].clusterOf(state, row) === clusterId);
}

/** Sorts by a column; by the same column again, in reverse. */
export function sortKey(scope: Scope, key: string, column: ColumnId, disabled: Disabled | null): Binding {
  return {
    action: sortActionOf(column),
    scope,
    keys: [key],
    isInHelp: 'whenOn',
    does: (state) => step(setSort(state, sortBy(currentScreen(state).sort, column))),
    ...(disabled === null ? {} : { disabled }),
  };
}

type Sortable = { readonly columns: readonly Pick<TableColumn<never, never>, 'sort'>[] };

/** A key for each sortable column of a screen's tables, and why it does nothing now; null if it always sorts. */
export function sortKeysOf(
  scope: Scope,
  tables: readonly Sortable[],
  disabled: ((column: ColumnId) => Disabled) | null = null,
): readonly Binding[] {
  const sorts = tables.flatMap(({ columns }) => columns.flatMap(({ sort }) => sort ?? []));
  const keys = new Map(sorts.map(({ column, key }) => [column, key]));
  return [...keys].map(([column, key]) => sortKey(scope, key, column, disabled?.(column) ?? null));
}

/** Whether a table can be sorted by a column. */
export function hasColumn({ columns }: Sortable, column: ColumnId): boolean {
  return columns.some(({ sort }) => sort?.column === column);
}

/** The keys of every list. */
export const listKeys: readonly Binding[] = [
  { action: 'details', scope: 'list', keys: ['d'], does: openDetails, disabled: rowIsSelected },
  { ...copyRow, scope: 'list', keys: ['c'], disabled: rowIsSelected },
  ...groupKeys,
  ...movingKeys('list'),
];
