import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const mostTries = 10;

/**
 * Where faketime(1) has its library for multi-threaded programs; on Debian in the package of that name. It makes shared
 * memory that is named by its process, and fails where a killed process of that number left some: another number may do.
 */
export function clockLibrary() {
  for (let tries = 1; ; tries += 1) {
    const { stdout, stderr, error } = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], {
      encoding: 'utf8',
    });
    if (error !== undefined) throw new Error('faketime is not on PATH: apt-get install faketime');
    if (stdout) return stdout.trim();
    if (tries === mostTries) throw new Error(`faketime does not start: ${stderr.trim()}`);
  }
}

const folder = '/dev/shm';

/** Removes the shared memory that killed processes have left since `startMs`. */
export function removeLeftovers(startMs) {
  const named = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of named) {
    const [, pid] = /^(?:faketime_shm|sem\.faketime_sem)_(\d+)$/.exec(name) ?? [];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const path = join(folder, name);
    const { mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs >= startMs) rmSync(path, { force: true });
  }
}
