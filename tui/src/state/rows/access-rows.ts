import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import type { Holding } from '../holders.js';
import { sortItems } from '../sorting.js';

/** Who holds kubeconfigs, one row an identity. */
export function accessRows(state: AppState): readonly Searchable[] {
  const sorted = sortItems([...state.holders.identities.values()], state.lists.access.sort, {
    columns: {
      identity: ({ identity }) => identity.name,
      kind: ({ identity }) => identity.type,
      state: ({ identity }) => identity.state,
      count: ({ entries }) => entries.length,
      end: ({ soonest }) => soonest?.getTime() ?? null,
    },
    tie: ({ identity }) => identity.name,
  });
  return sorted.map(searchable);
}

function searchable({ identity, entries }: Holding): Searchable {
  const clusters = entries.map(({ cluster }) => cluster.name).join(' ');
  return {
    id: identity.uid,
    text: `${identity.name} ${identity.type} ${identity.state} ${identity.uid} ${clusters}`,
  };
}
