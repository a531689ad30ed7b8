import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import { sortItems } from '../../screen/sorting.js';
import type { AppState } from '../app-state.js';
import { contextId } from '../context-id.js';
import type { Searchable } from '../filter.js';

/** The contexts of the local files. */
export function contextRows(state: AppState): readonly Searchable[] {
  const sorted = sortItems([...state.kubeconfigs.entries.values()], state.lists.contexts.sort, {
    columns: {
      name: ({ context }) => context,
      server: ({ server }) => server,
      file: ({ file }) => file,
      status: ({ status }) => status,
      life: endOf,
    },
    tie: ({ context }) => context,
  });
  return sorted.map(searchable);
}

function searchable(entry: ContextEntry): Searchable {
  const { context, cluster, server, status, file } = entry;
  return { id: contextId(entry), text: `${context} ${cluster ?? ''} ${server ?? ''} ${status} ${file}` };
}

function endOf({ credential }: ContextEntry): number | null {
  return credential.kind === 'certificate' ? credential.notAfter.getTime() : null;
}
