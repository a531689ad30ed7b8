import { join } from 'node:path';

/** Where a state folder keeps its journal; whoever only looks whether there is one loads nothing else for it. */
export function journalPath(folder: string): string {
  return join(folder, 'journal.jsonl');
}
