import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The version of everything, which only the root package.json states. */
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * What this is built from: the version, the commit, and when it was made, so that two builds of one commit are identical.
 * SOURCE_DATE_EPOCH (seconds) wins over the commit's date. Both are null outside a checkout.
 */
export function buildFacts() {
  const epoch = process.env.SOURCE_DATE_EPOCH ?? git('log', '-1', '--format=%ct');
  const commit = git('rev-parse', '--short=12', 'HEAD');
  const isModified = commit !== null && git('status', '--porcelain', '--untracked-files=no') !== '';
  return {
    version,
    commit: commit === null ? null : `${commit}${isModified ? '-modified' : ''}`,
    date: epoch === null || epoch === '' ? null : new Date(Number(epoch) * 1000).toISOString(),
  };
}

/** The commit's full hash; null if the checkout differs from it, or there is none. */
export function revision() {
  return git('status', '--porcelain', '--untracked-files=no') === '' ? git('rev-parse', 'HEAD') : null;
}

function git(...args) {
  try {
    // A folder within somebody else's repository has no commit of its own.
    if (run('rev-parse', '--show-prefix') !== '') return null;
    return run(...args);
  } catch {
    return null;
  }
}

function run(...args) {
  return execFileSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
