import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { AppState } from './app-state.js';
import { contextId } from './context-id.js';
import { filteredIds, type Searchable } from './filter.js';
import { withRows } from './list.js';
import { compareNullable, compareText } from './sorting.js';

export type ContextColumn = 'name' | 'cluster' | 'server' | 'left' | 'file';

/** The Contexts screen's rows made anew: after the files or the sort changed. */
export function rebuildContexts(state: AppState): AppState {
  const rows = sorted(state, [...state.kubeconfigs.entries.values()]).map(searchable);
  return filterContexts({ ...state, contexts: { ...state.contexts, rows } });
}

export function filterContexts(state: AppState): AppState {
  const { filter, list, rows } = state.contexts;
  return { ...state, contexts: { ...state.contexts, list: withRows(list, filteredIds(filter, rows)) } };
}

function searchable(entry: ContextEntry): Searchable {
  const { context, cluster, server, status, file } = entry;
  return { id: contextId(entry), text: `${context} ${cluster ?? ''} ${server ?? ''} ${status} ${file}` };
}

function sorted(state: AppState, entries: readonly ContextEntry[]): readonly ContextEntry[] {
  const { column, isDescending } = state.contexts.sort;
  const direction = isDescending ? -1 : 1;
  return [...entries].sort(
    (a, b) =>
      (column === 'left'
        ? compareNullable(endOf(a), endOf(b), direction)
        : compareText(sortKeys[column](a), sortKeys[column](b)) * direction) ||
      compareText(a.context, b.context),
  );
}

const sortKeys: Readonly<Record<Exclude<ContextColumn, 'left'>, (entry: ContextEntry) => string>> = {
  name: ({ context }) => context,
  cluster: ({ cluster }) => cluster ?? '',
  server: ({ server }) => server ?? '',
  file: ({ file }) => file,
};

function endOf({ credential }: ContextEntry): number | null {
  return credential.kind === 'certificate' ? credential.notAfter.getTime() : null;
}
