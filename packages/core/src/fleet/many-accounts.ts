import { concurrently } from '../cloud/concurrently.js';
import { byPlace, type Cluster, clusterPlace } from '../words/cluster.js';
import { listedIn } from '../words/cluster-kind.js';
import { AckringError, toAckringError } from '../words/errors.js';
import type { UnreadRegion } from './find-cluster.js';
import type { CachedFleet } from './fleet-cache.js';
import type { FleetEvent } from './scan.js';
import { readFleet, type WholeFleet } from './whole-fleet.js';

/** One account's part of a fleet: credentials, pace and cache of its own. */
export interface FleetSource {
  /** The profile of the Alibaba Cloud CLI that it is reached by. */
  readonly profile: string;
  accountId(signal: AbortSignal): Promise<string>;
  scan(signal: AbortSignal): AsyncIterable<FleetEvent>;
  /** As its last complete scan saw it; null before the first. */
  lastSeen(): Promise<CachedFleet | null>;
}

/** A part that was not read: all of a source, or one region of it. */
export interface UnreadPart {
  readonly profile: string;
  readonly region: string | null;
  readonly error: AckringError;
}

interface AnsweredAccount extends Pick<WholeFleet, 'regions'> {
  readonly profile: string;
}

/** The clusters of several accounts, each with its account. */
export interface ManyAccounts extends Pick<WholeFleet, 'clusters' | 'regions'> {
  /** Profiles that answered, each with its regions that did. */
  readonly answered: readonly AnsweredAccount[];
  readonly unread: readonly UnreadPart[];
  /** The clusters of unread parts as last seen, each with `asOf`: they may have changed since, or be gone. */
  readonly lastSeen: readonly Cluster[];
}

/** Accounts asked at once: each has some twenty regions, and limits of its own. */
export const accountsAtOnce = 8;

/**
 * Reads every source to its end, one beside the other; one that fails hides none of the others. Two profiles of one
 * account show its clusters once, by the first of them. `heard` is told how many sources are through.
 */
export async function readAccounts(
  sources: readonly FleetSource[],
  { signal, heard }: { readonly signal: AbortSignal; readonly heard: (done: number) => void },
): Promise<ManyAccounts> {
  const answers = new Map<string, Answer>();
  for await (const answer of concurrently(sources, accountsAtOnce, (source) => readSource(source, signal))) {
    answers.set(answer.profile, answer);
    heard(answers.size);
  }
  const inOrder = sources.flatMap(({ profile }) => answers.get(profile) ?? []);
  const clusters = new Map<string, Cluster>();
  for (const { fleet } of inOrder)
    for (const cluster of fleet.clusters) {
      const key = clusterPlace(cluster);
      if (!clusters.has(key)) clusters.set(key, cluster);
    }
  // A cluster's id is the cloud's: what another profile has seen now is not told as old as well.
  const seenNow = new Set([...clusters.values()].map(({ id }) => id));
  const lastSeen = new Map(
    inOrder.flatMap((answer) =>
      answer.lastSeen.flatMap((each) => (seenNow.has(each.id) ? [] : [[clusterPlace(each), each] as const])),
    ),
  );
  return {
    lastSeen: [...lastSeen.values()].sort(byPlace),
    clusters: [...clusters.values()].sort(byPlace),
    regions: [...new Set(inOrder.flatMap(({ fleet }) => fleet.regions))].sort(),
    answered: inOrder.flatMap(({ profile, fleet: { regions } }) =>
      regions.length > 0 ? { profile, regions } : [],
    ),
    unread: inOrder.flatMap(({ profile, fleet, error }) => [
      ...(error === null ? [] : [{ profile, region: null, error }]),
      ...fleet.unread.map((each: UnreadRegion) => ({ profile, ...each })),
    ]),
  };
}

interface Answer {
  readonly profile: string;
  readonly fleet: WholeFleet;
  /** Why nothing was read. */
  readonly error: AckringError | null;
  readonly lastSeen: readonly Cluster[];
}

const nothing: WholeFleet = { clusters: [], regions: [], unread: [] };

async function readSource(source: FleetSource, signal: AbortSignal): Promise<Answer> {
  const { profile, accountId, scan } = source;
  const idAsked = accountId(signal).catch(() => null);
  const [read, id] = await Promise.all([readFleet(scan(signal)).catch(toAckringError), idAsked]);
  const account = { profile, id };
  const isFailed = read instanceof AckringError;
  const fleet = isFailed ? nothing : read;
  const isUnread = (cluster: Cluster): boolean =>
    isFailed || fleet.unread.some((part) => part.region === listedIn(cluster));
  const seen = isFailed || fleet.unread.length > 0 ? await source.lastSeen() : null;
  const lastSeen = (seen?.clusters ?? []).filter(isUnread);
  return {
    profile,
    fleet: { ...fleet, clusters: fleet.clusters.map((cluster) => ({ ...cluster, account })) },
    error: isFailed ? read : null,
    lastSeen: lastSeen.map((cluster) => ({ ...cluster, account, asOf: seen?.seenAt })),
  };
}
