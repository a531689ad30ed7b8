import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { create } from 'tar';
import { filesUnder } from './files.mjs';

/** A tarball for npm: everything under `package/`, nothing of this machine in it. */
export async function writeTarball({ folder, file, date }) {
  const cwd = join(folder, '..');
  await create(
    { file, cwd, gzip: { level: 9 }, portable: true, noDirRecurse: true, mtime: new Date(date ?? 0) },
    filesUnder(folder).map((path) => `package/${path}`),
  );
}

/** A tarball of a folder under its own name, for download: nothing of this machine in it. */
export async function writeArchive({ folder, file, date }) {
  const name = basename(folder);
  await create(
    {
      file,
      cwd: dirname(folder),
      gzip: { level: 6 },
      portable: true,
      noDirRecurse: true,
      mtime: new Date(date ?? 0),
    },
    filesUnder(folder).map((path) => `${name}/${path}`),
  );
}

/** A zip with its files at the top level, for Function Compute. */
export function writeZip({ folder, file, prefix = '', level = 9 }) {
  // A zip stores wall clock times: the same components give the same bytes in every time zone.
  const mtime = new Date(2000, 0, 1);
  const entries = filesUnder(folder).map((path) => [
    prefix + path,
    [readFileSync(join(folder, path)), { mtime, level, os: 3, attrs: 0o100644 << 16 }],
  ]);
  writeFileSync(file, zipSync(Object.fromEntries(entries)));
}
