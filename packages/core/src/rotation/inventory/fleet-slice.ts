import type { Ack, FetchKubeconfig, IssuedKubeconfig } from '../../cloud/ack/api.js';
import { collected } from '../../cloud/concurrently.js';
import type { Caller } from '../../fetch/fetch-proved.js';
import type { Cluster } from '../../words/cluster.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import {
  type IdentityConfiguration,
  identityKey,
  identityName,
  type RotationConfiguration,
} from '../configuration/configuration.js';
import { outcomeError, type RotationFailure, type StalePlace } from '../report/report.js';
import type { Sink, StoredPlace } from '../sinks/sink.js';
import type { Records } from './records.js';

/** Clusters, and the identities that see them: those of one account share one list. */
export interface FleetSlice {
  readonly identities: readonly IdentityAccess[];
  readonly clusters: readonly Cluster[];
  /** The server's records of these identities, if they have been read already. */
  readonly records?: Records | undefined;
}

interface Fleet {
  readonly slices: readonly FleetSlice[];
  readonly failures: readonly RotationFailure[];
}

/** Opens the configuration's identities; a refused one is a failure next to the others. */
export async function openIdentities(
  configuration: Pick<RotationConfiguration, 'identities'>,
  source: IdentitySource,
  signal?: AbortSignal,
): Promise<{
  readonly identities: readonly IdentityAccess[];
  readonly failures: readonly RotationFailure[];
}> {
  const identities: IdentityAccess[] = [];
  const failures: RotationFailure[] = [];
  for (const identity of configuration.identities) {
    try {
      identities.push(await source.open(identity, signal));
    } catch (error) {
      failures.push({
        what: `identity ${identityKey(identity)}`,
        error: outcomeError(toAckringError(error)),
        hides: { kind: 'identity', identity: identityName(identity) },
      });
    }
  }
  return { identities, failures };
}

/** Lists every account's clusters, region by region; a failing region is a failure next to the others. */
export async function listFleet(
  configuration: Pick<RotationConfiguration, 'regions' | 'concurrency'>,
  identities: readonly IdentityAccess[],
  signal?: AbortSignal,
): Promise<Fleet> {
  const slices: FleetSlice[] = [];
  const failures: RotationFailure[] = [];
  const accounts = identities.map(accountOf);
  const firsts = identities.filter((each, index) => accounts.indexOf(accountOf(each)) === index);
  for (const first of firsts) {
    const group = identities.filter((each) => accountOf(each) === accountOf(first));
    const listed = await listClusters(configuration, first, signal);
    slices.push({ identities: group, clusters: listed.clusters });
    failures.push(...listed.failures);
  }
  return { slices, failures };
}

/** An identity of an unknown account sees its own list only. */
function accountOf({ accountId, key }: IdentityAccess): string {
  return accountId ?? `identity ${key}`;
}

async function listClusters(
  configuration: Pick<RotationConfiguration, 'regions' | 'concurrency'>,
  { ack, name }: IdentityAccess,
  signal?: AbortSignal,
): Promise<{ clusters: Cluster[]; failures: RotationFailure[] }> {
  const byId = new Map<string, Cluster>();
  const failures: RotationFailure[] = [];
  const regions = configuration.regions ?? (await allRegions(ack, name, failures, signal));
  const list = async (region: string) => {
    const refused: unknown[] = [];
    // Clusters of an incomplete list are handled, and the report says that it was incomplete.
    const onIncomplete = (error: AckringError) => refused.push(error);
    const clusters = await ack.listClusters(region, { signal, onIncomplete }).catch((error: unknown) => {
      refused.push(error);
      return [];
    });
    return { region, clusters, refused };
  };
  for (const { region, clusters, refused } of await collected(regions, configuration.concurrency, list)) {
    for (const cluster of clusters) byId.set(cluster.id, cluster);
    for (const error of refused)
      failures.push({
        what: `region ${region}`,
        error: outcomeError(toAckringError(error)),
        hides: { kind: 'region', region },
      });
  }
  return { clusters: [...byId.values()], failures };
}

async function allRegions(
  ack: IdentityAccess['ack'],
  name: string,
  failures: RotationFailure[],
  signal?: AbortSignal,
): Promise<string[]> {
  try {
    return (await ack.listRegions(signal)).map(({ id }) => id);
  } catch (error) {
    failures.push({
      what: `regions of ${name}`,
      error: outcomeError(toAckringError(error)),
      hides: { kind: 'all' },
    });
    return [];
  }
}

/** Thrown if nothing at all could be listed: a run that saw no cluster must not look like a quiet one. */
export function nothingListed(failures: readonly RotationFailure[]): AckringError {
  const [first] = failures;
  return new AckringError(
    first?.error.code ?? 'Unreachable',
    first === undefined
      ? say('no cluster could be listed')
      : say('{name}: {problem}', {
          name: first.what,
          problem: first.error.said?.summary ?? first.error.message,
        }),
    { remedy: first?.error.said?.remedy ?? first?.error.remedy ?? say('Run `ackring doctor`.') },
  );
}

/** One identity whose credentials are rotated, with the cloud as it sees it. */
export interface IdentityAccess {
  /** Identifies it, see `identityKey`. */
  readonly key: string;
  /** `self`, the role's name, or the uid. */
  readonly name: string;
  /** Null if the cloud did not say; then the first certificate will. */
  readonly uid: string | null;
  readonly accountId: string | null;
  /** `user` if the cloud did not say. */
  readonly type: Caller['type'];
  readonly ack: Ack;
  /** This identity's own kubeconfig: only the account root can fetch others'. */
  fetch(request: FetchKubeconfig, signal?: AbortSignal): Promise<IssuedKubeconfig>;
}

/** Becomes an identity: as ourselves, by `sts:AssumeRole`, or through the account root's call for others. */
export interface IdentitySource {
  open(identity: IdentityConfiguration, signal?: AbortSignal): Promise<IdentityAccess>;
}

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
