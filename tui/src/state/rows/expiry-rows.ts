import { expiryTable } from '../../features/expiry/table.js';
import type { Searchable } from '../../screen/filter.js';
import type { AppState } from '../app-state.js';

/** Every identity's kubeconfig in every cluster, by its end. */
export function expiryRows({ holders, lists }: AppState): readonly Searchable[] {
  const known = { isRotated: () => false, isHere: () => false };
  return expiryTable.sorted([...holders.expiry.values()], lists.expiry.sort, known);
}
