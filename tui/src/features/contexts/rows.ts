import type { AppState } from '../../screen/app-state.js';
import type { Searchable } from '../../screen/filter.js';
import { contextTable } from './table.js';

/** The contexts of the local files. */
export function contextRows({ kubeconfigs, lists }: AppState): readonly Searchable[] {
  return contextTable.sorted([...kubeconfigs.entries.values()], lists.contexts.sort, { answer: () => null });
}
