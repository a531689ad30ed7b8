import { type ExpiryEntry, fileExpiry } from '@ackring/core/expiry';
import { minuteMs, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { durationText } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { keyOf } from '../../screen/dispatch.js';
import { cutMiddle, type Line, lineWidth, span, widthOf } from '../../screen/drawing/line.js';
import { statusTones } from '../../screen/life.js';
import { fittingHolder } from '../holding/columns.js';
import { chosenHolderClusters } from '../holding/holder-tasks.js';
import { expiryEntries, expiryId } from '../holding/holders.js';
import { expirySurroundings } from './surroundings.js';
import { type Renewer, renewer, renewerText, signOf } from './table.js';

/** What ends next of all that was seen, whose it is and who renews it; and what was not seen. */
export function nextEndLine(state: AppState, failedRegions: number, messages: Messages): Line {
  const { kubeconfigs, holders, size } = state;
  if (kubeconfigs.inventory === null) return [];
  const { expired, soonest, isWhole } = nextEnd(state);
  const { expiry, crumbs } = messages;
  const missing = holders.unanswered.size + failedRegions;
  const isAsked = holders.answers.size > 0;
  const key = keyOf('showExpiry', state);
  if (soonest === null && !isAsked) return [span(` · ${expiry.next.notYet(key)}`, 'dim')];
  const known = !isAsked ? 'files' : isWhole && missing === 0 && !holders.isScanning ? 'all' : 'some';
  const ended = expired > 0 ? [expiry.next.expired(expired)] : [];
  const kept = widthOf(fitting(ended, Number.POSITIVE_INFINITY));
  const first = soonest === null ? [] : whatEnds(state, soonest, expiry.next[known], { kept, messages });
  const others = [
    ...ended,
    ...(missing > 0 ? [crumbs.unanswered(missing)] : []),
    ...(isAsked && (isWhole || holders.isScanning) ? [] : [expiry.next.asks(key)]),
  ];
  return [...first, span(fitting(others, size.columns - 1 - lineWidth(first)), 'dim')];
}

/** Of names that are too long the middle goes, and of who renews it what need not be said; `kept` is for others. */
function whatEnds(
  state: AppState,
  { entry, by }: Soonest,
  say: (what: string, left: string) => string,
  { kept, messages }: { readonly kept: number; readonly messages: Messages },
): Line {
  const room = state.size.columns - 4 - kept;
  const subject = subjectOf(entry, state, messages);
  const left = durationText(entry.notAfter.getTime() - state.now.getTime(), messages);
  const { renewers } = messages.expiry.next;
  const roomBeside = (who: string): number => room - widthOf(say('', left) + who);
  const whole = ` · ${renewers[by]}`;
  // Without keys, which are those of Expiry.
  const short = ` · ${renewerText(by, { isReadOnly: true }, messages)}`;
  const isCut = roomBeside(whole) < widthOf(subjectText(subject, Number.POSITIVE_INFINITY, messages));
  const who = !isCut ? whole : roomBeside(short) >= leastName ? short : '';
  const said = say(subjectText(subject, Math.max(leastName, roomBeside(who)), messages), left);
  return [span(' '), signOf(entry), span(' '), span(said, statusTones[entry.status]), span(who, 'dim')];
}

/** A name keeps so many columns. */
const leastName = 9;

/** As many whole parts as have room. */
function fitting(parts: readonly string[], room: number): string {
  let text = '';
  for (const part of parts) {
    if (widthOf(`${text} · ${part}`) > room) break;
    text = `${text} · ${part}`;
  }
  return text;
}

/** Whose it is, and where; of a file, the context, which names both. */
interface EndingSubject {
  /** In so many columns. */
  readonly holder: ((width: number) => string) | null;
  readonly place: string;
}

/** A cluster, which several accounts may have by one name, and its holder there. */
function subjectOf(entry: ExpiryEntry, { watched, fleet }: AppState, messages: Messages): EndingSubject {
  const { cluster, context } = entry;
  if (context !== null) return { holder: null, place: visible(context) };
  const owner = watched.length > 1 ? fleet.owners.get(cluster.id) : null;
  const place = owner ? messages.aside(cluster.name, owner) : cluster.name;
  return { holder: (width) => fittingHolder(entry, width, { messages }), place: visible(place) };
}

/** Two names in fewer columns each are none. */
const leastOfTwo = 12;

/** Cut each for itself, so that both names can be told; the cluster alone where two would not. */
function subjectText({ holder, place }: EndingSubject, room: number, { expiry }: Messages): string {
  const roomOfNames = room - widthOf(expiry.next.of('', ''));
  if (holder === null || roomOfNames < 2 * leastOfTwo) return cutPlace(place, room);
  const half = Math.floor(roomOfNames / 2);
  const roomOfHolder = Math.max(half, roomOfNames - widthOf(place));
  const shownHolder = holder(roomOfHolder);
  return expiry.next.of(shownHolder, cutMiddle(place, roomOfNames - widthOf(shownHolder)));
}

/** Of `ack/ap-northeast-1/staging-tokyo` the last part is the name. */
function cutPlace(place: string, width: number): string {
  if (widthOf(place) <= width) return place;
  const name = place.slice(place.lastIndexOf('/') + 1) || place;
  const short = name === place ? name : `…/${name}`;
  return widthOf(short) <= width ? short : cutMiddle(name, width);
}

interface Soonest {
  readonly entry: ExpiryEntry;
  readonly by: Renewer;
}

interface NextEnd {
  /** Every cluster was asked who holds what: details ask one alone. */
  readonly isWhole: boolean;
  readonly expired: number;
  readonly soonest: Soonest | null;
}

/** Looked for again when something was learnt, and every minute: a frame has no time to look through a large fleet. */
let last: { readonly of: readonly unknown[]; readonly found: NextEnd } | null = null;

function nextEnd(state: AppState): NextEnd {
  const { fleet, holders, kubeconfigs, access, rotation, now } = state;
  const minute = Math.floor(now.getTime() / minuteMs);
  const of = [
    ...[fleet.clusters, holders.answers, holders.unanswered, kubeconfigs.entries, access.callers],
    ...[rotation.outcomes, rotation.runs.value, minute],
  ];
  if (last?.of.every((part, index) => part === of[index])) return last.found;
  const found = soonestOf(state);
  last = { of, found };
  return found;
}

/** Temporary ones end every day, as they should, and revoked ones have ended; what the server and a file say of one holder is one. */
function soonestOf(state: AppState): NextEnd {
  const { holders, kubeconfigs, now } = state;
  const expired = new Set<string>();
  let entry: ExpiryEntry | null = null;
  const all = [expiryEntries(holders), fileExpiry([...kubeconfigs.entries.values()], new Map())];
  for (const entries of all) {
    for (const each of entries) {
      if (each.isTemporary || each.status === 'revoked') continue;
      if (each.notAfter < now) expired.add(expiryId(each));
      else if (entry === null || each.notAfter < entry.notAfter) entry = each;
    }
  }
  return {
    isWhole: chosenHolderClusters(state).every(
      ({ id }) => holders.answers.has(id) || holders.unanswered.has(id),
    ),
    expired: expired.size,
    soonest: entry && { entry, by: renewer(entry, expirySurroundings(state)) },
  };
}
