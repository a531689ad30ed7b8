import type { AppState } from './app-state.js';
import { regionOfRow } from './cluster-rows.js';
import { currentRow } from './selection.js';

/** What the copy key takes from the selected row: the cluster's id, the context's name, the region. */
export function copyOf(state: AppState): { readonly text: string; readonly what: string } | null {
  const id = currentRow(state);
  if (id === null) return null;
  const entry = state.kubeconfigs.entries.get(id);
  const text = entry?.context ?? regionOfRow(id) ?? id;
  return { text, what: text };
}
