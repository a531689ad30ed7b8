import { chmod, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../machine/clock.js';
import { orMissing, unreadable, unwritable } from '../machine/files/error.js';
import { writeAtomically } from '../machine/files/write.js';
import { takeLock } from '../machine/kubeconfig-file/lock.js';
import { type ChainHead, chainLine, checkJournal, type Journal, type JournalCheck } from './journal.js';

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
  const path = join(folder, 'journal.jsonl');
  const headPath = join(folder, 'journal.head');
  const check = async (): Promise<JournalCheck> => {
    const [content, head] = await Promise.all([readText(path), readText(headPath)]);
    return checkJournal(content ?? '', parseHead(head));
  };
  return {
    path,
    check,
    record: async (draft) => {
      await prepareFolder(path);
      const release = await takeLock(path, { clock, waitMs });
      try {
        const content = (await readText(path)) ?? '';
        const head = headFrom(content, parseHead(await readText(headPath)));
        const next = chainLine(head, draft, clock.now());
        const isTorn = content !== '' && !content.endsWith('\n');
        await append(path, `${isTorn ? '\n' : ''}${next.text}\n`);
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
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** One write, synced: after it returns the line survives a power cut. */
async function append(path: string, text: string): Promise<void> {
  const handle = await open(path, 'a', 0o600);
  try {
    await chmod(path, 0o600);
    await handle.write(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await orMissing(readFile(path, 'utf8'));
  } catch (error) {
    throw unreadable(path, error);
  }
}

function parseHead(text: string | null): ChainHead | null {
  const match = /^(\d+) ([0-9a-f]{64})$/.exec(text?.trim() ?? '');
  return match === null ? null : { sequence: Number(match[1]), hash: match[2] ?? '' };
}
