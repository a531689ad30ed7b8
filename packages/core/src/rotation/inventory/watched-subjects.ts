import { collected } from '../../cloud/concurrently.js';
import { cancelled } from '../../machine/retry.js';
import { isServing } from '../../words/cluster.js';
import { toAckringError } from '../../words/errors.js';
import { placeKey } from '../ledger/place.js';
import { type CredentialKey, readIn, type Sink } from '../sinks/sink.js';
import {
  credentialKey,
  type ManagedSubject,
  type RotationSubject,
  type SinkCopy,
  subjectKey,
} from '../subject/subject.js';
import { addressIn, type WatchedSources } from './sources.js';
import { isTrialDue, tryCopies } from './trial.js';
import type { Watched } from './watch.js';

/** Names what is watched like the outcome about it. */
export function watchedKey({ cluster, identity, left }: Watched): string {
  return credentialKey({ cluster, identity, left: left?.key });
}

/**
 * What is owed and not renewed, as its places show it; and places of ours in a sink that nothing renewed fills, such as
 * a second Secret that was made after a cluster was renamed.
 */
export async function watchedSubjects(
  sources: WatchedSources,
  renewed: readonly RotationSubject[],
): Promise<readonly ManagedSubject[]> {
  const all = [...sources.watched, ...besides(sources, renewed)];
  const seen = await collected(all, sources.configuration.concurrency, (each) => look(sources, each));
  return (await tryCopies(sources, seen)).map(({ subject }) => subject);
}

async function look(sources: WatchedSources, watched: Watched) {
  const { cluster, reason, left } = watched;
  const copies = await readWatched(sources, watched);
  const subject: ManagedSubject = {
    kind: 'managed',
    cluster,
    identity: { key: watched.identity, name: watched.identity, uid: null },
    selected: reason !== 'ClusterExcluded',
    ...(reason === 'ClusterExcluded' ? {} : { watch: reason }),
    ...(left === null ? {} : { left: left.key }),
    access: null,
    detailError: null,
    server: null,
    // A place that cannot be read is no failure of the run: nothing was to be done there.
    copies: copies.map(({ copy }) => ({ ...copy, error: null })),
    trial: null,
  };
  const isTried = isServing(cluster.state) && isTrialDue(subject, sources);
  const text = textToTry(copies);
  return { subject, text: isTried ? text : null };
}

async function readWatched(sources: WatchedSources, watched: Watched): Promise<readonly ReadCopy[]> {
  const { sinks, known, addresses, hasTime, signal } = sources;
  const { cluster, identity, left } = watched;
  const key = { clusterId: cluster.id, clusterName: cluster.name, identity };
  if (left === null) {
    const remembered = known.get(watchedKey(watched))?.addresses ?? {};
    const read = (sink: Sink) =>
      readCopy(sink, placed(key, addressIn(sink, key, remembered, addresses)), { hasTime, signal });
    return Promise.all(sinks.map(read));
  }
  const sink = sinks.find(({ name }) => name === left.sink);
  const at = { sink: left.sink, ...(left.place === null ? {} : { place: left.place }) };
  if (sink === undefined) return [{ copy: { ...at, stored: null, error: null }, text: null }];
  return [await readCopy(sink, placed(key, left.place ?? undefined), { hasTime, signal })];
}

/** The key with the address that was kept. */
export function placed(key: CredentialKey, place: string | undefined): CredentialKey {
  return place === undefined ? key : { ...key, place };
}

/** Places that a sink shows, and that neither what is renewed nor what is watched fills. */
function besides(
  { addresses, watched, slices, known }: WatchedSources,
  renewed: readonly RotationSubject[],
): readonly Watched[] {
  const clusters = new Map(slices.flatMap((slice) => slice.clusters).map((each) => [each.id, each]));
  const filled = new Set([
    ...renewed.flatMap((subject) => (subject.kind === 'managed' ? subject.copies.map(placeKey) : [])),
    ...watched.flatMap(({ left }) => left?.key ?? []),
    ...[...known.values()].flatMap((each) =>
      Object.entries(each.addresses).map(([sink, place]) => `${sink} ${place}`),
    ),
  ]);
  const keys = new Set([...renewed.map(subjectKey), ...watched.map(watchedKey)]);
  return [...addresses].flatMap(([sink, places]) =>
    places.flatMap(({ name, clusterId, identity }): Watched[] => {
      const cluster = clusters.get(clusterId);
      const left = placeKey({ sink, place: name });
      const holder = identity ?? 'self';
      if (cluster === undefined || filled.has(left) || keys.has(`${clusterId}/${holder} ${left}`)) return [];
      return [{ reason: 'PlaceLeft', cluster, identity: holder, left: { key: left, sink, place: name } }];
    }),
  );
}

/** What one sink holds, with the text that may be tried. */
export interface ReadCopy {
  readonly copy: SinkCopy;
  /** Holds a private key; null if there is none. */
  readonly text: string | null;
}

/** A copy with its key, to be tried on the API server. */
export function textToTry(copies: readonly ReadCopy[]): string | null {
  return copies.find(({ copy, text }) => copy.stored?.kind === 'readable' && text !== null)?.text ?? null;
}

/** Reads one place; what refuses is said in the copy. */
export async function readCopy(
  sink: Sink,
  key: CredentialKey,
  { hasTime, signal }: { readonly hasTime: () => boolean; readonly signal?: AbortSignal | undefined },
): Promise<ReadCopy> {
  const at = { sink: sink.name, ...(key.place === undefined ? {} : { place: key.place }) };
  try {
    if (!hasTime()) throw cancelled('no time');
    const text = await sink.read(key, signal);
    const stored = text === null ? ({ kind: 'missing' } as const) : readIn(sink, text).stored;
    return { copy: { ...at, stored, error: null }, text: sink.isSealed ? null : text };
  } catch (thrown) {
    const error = signal?.aborted ? cancelled(signal.reason) : toAckringError(thrown);
    return { copy: { ...at, stored: null, error }, text: null };
  }
}
