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

/** Where a release is made, and how; `executable` is the platform of a single one beside the packages. */
interface Making {
  readonly source?: string;
  readonly umask?: string;
  readonly zone?: string;
  readonly executable?: string;
  /** And an OCI image of it. */
  readonly withImage?: boolean;
}

/** Builds a release into an empty folder, of this clone unless told. */
export async function packInto(
  folder: string,
  { source = root, umask = '022', zone = 'UTC', executable = '', withImage = false }: Making = {},
): Promise<void> {
  const image = withImage ? '--image' : '';
  const script = `umask ${umask} && exec "$0" scripts/pack.mjs "$1" --executables "$2" ${image}`;
  await run('sh', ['-c', script, process.execPath, folder, executable], {
    cwd: source,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TZ: zone },
    maxBuffer: 1e8,
  });
}

/** A clone of this repository as it is now, at another path, which compiles everything anew. */
export async function cloneInto(folder: string): Promise<void> {
  const script = `
    set -e
    git clone --quiet --no-checkout . "$1"
    git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -Pt "$1"
    git -C "$1" reset --quiet
    for modules in $(find . -name node_modules -prune); do
      cp -al "$modules" "$1/$modules" 2>/dev/null || { rm -rf "$1/$modules"; cp -a "$modules" "$1/$modules"; }
    done
    cd "$1"
    exec "$0" node_modules/typescript/bin/tsc -b tui functions/rotate`;
  await run('sh', ['-c', script, process.execPath, folder], { cwd: root });
}
