import { currentScreen, setSort } from './list-screen.js';
import { type ColumnId, columnIds, sortActionOf, sortBy } from './sorting.js';
import { step, type Transition } from './step.js';

/** By the same column again, the other way around. */
export const sortActions = Object.fromEntries(
  columnIds.map((column) => [sortActionOf(column), by(column)]),
) as Readonly<Record<ReturnType<typeof sortActionOf>, Transition>>;

function by(column: ColumnId): Transition {
  return (state) => step(setSort(state, sortBy(currentScreen(state).sort, column)));
}
