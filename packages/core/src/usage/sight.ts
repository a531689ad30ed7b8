import type { Span } from './whole-answer.js';

/** How much a cluster's audit log covers. */
export interface Sight {
  /** The requested period. */
  readonly asked: Span;
  /** The start of the searched period; later than requested if the log is younger, or keeps less. */
  readonly from: Date;
  /** Spans without a log, not completely searched, or with more names than are kept; oldest first. */
  readonly gaps: readonly Span[];
  /** The whole requested period was covered: only then does "not seen" mean "unused". */
  readonly isWhole: boolean;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The log of a cluster that rests may be this late, and Log Service takes minutes to index it. */
const mostLateMs = 2 * hourMs;

/** The end of the requested period that the log has not reached: what is done there is still to come into it. */
export function lateSpan(asked: Span, latest: Date): readonly Span[] {
  return asked.to.getTime() - latest.getTime() > mostLateMs ? [{ from: latest, to: asked.to }] : [];
}

/**
 * The coverage left by the days with any event and the spans not completely searched. Null if there was no event at
 * all: whatever is in the log, it is not this API server's.
 */
export function sightOf(asked: Span, days: ReadonlySet<number>, partial: readonly Span[]): Sight | null {
  const [first, ...later] = [...days].toSorted((a, b) => a - b);
  if (first === undefined) return null;
  const gaps: Span[] = [];
  let before = first;
  for (const day of [...later, Math.floor(asked.to.getTime() / dayMs) * dayMs]) {
    if (day - before > dayMs) gaps.push({ from: new Date(before + dayMs), to: new Date(day) });
    before = day;
  }
  // A control plane logs every few seconds: the day that the span begins on has an event, unless it begins at its end.
  const isFromStart = first <= asked.from.getTime() + hourMs;
  const from = isFromStart ? asked.from : new Date(first);
  const all = [...gaps, ...partial].toSorted((a, b) => a.from.getTime() - b.from.getTime());
  return { asked, from, gaps: all, isWhole: isFromStart && all.length === 0 };
}
