// Loaded by AVA in the process of each test file.
import { appendFileSync, readFileSync } from 'node:fs';
import test from 'ava';
import { bySeed } from './order.mjs';

const { ACKRING_TEST_SEED: seed, ACKRING_TEST_TIMES: times } = process.env;
if (seed) await startInOrder(bySeed(seed));
if (times) process.once('exit', () => appendFileSync(times, `${JSON.stringify(spent())}\n`));

/** AVA starts the tests of a file in the order in which they are written, and has no option for another. */
async function startInOrder(compare) {
  const { default: Runner } = await import(new URL('../lib/runner.js', import.meta.resolve('ava')));
  const { start } = Runner.prototype;
  Runner.prototype.start = function startShuffled() {
    // Serial ones tell a story.
    this.tasks.concurrent.sort((one, other) => compare(one.title, other.title));
    return start.call(this);
  };
}

function spent() {
  const { user, system } = process.cpuUsage();
  return { file: test.meta.file, wallMs: performance.now(), cpuMs: (user + system) / 1000 + childrenMs() };
}

/** Processor time of the programs that a test has run to their end; unknown, and so nothing, without /proc. */
function childrenMs() {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    // From the third field on: the second, the name, may hold anything. In hundredths of a second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}
