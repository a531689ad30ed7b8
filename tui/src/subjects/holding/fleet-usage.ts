import { inClusterOrder } from '@ackring/core/fleet';
import { type UsageEvent, usualSpanMs } from '@ackring/core/usage';
import type { Cluster } from '@ackring/core/words';
import { inAccounts } from '../../shell/sources.js';
import type { Services } from '../../world/services.js';

/** Whose audit logs are read, by whoever asks for each part. */
export interface LoggedFleet {
  readonly parts: readonly {
    readonly clusters: readonly Cluster[];
    readonly services: Pick<Services, 'usage'>;
  }[];
}

/**
 * Who used which certificate, in the order of accounts and of their clusters, each account read beside the others.
 * Rows are kept until those before them were heard. However short the requested time is, what is new is judged by all
 * the usual one.
 */
export async function fleetUsage(
  fleet: LoggedFleet,
  asked: Parameters<Services['usage']>[1],
  hear: (event: UsageEvent) => Promise<void> | void,
): Promise<void> {
  await inAccounts(fleet, async ({ services, clusters }, turn) => {
    const events: UsageEvent[] = [];
    let isOn = false;
    const first = turn.then(() => {
      isOn = true;
    });
    for await (const event of inClusterOrder(
      clusters,
      services.usage(clusters, { ...asked, comparedMs: usualSpanMs }),
    )) {
      events.push(event);
      if (isOn) await hearAll(events, hear);
    }
    await first;
    await hearAll(events, hear);
  });
}

async function hearAll(
  events: UsageEvent[],
  hear: (event: UsageEvent) => Promise<void> | void,
): Promise<void> {
  for (const event of events.splice(0)) await hear(event);
}
