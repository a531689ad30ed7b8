import type { AppState } from '../../screen/app-state.js';
import type { Searchable } from '../../screen/filter.js';
import { expiryTable } from './table.js';

/** Every identity's kubeconfig in every cluster, by its end. */
export function expiryRows({ holders, lists }: AppState): readonly Searchable[] {
  const known = { isRotated: () => false, isHere: () => false };
  return expiryTable.sorted([...holders.expiry.values()], lists.expiry.sort, known);
}
