import type { Invocation } from './function.js';
import { channels } from './plan.js';
import { placesIn, type Store } from './stores.js';
import { isReachable, serversOf, type Trouble, troubleOf, type World } from './world.js';

/** What has become of one address since something was first delivered there. */
export interface WatchedPlace {
  readonly store: Store;
  readonly address: string;
  readonly clusterId: string;
  readonly identity: string;
  /** Null if somebody took it away. */
  text: string | null;
  /** The night on which it got this text. */
  since: number;
  /** That on which it got the last text that can be read: a run put it there, and remembers. */
  delivered: number;
  trouble: Trouble | 'missing' | null;
  troubleSince: number;
  /** Nights since then on which a run could see it and tell somebody. */
  seen: number;
  /** A run has every reason to call it dead: it was read torn, refused, or followed by one of another name. */
  isKnownDead: boolean;
  /** Nights on which somebody could have been told of the end that is this near. */
  able: Record<30 | 7, number>;
}

export type WatchedPlaces = Map<string, WatchedPlace>;

/** Takes down what every address holds now, and whether its consumers are let in. */
export function lookAtPlaces(world: World, watched: WatchedPlaces): void {
  const found = new Map(
    world.stores.flatMap(placesIn).map((place) => [`${place.store.name} ${place.address}`, place]),
  );
  for (const [key, { store, address, clusterId, identity, text }] of found) {
    const before = watched.get(key);
    if (before?.text === text) continue;
    const fresh = { trouble: null, troubleSince: 0, seen: 0, isKnownDead: false, able: { 30: 0, 7: 0 } };
    const isReadable = before === undefined || world.certificates.heldIn(text) !== null;
    const delivered = isReadable ? world.night : before.delivered;
    const place = { store, address, clusterId, identity, text, since: world.night, delivered };
    watched.set(key, { ...place, ...fresh });
  }
  for (const [key, place] of watched) {
    if (!found.has(key)) place.text = null;
    const isGone = world.byId(place.clusterId)?.deletedOn != null;
    const trouble =
      place.text === null ? (isGone ? 'gone' : 'missing') : troubleOf(world, place.text, place.clusterId);
    if (trouble === place.trouble) continue;
    Object.assign(place, { trouble, troubleSince: world.night, seen: 0, isKnownDead: false });
  }
}

/** Days left of what lies there; null if it is no certificate of ours. */
export function daysLeftAt(world: World, { text }: Pick<WatchedPlace, 'text'>): number | null {
  const held = text === null ? null : world.certificates.heldIn(text);
  return held === null ? null : (held.issued.notAfter.getTime() - world.now.getTime()) / 86_400_000;
}

/** Whether a run came to its end tonight that looks after this place, remembers or reads it, and could tell somebody. */
export function couldTell(world: World, place: WatchedPlace, runs: readonly Invocation[]): boolean {
  if (channels.every((_, channel) => world.is('channelRefuses', { channel }))) return false;
  return runs.some(
    (run) =>
      isDone(run) &&
      isTheirs(world, place, run) &&
      (remembers(world, place, run) ||
        (reads(world, place, run) && isFound(world, place) && isAssumed(world, place))),
  );
}

/** What an identity that cannot be assumed has is not looked at: that is told of the identity. */
function isAssumed({ plan, is }: World, { identity }: WatchedPlace): boolean {
  return !is('identityRefused', { identity: plan.identities.findIndex(({ name }) => name === identity) });
}

/** Whether it could also see what is wrong with it. */
export function couldSee(world: World, place: WatchedPlace, runs: readonly Invocation[]): boolean {
  if (!couldTell(world, place, runs) || !isAssumed(world, place)) return false;
  return runs.some(
    (run) =>
      isDone(run) && isTheirs(world, place, run) && reads(world, place, run) && shows(world, place, run),
  );
}

function isDone({ report, isKilled }: Invocation): boolean {
  return report !== null && !isKilled;
}

function isTheirs(
  { plan, byId }: World,
  { clusterId }: WatchedPlace,
  { function: index }: Invocation,
): boolean {
  const regions = plan.functions[index]?.regions ?? null;
  return regions === null || regions.includes(byId(clusterId)?.plan.region ?? '');
}

function reads(world: World, { store }: WatchedPlace, { sinks }: Invocation): boolean {
  return sinks.includes(store) && !world.is('sinkUnreadable', { sink: world.stores.indexOf(store) });
}

/** The memory lies in the first sink that keeps any; it knows the place if both were there together. */
function remembers(world: World, place: WatchedPlace, { sinks }: Invocation): boolean {
  const store = sinks.find(({ kind }) => kind === 'kms') ?? sinks[0];
  if (store === undefined) return false;
  const sink = world.stores.indexOf(store);
  const isShut = (['sinkUnreadable', 'memoryUnreadable', 'memoryUnwritable'] as const).some((kind) =>
    world.is(kind, { sink }),
  );
  // What was lost is known again once everything was seen.
  const isLost = world.plan.changes.some(
    (change) =>
      ['memoryTorn', 'memoryDeleted', 'sinkOut'].includes(change.kind) &&
      change.sink === sink &&
      change.night <= world.night &&
      change.night + change.nights >= place.delivered - 1,
  );
  return !isShut && !isLost;
}

function shows(world: World, place: WatchedPlace, run: Invocation): boolean {
  const { refused } = run;
  const { clusterId, trouble } = place;
  if (trouble === 'torn' || trouble === 'missing' || trouble === 'another') return true;
  const cluster = world.byId(clusterId);
  if (cluster === undefined) return false;
  // Where nobody renews, nobody asks for endpoints, rights or a later certificate either.
  const isOfRecords = ['address', 'removed', 'revoked'].includes(trouble ?? '');
  if ((isOfRecords || isAtFormerAddress(world, place)) && !isRenewed(world, place)) return false;
  const isTried = place.store.kind !== 'github' || hasOpenCopy(world, place, run);
  return isTried && isListed(world, place) && refused.size === 0 && isReachable(world, cluster);
}

/** What nobody reads back is not tried; the same in another place is. */
function hasOpenCopy(world: World, { clusterId, identity, text }: WatchedPlace, run: Invocation): boolean {
  return run.sinks.some(
    (store) =>
      store.kind !== 'github' &&
      !world.is('sinkUnreadable', { sink: world.stores.indexOf(store) }) &&
      placesIn(store).some(
        (each) => each.clusterId === clusterId && each.identity === identity && each.text === text,
      ),
  );
}

/** Where it leads nobody answers, whatever else is wrong with it. */
function isAtFormerAddress(world: World, { text, clusterId }: WatchedPlace): boolean {
  const [held, cluster] = [text === null ? null : world.certificates.heldIn(text), world.byId(clusterId)];
  if (held === null || cluster === undefined) return false;
  const servers = serversOf(cluster);
  return ![...servers.public, ...servers.private].includes(held.server);
}

/** Without its memory a run comes to a place by what it renews, or by what a sink lists: KMS is listed by nobody. */
function isFound(world: World, place: WatchedPlace): boolean {
  if (!isListed(world, place)) return false;
  return place.store.kind !== 'kms' || isRenewed(world, place);
}

function isListed(world: World, { clusterId }: WatchedPlace): boolean {
  const cluster = world.byId(clusterId);
  if (cluster === undefined) return false;
  const inRegion = world.plan.clusters.flatMap(({ region }, index) =>
    region === cluster.plan.region ? [index] : [],
  );
  const isRegionOut = inRegion.some(
    (index) => world.is('regionMissing', { cluster: index }) || world.is('regionLeftOut', { cluster: index }),
  );
  return !isRegionOut && !world.is('unlisted', { cluster: cluster.index });
}

function isRenewed(world: World, { clusterId, identity }: WatchedPlace): boolean {
  const cluster = world.byId(clusterId);
  if (cluster === undefined) return false;
  const { index, name } = cluster;
  const holder = world.plan.identities.findIndex((each) => each.name === identity);
  const isOut =
    world.is('identityOut', { identity: holder }) ||
    (['excluded', 'tagLost'] as const).some((kind) => world.is(kind, { cluster: index }));
  return (
    !isOut &&
    (name.startsWith('prod-') || world.plan.functions.every(({ select }) => select.names === undefined))
  );
}
