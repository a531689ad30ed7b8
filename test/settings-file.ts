import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file in a home's settings folder, where the program looks by default. */
export async function writeSettingsFile(home: string, name: string, text: string): Promise<string> {
  const file = join(home, '.config', 'ackring', name);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}
