import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
// As a whole: older versions of Node lack some of its names, and have no executable to query.
import * as sea from 'node:sea';
import { makePrivateFolder } from './folders.js';

/**
 * Writes the files that a single executable contains under `prefix`, such as `function/code`, into a folder. Returns
 * whether there are any.
 */
export async function unpackFiles(prefix: string, folder: string): Promise<boolean> {
  if (!sea.isSea()) return false;
  const names = sea.getAssetKeys().filter((name) => name.startsWith(`${prefix}/`));
  for (const name of names) {
    const file = join(folder, name.slice(prefix.length + 1));
    await makePrivateFolder(dirname(file));
    await writeFile(file, new Uint8Array(sea.getRawAsset(name)), { mode: 0o600 });
  }
  return names.length > 0;
}
