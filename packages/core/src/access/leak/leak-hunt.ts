import type { AccessApi, Ack } from '../../cloud/ack/api.js';
import type { Caller } from '../../fetch/fetch-proved.js';
import { type Cluster, calledAmong } from '../../words/cluster.js';
import { accessOfServer } from '../../words/endpoints.js';
import type { LookWhoIsLetIn } from '../let-in/look.js';
import {
  type InvestigateOptions,
  investigateLeaks,
  type PlacedLeak,
  type PlacedVerdict,
  unaskedLeaks,
} from './leak.js';
import {
  investigateTokens,
  type PlacedToken,
  type TokenHuntOptions,
  type TokenVerdict,
} from './token-hunt.js';

/**
 * Finding out what leaked kubeconfigs still open. What the cloud does not tell, for want of credentials or of an answer,
 * is left unknown.
 */
export interface LeakHunt {
  investigateLeaks(
    leaks: readonly PlacedLeak[],
    options: LeakHuntOptions,
  ): AsyncGenerator<PlacedVerdict, void>;
  investigateTokens(
    tokens: readonly PlacedToken[],
    options: LeakHuntOptions,
  ): AsyncGenerator<TokenVerdict, void>;
}

export interface LeakHuntOptions {
  /** Tries what was found at its API servers. */
  readonly probe: boolean;
  /** False once the search was stopped: then it is told by itself, without a call; default true. */
  readonly asks?: boolean;
  readonly onUnasked?: InvestigateOptions['onUnasked'];
  readonly signal?: AbortSignal | undefined;
}

export interface LeakHuntPorts extends Pick<InvestigateOptions, 'apiServer' | 'clock' | 'region'> {
  /** One for a whole hunt: it reaches each cluster once. */
  readonly openLook: () => LookWhoIsLetIn;
  readonly api: Pick<Ack, 'listUserKubeconfigStates' | 'listKubeconfigStates' | 'describeCluster'> &
    Pick<AccessApi, 'describeUserPermissions'>;
  readonly caller: (signal?: AbortSignal) => Promise<Caller>;
  /** Every cluster, as last seen or by a scan. */
  readonly clusters: (signal?: AbortSignal) => Promise<readonly Cluster[]>;
}

export function createLeakHunt(ports: LeakHuntPorts): LeakHunt {
  const { clock, apiServer } = ports;
  return {
    investigateLeaks: async function* (leaks, { probe, asks = true, onUnasked, signal }) {
      if (!asks) return yield* unaskedLeaks(leaks, clock.now());
      // An unknown caller can search all the same.
      const known = await ports.caller(signal).catch(() => null);
      const api = { ...ports.api, listUserKubeconfigStates: placedStates(ports) };
      yield* investigateLeaks({
        leaks,
        api,
        apiServer,
        clock,
        region: ports.region,
        callerUid: known?.uid ?? null,
        probe,
        lookWhoIsLetIn: ports.openLook(),
        onUnasked,
        signal,
      });
    },
    investigateTokens: (tokens, { probe, asks = true, signal }) =>
      investigateTokens({
        ...{ tokens, apiServer, clock, signal },
        probe: probe && asks,
        clusterOf: asks ? clusterFinder(ports) : async () => null,
      }),
  };
}

/** An identity's own list says nothing of regions, and its clusters carry the one that was asked; nor of namesakes. */
function placedStates({ api, clusters }: LeakHuntPorts): Ack['listUserKubeconfigStates'] {
  return async (uid, region, signal) => {
    const states = await api.listUserKubeconfigStates(uid, region, signal);
    const fleet = await seen(clusters, signal);
    const known = new Map(fleet.map((each) => [each.id, each]));
    return states.map((state) => {
      const own = known.get(state.cluster.id);
      if (own === undefined) return state;
      const place = { region: own.region, called: calledAmong(own, fleet) };
      return { ...state, cluster: { ...state.cluster, ...place } };
    });
  };
}

/** By its id, or by an endpoint that some cluster is known to have. What the cloud does not describe is not seen. */
function clusterFinder({ api, clusters }: LeakHuntPorts): TokenHuntOptions['clusterOf'] {
  return async ({ clusterId, server }, signal) => {
    const found = (await seen(clusters, signal)).find(
      ({ id, endpoints }) =>
        id === clusterId ||
        (clusterId === null && server !== null && endpoints !== null && accessOfServer(endpoints, server)),
    );
    if (found === undefined) return null;
    return api.describeCluster(found, signal).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return null;
    });
  };
}

async function seen(
  clusters: LeakHuntPorts['clusters'],
  signal: AbortSignal | undefined,
): Promise<readonly Cluster[]> {
  try {
    return await clusters(signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    return [];
  }
}
