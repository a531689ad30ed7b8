import type { Span } from './whole-answer.js';

/** How far a cluster's audit log lets anybody see. */
export interface Sight {
  /** What was asked for. */
  readonly asked: Span;
  /** From here on it was looked into; later than asked for where the log is younger, or keeps less. */
  readonly from: Date;
  /** Where nothing was logged, or not everything could be looked at; oldest first. */
  readonly gaps: readonly Span[];
  /** All of the time asked for was seen: only then is "not seen" the same as "unused". */
  readonly isWhole: boolean;
}

const dayMs = 86_400_000;

/**
 * What the days with any event in them, and the spans that were not looked at wholly, leave to be seen. Null where
 * there was no event at all: whatever is in the log, it is not this API server's.
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
  // On its first day the log may have begun at any hour: what was asked for begins at one as well.
  const isFromStart = first < asked.from.getTime() + dayMs;
  const from = isFromStart ? asked.from : new Date(first);
  const all = [...gaps, ...partial].toSorted((a, b) => a.from.getTime() - b.from.getTime());
  return { asked, from, gaps: all, isWhole: isFromStart && all.length === 0 };
}
