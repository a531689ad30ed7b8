import { dirname, join } from 'node:path';
import type { Clock } from '../machine/clock.js';
import { unwritable } from '../machine/files/error.js';
import { makePrivateFolder } from '../machine/files/folders.js';
import { appendSynced, readIfThere, writeAtomically } from '../machine/files/write.js';
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
