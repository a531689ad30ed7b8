import { access, stat } from 'node:fs/promises';

export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether others than its owner may do anything with it; null when it is not there. Windows has no such bits. */
export async function isOpenToOthers(path: string): Promise<boolean | null> {
  const facts = await stat(path).catch(() => null);
  return facts && (facts.mode & 0o077) !== 0 && process.platform !== 'win32';
}

/** When it was last written; null when it is not there. */
export async function writtenAt(path: string): Promise<Date | null> {
  return stat(path).then(
    ({ mtime }) => mtime,
    () => null,
  );
}
