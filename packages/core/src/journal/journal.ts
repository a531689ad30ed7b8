import { createHash } from 'node:crypto';
import * as v from 'valibot';

/** What changed something, without a secret: it is written down for good. */
export interface JournalDraft {
  /** A verb of ours: `clean`, `revoke`, `san`, `merge`, … */
  readonly action: string;
  /** `started` before the first call, so that what is killed half-way leaves a trace. */
  readonly phase: 'started' | 'done' | 'failed' | 'refused';
  /** Ties the phases of one undertaking together. */
  readonly runId: string;
  /** One sentence for people. */
  readonly summary: string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where changes are written down. */
export interface Journal {
  record(draft: JournalDraft): Promise<void>;
}

/** A line of the journal: each holds the hash of the one before, so that none can be changed or taken out. */
export interface JournalLine extends JournalDraft {
  /** From 1 on. */
  readonly sequence: number;
  readonly at: Date;
  /** The hash of the line before; of nothing for the first. */
  readonly previous: string;
}

/** The hash a line is known by to the next one: of its very text, without the line's end. */
function lineHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const emptyHash = lineHash('');

/** Where the chain stands: what the next line needs to know. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

const chainStart: ChainHead = { sequence: 0, hash: emptyHash };

/** The text of the next line, and the head after it. */
export function chainLine(
  head: ChainHead,
  draft: JournalDraft,
  at: Date,
): { readonly text: string; readonly head: ChainHead } {
  const sequence = head.sequence + 1;
  const { action, phase, runId, summary, details = {} } = draft;
  const line = {
    sequence,
    at: at.toISOString(),
    action,
    phase,
    runId,
    summary,
    details,
    previous: head.hash,
  };
  const text = withoutSecrets(JSON.stringify(line));
  return { text, head: { sequence, hash: lineHash(text) } };
}

/** Callers write no secrets; should one slip in all the same, it ends here. */
function withoutSecrets(json: string): string {
  return json
    .replace(/-----BEGIN [A-Z ]+-----.*?(-----END [A-Z ]+-----|(?="))/g, 'REDACTED')
    .replace(/[A-Za-z0-9+/]{200,}={0,2}/g, 'REDACTED');
}

const lineSchema = v.object({
  sequence: v.number(),
  at: v.pipe(v.string(), v.isoTimestamp()),
  action: v.string(),
  phase: v.picklist(['started', 'done', 'failed', 'refused']),
  runId: v.string(),
  summary: v.string(),
  details: v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
  previous: v.string(),
});

/** Reads one line; null when it is none of ours, such as one torn by a crash. */
function parseJournalLine(text: string): JournalLine | null {
  try {
    const parsed = v.safeParse(lineSchema, JSON.parse(text));
    return parsed.success ? { ...parsed.output, at: new Date(parsed.output.at) } : null;
  } catch {
    return null;
  }
}

/** What is wrong with a journal. `line` counts from 1. */
export interface JournalFlaw {
  readonly line: number;
  /** `torn`: a write that a crash cut off, harmless. The others: somebody changed the file. */
  readonly kind: 'torn' | 'altered' | 'missing' | 'unreadable' | 'truncated';
}

export interface JournalCheck {
  readonly lines: readonly JournalLine[];
  readonly flaws: readonly JournalFlaw[];
  /** No flaw but torn writes. */
  readonly isIntact: boolean;
  /**
   * The beginnings of undertakings that were never finished: each was killed half-way, or still runs. A line that
   * tells of a part of one (`part` among its details) does not end it.
   */
  readonly unfinished: readonly JournalLine[];
  readonly head: ChainHead;
}

/**
 * Follows the chain through the file. `anchor` is the head that was kept beside it: with it, lines cut off the
 * end show too. Who can write both files can still forge both; the chain proves care, not a court case.
 */
export function checkJournal(content: string, anchor: ChainHead | null): JournalCheck {
  const lines: JournalLine[] = [];
  const flaws: JournalFlaw[] = [];
  let head = chainStart;
  const texts = content.split('\n');
  if (texts.at(-1) === '') texts.pop();
  let isOpen: number | null = null;
  for (const [index, text] of texts.entries()) {
    const number = index + 1;
    const line = parseJournalLine(text);
    if (line === null) {
      isOpen = number;
      continue;
    }
    const follows = line.previous === head.hash && line.sequence === head.sequence + 1;
    if (isOpen !== null) flaws.push({ line: isOpen, kind: follows ? 'torn' : 'unreadable' });
    else if (!follows)
      flaws.push({ line: number, kind: line.sequence > head.sequence + 1 ? 'missing' : 'altered' });
    isOpen = null;
    lines.push(line);
    head = { sequence: line.sequence, hash: lineHash(text) };
  }
  if (isOpen !== null) flaws.push({ line: isOpen, kind: 'torn' });
  const isShort = anchor !== null && anchor.sequence > head.sequence;
  const isOther = anchor !== null && anchor.sequence === head.sequence && anchor.hash !== head.hash;
  if (isShort) flaws.push({ line: texts.length + 1, kind: 'truncated' });
  if (isOther) flaws.push({ line: texts.length, kind: 'altered' });
  const isIntact = flaws.every(({ kind }) => kind === 'torn');
  return { lines, flaws, isIntact, unfinished: unfinishedRuns(lines), head };
}

function unfinishedRuns(lines: readonly JournalLine[]): readonly JournalLine[] {
  const ended = new Set(lines.filter(isEnd).map(({ runId }) => runId));
  return lines.filter(({ phase, runId }) => phase === 'started' && !ended.has(runId));
}

function isEnd({ phase, details }: JournalLine): boolean {
  return phase !== 'started' && details?.['part'] !== true;
}
