import { realpathSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A program that truncates a file before it writes it is not read in between. */
const settleMs = 100;

/**
 * Calls when one of these files may have been written, replaced, created or removed, once for changes that come
 * together, until aborted. Their folders are watched, as a file that is renamed over another is a new one; a folder
 * that is absent, or that the system cannot watch, is left out silently.
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
  for (const [folder, files] of Map.groupBy(all, dirname)) {
    const names = new Set(files.map((file) => basename(file)));
    try {
      watch(folder, { persistent: false, signal }, (_, name) => {
        if (name === null || names.has(name)) settle();
      }).on('error', () => undefined);
    } catch {}
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
