import { AckringError, type Cluster, type ClusterDetail, clusterKey } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { listHeight } from '../../screen/empty-body.js';
import { asksForEndpoints } from './table.js';

/** Results of requests for a cluster's detail, with the row they were requested for. */
export interface DetailAnswer {
  readonly listed: Cluster;
  readonly detail: ClusterDetail | AckringError;
}

/** By `clusterKey`. */
export type DetailAnswers = ReadonlyMap<string, DetailAnswer>;

declare module '../../screen/app-state.js' {
  interface FeatureStates {
    readonly clusterDetails: DetailAnswers;
  }
}

export function withAnswers(known: DetailAnswers, answers: readonly DetailAnswer[]): DetailAnswers {
  return new Map([...known, ...answers.map((answer) => [clusterKey(answer.listed), answer] as const)]);
}

/** Its detail or the error; null until requested, and again once the list says that it changed. */
export function detailOf(
  { clusterDetails }: Pick<AppState, 'clusterDetails'>,
  cluster: Cluster,
): DetailAnswer['detail'] | null {
  const answer = clusterDetails.get(clusterKey(cluster));
  return answer !== undefined && isSameListing(answer.listed, cluster) ? answer.detail : null;
}

/** Endpoints can change with either: a cluster being created has none yet. */
function isSameListing(before: Cluster, now: Cluster): boolean {
  return before.state === now.state && before.updated?.getTime() === now.updated?.getTime();
}

/** The cluster with its endpoints if known: from its detail, else from the fleet's cache. */
export function knownCluster(state: AppState, id: string): Cluster | undefined {
  const listed = state.fleet.clusters.get(id);
  return listed === undefined ? undefined : withDetail(state, listed);
}

/** The same cluster each time, as long as nothing else is known: a list tells by that what has changed. */
export function withDetail(state: Pick<AppState, 'clusterDetails'>, listed: Cluster): Cluster {
  const detail = detailOf(state, listed);
  if (detail === null || detail instanceof AckringError) return listed;
  const known = merged.get(detail);
  if (known?.listed === listed) return known.cluster;
  const cluster = { ...listed, endpoints: detail.endpoints };
  merged.set(detail, { listed, cluster });
  return cluster;
}

const merged = new WeakMap<ClusterDetail, { readonly listed: Cluster; readonly cluster: Cluster }>();

/** Whether rows that are not in sight, or not found yet, need their endpoints too: a filter or the order asks for them. */
export function isOfEndpoints({ lists: { clusters }, language }: AppState): boolean {
  return clusters.sort.column === 'access' || asksForEndpoints(clusters.filter, messagesIn(language));
}

/** A call each: of more than this, only those in sight are asked. */
const mostOutOfSight = 500;

/** Clusters whose endpoints nobody has told, and that were not refused. */
export function withoutEndpoints(state: AppState): readonly Cluster[] {
  return [...state.fleet.clusters.keys()].flatMap((id) => undescribedOf(state, id));
}

/**
 * The visible clusters with unknown and not refused endpoints, the topmost first; then all others, where what is
 * visible depends on them.
 */
export function undescribed(state: AppState): readonly Cluster[] {
  if (state.screen !== 'clusters') return [];
  const { visible, top } = state.lists.clusters.list;
  const inSight = visible.slice(top, top + listHeight(state)).flatMap((id) => undescribedOf(state, id));
  if (state.fleet.clusters.size > mostOutOfSight || !isOfEndpoints(state)) return inSight;
  return [...new Set([...inSight, ...withoutEndpoints(state)])];
}

/** Clusters from the cache that are not confirmed yet may be gone. */
function undescribedOf(state: AppState, id: string): readonly Cluster[] {
  const cluster = state.fleet.clusters.get(id);
  if (cluster === undefined || cluster.endpoints !== null || state.fleet.stale.has(id)) return [];
  return detailOf(state, cluster) === null ? [cluster] : [];
}

/** Whether other clusters may be visible, or unknown: decided without looking at any row. */
export function isSameSight(before: AppState, now: AppState): boolean {
  const [was, is] = [before.lists.clusters.list, now.lists.clusters.list];
  return (
    before.screen === now.screen &&
    was.visible === is.visible &&
    was.top === is.top &&
    before.size.rows === now.size.rows &&
    before.fleet === now.fleet &&
    before.clusterDetails === now.clusterDetails
  );
}

/** On a repeated request, a refusal may be over. */
export function withoutRefusals(state: AppState, isOver: (error: AckringError) => boolean): AppState {
  const left = [...state.clusterDetails].filter(
    ([, { detail }]) => !(detail instanceof AckringError && isOver(detail)),
  );
  return left.length === state.clusterDetails.size ? state : { ...state, clusterDetails: new Map(left) };
}
