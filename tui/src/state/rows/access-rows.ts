import type { AccessRow } from '@ackring/core/access/access-row';
import { sortItems } from '../../screen/sorting.js';
import { allPairs, pairId, pairOf, pairsOfCluster, pairsOfIdentity } from '../access.js';
import type { AppState } from '../app-state.js';
import type { Searchable } from '../filter.js';
import type { Holding } from '../holders.js';

/** Who holds kubeconfigs: one row an identity, a cluster, or a kubeconfig. Orphans come first whatever the sort. */
export function accessRows(state: AppState): readonly Searchable[] {
  switch (state.access.grouping) {
    case 'identity':
      return identityRows(state);
    case 'cluster':
      return clusterRows(state);
    case 'each':
      return pairRows(state);
  }
}

/** Every kubeconfig that the rows shown stand for. */
export function shownPairs(state: AppState): readonly AccessRow[] {
  const { grouping } = state.access;
  const ids = state.lists.access.list.visible;
  if (grouping === 'each') return ids.flatMap((id) => pairOf(state, id) ?? []);
  return ids.flatMap((id) =>
    grouping === 'cluster' ? pairsOfCluster(state, id) : pairsOfIdentity(state, id),
  );
}

function identityRows(state: AppState): readonly Searchable[] {
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
  return inFront(sorted, ({ isOrphan }) => (isOrphan ? 0 : 1)).map(searchableIdentity);
}

function searchableIdentity({ identity, entries }: Holding): Searchable {
  const clusters = entries.map(({ cluster }) => cluster.name).join(' ');
  return {
    id: identity.uid,
    text: `${identity.name} ${identity.type} ${identity.state} ${identity.uid} ${clusters}`,
  };
}

/** A cluster with its holders, as far as it has answered. */
export interface HeldCluster {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly rows: readonly AccessRow[];
  readonly orphans: number;
  readonly soonest: AccessRow | null;
}

export function heldCluster(state: AppState, id: string): HeldCluster {
  const rows = pairsOfCluster(state, id).filter(({ cloudService }) => cloudService === null);
  const ending = rows
    .filter(({ notAfter }) => notAfter !== null)
    .toSorted((a, b) => (a.notAfter?.getTime() ?? 0) - (b.notAfter?.getTime() ?? 0));
  const cluster = state.fleet.clusters.get(id);
  return {
    id,
    name: cluster?.name ?? rows[0]?.cluster.name ?? id,
    region: cluster?.region ?? rows[0]?.cluster.region ?? '',
    rows,
    orphans: rows.filter(({ orphan }) => orphan).length,
    soonest: ending[0] ?? null,
  };
}

function clusterRows(state: AppState): readonly Searchable[] {
  const answered = [...state.holders.answers].filter(([, answer]) => answer.kind === 'states');
  const held = answered.map(([id]) => heldCluster(state, id));
  const sorted = sortItems(held, state.lists.access.sort, {
    columns: {
      cluster: ({ name }) => name,
      count: ({ rows }) => rows.length,
      end: ({ soonest }) => soonest?.notAfter?.getTime() ?? null,
    },
    tie: ({ name }) => name,
  });
  return inFront(sorted, ({ orphans }) => (orphans > 0 ? 0 : 1)).map(({ id, name, region, rows }) => ({
    id,
    text: `${name} ${region} ${id} ${rows.map(({ identity }) => identity.name).join(' ')}`,
  }));
}

function pairRows(state: AppState): readonly Searchable[] {
  const sorted = sortItems(allPairs(state), state.lists.access.sort, {
    columns: {
      identity: ({ identity }) => identity.name,
      cluster: ({ cluster }) => cluster.name,
      kind: ({ identity }) => identity.type,
      state: ({ identity }) => identity.state,
      end: ({ notAfter }) => notAfter?.getTime() ?? null,
    },
    tie: ({ identity, cluster }) => `${identity.name} ${cluster.name}`,
  });
  return inFront(sorted, rankOf).map((row) => {
    const { identity, cluster, status } = row;
    return {
      id: pairId(row),
      text: `${identity.name} ${identity.type} ${identity.state} ${cluster.name} ${cluster.region} ${status} ${identity.uid}`,
    };
  });
}

/** The cloud's own services stand apart, at the end. */
function rankOf({ orphan, cloudService }: AccessRow): number {
  if (cloudService !== null) return 2;
  return orphan ? 0 : 1;
}

/** In the order they have, but the smaller rank first. */
function inFront<Item>(items: readonly Item[], rank: (item: Item) => number): readonly Item[] {
  return items.toSorted((a, b) => rank(a) - rank(b));
}
