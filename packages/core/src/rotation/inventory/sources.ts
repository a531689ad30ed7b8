import type { ApiServer } from '../../machine/api-server/api.js';
import type { RotationConfiguration } from '../configuration/configuration.js';
import type { KnownCredentials } from '../ledger/standing.js';
import type { CredentialKey, Sink, StoredPlace } from '../sinks/sink.js';
import type { GatherBudget } from './deadline.js';
import type { FleetSlice } from './fleet-slice.js';
import type { Watched } from './watch.js';

export interface InventorySources {
  readonly configuration: RotationConfiguration;
  readonly slices: readonly FleetSlice[];
  /** What the ledger owes beside the selected clusters. */
  readonly watched: readonly Watched[];
  readonly sinks: readonly Sink[];
  readonly apiServer: ApiServer;
  readonly now: Date;
  /** Each credential's condition after the run before, by `subjectKey`. */
  readonly known: KnownCredentials;
  /** How long it may read, leaving time for work; for ever if omitted. */
  readonly budget?: GatherBudget;
  readonly signal?: AbortSignal | undefined;
}

export interface WatchedSources extends InventorySources {
  readonly addresses: Addresses;
  readonly hasTime: () => boolean;
}

/** What sinks with addresses of their own hold, by the sink's name. */
export type Addresses = ReadonlyMap<string, readonly StoredPlace[]>;

/** Lists the sinks in which an address may change; a refused list leaves what the ledger remembers. */
export async function findAddresses(sinks: readonly Sink[], signal?: AbortSignal): Promise<Addresses> {
  const found = sinks.flatMap((sink) => (sink.places?.isNamedByPeople === true ? [sink] : []));
  const listed = found.map(async (sink): Promise<[string, readonly StoredPlace[]]> => {
    const places = await sink.places?.list(signal).catch(() => []);
    return [sink.name, places ?? []];
  });
  return new Map(await Promise.all(listed));
}

/**
 * Where a credential is in a sink in which its name may change: where it was put first, as the ledger remembers or as
 * the sink shows; undefined where its address follows from cluster and identity. A cluster's new name moves nothing that
 * consumers read.
 */
export function addressIn(
  sink: Sink,
  key: CredentialKey,
  remembered: Readonly<Record<string, string>>,
  addresses: Addresses,
): string | undefined {
  const { places } = sink;
  if (places?.isNamedByPeople !== true) return undefined;
  const wanted = places.nameOf(key);
  const listed = (addresses.get(sink.name) ?? []).filter((place) => isOf(place, key, wanted));
  const isThere = listed.some(({ name }) => name === wanted);
  return remembered[sink.name] ?? (isThere ? wanted : (listed[0]?.name ?? wanted));
}

/** Of the same cluster, under the key of the same identity. */
function isOf(
  { name, clusterId, identity = null }: StoredPlace,
  key: CredentialKey,
  wanted: string,
): boolean {
  if (clusterId !== key.clusterId || dataKeyIn(name) !== dataKeyIn(wanted)) return false;
  return identity === null || identity === key.identity;
}

function dataKeyIn(address: string): string {
  return address.slice(address.indexOf(' ') + 1);
}
