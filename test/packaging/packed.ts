import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

/** The version that is packed. */
export const { version }: { readonly version: string } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/** An empty folder; `undo`, which registers its removal, is a test's teardown or the file's `after.always`. */
export function emptyFolder(undo: (remove: () => Promise<void>) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'ackring-packaging-'));
  undo(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds a release into an empty folder, with the given umask and time zone. */
export async function packInto(folder: string, { umask = '022', zone = 'UTC' } = {}): Promise<void> {
  await run('sh', ['-c', `umask ${umask} && exec "$0" scripts/pack.mjs "$1"`, process.execPath, folder], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: zone },
  });
}
