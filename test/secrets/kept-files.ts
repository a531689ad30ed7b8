import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** A file as it is on disk, its name counted as text too. */
export interface KeptFile {
  /** Relative to the searched folder. */
  readonly path: string;
  readonly text: string;
  /** Its permissions, such as `600`, and those of its folder. */
  readonly mode: string;
  readonly folderMode: string;
}

/** Every file under a folder. */
export async function keptFiles(folder: string): Promise<readonly KeptFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file) => {
      const path = relative(folder, file);
      return {
        path,
        text: `${path}\n${await readFile(file, 'latin1')}`,
        mode: await modeOf(file),
        folderMode: await modeOf(dirname(file)),
      };
    }),
  );
}

async function modeOf(path: string): Promise<string> {
  return ((await lstat(path)).mode & 0o777).toString(8);
}
