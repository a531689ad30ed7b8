import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Since Go 1.21 it brings the newer Go that a module asks for. */
const oldestMinor = 21;

/** Something that this machine does not have, in one line; what was to be built may be all right. */
export class NotHere extends Error {}

/** Throws NotHere without a Go that will do. */
export function requireGo() {
  const { error, stdout } = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (error) throw new NotHere('Go is not on PATH');
  const minor = Number(/\bgo1\.(\d+)/.exec(stdout)?.[1]);
  if (!(minor >= oldestMinor)) throw new NotHere(`Go 1.${oldestMinor} or later is needed: ${stdout.trim()}`);
}

/**
 * Runs `go` with arguments in a folder, and resolves with what it prints. Its caches are in the work folder, which can
 * be removed as a whole; the proxy and the database of sums are those that the machine is set to.
 */
export function openGo(work) {
  const folders = { GOCACHE: 'build', GOMODCACHE: 'modules', GOTMPDIR: 'tmp' };
  const env = { ...process.env };
  for (const [name, folder] of Object.entries(folders)) {
    env[name] = join(work, folder);
    mkdirSync(env[name], { recursive: true });
  }
  Object.assign(env, {
    // Modules are read-only otherwise, and could not be removed.
    GOFLAGS: '-mod=mod -modcacherw -trimpath -buildvcs=false',
    GOTOOLCHAIN: process.env.GOTOOLCHAIN || 'auto',
    GOWORK: 'off',
    // No C compiler is needed then.
    CGO_ENABLED: '0',
  });
  return (folder, ...args) => outputOf(spawn('go', args, { cwd: folder, env }));
}

/** Rejects with the last line of what it says when it fails. */
async function outputOf(child) {
  const stop = () => child.kill();
  process.on('exit', stop);
  const said = { stdout: '', stderr: '' };
  for (const name of Object.keys(said)) {
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text;
    });
  }
  const [code, signal] = await once(child, 'close');
  process.off('exit', stop);
  if (code !== 0)
    throw new Error(said.stderr.trim().split('\n').at(-1) || `go was ended by ${signal ?? code}`);
  return said.stdout;
}
