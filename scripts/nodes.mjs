// The other versions of Node that a release is tried on and built with, as scripts/nodes/package.json names them. They
// are large: installed when first asked for, with `node scripts/nodes.mjs` or by a release.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pnpmVersion } from './release/platforms.mjs';

const folder = fileURLToPath(new URL('nodes/', import.meta.url));
const { resolve } = createRequire(join(folder, 'package.json'));

/** The path of the binary of `node22` or `node26`. */
export function nodeOf(name) {
  if (pathOf(name) === null) install();
  return pathOf(name) ?? raise(`${name} could not be installed into ${folder}`);
}

function pathOf(name) {
  try {
    return join(dirname(resolve(`${name}/package.json`)), 'bin/node');
  } catch {
    return null;
  }
}

/** Standard output belongs to whoever asks. */
function install() {
  execFileSync('npx', ['-y', `pnpm@${pnpmVersion}`, 'install', '--frozen-lockfile'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
}

function raise(message) {
  throw new Error(message);
}

if (import.meta.main) for (const name of ['node22', 'node26']) nodeOf(name);
