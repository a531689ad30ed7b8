import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const entries = ['packages', 'functions', 'tui', 'test', 'node_modules', 'package.json', 'ava.config.mjs'];
/** Tests start servers and sign certificates: so many at a time keep a machine busy and not breathless. */
const batch = 12;

/** A copy of the workspace in which a change can be tried, hard links mostly; `remove` takes it away. */
export function createSandbox(root) {
  const folder = join(root, '.sampled');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const { status } = spawnSync('cp', ['-al', ...entries.map((entry) => join(root, entry)), folder], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the workspace could not be copied');
  return { fails, remove: () => rmSync(folder, { recursive: true, force: true }) };

  /** Whether one of the tests fails, or hangs, once the change is made. */
  async function fails(change, tests) {
    const path = join(folder, relative(root, change.file));
    const code = readFileSync(change.file, 'utf8');
    write(path, code.slice(0, change.start) + change.becomes + code.slice(change.end));
    try {
      for (let from = 0; from < tests.length; from += batch) {
        if (!(await passes(tests.slice(from, from + batch)))) return true;
      }
      return false;
    } finally {
      write(path, code);
    }
  }

  async function passes(tests) {
    const ava = join(folder, 'node_modules/.bin/ava');
    const run = spawn(ava, ['--fail-fast', ...tests], { cwd: folder, stdio: 'ignore' });
    const [code] = await once(run, 'exit');
    return code === 0;
  }
}

/** The linked file is the workspace's own until it is written anew. */
function write(path, text) {
  rmSync(path);
  writeFileSync(path, text);
}
