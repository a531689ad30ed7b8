import type { Exchange } from '@ackring/testkit/recorded/exchange';
import type { SharedRequest } from './shared-request.js';

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
const ownWays: Readonly<Record<string, string>> = {
  '1.24.17 POST /apis/apps/v1/namespaces/side/deployments':
    '1.24 takes unknown members, and a workload has none of the defaults here',
  '1.24.17 POST /api/v1/namespaces/side/services': 'the same',
  '1.24.17 GET /api/v1/namespaces/side/configmaps?resourceVersion=0&': 'its cache is in no order',
  '1.37.2 PATCH /api/v1/namespaces/side/configmaps/warned?fieldValidation=Strict':
    'the object in the message has its members in another order',
};

/** Why the two servers' answers may differ, or null if they must not. */
export function sharedDifference({ method, path }: SharedRequest, version: string): string | null {
  const told = `${version} ${method} ${path}`;
  return Object.entries(ownWays).find(([start]) => told.startsWith(start))?.[1] ?? null;
}
