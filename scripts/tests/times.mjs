import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** So few files need no table. */
const fewFiles = 10;

/**
 * The environment in which the processes of the test files note in this file what they took; at the end of this process
 * it is told, and the file removed.
 */
export function tellTimes(file) {
  mkdirSync(dirname(file), { recursive: true });
  process.once('exit', () => {
    const spent = readTimes(file);
    rmSync(file, { force: true });
    if (spent.length > fewFiles) console.log(timesTable(spent));
  });
  return { ACKRING_TEST_TIMES: file };
}

function readTimes(file) {
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** The slowest files, and all of them. Waiting is for timers, for other programs, and for a core that is free. */
export function timesTable(spent) {
  const sum = (of) => spent.reduce((total, each) => total + each[of], 0);
  const waitingMs = ({ wallMs, cpuMs }) => Math.max(0, wallMs - cpuMs);
  const slowest = spent.toSorted((a, b) => b.wallMs - a.wallMs).slice(0, fewFiles);
  const rows = slowest.map((each) => [each.wallMs, each.cpuMs, waitingMs(each), named(each.file)]);
  const waited = spent.reduce((total, each) => total + waitingMs(each), 0);
  const all = [sum('wallMs'), sum('cpuMs'), waited, `all ${spent.length} test files together`];
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`.padStart(10);
  const line = ([wall, cpu, waiting, name]) => `${seconds(wall)}${seconds(cpu)}${seconds(waiting)}  ${name}`;
  return ['', '      took       cpu   waiting  the slowest test files', ...[...rows, all].map(line)].join(
    '\n',
  );
}

function named(file) {
  return relative(process.cwd(), file.startsWith('file:') ? fileURLToPath(file) : file);
}
