import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';

// What kubectl's plug-in reads: it waits for nothing, and loads nothing that does.

/**
 * The text of a file of ours that nobody else can write: others could plant a credential in it. A pipe would never
 * answer. Throws for anything else, and the system's errors.
 */
export function readOwnFile(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    const self = process.geteuid?.();
    const isOurs = self === undefined || (stats.uid === self && (stats.mode & 0o022) === 0);
    if (!isOurs || !stats.isFile()) throw new Error('not a file of ours alone');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** The names in a folder; none if it cannot be read. */
export function namesAtOnce(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
