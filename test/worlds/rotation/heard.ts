import type { Told } from './function.js';
import { wasMemoryBehind } from './lost-memory.js';
import type { Change } from './plan.js';
import type { World } from './world.js';

/** What one channel has heard of one thing since it last heard that it is over. */
interface Episode {
  readonly heard: { readonly night: number; readonly level: string; readonly cause: string }[];
}

export interface TooMuch {
  readonly text: string;
  /** It was told for the very same reason. */
  readonly isSameCause: boolean;
}

/** What the channels heard, and what of it was too much. */
export interface Heard {
  readonly tolds: readonly Told[];
  /** What is too much about it; null for nothing. */
  take(told: Told): TooMuch | null;
  /** The last night on which somebody was alarmed of it, or was told that consumers have nothing; -1 for never. */
  lastAlarm(clusterId: string, identity: string, level?: 'any' | 'nothing left'): number;
  /** Somebody was told of it, or that consumers have nothing, and not that it is over: one level is told once. */
  isOpen(clusterId: string, identity: string, level: 'any' | 'nothing left'): boolean;
  /** What was told as open and never as over, as `channel key`, and when it was told last. */
  open(): ReadonlyMap<string, number>;
}

export function createHeard(world: World, changedOn: (clusterId: string, identity: string) => number): Heard {
  const tolds: Told[] = [];
  const episodes = new Map<string, Episode>();
  const alarmed = new Map<string, number>();
  const ended = new Map<string, number>();
  // Weeks are counted from the beginning: told late once, it is told again sooner.
  const isLate = (from: number): boolean =>
    world.plan.changes.some((change) => delays(change, from - 7, world.night));
  const excused = (from: number): boolean =>
    world.plan.changes.some((change) => excuses(change, from, world.night));

  function take(told: Told): TooMuch | null {
    tolds.push(told);
    const { channel, alarm, night } = told;
    const { key, kind, clusterId, identity } = alarm;
    const at = `${channel} ${key}`;
    const episode = episodes.get(at);
    if (kind === 'resolved' || kind === 'mended') {
      const end = ended.get(at);
      episodes.delete(at);
      ended.set(at, night);
      const isAfterAll =
        episode !== undefined ||
        kind === 'mended' ||
        excused(night - 1) ||
        isOwnEnd(told) ||
        isRemembered(told) ||
        // The first end is in the memory that nobody could read.
        (end !== undefined && wasMemoryBehind(world, end));
      const text = `${channel} hears that ${alarm.label} is over, and never heard of it`;
      return isAfterAll ? null : { text, isSameCause: true };
    }
    if (clusterId !== null && identity !== null) {
      alarmed.set(`${clusterId}/${identity} any`, night);
      if (alarm.step === 0) alarmed.set(`${clusterId}/${identity} nothing left`, night);
    }
    const heard = { night, level: String(alarm.step), cause: `${kind} ${alarm.reason}` };
    const last = episode?.heard.findLast(({ level }) => level === heard.level);
    episodes.set(at, { heard: [...(episode?.heard ?? []), heard] });
    if (last === undefined || excused(last.night)) return null;
    if (clusterId !== null && changedOn(clusterId, identity ?? '') >= last.night) return null;
    if (night - last.night >= leastNights(told) || (clusterId === null && isLate(last.night))) return null;
    if (isWorse(heard.cause, last.cause)) return null;
    const isSameCause = last.cause === heard.cause;
    const again = isSameCause ? 'again' : `after ${last.cause}`;
    const text = `${channel} hears ${heard.cause} of ${alarm.label} at level ${heard.level} on night ${night}, ${again} on night ${last.night}`;
    return { text, isSameCause };
  }

  return {
    tolds,
    take,
    lastAlarm: (clusterId, identity, level = 'any') => alarmed.get(`${clusterId}/${identity} ${level}`) ?? -1,
    isOpen: (clusterId, identity, level) =>
      [...episodes].some(([at, { heard }]) => {
        const [, key = ''] = at.split(' ');
        return key === `${clusterId}/${identity}` && (level === 'any' || heard.at(-1)?.level === '0');
      }),
    open: () => new Map([...episodes].map(([at, { heard }]) => [at, heard.at(-1)?.night ?? 0])),
  };
}

/** Daily once consumers have nothing, or no run does anything; weekly for what has no end to count to; else once. */
function leastNights({ alarm: { key, step, daysLeft, clusterId } }: Told): number {
  if (step === 0 || key === 'failure run') return 1;
  return clusterId === null || daysLeft === null ? 7 : Number.POSITIVE_INFINITY;
}

const byGravity = ['pending', 'blocked', 'failing'];

/** What cannot be tried may pass; what was tried and failed is to be mended. */
function isWorse(cause: string, before: string): boolean {
  const [gravity, earlier] = [cause, before].map((each) => byGravity.indexOf(each.split(' ')[0] ?? ''));
  return earlier !== -1 && (gravity ?? -1) > (earlier ?? -1);
}

/** A channel that failed is tried again with the end of its own failure. */
function isOwnEnd({ channel, alarm }: Told): boolean {
  return alarm.key === `failure notifier ${channel.split('/')[1]}`;
}

/** After nights of which nothing is kept, what was told without the memory is called off, whatever it was. */
function isRemembered({ alarm }: Told): boolean {
  return alarm.reason === 'Remembered';
}

function delays({ kind, night, nights }: Change, from: number, until: number): boolean {
  const isKind = kind === 'channelRefuses' || kind === 'absent' || kind === 'clockOff';
  return isKind && night <= until && night + nights >= from;
}

/** After a kill, beside another run, or without its memory, a run cannot know what was sent. */
function excuses(
  { kind, night, nights }: World['plan']['changes'][number],
  from: number,
  until: number,
): boolean {
  const forgets = [
    'killed',
    'doubled',
    'memoryTorn',
    'memoryDeleted',
    'memoryUnreadable',
    'memoryUnwritable',
  ];
  const isKind = forgets.includes(kind) || kind === 'sinkUnreadable' || kind === 'sinkOut';
  return isKind && night <= until && night + Math.max(nights, 1) >= from;
}
