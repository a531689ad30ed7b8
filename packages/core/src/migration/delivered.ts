import { identityName, type RotationConfiguration } from '../rotation/configuration/configuration.js';
import { isSelected } from '../rotation/configuration/selection.js';
import type { Sink } from '../rotation/sinks/sink.js';
import type { Cluster } from '../words/cluster.js';
import type { Identity } from '../words/identity.js';

/** A place to which the rotation goes on delivering a certificate: a move to tokens leaves it as it is. */
export interface DeliveredPlace {
  readonly kind: string;
  /** As in reports: `kms:ackring/`. */
  readonly sink: string;
  /** Its name there; null if the sink does not tell it. */
  readonly place: string | null;
}

export interface Delivery {
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
