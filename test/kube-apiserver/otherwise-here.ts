import type { Exchange } from '@ackring/testkit/recorded/exchange';

/** Recorded exchanges that do not depend on the API server alone, by the beginning of their ids. */
const reasons: Readonly<Record<string, string>> = {
  'access.nonresource/unbound': 'which of two bindings that allow a path is named is chance',
  'watch.': 'an etcd older than 3.5, as Debian 12 has it, cannot carry the watches of newer servers',
};

/** Why an exchange is not played on a real server, or null if it is. */
export function otherwiseHere({ id }: Pick<Exchange, 'id'>): string | null {
  return Object.entries(reasons).find(([start]) => id.startsWith(start))?.[1] ?? null;
}
