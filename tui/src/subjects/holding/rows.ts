import type { AccessRow } from '@ackring/core/access';
import { type Cluster, clustersByPlace } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { noMatch } from '../../screen/empty-body.js';
import { problemText } from '../../screen/fact-lines.js';
import type { Age } from '../../screen/feature.js';
import { currentScreen } from '../../screen/list-screen.js';
import type { Rows } from '../../screen/rows.js';
import { rightEnd } from '../right/rights.js';
import { usedSurroundings } from '../usage/column.js';
import { allPairs, fleetOrphans, pairOf, pairsOfCluster, pairsOfIdentity } from './access.js';
import { type HeldCluster, type HoldingRow, heldClusterTable, holdingTable } from './grouped-tables.js';
import { type Holding, isRescanFailed } from './holders.js';
import { type AccessSurroundings, accessTable, usedAccessTable } from './table.js';

/** Who holds kubeconfigs: one row per identity, cluster or kubeconfig. Orphans come first whatever the sort. */
export function accessRows(state: AppState): Rows {
  const { holders, lists, access, usage } = state;
  const { sort } = lists.access;
  switch (access.grouping) {
    case 'identity':
      return holdingTable.sorted(
        [...holders.identities.values()].map((holding) => holdingRow(state, holding)),
        sort,
        null,
      );
    case 'cluster': {
      const held: HeldCluster[] = [];
      for (const id of holders.answers.keys()) held.push(heldCluster(state, id));
      return heldClusterTable.sorted(held, sort, null);
    }
    case 'each':
      return usage.isOn && sort.column === 'used'
        ? usedAccessTable.sorted(allPairs(state), sort, {
            ...accessSurroundings(state),
            ...usedSurroundings(state),
          })
        : accessTable.sorted(allPairs(state), sort, accessSurroundings(state));
  }
}

export function accessSurroundings({ rights }: AppState): AccessSurroundings {
  return { endsAt: (row, role) => rightEnd(rights, row, role) };
}

/** Every kubeconfig that the shown rows stand for. */
export function shownPairs(state: AppState): readonly AccessRow[] {
  const { grouping } = state.access;
  const ids = state.lists.access.list.visible;
  if (grouping === 'each') return ids.flatMap((id) => pairOf(state, id) ?? []);
  return ids.flatMap((id) =>
    grouping === 'cluster' ? pairsOfCluster(state, id) : pairsOfIdentity(state, id),
  );
}

const holdingRows = new WeakMap<Holding, HoldingRow>();

export function holdingRow(state: AppState, holding: Holding): HoldingRow {
  const isOrphan = fleetOrphans(state).people.has(holding.identity.uid);
  const known = holdingRows.get(holding);
  if (known?.isOrphan === isOrphan) return known;
  const row = { ...holding, isOrphan };
  holdingRows.set(holding, row);
  return row;
}

/** By the rows of each cluster, and their cluster. */
const heldBefore = new WeakMap<AccessRow, { readonly of: object | undefined; readonly held: HeldCluster }>();

export function heldCluster(state: AppState, id: string): HeldCluster {
  const all = pairsOfCluster(state, id);
  const cluster = state.fleet.clusters.get(id);
  const [first] = all;
  const known = first === undefined ? undefined : heldBefore.get(first);
  if (known !== undefined && known.of === cluster && isSameRows(known.held.all, all)) return known.held;
  const held = heldOf(id, cluster, all);
  if (first !== undefined) heldBefore.set(first, { of: cluster, held });
  return held;
}

function isSameRows(some: readonly AccessRow[], others: readonly AccessRow[]): boolean {
  return some.length === others.length && some.every((row, index) => row === others[index]);
}

function heldOf(id: string, cluster: Cluster | undefined, all: readonly AccessRow[]): HeldCluster {
  const rows = all.filter(({ cloudService }) => cloudService === null);
  const ending = rows
    .filter(({ notAfter }) => notAfter !== null)
    .toSorted((a, b) => (a.notAfter?.getTime() ?? 0) - (b.notAfter?.getTime() ?? 0));
  return {
    id,
    name: cluster?.name ?? rows[0]?.cluster.name ?? id,
    region: cluster?.region ?? rows[0]?.cluster.region ?? '',
    all,
    rows,
    orphans: rows.filter(({ orphan }) => orphan).length,
    soonest: ending[0] ?? null,
  };
}

/** The text of Expiry and Access while they have no rows. */
export function holdersEmptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  if (currentScreen(state).filter !== '') return noMatch(state, messages);
  const { holders, fleet } = state;
  if (holders.isScanning) return [empty.askingHolders];
  if (holders.isStopped) return [empty.stopped('s')];
  for (const { id } of holders.unanswered.size > 0 ? clustersByPlace(fleet.clusters) : []) {
    const error = holders.unanswered.get(id);
    if (error !== undefined) return problemText(error, messages, state);
  }
  // Without clusters to ask there are no holders: the reason for one is the reason for the other.
  const problem = fleet.problem ?? state.profileProblem;
  if (problem !== null && fleet.clusters.size === 0) return problemText(problem, messages, state);
  if (fleet.isScanning || fleet.seenAt === null) return [empty.scanning];
  if (fleet.clusters.size === 0) return [empty.noClusters];
  return [holders.seenAt === null ? empty.askingHolders : empty.noHolders];
}

/** How old that is, and how many did not answer: clusters, and regions, whose clusters nobody could name. */
export function holdersAge({ holders, fleet, profileProblem }: AppState, failedRegions: number): Age {
  return {
    at: holders.seenAt,
    isAsking: holders.isScanning,
    isStale: holders.isScanning,
    missing: holders.unanswered.size + failedRegions,
    isRefused:
      isRescanFailed(holders) || (holders.seenAt === null && (fleet.problem ?? profileProblem) !== null),
  };
}

/** How many holders in how many clusters, or the progress of asking; nothing where nobody answered. */
export function holdersText({ holders, fleet }: AppState, { crumbs }: Messages): string {
  const asked = crumbs.asked(holders.answered, holders.asked);
  if (holders.isScanning) return asked;
  // How to go on comes first: a narrow screen cuts the rest.
  if (holders.isStopped) return `${crumbs.stopped('s')} · ${asked}`;
  const isUnread = [...fleet.regions.values()].some(({ kind }) => kind === 'failed');
  const isUnknown = holders.unanswered.size > 0 || fleet.problem !== null || isUnread;
  if (holders.answers.size === 0 && (holders.seenAt === null || isUnknown)) return '–';
  return crumbs.holders(holders.identities.size, holders.answers.size);
}
