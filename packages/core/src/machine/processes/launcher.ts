import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { word } from '../../words/shell-word.js';
import { isWindows } from '../platform.js';

/** Puts a program of this name, which starts `words` with what it is given, into a folder for PATH. */
export async function putLauncher(folder: string, name: string, words: readonly string[]): Promise<void> {
  const file = join(folder, isWindows ? `${name}.cmd` : name);
  const text = isWindows
    ? `@${words.map((each) => `"${each}"`).join(' ')} %*\r\n`
    : `#!/bin/sh\nexec ${words.map(word).join(' ')} "$@"\n`;
  await writeFile(file, text);
  await chmod(file, 0o700);
}
