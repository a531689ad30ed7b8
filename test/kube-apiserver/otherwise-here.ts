import type { Exchange } from '@ackring/testkit/recorded/exchange';
import type { SharedRequest } from './requests.js';

/** Recorded exchanges that do not depend on the API server alone, by the beginning of their ids. */
const reasons: Readonly<Record<string, string>> = {
  'compaction.': 'nobody compacts the history of etcd here',
  'access.nonresource/unbound': 'which of two bindings that allow a path is named is chance',
  'watch.': 'an etcd older than 3.5, as Debian 12 has it, cannot carry the watches of newer servers',
};

/** Why an exchange is not played on a real server, or null if it is. */
export function otherwiseHere({ id }: Pick<Exchange, 'id'>): string | null {
  return Object.entries(reasons).find(([start]) => id.startsWith(start))?.[1] ?? null;
}

/** Requests that the embedded API server answers differently, by method and the beginning of the path. */
const ownWays: Readonly<Record<string, string>> = {};

/** Why the two servers' answers may differ, or null if they must not. */
export function sharedDifference({ method, path }: SharedRequest, version: string): string | null {
  const told = `${version} ${method} ${path}`;
  return Object.entries(ownWays).find(([start]) => told.startsWith(start))?.[1] ?? null;
}
