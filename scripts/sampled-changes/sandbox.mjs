import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const linked = [
  'docs',
  'functions',
  'tui',
  'test',
  'scripts',
  'node_modules',
  'package.json',
  'ava.config.mjs',
];
/**
 * How many of the nearest test files are tried, batch by batch: most changes are seen by the first, and one that none
 * of these sees has no test near it.
 */
const batches = [1, 3, 6, 12];
/** Without any output for this long, a test hangs. */
const hangs = '60s';

/**
 * A copy of the workspace to try a change in; `remove` deletes it. Files that may be recompiled are copied, the rest
 * are hard links.
 */
export function createSandbox(root) {
  const folder = join(root, '.sampled');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  copy('-a', ['packages']);
  copy('-al', linked);
  const sound = new Set();
  const broken = new Set();
  return { fails, remove: () => rmSync(folder, { recursive: true, force: true }) };

  function copy(how, entries) {
    const paths = entries.map((entry) => join(root, entry));
    const { status } = spawnSync('cp', [how, ...paths, folder], { stdio: 'inherit' });
    if (status !== 0) throw new Error('the workspace could not be copied');
  }

  /** Whether one of the tests fails, or hangs, with the change. */
  async function fails(change, tests) {
    const left = tests.filter((test) => !broken.has(test));
    for (const size of batches) {
      const batch = left.splice(0, size);
      if (batch.length === 0 || (await isSeenBy(change, batch))) return batch.length > 0;
    }
    return false;
  }

  /** A test that fails without the change too sees nothing, and is left out from then on; the others are asked again. */
  async function isSeenBy(change, tests) {
    if (tests.length === 0 || (await withChange(change, () => passes(tests)))) return false;
    const unproven = tests.filter((test) => !sound.has(test));
    if (unproven.length === 0 || (await passes(unproven))) {
      for (const test of unproven) sound.add(test);
      return true;
    }
    for (const test of unproven) {
      const isSound = await passes([test]);
      (isSound ? sound : broken).add(test);
      if (!isSound) console.error(`fails without any change, and is left out: ${test}`);
    }
    return isSeenBy(
      change,
      tests.filter((test) => sound.has(test)),
    );
  }

  async function withChange(change, work) {
    const path = join(folder, relative(root, change.file));
    const code = readFileSync(path, 'utf8');
    writeFileSync(path, code.slice(0, change.start) + change.becomes + code.slice(change.end));
    try {
      return await work();
    } finally {
      writeFileSync(path, code);
    }
  }

  async function passes(tests) {
    const ava = join(folder, 'node_modules/.bin/ava');
    const run = spawn(ava, ['--fail-fast', '--timeout', hangs, ...tests], {
      cwd: folder,
      stdio: 'ignore',
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(folder, 'compiled'),
        ACKRING_LONG_TESTS: 'too',
      },
    });
    const [code] = await once(run, 'exit');
    return code === 0;
  }
}
