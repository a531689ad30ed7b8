// Runs the whole test command again and again, each time in another order and on a busy machine, and lists what
// failed even once, with the seed that repeats it.
//   calm [FILES…]                    five runs, with two cores kept busy beside each
//   calm --runs N --seed S           N runs; the first order is that of S, and the others follow from it
//   calm --quiet                     nothing beside them
//   calm --half                      every second run quiet
//   calm --as-plain-user             as the user nobody with a HOME of its own; only root can become somebody else
//   calm --long                      the long tests instead
//   calm --changed                   only the test files that the submission adds or changes
//   calm --minutes N                 begins no further run after so many
//   calm --matrix                    one run for each way a machine may be set up: scripts/tests/settings.mjs
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keepBusy } from './tests/busy.mjs';
import { changedTestFiles } from './tests/changed.mjs';
import { asItIs, asPlainUser, opened, settings } from './tests/settings.mjs';

const { values: options, positionals: named } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 100_000) },
    quiet: { type: 'boolean', default: false },
    half: { type: 'boolean', default: false },
    'as-plain-user': { type: 'boolean', default: false },
    matrix: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    changed: { type: 'boolean', default: false },
    minutes: { type: 'string', default: 'Infinity' },
  },
});
const busyCores = 2;
const files = options.changed ? changedTestFiles({ isLong: options.long }) : named;
if (options.changed && files.length === 0) {
  console.log('no test file was added or changed');
  process.exit();
}
const root = fileURLToPath(new URL('..', import.meta.url));
const ava = join(root, 'node_modules/ava/entrypoints/cli.js');
const logs = join(root, 'node_modules/.cache/ackring-tests/calm');

mkdirSync(logs, { recursive: true });
const done = [];
for (const run of runs()) {
  if (performance.now() > Number(options.minutes) * 60_000) {
    console.log(`\n${options.minutes} minutes are over: the other runs are left out`);
    break;
  }
  done.push(await ended(run));
  console.log(tableOf(done));
}
for (const line of failedOnce(done)) console.log(line);
process.exitCode = done.some(({ code }) => code !== 0) ? 1 : 0;

/** `{seed, setting, isBusy}`. */
function runs() {
  const own = options['as-plain-user'] ? asPlainUser : asItIs;
  const chosen = options.matrix ? settings : Array.from({ length: Number(options.runs) }, () => own);
  return chosen.map((setting, place) => ({
    seed: Number(options.seed) + place,
    setting,
    isBusy: !options.quiet && !(options.half && place % 2 === 1),
  }));
}

async function ended(run) {
  const { seed, setting, isBusy } = run;
  const log = join(logs, `${seed}-${setting.name.replaceAll(/\W+/g, '-')}.log`);
  const began = performance.now();
  const { start, close } = opened(setting, root);
  const rest = keepBusy(isBusy ? busyCores : 0);
  const child = start((given) => {
    const order = { ACKRING_LONG_TESTS: String(options.long), ACKRING_TEST_SEED: String(seed) };
    return spawn(process.execPath, [ava, ...files], {
      ...given,
      env: { ...given.env, ...order },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  });
  const writing = createWriteStream(log);
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(process.stdout, { end: false });
    stream.pipe(writing, { end: false });
  }
  const [code, signal] = await once(child, 'close');
  await rest();
  writing.end();
  await once(writing, 'close');
  close();
  return {
    ...run,
    ...told(log, code),
    log,
    code: code ?? signal,
    minutes: (performance.now() - began) / 60_000,
  };
}

/** What AVA said in its own words. */
function told(log, code) {
  const text = readFileSync(log, 'utf8');
  const [, passed = '0'] = [...text.matchAll(/^ *(\d+) tests? passed/gm)].at(-1) ?? [];
  const failures = text.split('\n').flatMap((line) => {
    const [, failure] = /^ *✘ (?:\[fail\]: )?(.*?)(?: \(\d[^)]*s\))?$/.exec(line) ?? [];
    return failure === undefined ? [] : [failure];
  });
  // A run fails as well for what a test did outside, which it says at its end.
  if (code !== 0 && failures.length === 0) failures.push('the run itself');
  return { passed, failures: [...new Set(failures)] };
}

function tableOf(all) {
  const rows = all.map(({ seed, setting, isBusy, minutes, passed, failures, code }, place) => [
    String(place + 1),
    String(seed),
    setting.name,
    isBusy ? 'busy' : 'quiet',
    `${minutes.toFixed(1)} min`,
    `${passed} passed`,
    code === 0 ? 'green' : `red: ${failures.length} failed (${code})`,
  ]);
  const titles = ['run', 'seed', 'setting', 'machine', 'took', 'tests', ''];
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd();
  return ['', ...[titles, ...rows].map(line)].join('\n');
}

/** Each failure with the runs it was in, and what repeats the first of them. */
function failedOnce(all) {
  const byFailure = Map.groupBy(
    all.flatMap((run) => run.failures.map((failure) => ({ run, failure }))),
    ({ failure }) => failure,
  );
  return [...byFailure].flatMap(([failure, found]) => {
    const [{ run }] = found;
    const seeds = found.map((each) => each.run.seed).join(', ');
    return [
      `\nfailed in ${found.length} of ${all.length}: ${failure}`,
      `  seeds ${seeds}, first in ${run.setting.name}; its log: ${relative(process.cwd(), run.log)}`,
    ];
  });
}
