import { type ClusterRef, wordFor } from '../../words/cluster.js';
import { isHub } from '../../words/cluster-kind.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { AccessApi, Ack } from '../ack/api.js';
import { lazy } from '../lazy.js';
import type { AckOne } from './ack-one.js';

/**
 * ACK's operations where some clusters are hubs: described and fetched by ACK One, and for all that only ACK has,
 * Refused without a call. `known` are hubs that were seen before, for what knows a cluster by its id alone.
 */
export function withHubs(
  ack: Ack & AccessApi,
  ackOne: AckOne,
  known: () => Promise<readonly string[]>,
): Ack & AccessApi {
  const ids = lazy(async () => new Set(await known().catch(() => [])));
  const isOne = async (cluster: ClusterRef) => isHub(cluster) || (await ids()).has(cluster.id);
  const refuse = async (cluster: ClusterRef): Promise<void> => {
    if (await isOne(cluster)) throw notOfHubs(cluster);
  };
  /** An operation whose first argument is the cluster. */
  const ofClusters =
    <Asked extends ClusterRef, Rest extends unknown[], Result>(
      call: (cluster: Asked, ...rest: Rest) => Promise<Result>,
    ) =>
    async (cluster: Asked, ...rest: Rest): Promise<Result> => {
      await refuse(cluster);
      return call(cluster, ...rest);
    };
  return {
    ...ack,
    describeCluster: async (cluster, signal) =>
      (await isOne(cluster)) ? ackOne.describeHub(cluster, signal) : ack.describeCluster(cluster, signal),
    fetchKubeconfig: async (request, signal) => {
      if (!(await isOne(request.cluster))) return ack.fetchKubeconfig(request, signal);
      if (request.durationMinutes !== null) throw notOfHubs(request.cluster);
      return ackOne.fetchKubeconfig(request, signal);
    },
    fetchSubaccountKubeconfig: async (request, signal) => {
      await refuse(request.cluster);
      return ack.fetchSubaccountKubeconfig(request, signal);
    },
    updateUserPermissions: async (uid, change, signal) => {
      await refuse(change.cluster);
      return ack.updateUserPermissions(uid, change, signal);
    },
    listAddOns: ofClusters(ack.listAddOns),
    describeAddOn: ofClusters(ack.describeAddOn),
    listKubeconfigStates: ofClusters(ack.listKubeconfigStates),
    revokeKubeconfig: ofClusters(ack.revokeKubeconfig),
    listOwnNamespaces: ofClusters(ack.listOwnNamespaces),
    describeUserActivity: ofClusters(ack.describeUserActivity),
    describeAuditLog: ofClusters(ack.describeAuditLog),
    cleanClusterUser: ofClusters(ack.cleanClusterUser),
    changeSans: ofClusters(ack.changeSans),
    setKubeconfigLife: ofClusters(ack.setKubeconfigLife),
  };
}

function notOfHubs(hub: ClusterRef): AckringError {
  return new AckringError(
    'Refused',
    say('{cluster} is the hub of an ACK One fleet: ACK keeps no record of its kubeconfigs, and issues none', {
      cluster: hub.called ?? hub.id,
    }),
    {
      remedy: say('Its kubeconfig is fetched by `{command}`; who may enter is set in the ACK One console.', {
        command: shell`ackring get ${wordFor(hub)} --long-term`,
      }),
    },
  );
}
