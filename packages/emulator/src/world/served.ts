/** What an API server has served for one user. */
export interface ServedCalls {
  readonly calls: number;
  readonly last: Date;
  /** By the address that the connection came from. */
  readonly addresses: ReadonlyMap<string, number>;
}

/**
 * What each API server has served, counted by itself at the connection: it shares nothing with the audit events, so
 * that what one of them lacks shows in the other. It counts since the start; no snapshot holds it.
 */
export interface ServedCounters {
  count(
    clusterId: string,
    call: { readonly user: string; readonly address: string; readonly at: Date },
  ): void;
  /** By user name. */
  of(clusterId: string): ReadonlyMap<string, ServedCalls>;
}

export function createServedCounters(): ServedCounters {
  const clusters = new Map<string, Map<string, ServedCalls>>();
  return {
    count: (clusterId, { user, address, at }) => {
      const users = clusters.get(clusterId) ?? new Map<string, ServedCalls>();
      const { calls = 0, addresses = new Map<string, number>() } = users.get(user) ?? {};
      const counted = new Map(addresses).set(address, (addresses.get(address) ?? 0) + 1);
      clusters.set(clusterId, users.set(user, { calls: calls + 1, last: at, addresses: counted }));
    },
    of: (clusterId) => clusters.get(clusterId) ?? new Map(),
  };
}
