import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { toldOf } from './test-run.js';
import { type Trespass, trespassesIn } from './trespasses.js';

/**
 * Begins a run of tests in AVA's main process, and gives the environment of its workers. What a test did outside, or
 * left in the user's home, makes the run fail when the process ends.
 */
export function startRun(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'ackring-tests-'));
  for (const name of ['ports', 'homes']) mkdirSync(join(folder, name));
  const before = namesIn(homedir());
  process.once('exit', () => {
    const complaints = [
      ...trespassesIn(folder).map(told),
      ...[...namesIn(homedir())]
        .filter((path) => !before.has(path))
        .map((path) => `${path} is new in the home of whoever runs the tests`),
    ];
    remove(folder);
    if (complaints.length === 0) return;
    for (const complaint of complaints) console.error(`\n${complaint}`);
    process.exitCode = 1;
  });
  const { NODE_OPTIONS } = environment;
  const run = { folder, home: folder, file: null, test: null, block: null, added: {} };
  return toldOf(NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS }, run) as Record<string, string>;
}

/** A program that outlives its test, such as one that keeps an outline, may still write there: that fails no run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {}
}

function told({ deed, file, test, program, stack }: Trespass): string {
  const where = file === null ? 'A test' : relative(process.cwd(), file);
  const frames = stack
    .split('\n')
    .slice(1)
    .filter((line) => !/node:|\/testkit\/dist\/run\//.test(line));
  return [
    `${where}${test === null ? '' : ` › ${test}`}: ${deed}`,
    `  in: ${program.join(' ')}`,
    ...frames,
  ].join('\n');
}

/** Folders in which programs make one of their own. */
const shared = [
  '.cache',
  '.config',
  '.local/share',
  '.local/state',
  'Library/Application Support',
  'Library/Caches',
];

/** The names in a home folder and in what its programs share, without looking into those. */
function namesIn(home: string): Set<string> {
  return new Set(
    ['', ...shared].flatMap((folder) => namesOf(join(home, folder)).map((name) => join(home, folder, name))),
  );
}

function namesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
