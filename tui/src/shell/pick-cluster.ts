import {
  AckringError,
  type Cluster,
  clusterEdition,
  clusterKind,
  preferredEndpoint,
} from '@ackring/core/words';
import { type Messages, wordOf } from '../messages/messages.js';
import { say } from '../messages/say.js';
import type { Fact } from '../screen/fact-lines.js';
import { severalProfiles } from '../world/accounts.js';
import { collectFleet, reportUnread } from './collect-fleet.js';
import { type CommandContext, usageError } from './command.js';
import { foundOrPicked, type Mistyped } from './found-or-picked.js';
import { type FoundCluster, foundCluster } from './named-account.js';
import type { PickPlace } from './pick.js';
import { readerOf } from './text-table.js';

/**
 * The cluster given to a command, or chosen on a terminal among those of the account in use, where it is not given or
 * only a part of its name is. Throws UsageInvalid, and like `foundCluster` and `pickCluster`.
 */
export async function namedOrPicked(
  place: PickPlace & Pick<CommandContext, 'positionals' | 'isInteractive' | 'servicesFor' | 'global'>,
  command: string,
): Promise<FoundCluster> {
  const { services, global, signal } = place;
  const picked = async (mistyped: Mistyped | null): Promise<FoundCluster> => ({
    services,
    cluster: await services.findCluster(await pickCluster(place, mistyped), { signal }),
  });
  const [typed] = place.positionals;
  if (typed !== undefined)
    return foundOrPicked(typed, place, {
      look: () => foundCluster(typed, place),
      choose: async (mistyped) => {
        if ((await severalProfiles(global.profile, services)).length > 1) throw mistyped.problem;
        return picked(mistyped);
      },
    });
  if (place.isInteractive) return picked(null);
  throw usageError(say('`{command}` needs CLUSTER', { command }), say('`ackring clusters` lists them.'));
}

/**
 * Lets the user choose a cluster on the terminal, from the cached fleet, or from a scan if there is none; recently
 * used contexts come first. Returns its id. Throws ClusterNotFound if there is none, and as `pick`.
 */
async function pickCluster(place: PickPlace, mistyped: Mistyped | null): Promise<string> {
  const { services, output } = place;
  const cached = await services.cachedFleet();
  let clusters: readonly Cluster[] = cached?.clusters ?? [];
  if (clusters.length === 0) {
    const fleet = await collectFleet({ ...place, hubs: true });
    reportUnread(fleet, output);
    clusters = fleet.clusters;
  }
  if (clusters.length === 0) {
    throw new AckringError('ClusterNotFound', say('there is no cluster to choose from'), {
      remedy: say('See what is looked at: `ackring clusters`.'),
    });
  }
  const { messages } = await readerOf(place);
  const used = await usedLast(place);
  const rank = ({ id }: Cluster): number => used.get(id) ?? used.size;
  const choices = clusters
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'))
    .map((cluster) => ({
      value: cluster.id,
      text: cluster.name,
      hint: [cluster.region, wordOf(messages.clusterStates, cluster.state), cluster.id].join(' · '),
      facts: factsOf(cluster, messages),
    }));
  const { pick } = await import('./pick.js');
  return pick('cluster', choices, { ...place, messages }, mistyped);
}

function factsOf(cluster: Cluster, messages: Messages): readonly Fact[] {
  const { id, region, state, version, endpoints, tags } = cluster;
  const labels = messages.details.cluster;
  const tagged = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  const endpoint = (access: 'public' | 'private'): string =>
    endpoints === null ? messages.connection.unknown : (preferredEndpoint(endpoints, access) ?? labels.none);
  return [
    [labels.id, id],
    [labels.region, region],
    [
      labels.kind,
      [messages.kinds[clusterKind(cluster)], clusterEdition(cluster) ?? ''].filter(Boolean).join(' · '),
    ],
    [labels.version, version],
    [labels.state, wordOf(messages.clusterStates, state)],
    [labels.public, endpoint('public')],
    [labels.private, endpoint('private')],
    [labels.tags, tagged.length === 0 ? labels.none : tagged.join('  ')],
  ];
}

/** The ranks of clusters by how recently their contexts were used. */
async function usedLast({ services }: PickPlace): Promise<ReadonlyMap<string, number>> {
  const [{ entries }, recent] = await Promise.all([services.contexts(), services.recentContexts()]);
  const clusterOf = new Map(entries.map(({ context, ack }) => [context, ack?.clusterId ?? null]));
  const ids = recent.flatMap((name) => clusterOf.get(name) ?? []);
  return new Map([...new Set(ids)].map((id, index) => [id, index]));
}
