import { type AckringError, toAckringError } from '../../words/errors.js';
import { within } from '../inventory/deadline.js';
import { type Folded, withOutage } from '../ledger/fold.js';
import { isNotifierKey, memoryKey, notifierKey, type Standing, type Standings } from '../ledger/standing.js';
import { outcomeError, type RotationFailure } from '../report/report.js';
import { afterNotifying, alarmsFor, type DueAlarm, resolvedAlarm, sealWith } from './alarm.js';
import type { Notifier } from './notifier.js';

export interface NotifyOptions {
  readonly notifiers: readonly Notifier[];
  readonly function?: string | null;
  readonly runId: string;
  /** The longest that one notifier may take, in ms. */
  readonly limitMs: number;
  /** What is sent will be remembered. */
  readonly isRecorded: boolean;
}

export interface Notified {
  /** With what each notifier was sent; the same object if nothing had to be sent. */
  readonly standings: Standings;
  readonly failures: readonly RotationFailure[];
}

/**
 * Sends every notifier what it has not been sent yet, concurrently, and then reports those that failed to those that
 * did not. What could not be sent is not recorded as sent, so that the next run tries again.
 */
export async function notifyAll({ report, standings }: Folded, options: NotifyOptions): Promise<Notified> {
  const now = new Date(report.now);
  const channels = named(options.notifiers);
  const send = (state: Standings, chosen: readonly Channel[]) =>
    notifySome(state, chosen, { report, now, ...options });
  const first = await send(standings, channels);
  const known = withNotifierOutages(first, now);
  const listening = channels.filter(({ name }) => !first.failed.has(name));
  const second = known === first.standings ? first : await send(known, listening);
  // In the order of the configuration, whoever answered first.
  const failures = channels.flatMap(({ name }) => {
    const error = first.failed.get(name);
    return error === undefined ? [] : [{ what: `notifier ${name}`, error: outcomeError(error) }];
  });
  const kept = pruned(second.standings, new Set(channels.map(({ name }) => name)));
  return { standings: kept, failures };
}

const dayMs = 86_400_000;

interface Channel {
  readonly name: string;
  readonly notifier: Notifier;
}

/** Two of one kind are two channels, each with its own memory. */
function named(notifiers: readonly Notifier[]): readonly Channel[] {
  return notifiers.map((notifier, index) => {
    const earlier = notifiers.slice(0, index).filter(({ name }) => name === notifier.name).length;
    return { notifier, name: earlier === 0 ? notifier.name : `${notifier.name} ${earlier + 1}` };
  });
}

/** As their memory knows them. */
export function channelNames(notifiers: readonly Notifier[]): readonly string[] {
  return named(notifiers).map(({ name }) => name);
}

interface Round {
  readonly standings: Standings;
  readonly failed: ReadonlyMap<string, AckringError>;
  readonly succeeded: ReadonlySet<string>;
}

async function notifySome(
  standings: Standings,
  channels: readonly Channel[],
  {
    report,
    now,
    limitMs,
    runId,
    function: from = null,
    isRecorded,
  }: NotifyOptions & { readonly report: Folded['report']; readonly now: Date },
): Promise<Round> {
  const failed = new Map<string, AckringError>();
  const sent = new Map<string, readonly DueAlarm[]>();
  const sending = channels.map(async (channel) => {
    const { name, notifier } = channel;
    try {
      await within(limitMs, `notifier ${name}`, async (signal) => {
        const open = await dueFor(channel, standings, now);
        const news = isRecorded
          ? open
          : withoutMemory(open, now).map(standings.has(memoryKey) ? ofMemory : (due) => due);
        const due = news.length > 0 ? news : trialOf(name, standings, now);
        if (due.length === 0) return;
        const alarms = due.map(({ alarm }) => alarm);
        const notice = { function: from, runId, now: report.now, counts: report.counts, alarms };
        await notifier.send(notice, signal);
        const unnamed = new Set(notifier.leftOut?.(notice));
        sent.set(
          name,
          due.filter(({ alarm }) => !unnamed.has(alarm)),
        );
      });
    } catch (error) {
      failed.set(name, toAckringError(error));
    }
  });
  await Promise.all(sending);
  const next = channels.reduce((state, { name }) => {
    const due = sent.get(name);
    return due === undefined ? state : afterNotifying(state, name, due);
  }, standings);
  return { standings: next, failed, succeeded: new Set(sent.keys()) };
}

/**
 * What nobody can remember to have told would be told every day: daily is said what failed as a whole, the memory among
 * it, and what is close; the rest on one day of each week.
 */
function withoutMemory(due: readonly DueAlarm[], now: Date): readonly DueAlarm[] {
  if (Math.floor(now.getTime() / dayMs) % 7 === 0) return due;
  return due.filter(({ alarm: { kind, step } }) => kind === 'outage' || (step !== null && step <= 7));
}

/** Nobody will know what was told: it is one incident with the memory's own, and ends with it. */
function ofMemory({ alarm, mark }: DueAlarm): DueAlarm {
  const isOpen = alarm.kind !== 'resolved' && alarm.kind !== 'mended';
  return { alarm: isOpen ? { ...alarm, key: memoryKey } : alarm, mark };
}

/** A notifier that failed is tried again, with the end of its own failure, though there is nothing else to send. */
function trialOf(name: string, standings: Standings, now: Date): readonly DueAlarm[] {
  const standing = standings.get(notifierKey(name));
  if (standing === undefined || standing.goneBecause !== null) return [];
  return [{ alarm: resolvedAlarm(standing, now), mark: null }];
}

/** Its secret is read only where there is something to send, or to have been sent. */
async function dueFor(
  { name, notifier }: Channel,
  standings: Standings,
  now: Date,
): Promise<readonly DueAlarm[]> {
  const { secret, incidents } = notifier;
  const open = alarmsFor(name, standings, now, { incidents });
  if (secret === undefined) return open;
  const isRemembered = [...standings.values()].some(({ told }) => Object.hasOwn(told, name));
  if (open.length === 0 && !isRemembered) return [];
  return alarmsFor(name, standings, now, { incidents, seal: sealWith(await secret()) });
}

/** A notifier that refuses is an outage of its own; one that accepted something works again. */
function withNotifierOutages({ standings, failed, succeeded }: Round, now: Date): Standings {
  const next = new Map(standings);
  for (const [name, { code, message, remedy }] of failed) {
    const key = notifierKey(name);
    const previous = next.get(key);
    const since = previous?.outage?.since ?? now.toISOString();
    next.set(key, withOutage(key, `notifier ${name}`, { code, message, remedy, since }, previous));
  }
  for (const name of succeeded) {
    const previous = next.get(notifierKey(name));
    if (previous !== undefined) next.set(previous.key, { ...previous, goneBecause: 'over' });
  }
  const isSame = failed.size === 0 && [...succeeded].every((name) => !standings.has(notifierKey(name)));
  return isSame ? standings : next;
}

/** Without what nobody has to hear any more, and without records of removed notifiers. */
function pruned(standings: Standings, names: ReadonlySet<string>): Standings {
  let isChanged = false;
  const next = new Map<string, Standing>();
  for (const standing of standings.values()) {
    const told = Object.fromEntries(Object.entries(standing.told).filter(([name]) => names.has(name)));
    const isSame = Object.keys(told).length === Object.keys(standing.told).length;
    const kept = isSame ? standing : { ...standing, told };
    if (isForgotten(kept, names)) isChanged = true;
    else {
      next.set(kept.key, kept);
      isChanged ||= !isSame;
    }
  }
  return isChanged ? next : standings;
}

function isForgotten(
  { key, goneBecause, holder, told, outage }: Standing,
  names: ReadonlySet<string>,
): boolean {
  const wasReported = Object.keys(told).length > 0;
  if (goneBecause !== null) return !wasReported;
  if (isNotifierKey(key)) return ![...names].some((name) => notifierKey(name) === key);
  // Others' credentials are in the cloud's own records; only who was told has to be remembered.
  return holder !== null && outage === null && !wasReported;
}
