import { toAckringError } from '../../words/errors.js';
import { identityName, type RotationConfiguration } from '../configuration/configuration.js';
import { outcomeError, type RotationFailure, type StalePlace } from '../report/report.js';
import type { Sink, StoredPlace } from '../sinks/sink.js';
import type { Fleet } from './fleet-slice.js';

export interface StaleSearch {
  readonly fleet: Fleet;
  readonly sinks: readonly Sink[];
  readonly identities: RotationConfiguration['identities'];
  readonly signal?: AbortSignal | undefined;
}

/** Lists the sinks that support it; one that cannot be listed is a failure next to the others. */
export async function findStale({ fleet, sinks, identities, signal }: StaleSearch): Promise<{
  readonly stale: readonly StalePlace[];
  readonly failures: readonly RotationFailure[];
}> {
  const stale: StalePlace[] = [];
  const failures: RotationFailure[] = [];
  for (const sink of sinks) {
    try {
      const places = (await sink.places?.list(signal)) ?? [];
      stale.push(...staleIn(sink, places, fleet, identities));
    } catch (error) {
      failures.push({ what: `list of ${sink.name}`, error: outcomeError(toAckringError(error)) });
    }
  }
  return { stale, failures };
}

function staleIn(
  sink: Sink,
  places: readonly StoredPlace[],
  { slices, failures }: Fleet,
  identities: StaleSearch['identities'],
): readonly StalePlace[] {
  const clusters = new Map(slices.flatMap((slice) => slice.clusters).map((each) => [each.id, each]));
  const isWhole = failures.length === 0;
  return places.flatMap(({ name, clusterId }): StalePlace[] => {
    const cluster = clusters.get(clusterId);
    const found = { sink: sink.name, place: name, cluster: clusterId };
    if (cluster === undefined) return isWhole ? [{ ...found, reason: 'ClusterNotListed' }] : [];
    const isHeld = identities.some((identity) => {
      const key = { clusterId, clusterName: cluster.name, identity: identityName(identity) };
      return sink.places?.nameOf(key) === name;
    });
    return isHeld ? [] : [{ ...found, reason: 'HolderNotConfigured' }];
  });
}
