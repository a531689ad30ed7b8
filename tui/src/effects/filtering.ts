import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeReady, type Searchable } from '../screen/filter.js';

/** So many rows take 2 to 3 ms. */
const rowsATurn = 400;

/** Makes rows ready for the filter, turn by turn, so that no key waits for it: all of a large fleet take 50 ms. */
export async function readyFilter(rows: readonly Searchable[], signal: AbortSignal): Promise<void> {
  for (let from = 0; from < rows.length && !signal.aborted; from += rowsATurn) {
    makeReady(rows.slice(from, from + rowsATurn));
    await nextTurn();
  }
}
