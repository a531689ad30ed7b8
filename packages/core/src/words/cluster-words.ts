import type { ClusterKind } from './cluster-kind.js';
import { type Phrase, quoted, type Sentence, say } from './say.js';

/** The kinds as people call them. */
export const clusterKindWords = {
  managed: 'managed',
  dedicated: 'dedicated',
  serverless: 'serverless',
  edge: 'edge',
  lingjun: 'lingjun',
  acs: 'ACS',
  registered: 'registered',
  hub: 'ACK One',
  unknown: 'unknown',
} as const satisfies Record<ClusterKind, Phrase>;

/** The cloud's own words, which are English. */
export const clusterStateWords = {
  initial: 'initial #cluster',
  running: 'running #cluster',
  updating: 'updating #cluster',
  updating_failed: 'updating_failed #cluster',
  upgrading: 'upgrading #cluster',
  scaling: 'scaling #cluster',
  waiting: 'waiting #cluster',
  disconnected: 'disconnected #cluster',
  stopped: 'stopped #cluster',
  inactive: 'inactive #cluster',
  unavailable: 'unavailable #cluster',
  failed: 'failed #cluster',
  create_timeout: 'create_timeout #cluster',
  deleting: 'deleting #cluster',
  deleted: 'deleted #cluster',
  delete_failed: 'delete_failed #cluster',
} as const satisfies Record<string, Phrase>;

export function kindWord(kind: ClusterKind): Sentence {
  return say(clusterKindWords[kind]);
}

/** One that is not known here is told as the cloud calls it. */
export function stateWord(state: string): Sentence {
  return Object.hasOwn(clusterStateWords, state)
    ? say(clusterStateWords[state as keyof typeof clusterStateWords])
    : quoted(state);
}
