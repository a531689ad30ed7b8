import type { Exchange } from './exchange.js';

/** Recorded exchanges that the embedded API server does not answer as the real one, by the beginning of their ids. */
const reasons: Readonly<Record<string, string>> = {
  'health.readyz-verbose': 'there is one check, not two dozen',
  'discovery.root/admin': 'tells only the paths that are played',
  'discovery.apis': 'lists only the groups that are played',
  'discovery.api-': 'lists only the resources that are played, and in JSON',
  'discovery.group-v1-rbac': 'tells no hash of the storage version',
  'access.nonresource/unbound': 'which of two bindings that allow a path is named is chance',
  'pods.': 'runs no pods: none is scheduled, filled in or admitted by its ServiceAccount',
  'subresources.': 'runs no pods, so there is nothing to reach in them',
  'routing.odd-method': 'the HTTP server refuses methods it does not know',
  'patches.base64-bad': 'tells the members of the object in another order',
  'options.duplicate-key-strict': 'reads JSON as JavaScript does: of two members the last one counts',
  'accept.table-clusterrolebindings': 'has only the default bindings that are anybody’s',
  'accept.protobuf': 'answers in JSON only',
  'watch.changes': 'keeps no history',
  'watch.old': 'keeps no history',
  'rbac.list-cluster': 'has only the default bindings that are anybody’s',
  'rbac.list-all': 'has only the default bindings that are anybody’s',
};

/** Exchanges of those that it does answer. */
const exceptions = ['pods.list', 'pods.get', 'pods.node', 'subresources.unknown', 'discovery.api/'];

/** Why an exchange is not played on the embedded API server, or null when it is. */
export function notEmulated({ id }: Pick<Exchange, 'id'>): string | null {
  if (exceptions.some((start) => id.startsWith(start))) return null;
  return Object.entries(reasons).find(([start]) => id.startsWith(start))?.[1] ?? null;
}

/** The beginnings of ids in the table. */
export const notEmulatedIds: readonly string[] = [...Object.keys(reasons), ...exceptions];
