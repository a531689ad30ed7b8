import { type BigIntStats, type FSWatcher, realpathSync, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Any write changes the state, even one that restores the file's time or size; empty if it does not exist, or does not
 * tell.
 */
export function stateOf(file: string): string {
  const facts = factsOf(file);
  return typeof facts === 'string' ? '' : [facts.dev, facts.ino, facts.size, facts.ctimeNs].join(':');
}

/** A write soon after another can leave the same state: file systems' clocks tick every few milliseconds. */
const settlingMs = 2000;

/** Tells, whenever it is called, whether it is certain that nobody has written any of these files since. */
export function unwrittenSince(now: Date, paths: readonly string[]): () => boolean {
  const before = paths.map(stateOf);
  const isCertain = paths.every((path) => isSettled(path, now));
  return () => isCertain && paths.every((path, index) => stateOf(path) === before[index]);
}

/** Whether no write can follow that leaves the same state. */
function isSettled(file: string, now: Date): boolean {
  const facts = factsOf(file);
  if (typeof facts === 'string') return facts === 'absent';
  return Math.abs(now.getTime() - Number(facts.ctimeMs)) > settlingMs;
}

function factsOf(file: string): BigIntStats | 'absent' | 'unknown' {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false }) ?? 'absent';
  } catch {
    return 'unknown';
  }
}

/** A program that truncates a file before it writes it is not read in between. */
const settleMs = 100;

/**
 * Calls when one of these files may have been written, replaced, created or removed, once for changes that come
 * together, until aborted. Their folders are watched, as a file that is renamed over another is a new one, and those
 * around them, as a folder that is made, or moved away and back, is a new one too. What the system cannot watch is
 * left out silently.
 */
export function watchFiles(paths: readonly string[], onChange: () => void, signal: AbortSignal): void {
  let timer: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
    timer.unref();
  };
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  const all = new Set(paths.flatMap((path) => [path, targetOf(path)]));
  const follow = (folder: string, names: ReadonlySet<string>, changed: () => void): FSWatcher | null => {
    try {
      return watch(folder, { persistent: false, signal }, (_, name) => {
        if (name === null || names.has(name)) changed();
      }).on('error', () => undefined);
    } catch {
      return null;
    }
  };
  for (const [folder, files] of Map.groupBy(all, dirname)) {
    const names = new Set(files.map((file) => basename(file)));
    let own = follow(folder, names, settle);
    follow(dirname(folder), new Set([basename(folder)]), () => {
      own?.close();
      own = follow(folder, names, settle);
      settle();
    });
  }
}

/** Where a link leads; the path itself if it is none, or leads nowhere. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
