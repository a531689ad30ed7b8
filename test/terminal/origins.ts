import { X509Certificate } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loopback } from '@ackring/emulator/http/listener';
import type { Emulator } from '@ackring/emulator/start';
import type { Grant } from '@ackring/emulator/world/cluster';
import { grantExpiry } from '@ackring/emulator/world/grant';
import { localDay, localSecond, localTime, localTimeToSecond } from 'ackring/messages/times';
import type { Origin } from './mask.js';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
/** What is fetched lives for one of these; what was removed can be restored for the last. */
const livesMs = [0, dayMs / 48, dayMs / 24, dayMs / 8, dayMs / 3, dayMs, 3 * dayMs, 30 * dayMs];
/** The zone of the terminals. */
const zone = 'Asia/Tokyo';

/** Every value of this cloud, and of what ran in this home, that another run does not have. */
export async function originsOf(cloud: Pick<Emulator, 'world'>, home: string): Promise<readonly Origin[]> {
  const { clusters, identities, apiServers, toldAt } = cloud.world;
  const all = [...clusters.all()];
  const grants = all.flatMap((cluster) => [...cluster.grants.values()]);
  const ports = await Promise.all(all.map((cluster) => apiServers.ports(cluster)));
  const addresses = ports.flatMap((each) => Object.values(each)).map((port) => `${loopback}:${port}`);
  const uids = identities.all().flatMap(({ uid, accountId }) => [uid, accountId]);
  const instants = [...all.map(({ created }) => created), ...grants.flatMap(beginningAndEnds)];
  const seconds = instantsSince(toldAt, 1000);
  return [
    { mask: '~', values: [home], isOfAnyLength: true },
    { mask: '<address>', values: [loopback, ...addresses], isOfAnyLength: true },
    { mask: '<identity>', values: grants.map(({ uid, suffix }) => `${uid}-${suffix}`) },
    { mask: '<uid>', values: uids },
    { mask: '<account>', values: uids.map((uid) => `${uid.slice(0, 4)}…${uid.slice(-4)}`) },
    { mask: '<cluster id>', values: all.map(({ id }) => id) },
    { mask: '<serial>', values: (await Promise.all(grants.map(serialsOf))).flat(), isOfAnyLength: true },
    { mask: '<run>', values: await runsIn(home) },
    { mask: '<date>', values: [...instants.flatMap(datesOf), ...datesSince(toldAt, livesMs)] },
    { mask: '<date>', values: seconds.map((at) => localTimeToSecond(at, zone)) },
    { mask: '<time>', values: seconds.map((at) => localSecond(at, zone)) },
  ];
}

/** With when the cloud would issue the next one. */
function beginningAndEnds(grant: Grant): readonly Date[] {
  const end = grantExpiry(grant);
  return [grant.issuedAt, new Date(end.getTime() - 180 * dayMs), end];
}

/** As the kubeconfig's certificate has them: in pairs on a page of its own. */
async function serialsOf({ credential, revoked }: Grant): Promise<readonly string[]> {
  const known = [await credential, revoked?.credential].flatMap((each) => each ?? []);
  const serials = known.map(({ certificate }) => new X509Certificate(certificate).serialNumber.toLowerCase());
  return serials.flatMap((serial) => [serial, serial.match(/../g)?.join(':') ?? serial]);
}

/** By the files that they left: a plan, its report, its backup. */
async function runsIn(home: string): Promise<readonly string[]> {
  const state = join(home, '.local', 'state', 'ackring');
  const folders = ['reports', 'access-backups'].map((name) => readdir(join(state, name)).catch(() => []));
  return (await Promise.all(folders)).flat().map((name) => name.replace(/^[a-z]+-|\.[a-z]+$/g, ''));
}

/** By the minute and by the day. */
function datesOf(instant: Date): readonly string[] {
  const time = localTime(instant, zone);
  return [time, time.slice(0, 16), localDay(instant, zone)];
}

/** The minutes since then, and so long after or before each. */
export function datesSince(start: Date, spansMs: readonly number[]): readonly string[] {
  const minutes = instantsSince(start, minuteMs);
  return [...new Set(minutes.flatMap((at) => spansMs.flatMap((spanMs) => datesOf(new Date(+at + spanMs)))))];
}

/** From the one before `start` to the one after now. */
function instantsSince(start: Date, everyMs: number): readonly Date[] {
  const count = Math.ceil((Date.now() - start.getTime()) / everyMs) + 2;
  return Array.from({ length: count }, (_, place) => new Date(start.getTime() + (place - 1) * everyMs));
}
