import { throwIfCancelled } from '../machine/retry.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { isCallers } from '../words/identity.js';
import { say } from '../words/say.js';
import type { AddressUse } from './tally.js';
import type { UsageEvent, Using } from './usage.js';
import type { UsageRow } from './usage-row.js';

/** Days back: the cloud counts an identity seen within them as active. */
export const recentDays = 7;

/** What a cluster's audit log says about one identity's last days. */
export type RecentUse =
  | {
      readonly kind: 'used';
      readonly last: Date;
      /** Newest first. */
      readonly addresses: readonly AddressUse[];
      /** Program names without versions, newest first. */
      readonly agents: readonly string[];
    }
  /** Not seen, and every one of these days was searched. */
  | { readonly kind: 'unused' }
  /** Not seen, but not everything could be searched; `error` says why, if there is a reason. */
  | { readonly kind: 'unknown'; readonly error: AckringError | null };

/** Looks up the results, by cluster id and uid. */
export type RecentUses = (clusterId: string, uid: string) => RecentUse;

/** A log that does not answer by then must not delay an urgent removal. */
const usualMostMs = 20_000;

/**
 * Reads the last days of these identities in these clusters: the impact of removing their access. Nothing here may
 * prevent that: an unreadable or late log is `unknown`. Throws Cancelled only.
 */
export async function readRecentUses(
  usage: Using['usage'],
  asked: {
    readonly clusters: readonly Cluster[];
    readonly uids: readonly string[];
    /** The account root's certificates do not name its uid. */
    readonly rootUid: string | null;
    readonly signal?: AbortSignal | undefined;
    /** Default 20 s. */
    readonly mostMs?: number;
  },
): Promise<RecentUses> {
  const { clusters, rootUid, signal, mostMs = usualMostMs } = asked;
  const isRootAsked = rootUid !== null && asked.uids.includes(rootUid);
  const uids = isRootAsked ? [...asked.uids, 'kubernetes-admin'] : asked.uids;
  const events = new Map<string, UsageEvent>();
  const bound = AbortSignal.timeout(mostMs);
  const bounded = signal === undefined ? bound : AbortSignal.any([signal, bound]);
  try {
    const spanMs = recentDays * 86_400_000;
    for await (const event of usage(clusters, { uids, spanMs, alsoByTokens: true, signal: bounded })) {
      events.set(event.cluster.id, event);
    }
  } catch (error) {
    throwIfCancelled(signal);
    if (!(error instanceof AckringError) || error.code !== 'Cancelled') throw error;
  }
  const late = new Map(clusters.map((cluster) => [cluster.id, lateLog(cluster, mostMs)]));
  return (clusterId, uid) => {
    const event = events.get(clusterId);
    return event === undefined
      ? { kind: 'unknown', error: late.get(clusterId) ?? null }
      : useIn(event, uid, uid === rootUid);
  };
}

function lateLog({ name }: Cluster, mostMs: number): AckringError {
  const seconds = Math.ceil(mostMs / 1000);
  return new AckringError(
    'TimedOut',
    say('the audit log of cluster {name} was not read within {seconds} s', { name, seconds }),
    { remedy: say('Plan again: a log that was slow once may answer now.') },
  );
}

function useIn(event: UsageEvent, callerUid: string, isAccountRoot: boolean): RecentUse {
  if (event.kind === 'failed') return { kind: 'unknown', error: event.error };
  const theirs = event.rows.filter(({ identity }) => isCallers(identity.uid, { callerUid, isAccountRoot }));
  const use = together(theirs);
  if (use !== null) return use;
  return event.sight.isWhole ? { kind: 'unused' } : { kind: 'unknown', error: null };
}

/** Of all common names that one identity had. */
function together(rows: readonly UsageRow[]): RecentUse | null {
  const uses = rows.flatMap(({ use }) => use ?? []).toSorted((a, b) => b.last.getTime() - a.last.getTime());
  const [newest] = uses;
  if (newest === undefined) return null;
  const addresses = new Map<string, AddressUse>();
  for (const address of uses.flatMap((use) => use.addresses)) {
    const known = addresses.get(address.address);
    if (known === undefined || known.last < address.last) addresses.set(address.address, address);
  }
  const agents = uses.flatMap((use) => use.agents.map((agent) => agent.replace(/\/.*/s, '')));
  return {
    kind: 'used',
    last: newest.last,
    addresses: [...addresses.values()].toSorted((a, b) => b.last.getTime() - a.last.getTime()),
    agents: [...new Set(agents)],
  };
}

/** In the format of the JSON contracts. */
export function recentUseToJson(use: RecentUse): {
  readonly verdict: RecentUse['kind'];
  readonly lastUsed: Date | null;
  readonly addresses: readonly string[];
  readonly agents: readonly string[];
} {
  if (use.kind !== 'used') return { verdict: use.kind, lastUsed: null, addresses: [], agents: [] };
  const { last, addresses, agents } = use;
  return { verdict: 'used', lastUsed: last, addresses: addresses.map(({ address }) => address), agents };
}
