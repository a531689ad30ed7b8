import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zipSync } from 'fflate';
import { create } from 'tar';

/** Every file under a folder, by its path from there, in one order everywhere. */
export function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** A tarball as npm takes it: everything under `package/`, nothing of this machine in it. */
export async function writeTarball({ folder, file, date }) {
  const cwd = join(folder, '..');
  await create(
    { file, cwd, gzip: { level: 9 }, portable: true, noDirRecurse: true, mtime: new Date(date ?? 0) },
    filesUnder(folder).map((path) => `package/${path}`),
  );
}

/** A zip with its files at the top, as Function Compute takes it. */
export function writeZip({ folder, file }) {
  // A zip tells the time of a wall clock: the same parts make the same bytes in every time zone.
  const mtime = new Date(2000, 0, 1);
  const entries = filesUnder(folder).map((path) => [
    path,
    [readFileSync(join(folder, path)), { mtime, level: 9, os: 3, attrs: 0o100644 << 16 }],
  ]);
  writeFileSync(file, zipSync(Object.fromEntries(entries)));
}
