import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// As a whole: older versions of Node lack some of its names.
import * as sea from 'node:sea';
import { word } from '../../words/shell-word.js';
import { isWindows } from '../platform.js';

/**
 * Puts a program of this name into a folder for PATH, which is the one that runs: a single executable, or Node with
 * the `started` file.
 */
export async function putLauncher(folder: string, name: string, started: string): Promise<void> {
  const words = sea.isSea() ? [process.execPath] : [process.execPath, started];
  const file = join(folder, isWindows ? `${name}.cmd` : name);
  const text = isWindows
    ? `@${words.map((each) => `"${each}"`).join(' ')} %*\r\n`
    : `#!/bin/sh\nexec ${words.map(word).join(' ')} "$@"\n`;
  await writeFile(file, text);
  await chmod(file, 0o700);
}
