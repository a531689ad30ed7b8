import type { AccessApi, Ack } from '../cloud/ack/api.js';
import type { ProofPorts } from '../fetch/fetch-proved.js';
import type { Fleet } from '../fleet/fleet.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import type { AccessObjects } from '../machine/api-server/access-objects.js';
import type { RbacReader } from '../machine/api-server/rbac-reader.js';
import type { Clock } from '../machine/clock.js';
import { identityName, type RotationConfiguration } from '../rotation/configuration/configuration.js';
import { isSelected } from '../rotation/configuration/selection.js';
import type { Sink } from '../rotation/sinks/sink.js';
import type { Using } from '../usage/usage.js';
import type { Cluster } from '../words/cluster.js';
import type { Identity } from '../words/identity.js';
import type { ApiServerTarget } from '../words/target.js';
import type { MigrationRecords } from './record.js';

/** Whom to migrate, and where. */
export interface MigrationRequest {
  /** Names or uids; null for everybody who holds a certificate. */
  readonly users: readonly string[] | null;
  /** Names or ids; every cluster when none is named. */
  readonly clusters: readonly string[];
  /** Null for those of the record, and 35 for a new one: what runs once a month is seen at least once. */
  readonly quietDays: number | null;
  readonly signal?: AbortSignal | undefined;
}

export interface MigrationSurveyPorts {
  readonly api: Ack & AccessApi;
  readonly proofs: ProofPorts;
  readonly clock: Clock;
  readonly caller: (signal?: AbortSignal) => Promise<SigningCaller>;
  /** The caller's own ARN, as a mapping names it. */
  readonly ownArn: (clusterId: string) => Promise<string>;
  readonly scanFleet: Fleet['scanFleet'];
  /** KUBECONFIG's files, in order. */
  readonly kubeconfigs: () => Promise<readonly Kubeconfig[]>;
  readonly usage: Using['usage'];
  readonly rbac: RbacReader;
  readonly objects: (target: ApiServerTarget, signal: AbortSignal | undefined) => AccessObjects;
  readonly mintToken: (clusterId: string) => Promise<{ readonly text: string }>;
  readonly records: MigrationRecords;
  /** What the rotation's configuration delivers, and where; null if it cannot be read. */
  readonly delivery: () => Promise<Delivery | null>;
}

/** Who signs the calls. */
export interface SigningCaller {
  readonly uid: string;
  readonly accountId: string;
  readonly type: 'root' | 'user' | 'role';
}

/** A place to which the rotation goes on delivering a certificate: a move to tokens leaves it as it is. */
export interface DeliveredPlace {
  readonly kind: string;
  /** As in reports: `kms:ackring/`. */
  readonly sink: string;
  /** Its name there; null if the sink does not tell it. */
  readonly place: string | null;
}

interface Delivery {
  readonly configuration: Pick<RotationConfiguration, 'identities' | 'select' | 'sinks'>;
  /** Of the configuration, in its order. */
  readonly sinks: readonly Pick<Sink, 'name' | 'places'>[];
}

/** Where the rotation puts an identity's certificate of a cluster. Reads no sink. */
export function deliveredPlaces(
  { configuration, sinks }: Delivery,
  {
    cluster,
    identity,
    isSelf,
  }: { readonly cluster: Cluster; readonly identity: Identity; readonly isSelf: boolean },
): readonly DeliveredPlace[] {
  if (!isSelected(cluster, configuration.select)) return [];
  const names = configuration.identities.flatMap((each) => {
    const name = identityName(each);
    if (each === 'self') return isSelf ? [name] : [];
    if ('uid' in each) return identity.uid === each.uid ? [name] : [];
    return identity.type !== 'user' && identity.name === name ? [name] : [];
  });
  return names.flatMap((name) => {
    const key = { clusterId: cluster.id, clusterName: cluster.name, identity: name, tags: cluster.tags };
    return configuration.sinks.map(({ kind }, index) => {
      const sink = sinks[index];
      return { kind, sink: sink?.name ?? kind, place: sink?.places?.nameOf(key) ?? null };
    });
  });
}
