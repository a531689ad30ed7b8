import type { Court } from './court.js';
import { type Invocation, isUnusable, type Told } from './function.js';
import { seenWithin } from './judged-places.js';
import { channels } from './plan.js';
import type { WatchedPlace } from './watched-places.js';
import { isReachable } from './world.js';

/** `ready` and a proof of tonight stand in a report only while it is so. */
export function judgeReport({ world, heard, placesOf, breach }: Court, { report, sinks }: Invocation): void {
  const outcomes = report?.outcomes ?? [];
  for (const { cluster, identity, condition, holder, left } of outcomes) {
    if (condition == null || holder !== null) continue;
    // What was left is owed by itself, also where its sink is a sink again.
    const others = outcomes.flatMap((each) =>
      each.left !== undefined && each.left !== left && each.cluster.id === cluster.id ? [each.left] : [],
    );
    const bad = placesOf(cluster.id, identity).find(
      (place) =>
        sinks.includes(place.store) &&
        place.trouble !== null &&
        (left === undefined ? !others.some((each) => isOf(place, each)) : isOf(place, left)),
    );
    const truth = world.byId(cluster.id);
    const isAnswering = truth !== undefined && isReachable(world, truth);
    const why = bad === undefined ? 'nobody answers' : `${bad.address} is ${bad.trouble}`;
    const isProven = condition.lastProof !== null && condition.lastProof === report?.now;
    const name = `${cluster.name}/${identity}`;
    if (isProven && (bad !== undefined || !isAnswering))
      breach('false proof', `${name} is said to be proven tonight: ${why}`);
    // What was never let in is said to be: nothing is known of it.
    if (condition.state !== 'ready' || condition.lastProof === null || bad === undefined) continue;
    const isKnown = heard.lastAlarm(cluster.id, identity) >= bad.troubleSince;
    if (isKnown || isSeen(bad))
      breach('false ready', `${name} is ready, and ${why} since night ${bad.troubleSince}`);
  }
}

/** By the key of a place that was left; in KMS it follows from cluster and identity. */
function isOf({ store, address }: WatchedPlace, left: string): boolean {
  return left === store.name || (left.includes(`:${store.name}/`) && left.includes(address));
}

function isSeen({ trouble, seen }: WatchedPlace): boolean {
  if (trouble === null || trouble === 'gone') return false;
  return trouble === 'ended' || seen > seenWithin[trouble];
}

/** What a channel hears to be over is: every place of it is let in tonight, or its cluster is gone. */
export function judgeOver(
  { world, heard, placesOf, breach }: Court,
  { channel, alarm }: Told,
  runs: readonly Invocation[],
): void {
  const { kind, key, clusterId, identity, label, reason, mended } = alarm;
  if ((kind !== 'resolved' && kind !== 'mended') || clusterId === null) return;
  // It says when one that works was in place, not that one is.
  if (mended !== null && !runs.some(({ report }) => report?.now === mended.until)) return;
  const cluster = world.byId(clusterId);
  if (cluster === undefined || cluster.deletedOn !== null) return;
  const isOfAll = key === `${clusterId}/${identity}`;
  const places = placesOf(clusterId, identity).filter(({ store, address }) =>
    isOfAll
      ? runs.some(({ sinks }) => sinks.includes(store))
      : key.includes(store.name) && key.includes(address),
  );
  // That only its failure is over, and since when nothing is known of what is held, holds of anything.
  if (places.length === 0 || reason === 'Unproven') return;
  // What was left and is delivered to again is told of by its credential from then on.
  if (!isOfAll && reason === 'Gone' && heard.isOpen(clusterId, identity ?? '', 'any')) return;
  const said = `${channel} hears that ${label} is over (${kind} ${reason})`;
  const bad = places.find(({ trouble }) => trouble !== null);
  if (bad !== undefined) breach('false over', `${said}: ${bad.address} is ${bad.trouble}`);
  else if (isOfAll && reason === 'Gone') breach('false over', `${said}: it is not gone`);
  else if (!isReachable(world, cluster)) breach('false over', `${said}: nobody answers`);
}

/** A run that cannot even read its configuration says so to its own channels. */
export function judgeRuns(
  { world, heard, breach }: Court,
  unusableNights: Map<number, number>,
  runs: readonly Invocation[],
): void {
  const isMute = channels.every((_, channel) => world.is('channelRefuses', { channel }));
  for (const [index, { name }] of world.plan.functions.entries()) {
    const isRun = runs.some((run) => run.function === index && !run.isKilled);
    const isBroken = isUnusable(world, index) && isRun && !isMute;
    const nights = isBroken ? (unusableNights.get(index) ?? 0) + 1 : 0;
    unusableNights.set(index, nights);
    const owner = `${name ?? index}/`;
    const isOpen = [...heard.open().keys()].some(
      (each) => each.startsWith(owner) && each.endsWith('failure run'),
    );
    // Without its memory it is told as a part of that.
    const isTold = heard.tolds.some(
      ({ channel, alarm, night }) =>
        channel.startsWith(owner) && alarm.label === 'run' && night === world.night,
    );
    if (nights > 1 && !isOpen && !isTold)
      breach(
        'untold run',
        `the configuration of ${owner} cannot be read for ${nights} nights, and its channels heard nothing`,
      );
  }
}
