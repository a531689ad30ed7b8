import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../machine/clock.js';
import { unwritable } from '../machine/files/error.js';
import { makePrivateFolder } from '../machine/files/folders.js';
import { appendSynced, readIfThere, writeAtomically } from '../machine/files/write.js';
import { takeLock } from '../machine/kubeconfig-file/lock.js';
import { isQuoted, keptSentence, type Sentence, sentenceOf, toText } from '../words/say.js';
import { journalPath } from './journal-path.js';

/** A change, without secrets: it is recorded for good. */
export interface JournalDraft {
  /** A verb of ours: `clean`, `revoke`, `san`, `merge`, … */
  readonly action: string;
  /** `started` before the first call, so that an interrupted undertaking leaves a trace. */
  readonly phase: 'started' | 'done' | 'failed' | 'refused';
  /** Links the phases of one undertaking. */
  readonly runId: string;
  /** One sentence for people; a line keeps its English. */
  readonly summary: Sentence | string;
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Where changes are recorded. */
export interface Journal {
  record(draft: JournalDraft): Promise<void>;
}

/** A line of the journal: each holds the hash of the one before, so that none can be changed or removed unnoticed. */
export interface JournalLine extends Omit<JournalDraft, 'summary'> {
  /** Starts at 1. */
  readonly sequence: number;
  readonly at: Date;
  readonly summary: string;
  /** The same for other languages. */
  readonly said?: Sentence;
  /** The hash of the line before; of nothing for the first. */
  readonly previous: string;
}

/** The hash by which the next line refers to this one: of its exact text, without the line break. */
function lineHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const emptyHash = lineHash('');

/** The end of the chain: what the next line needs to know. */
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
  const said = sentenceOf(summary);
  const line = {
    sequence,
    at: at.toISOString(),
    action,
    phase,
    runId,
    summary: toText(said),
    ...(isQuoted(said) ? {} : { said }),
    details,
    previous: head.hash,
  };
  const text = withoutSecrets(JSON.stringify(line));
  return { text, head: { sequence, hash: lineHash(text) } };
}

/** Callers write no secrets; a stray one is removed here. */
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
  said: v.optional(v.unknown()),
  details: v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
  previous: v.string(),
});

/** Parses one line; null if it is not ours, such as one cut off by a crash. */
function parseJournalLine(text: string): JournalLine | null {
  try {
    const { at, said, ...line } = v.parse(lineSchema, JSON.parse(text));
    return { ...line, at: new Date(at), said: keptSentence(said, line.summary) };
  } catch {
    return null;
  }
}

/** What is wrong with a journal. `line` starts at 1. */
export interface JournalFlaw {
  readonly line: number;
  /** `torn`: a write cut off by a crash, harmless. The others: somebody changed the file. */
  readonly kind: 'torn' | 'altered' | 'missing' | 'unreadable' | 'truncated';
}

export interface JournalCheck {
  readonly lines: readonly JournalLine[];
  readonly flaws: readonly JournalFlaw[];
  /** No flaw except torn writes. */
  readonly isIntact: boolean;
  /**
   * The starts of unfinished undertakings: each was killed half-way, or still runs. A line about a part of one
   * (`part` in its details) does not end it.
   */
  readonly unfinished: readonly JournalLine[];
  readonly head: ChainHead;
}

/**
 * Follows the chain through the file. `anchor` is the head kept beside it, which reveals lines cut off the end.
 * Whoever can write both files can still forge both; the chain shows care, it is not proof in court.
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

export interface JournalFile extends Journal {
  readonly path: string;
  /** The whole journal, with its flaws. A missing one is empty and intact. */
  check(): Promise<JournalCheck>;
}

export interface JournalOptions {
  /** The program's state folder; created with mode 0700. */
  readonly folder: string;
  readonly clock: Clock;
  /** How long to wait for another process's write, in ms; default 5 s. */
  readonly waitMs?: number;
}

/**
 * `journal.jsonl`, one line per change, append-only, mode 0600; its head is kept beside it, so that lines cut off the
 * end are noticed. Processes take turns. A line cut off by a crash stays, and the chain continues after it.
 */
export function createJournal({ folder, clock, waitMs = 5_000 }: JournalOptions): JournalFile {
  const path = journalPath(folder);
  const headPath = join(folder, 'journal.head');
  const check = async (): Promise<JournalCheck> => {
    const [content, head] = await Promise.all([readIfThere(path), readIfThere(headPath)]);
    return checkJournal(content ?? '', parseHead(head));
  };
  return {
    path,
    check,
    record: async (draft) => {
      await prepareFolder(path);
      const release = await takeLock(path, { clock, waitMs });
      try {
        const content = (await readIfThere(path)) ?? '';
        const head = headFrom(content, parseHead(await readIfThere(headPath)));
        const next = chainLine(head, draft, clock.now());
        const isTorn = content !== '' && !content.endsWith('\n');
        await appendSynced(path, `${isTorn ? '\n' : ''}${next.text}\n`);
        await writeAtomically(headPath, Buffer.from(`${next.head.sequence} ${next.head.hash}\n`));
      } catch (error) {
        throw unwritable(path, error);
      } finally {
        await release();
      }
    },
  };
}

/**
 * Continues from the kept head, so that lines cut off or changed before this write are still noticed; from the file
 * alone if a crash came between line and head.
 */
function headFrom(content: string, kept: ChainHead | null): ChainHead {
  const { head } = checkJournal(content, null);
  return kept !== null && kept.sequence >= head.sequence ? kept : head;
}

async function prepareFolder(path: string): Promise<void> {
  try {
    await makePrivateFolder(dirname(path));
  } catch (error) {
    throw unwritable(path, error);
  }
}

function parseHead(text: string | null): ChainHead | null {
  const match = /^(\d+) ([0-9a-f]{64})$/.exec(text?.trim() ?? '');
  return match === null ? null : { sequence: Number(match[1]), hash: match[2] ?? '' };
}
