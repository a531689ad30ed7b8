import type { LoggedStretch } from './audit-statements.js';
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

/**
 * A control plane logs every few seconds, and never rests: where it was silent for longer nothing was logged, and that
 * says nothing. Log Service takes minutes to index, and what has just been done is still to come into the log.
 */
const mostSilentMs = 2 * 3_600_000;

/**
 * The coverage left by the stretches with events and the spans not completely searched. Null if there was no event at
 * all: whatever is in the log, it is not this API server's.
 */
export function sightOf(
  asked: Span,
  logged: readonly LoggedStretch[],
  partial: readonly Span[],
): Sight | null {
  if (logged.length === 0) return null;
  const inside = logged
    .filter(({ first, last }) => last >= asked.from && first <= asked.to)
    .toSorted((a, b) => a.first.getTime() - b.first.getTime());
  const [earliest] = inside;
  const from =
    earliest === undefined ? asked.to : isSilent(asked.from, earliest.first) ? earliest.first : asked.from;
  const gaps: Span[] = [];
  let heard = from;
  for (const { first, last } of inside) {
    if (isSilent(heard, first)) gaps.push({ from: heard, to: first });
    if (last > heard) heard = last;
  }
  if (isSilent(heard, asked.to)) gaps.push({ from: heard, to: asked.to });
  const all = [...gaps, ...partial].toSorted((a, b) => a.from.getTime() - b.from.getTime());
  return { asked, from, gaps: all, isWhole: from <= asked.from && all.length === 0 };
}

function isSilent(since: Date, until: Date): boolean {
  return until.getTime() - since.getTime() > mostSilentMs;
}
