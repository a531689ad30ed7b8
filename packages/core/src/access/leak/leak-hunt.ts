import type { AccessApi } from '../../cloud/ack/access-api.js';
import type { Ack } from '../../cloud/ack/api.js';
import { currentNameIn } from '../../fetch/cloud-names.js';
import type { Caller } from '../../fetch/fetch-proved.js';
import { type InvestigateOptions, investigateLeaks, type PlacedLeak, type PlacedVerdict } from './leak.js';

/** Finding out what leaked kubeconfigs still open. */
export interface LeakHunt {
  /** `probe` tries the found credentials at their API servers: the only proof there is. */
  investigateLeaks(
    leaks: readonly PlacedLeak[],
    options: { probe: boolean; signal?: AbortSignal },
  ): AsyncGenerator<PlacedVerdict, void>;
}

export interface LeakHuntPorts extends Pick<InvestigateOptions, 'apiServer' | 'clock' | 'region'> {
  readonly api: Ack & AccessApi;
  readonly caller: (signal?: AbortSignal) => Promise<Caller>;
}

export function createLeakHunt(ports: LeakHuntPorts): LeakHunt {
  const { api, clock } = ports;
  return {
    investigateLeaks: async function* (leaks, { probe, signal }) {
      // An unknown caller can search all the same.
      const known = await ports.caller(signal).catch(() => null);
      const caller = async (): Promise<Caller | null> => known;
      yield* investigateLeaks({
        leaks,
        api,
        apiServer: ports.apiServer,
        clock,
        region: ports.region,
        callerUid: known?.uid ?? null,
        probe,
        currentCommonName: (cluster) =>
          currentNameIn(cluster, { ack: api, caller, clock }, { access: 'auto', signal }),
        ...(signal === undefined ? {} : { signal }),
      });
    },
  };
}
