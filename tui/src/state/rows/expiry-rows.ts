import type { ExpiryEntry } from '@ackring/core/expiry/expiry';
import { sortItems } from '../../screen/sorting.js';
import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import { expiryId } from '../holders.js';

/** Every identity's kubeconfig in every cluster, by its end. */
export function expiryRows(state: AppState): readonly Searchable[] {
  const sorted = sortItems([...state.holders.expiry.values()], state.lists.expiry.sort, {
    columns: {
      identity: ({ identity }) => identity.name,
      cluster: ({ cluster }) => cluster.name,
      end: ({ notAfter }) => notAfter.getTime(),
      status: ({ status }) => status,
    },
    tie: ({ cluster, identity }) => `${cluster.name} ${identity.name}`,
  });
  return sorted.map(searchable);
}

function searchable(entry: ExpiryEntry): Searchable {
  const { identity, cluster, region, status } = entry;
  const text = `${identity.name} ${identity.type} ${identity.state} ${cluster.name} ${region ?? ''} ${status}`;
  return { id: expiryId(entry), text };
}
