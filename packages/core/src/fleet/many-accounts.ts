import { concurrently } from '../cloud/concurrently.js';
import { byPlace, type Cluster, clusterPlace } from '../words/cluster.js';
import { type AckringError, toAckringError } from '../words/errors.js';
import type { UnreadRegion } from './find-cluster.js';
import type { FleetEvent } from './scan.js';
import { readFleet, type WholeFleet } from './whole-fleet.js';

/** One account's part of a fleet: credentials, pace and cache of its own. */
export interface FleetSource {
  /** The profile of the Alibaba Cloud CLI that it is reached by. */
  readonly profile: string;
  accountId(signal: AbortSignal): Promise<string>;
  scan(signal: AbortSignal): AsyncIterable<FleetEvent>;
}

/** A part that was not read: all of a source, or one region of it. */
export interface UnreadPart {
  readonly profile: string;
  readonly region: string | null;
  readonly error: AckringError;
}

/** The clusters of several accounts, each with its account. */
export interface ManyAccounts extends Pick<WholeFleet, 'clusters' | 'regions'> {
  /** Profiles that answered. */
  readonly profiles: readonly string[];
  readonly unread: readonly UnreadPart[];
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
  return {
    clusters: [...clusters.values()].sort(byPlace),
    regions: [...new Set(inOrder.flatMap(({ fleet }) => fleet.regions))].sort(),
    profiles: inOrder.filter(({ fleet }) => fleet.regions.length > 0).map(({ profile }) => profile),
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
}

const nothing: WholeFleet = { clusters: [], regions: [], unread: [] };

async function readSource({ profile, accountId, scan }: FleetSource, signal: AbortSignal): Promise<Answer> {
  try {
    const [id, fleet] = await Promise.all([accountId(signal).catch(() => null), readFleet(scan(signal))]);
    const clusters = fleet.clusters.map((cluster) => ({ ...cluster, account: { profile, id } }));
    return { profile, fleet: { ...fleet, clusters }, error: null };
  } catch (error) {
    return { profile, fleet: nothing, error: toAckringError(error) };
  }
}
