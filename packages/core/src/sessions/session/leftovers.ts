import { readdirSync } from 'node:fs';

/**
 * Removes what killed sessions left under `root`, keys among it. Every start of the program does it: where there is
 * nothing, one look at a folder is all that it costs, and nothing more is loaded. Never throws.
 */
export async function sweepLeftovers(root: string, now: () => Date): Promise<void> {
  const names = namesIn(root);
  if (names.length === 0) return;
  const { sweepFolders } = await import('./session-folder.js');
  await sweepFolders(root, names, now()).catch(() => undefined);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
