import { AckringError, type Cluster, type ClusterDetail, clusterKey } from '@ackring/core/words';
import type { AppState } from '../../screen/app-state.js';
import { listHeight } from '../../screen/empty-body.js';

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
  if (listed === undefined) return undefined;
  const detail = detailOf(state, listed);
  return detail === null || detail instanceof AckringError
    ? listed
    : { ...listed, endpoints: detail.endpoints };
}

/** The visible clusters with unknown and not refused endpoints, the topmost first. */
export function undescribed(state: AppState): readonly Cluster[] {
  if (state.screen !== 'clusters') return [];
  const { visible, top } = state.lists.clusters.list;
  return visible.slice(top, top + listHeight(state)).flatMap((id) => {
    const cluster = state.fleet.clusters.get(id);
    // Clusters from the cache that are not confirmed yet may be gone.
    if (cluster === undefined || cluster.endpoints !== null || state.fleet.stale.has(id)) return [];
    return detailOf(state, cluster) === null ? [cluster] : [];
  });
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
