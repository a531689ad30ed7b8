import { contextTable } from '../../features/contexts/table.js';
import type { Searchable } from '../../screen/filter.js';
import type { AppState } from '../app-state.js';

/** The contexts of the local files. */
export function contextRows({ kubeconfigs, lists }: AppState): readonly Searchable[] {
  return contextTable.sorted([...kubeconfigs.entries.values()], lists.contexts.sort, { answer: () => null });
}
