import type { Binding, Disabled, Scope } from './binding.js';
import { currentScreen, setSort } from './list-screen.js';
import { type ColumnId, sortActionOf, sortBy } from './sorting.js';
import { step } from './step.js';
import type { TableColumn } from './table.js';

/** Sorts by a column; by the same column again, in reverse. */
export function sortKey(scope: Scope, key: string, column: ColumnId, disabled?: Disabled): Binding {
  return {
    action: sortActionOf(column),
    scope,
    keys: [key],
    does: (state) => step(setSort(state, sortBy(currentScreen(state).sort, column))),
    ...(disabled === undefined ? {} : { disabled }),
  };
}

/** A key for each sortable column, whichever table has it. */
export function sortKeysOf(
  scope: Scope,
  tables: readonly { readonly columns: readonly Pick<TableColumn<never, never>, 'sort'>[] }[],
  disabled?: Disabled,
): readonly Binding[] {
  const sorts = tables.flatMap(({ columns }) => columns.flatMap(({ sort }) => sort ?? []));
  const keys = new Map(sorts.map(({ column, key }) => [column, key]));
  return [...keys].map(([column, key]) => sortKey(scope, key, column, disabled));
}
