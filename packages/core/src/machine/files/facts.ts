import { access, stat } from 'node:fs/promises';

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether anyone but its owner has access to it; null if it does not exist. Windows has no such bits. */
export async function isOpenToOthers(path: string): Promise<boolean | null> {
  const facts = await stat(path).catch(() => null);
  return facts && (facts.mode & 0o077) !== 0 && process.platform !== 'win32';
}

/** When it was last written; null if it does not exist. */
export async function writtenAt(path: string): Promise<Date | null> {
  return stat(path).then(
    ({ mtime }) => mtime,
    () => null,
  );
}
