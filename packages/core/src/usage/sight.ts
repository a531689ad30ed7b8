import type { AnalysedLogs, LogService } from '../cloud/log-service/log-service.js';
import { AckringError } from '../words/errors.js';
import { type AuditStatement, type LoggedStretch, lastRow, pageOf, pageRows } from './audit-statements.js';

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

/** Where an audit log is. */
export interface AuditLogPlace {
  readonly project: string;
  readonly logstore: string;
}

export interface Span {
  /** Included. */
  readonly from: Date;
  /** Not included. */
  readonly to: Date;
}

export interface WholeAnswerOptions<Row> extends AuditLogPlace {
  readonly logs: Pick<LogService, 'analyse'>;
  readonly statement: AuditStatement<Row>;
  readonly span: Span;
  /** Takes the rows, a page at a time; none twice. */
  readonly take: (rows: readonly Row[]) => void;
  readonly signal?: AbortSignal | undefined;
  /** In one answer; default 5,000. */
  readonly rowsPerPage?: number | undefined;
  /** Maximum number of requested spans, before the rest is given up; default 200. */
  readonly mostSpans?: number;
}

/**
 * Repeats the query until the answer is complete, and returns the spans for which it is not. For a SELECT over much,
 * Log Service reports that it did not search everything; repeating it, or halving the period, may then give a
 * complete answer (page "The results are inaccurate"): newest first, so that the oldest is given up. Throws
 * AckringError.
 */
export async function askWhole<Row>(options: WholeAnswerOptions<Row>): Promise<readonly Span[]> {
  const { span, mostSpans = 200 } = options;
  const waiting = [span];
  const partial: Span[] = [];
  for (let asked = 0; ; asked += 1) {
    const next = waiting.pop();
    if (next === undefined) return partial;
    const result = asked < mostSpans ? await askSpan({ ...options, span: next }) : 'partial';
    if (result === 'split') waiting.push(...halvesOf(next));
    if (result === 'partial') partial.push(next);
  }
}

const shortestMs = 3_600_000;

/** `split`: nothing was taken, and half the period may be answered completely. */
async function askSpan<Row>(options: WholeAnswerOptions<Row>): Promise<'whole' | 'split' | 'partial'> {
  const { statement, span, take, rowsPerPage = pageRows } = options;
  let isWhole = true;
  for (let offset = 0; offset + rowsPerPage <= lastRow; offset += rowsPerPage) {
    const { rows, isComplete } = await askPage(options, pageOf(statement, offset, rowsPerPage));
    if (!isComplete && offset === 0 && lengthOf(span) > shortestMs) return 'split';
    // What was found is true anyway: only that there is no more is unknown.
    const read = rows.map(statement.read);
    take(read.filter((row) => row !== null));
    // A row that cannot be read may be anybody's.
    isWhole &&= isComplete && !read.includes(null);
    if (!isComplete || rows.length < rowsPerPage) return isWhole ? 'whole' : 'partial';
  }
  return 'partial';
}

const tries = 3;

async function askPage<Row>(
  { logs, project, logstore, span, signal }: WholeAnswerOptions<Row>,
  statement: string,
): Promise<AnalysedLogs> {
  let answer: AnalysedLogs = { rows: [], isComplete: false };
  for (let attempt = 0; attempt < tries && !answer.isComplete; attempt += 1) {
    try {
      answer = await logs.analyse({ project, logstore, statement, ...span }, signal);
    } catch (error) {
      // Half the period may be answered in time.
      if (!(error instanceof AckringError) || error.code !== 'TimedOut' || lengthOf(span) <= shortestMs)
        throw error;
      return answer;
    }
  }
  return answer;
}

function lengthOf({ from, to }: Span): number {
  return to.getTime() - from.getTime();
}

/** The newer last, to be requested next. Times are in whole seconds. */
function halvesOf({ from, to }: Span): readonly [Span, Span] {
  const middle = new Date(Math.floor((from.getTime() + to.getTime()) / 2_000) * 1_000);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}
