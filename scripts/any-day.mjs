// Runs the tests on other days and on a busy machine: tests that depend on the date, the hour, the zone or the
// machine's speed fail here and not in a year.
//   any-day [FILES…]                           a day of each kind, any day, and today on a busy machine
//   any-day --short [FILES…]                   one kind of day, and any day on a busy machine; the same all day long
//   any-day --at INSTANT [--zone ZONE] [--busy] [FILES…]   one given day
//   any-day --busy [FILES…]                    today, on a busy machine
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { anyDay, daysByKind, fractionOfToday } from './any-day/days.mjs';
import { clockLibrary, removeLeftovers } from './any-day/faketime.mjs';
import { keepBusy } from './tests/busy.mjs';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    at: { type: 'string' },
    zone: { type: 'string', default: 'UTC' },
    busy: { type: 'boolean', default: false },
  },
});
const ava = fileURLToPath(new URL('../node_modules/.bin/ava', import.meta.url));
const moveFiles = new URL('any-day/moved-clock.mjs', import.meta.url);
const unitTests = ['{packages/*,functions/*,tui}/dist/**/*.test.js'];
// Tests that have raced with time before.
const racers = ['packages/core/dist/rotation/**/*.test.js', 'test/dist/terminal/progress.test.js'];

const withoutKubectl = mkdtempSync(join(tmpdir(), 'ackring-any-day-'));
writeFileSync(join(withoutKubectl, 'kubectl'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
const startMs = Date.now();
process.on('exit', () => {
  rmSync(withoutKubectl, { recursive: true });
  removeLeftovers(startMs);
});

const failed = [];
for (const run of runs(new Date())) {
  const { code, red } = await tested(run);
  if (code !== 0) failed.push({ run, red });
}
for (const { run, red } of failed) console.error(`\nfailed: ${told(run)}\n${red.join('\n')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** What to run: `{kind, at, zone, isBusy, files}`; `at` null leaves the clock alone. */
function runs(now) {
  const { at, zone, busy } = options;
  const today = { kind: 'today', at: null, isBusy: true, files };
  if (at !== undefined) return [{ kind: 'once more', at: new Date(at), zone, isBusy: busy, files }];
  if (busy) return [today];
  const days = daysByKind(now);
  const chance = anyDay(now, options.short ? fractionOfToday(now) : Math.random);
  if (!options.short) return [...days.concat(chance).map((day) => ({ ...day, isBusy: false, files })), today];
  const day = days[Math.floor(fractionOfToday(now)() * days.length)];
  return [
    { ...day, isBusy: false, files: files.length > 0 ? files : unitTests },
    { ...chance, isBusy: true, files: files.length > 0 ? files : racers },
  ];
}

/** What is red is told again at the end: of a long output, people see the last page. */
async function tested(run) {
  console.log(`\n${told(run)}`);
  const rest = keepBusy(run.isBusy ? availableParallelism() : 0);
  const child = spawn(ava, [...run.files, ...leftOut(run)], {
    stdio: ['inherit', 'pipe', 'inherit'],
    env: { ...process.env, ...(run.at === null ? {} : movedTo(run)) },
  });
  const red = new Set();
  child.stdout.pipe(process.stdout, { end: false });
  createInterface({ input: child.stdout }).on('line', (line) => line.includes('✘') && red.add(line));
  const [code] = await once(child, 'close');
  await rest();
  return { code, red: [...red] };
}

/**
 * Go asks the kernel for the time, bypassing libfaketime: to kubectl and API servers every certificate is from
 * another day.
 */
function leftOut({ at, files: [file] }) {
  if (at === null) return [];
  return [
    ...(file === undefined ? ['{packages/*,functions/*,tui,test}/dist/**/*.test.js'] : []),
    ...['kubectl', 'kube-apiserver', 'go'].map((program) => `!**/*.${program}{,.*}.test.js`),
  ];
}

/** In real time from there on. Clocks that measure durations stay as they are. */
function movedTo({ at, zone }) {
  const move = {
    LD_PRELOAD: clockLibrary(),
    FAKETIME: signed(Math.round((at.getTime() - Date.now()) / 1000)),
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    NODE_OPTIONS: `--import=${moveFiles}`,
  };
  const path = `${withoutKubectl}${delimiter}${process.env.PATH}`;
  return { ...move, MOVED_CLOCK: [...Object.keys(move), 'MOVED_CLOCK'].join(), TZ: zone, PATH: path };
}

function signed(seconds) {
  return seconds < 0 ? String(seconds) : `+${seconds}`;
}

function told({ kind, at, zone, isBusy, files: chosen }) {
  const again = at === null ? '' : ` --at ${at.toISOString()} --zone ${zone}`;
  const only = chosen.map((file) => ` '${file}'`).join('');
  return `${kind}: npx -y pnpm@12 any-day${again}${isBusy ? ' --busy' : ''}${only}`;
}
