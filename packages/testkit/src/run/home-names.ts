import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders in which programs make one of their own. */
const shared = [
  '.cache',
  '.config',
  '.local/share',
  '.local/state',
  'Library/Application Support',
  'Library/Caches',
];

/** The names in a home folder and in what its programs share, without looking into those. */
export function namesIn(home: string): Set<string> {
  return new Set(
    ['', ...shared].flatMap((folder) => namesOf(join(home, folder)).map((name) => join(home, folder, name))),
  );
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
