import type { Court } from './court.js';
import type { Invocation } from './function.js';
import { wasMemoryLost } from './lost-memory.js';
import type { ClusterPlan } from './plan.js';
import { placesIn } from './stores.js';
import { couldSee, couldTell, daysLeftAt, type WatchedPlace } from './watched-places.js';
import type { World } from './world.js';

/** A trial comes by turns, within a week; what every read shows is seen at once. In nights on which it could be seen. */
export const seenWithin = {
  torn: 2,
  missing: 2,
  another: 2,
  removed: 3,
  authority: 10,
  revoked: 10,
  address: 10,
} as const;

/** No place holds what ended or is refused without somebody having been told in time. */
export function judgePlaces(court: Court, runs: readonly Invocation[]): void {
  for (const place of court.watched.values()) {
    if (place.trouble === null || place.trouble === 'ended') judgeEnd(court, place, runs);
    else judgeBreak(court, place, runs);
  }
  judgeSecondPlaces(court);
}

function judgeBreak({ world, heard, breach }: Court, place: WatchedPlace, runs: readonly Invocation[]): void {
  const { trouble, troubleSince, clusterId, identity, address, isKnownDead } = place;
  if (trouble === null || trouble === 'ended' || trouble === 'gone') return;
  if (couldSee(world, place, runs)) place.seen += 1;
  if (place.seen <= seenWithin[trouble]) return;
  const isDead = trouble === 'torn' || trouble === 'authority' || (trouble === 'revoked' && isKnownDead);
  const level = isDead ? 'nothing left' : 'any';
  const told = heard.lastAlarm(clusterId, identity, level);
  if (told >= troubleSince || heard.isOpen(clusterId, identity, level)) return;
  const what = isDead ? 'told that nothing is left' : 'told';
  breach(
    'untold break',
    `${address} holds what is ${trouble} since night ${troubleSince}, as could be seen on ${place.seen} nights, and nobody was ${what}`,
  );
}

/** Thirty days before and seven days before, on one of two nights on which somebody could be told. */
function judgeEnd({ world, heard, breach }: Court, place: WatchedPlace, runs: readonly Invocation[]): void {
  const left = daysLeftAt(world, place);
  // Who heard that nothing is left, and nothing else since, knows.
  if (left === null || left < -3 || heard.isOpen(place.clusterId, place.identity, 'nothing left')) return;
  const last = heard.lastAlarm(place.clusterId, place.identity);
  for (const [near, earliest] of [
    [30, 60],
    [7, 8],
  ] as const) {
    if (left > near) continue;
    if (couldTell(world, place, runs)) place.able[near] += 1;
    const from = Math.max(world.night - (earliest - left), place.since);
    if (place.able[near] > 1 && last < from)
      breach(
        'untold end',
        `${place.address} ends in ${Math.floor(left)} days, and nobody was told since night ${Math.ceil(from)}`,
      );
  }
}

function judgeSecondPlaces({ world, breach }: Court): void {
  for (const store of world.stores) {
    const seen = new Map<string, string>();
    for (const { clusterId, identity, address } of placesIn(store)) {
      const first = seen.get(`${clusterId}/${identity}`);
      if (first !== undefined) breach('second place', `${store.name} has ${address} beside ${first}`);
      seen.set(`${clusterId}/${identity}`, address);
    }
  }
}

/** Every place has what lasts, or its cluster is gone; and nobody waits to hear that something is over. */
export function judgeHealed({ world, watched, heard, breach }: Court): void {
  for (const place of watched.values()) {
    const left = daysLeftAt(world, place);
    const isHealed = place.trouble === 'gone' || (place.trouble === null && left !== null && left > 155);
    if (!isHealed) breach('not healed', `${place.address}: ${place.trouble ?? `${left} days left`}`);
  }
  // Whose memory is lost knows of no incident.
  for (const [each, night] of heard.open()) {
    if (!wasMemoryLost(world, night) && !isSoStill(world, each)) breach('left open', each);
  }
}

/** Where all clusters are deleted, a configuration selects nothing for good, and nobody asks about them any more. */
function isSoStill({ plan, clusters }: World, open: string): boolean {
  const owner = plan.functions.find(({ name }, index) => open.startsWith(`${name ?? index}/`));
  const living = clusters.filter(({ deletedOn }) => deletedOn === null);
  const isTheirs = ({ region }: ClusterPlan) => owner?.regions?.includes(region) ?? true;
  const isOfClusters = / failure (selection|kubeconfig states|region )/.test(open);
  return isOfClusters && !living.some((cluster) => isTheirs(cluster.plan));
}
