import type { Ack } from '../cloud/ack/api.js';
import type { ClusterRef } from '../words/cluster.js';
import { type Access, accessOfServer, type Endpoints } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { member } from '../words/json.js';
import { execCluster } from '../words/recipient.js';
import { type Sentence, say } from '../words/say.js';

/** Where an inventory says that a cluster is, for the cloud to confirm before anything is issued. */
export interface InventoryPlace {
  readonly server: string;
  /** Whose cluster it is; null where the inventory does not say. */
  readonly accountId: string | null;
}

export interface InventoryCluster {
  readonly cluster: ClusterRef;
  readonly place: InventoryPlace;
}

/**
 * The cluster that an inventory names in a ClusterProfile's extension `client.authentication.k8s.io/exec`, which its
 * clients hand on as `spec.cluster.config` of KUBERNETES_EXEC_INFO (KEP-5339; cluster-inventory-api, `pkg/access`).
 * Null where no cluster is handed on, as when a person runs the plug-in. Throws Refused unless one is named.
 */
export function inventoryCluster(execInfo: string | undefined): InventoryCluster | null {
  const asked = execCluster(execInfo);
  if (asked === undefined) return null;
  const [server, config] = [member(asked, 'server'), member(asked, 'config')];
  const [clusterId, region, accountId = null] = known.map((name) => member(config, name));
  const problem = problemOf(config);
  if (problem !== null) throw refused(problem);
  if (typeof server !== 'string' || !server.startsWith('https://'))
    throw refused(say('its `cluster.server` is no https URL'));
  if (typeof clusterId !== 'string' || !/^[\w-]{1,64}$/.test(clusterId))
    throw refused(say('its `clusterId` is not the id of one cluster'));
  if (typeof region !== 'string' || !/^[a-z0-9-]+$/.test(region))
    throw refused(say('its `region` is not one region'));
  if (accountId !== null && typeof accountId !== 'string')
    throw refused(say('its `accountId` is not text in quotes'));
  return { cluster: { id: clusterId, region }, place: { server, accountId } };
}

const known = ['clusterId', 'region', 'accountId'];

/** Nothing is passed over: a misspelt account, or a second cluster, would not be heeded. */
function problemOf(config: unknown): Sentence | null {
  if (config === undefined || config === null) return say('it has no `cluster.config`');
  if (typeof config !== 'object' || Array.isArray(config))
    return say('its `cluster.config` names no one cluster');
  const [other] = Object.keys(config).filter((name) => !known.includes(name));
  return other === undefined
    ? null
    : say('its `cluster.config` has {name}, which is not known', { name: other });
}

function refused(problem: Sentence): AckringError {
  return new AckringError(
    'Refused',
    say('the inventory names no cluster to issue a certificate for: {problem}', { problem }),
    {
      remedy: say(
        'Let the ClusterProfile’s extension {extension} be such as {example}, and the provider’s execConfig have `provideClusterInfo: true`.',
        {
          extension: 'client.authentication.k8s.io/exec',
          example: '{"clusterId": "c…", "region": "cn-hangzhou", "accountId": "1234567890123456"}',
        },
      ),
    },
  );
}

interface ConfirmingPorts {
  readonly ack: Pick<Ack, 'describeCluster'>;
  /** Whose credentials are used. */
  readonly accountId: (signal?: AbortSignal) => Promise<string>;
}

/**
 * The endpoint of the cluster that the inventory's server is. An inventory is written by others: for another account's
 * cluster, or a server that the cloud does not have for it, nothing is issued. Throws Refused, and like the cloud.
 */
export async function confirmedPlace(
  cluster: ClusterRef,
  { server, accountId }: InventoryPlace,
  ports: ConfirmingPorts,
  signal: AbortSignal | undefined,
): Promise<{ readonly access: Access; readonly endpoints: Endpoints }> {
  if (accountId !== null) {
    const own = await ports.accountId(signal);
    if (own !== accountId)
      throw refused(
        say('it is of account {account}, and these credentials are of {own}', { account: accountId, own }),
      );
  }
  const { endpoints } = await ports.ack.describeCluster(cluster, signal);
  const access = accessOfServer(endpoints, server);
  if (access === null)
    throw refused(say('{server} is no server of cluster {cluster}', { server, cluster: cluster.id }));
  return { access, endpoints };
}
