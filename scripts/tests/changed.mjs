import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import avaConfig from '../../ava.config.mjs';

/** A submission's commits are rarely further apart. */
const submissionHours = 24;

/** So many are run five times in some minutes. */
const most = { short: 60, long: 8 };

/**
 * The compiled test files that a submission adds or changes, the latest first, as far as their programs are here. It
 * begins where it left `origin/main`; where that is the same commit, as in a fresh clone of what was just landed, it is
 * what was committed in the day before the last commit. Of a large one, only the latest files.
 */
export function changedTestFiles({ isLong }) {
  const names = git('log', '--format=', '--name-only', `${beginning()}HEAD`).split('\n');
  const compiled = [...new Set(names)].flatMap((name) => compiledTest(name) ?? []);
  const ours = compiled.filter((file) => file.includes('.long.') === isLong);
  return ours
    .filter((file) => existsSync(file) && !isLeftOut(file))
    .slice(0, isLong ? most.long : most.short);
}

/** `<commit>..`; nothing for a clone that is younger or shallow, where all there is counts. */
function beginning() {
  const head = git('rev-parse', 'HEAD');
  const left = orNothing(() => git('merge-base', 'HEAD', 'origin/main'));
  if (left !== '' && left !== head) return `${left}..`;
  const last = Number(git('log', '-1', '--format=%ct'));
  const before = git('rev-list', '-1', `--before=${last - submissionHours * 3600}`, 'HEAD');
  return before === '' ? '' : `${before}..`;
}

function compiledTest(name) {
  const [, folder, , rest] =
    /^((?:packages|functions)\/[^/]+|tui|test)\/(src\/)?(.*\.test)\.tsx?$/.exec(name) ?? [];
  return rest === undefined ? null : `${folder}/dist/${rest}.js`;
}

/** As ava.config.mjs leaves out what needs a program that is not here. */
function isLeftOut(file) {
  return avaConfig.files.some(
    (pattern) => /^!\*\*\/\*\.[\w-]+\.test\.js$/.test(pattern) && file.endsWith(pattern.slice(5)),
  );
}

function orNothing(read) {
  try {
    return read();
  } catch {
    return '';
  }
}

function git(...args) {
  // A clone in CI may belong to somebody else.
  return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
