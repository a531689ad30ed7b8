import { AckringError, type Cluster } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { clusterIdsOf } from '../../screen/feature.js';
import { chosenRows } from '../../screen/list-screen.js';
import type { Rows } from '../../screen/rows.js';
import { many } from '../../screen/tasks.js';
import { bestContext, contextsOf, isHeldUnknown } from '../context/kubeconfigs.js';
import { contextId } from '../context/table.js';
import { type DetailAnswers, detailOf, isOfEndpoints, knownCluster, withDetail } from './detail-answers.js';
import { regionKey, wholeAccount } from './fleet.js';
import { type ClusterSurroundings, clusterTable, shownAccountsClusterTable } from './table.js';

/** The fleet's clusters. */
export function clusterRows(state: AppState): Rows {
  const { sort } = state.lists.clusters;
  return clusterTableOf(state).sorted(knownClusters(state), sort, clusterSurroundings(state));
}

/**
 * What the rows are made of besides the fleet: only a filter and an order need what was asked of each. In a large fleet,
 * where letters would wait for rows that are made anew with each answer, it has to be asked for by name.
 */
export function detailsInUse(state: AppState): DetailAnswers | null {
  const { lists, prompt, fleet, clusterDetails } = state;
  const isSought = lists.clusters.filter !== '' || prompt?.kind === 'filter';
  return isOfEndpoints(state) || (isSought && fleet.clusters.size < many) ? clusterDetails : null;
}

function knownClusters(state: AppState): readonly Cluster[] {
  const listed = listOf(state.fleet.clusters);
  return detailsInUse(state) === null ? listed : listed.map((cluster) => withDetail(state, cluster));
}

/** With a column for the account if several are watched. */
export function clusterTableOf({ watched }: Pick<AppState, 'watched'>): typeof clusterTable {
  return watched.length > 1 ? shownAccountsClusterTable : clusterTable;
}

/** Rows are stored in the state: they must not refer to the whole state, or each would keep the previous one alive. */
export function clusterSurroundings(state: AppState): ClusterSurroundings {
  const { kubeconfigs, clusterDetails } = state;
  const aliases = aliasNames(state);
  return {
    favourites: favouriteIds(state),
    alias: (clusterId) => aliases.get(clusterId) ?? null,
    held: (cluster) => bestContext(kubeconfigs, cluster),
    isUnread: isHeldUnknown({ kubeconfigs }),
    answer: (entry) => kubeconfigs.answers.get(contextId(entry)) ?? null,
    isCurrent: (cluster) => contextsOf(kubeconfigs, cluster).some(({ current }) => current),
    isRefused: (cluster) => detailOf({ clusterDetails }, cluster) instanceof AckringError,
  };
}

type Clusters = AppState['fleet']['clusters'];

/** By the fleet, which is another one as soon as anything in it changes: each frame and each sort asks. */
const lists = new WeakMap<Clusters, readonly Cluster[]>();

function listOf(fleet: Clusters): readonly Cluster[] {
  const clusters = lists.get(fleet) ?? [...fleet.values()];
  lists.set(fleet, clusters);
  return clusters;
}

declare module '../../screen/overlays.js' {
  interface Subjects {
    readonly cluster: { readonly kind: 'cluster'; readonly id: string };
    readonly region: { readonly kind: 'region'; readonly id: string };
  }
}

const regionPrefix = 'region:';

/** Rows for the regions that could not be asked. */
export function failedRegionRows({ fleet }: AppState): readonly string[] {
  return [...fleet.regions]
    .filter(([, scan]) => scan.kind === 'failed')
    .map(([region]) => regionPrefix + region);
}

/** The region of a row, or null if the row is a cluster. */
export function regionOfRow(id: string): string | null {
  return id.startsWith(regionPrefix) ? id.slice(regionPrefix.length) : null;
}

/** How the place of a failure is called: a region, or a whole account. */
export function placeNamed(region: string): string {
  return region.startsWith(regionKey('', wholeAccount))
    ? region.slice(regionKey('', wholeAccount).length)
    : region;
}

/** The clusters of an action; on Expiry and Rotation, those of the selected rows. */
export function chosenClusters(state: AppState): readonly Cluster[] {
  return clustersOfRows(state, chosenRows(state));
}

/** The clusters that rows of the shown screen belong to. */
export function clustersOfRows(state: AppState, rows: readonly string[]): readonly Cluster[] {
  return clusterIdsOf(state, rows).flatMap((id) => knownCluster(state, id) ?? []);
}

/** The profile whose favourites and aliases apply to a cluster; empty for keys of the environment. */
export function profileOf({ fleet, watched, profile }: AppState, clusterId: string): string {
  const owner = fleet.owners.get(clusterId) ?? (watched.length === 1 ? watched[0] : null);
  return owner ?? profile?.profile ?? '';
}

/** The favourites among the visible clusters. */
export function favouriteIds(state: AppState): ReadonlySet<string> {
  const ids = Object.values(state.settings.favourites).flat();
  return new Set(ids.filter((id) => favouritesOf(state, profileOf(state, id)).includes(id)));
}

/** The visible clusters' aliases, by cluster id. */
function aliasNames(state: AppState): ReadonlyMap<string, string> {
  const names = Object.entries(state.settings.aliases).flatMap(([profile, own]) =>
    Object.entries(own).flatMap(([name, id]) =>
      profileOf(state, id) === profile ? [[id, name] as const] : [],
    ),
  );
  return new Map(names);
}

export function favouritesOf({ settings }: AppState, profile: string): readonly string[] {
  return Object.hasOwn(settings.favourites, profile) ? (settings.favourites[profile] ?? []) : [];
}

export function aliasesOf({ settings }: AppState, profile: string): Readonly<Record<string, string>> {
  return Object.hasOwn(settings.aliases, profile) ? (settings.aliases[profile] ?? {}) : {};
}
