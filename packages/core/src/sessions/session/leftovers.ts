import { namesAtOnce } from '../../machine/files/at-once.js';

/**
 * Removes what killed sessions left under `root`, including keys. Every start of the program does so: without
 * leftovers it costs one look at a folder, and nothing more is loaded. Never throws.
 */
export async function sweepLeftovers(root: string, now: () => Date): Promise<void> {
  const names = namesAtOnce(root);
  if (names.length === 0) return;
  const { sweepFolders } = await import('./session-folder.js');
  await sweepFolders(root, names, now()).catch(() => undefined);
}

/** Whether a start has something to remove. */
export function hasLeftovers(root: string): boolean {
  return namesAtOnce(root).length > 0;
}
