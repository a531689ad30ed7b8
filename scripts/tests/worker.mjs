// Loaded by AVA in the process of each test file.
import { appendFileSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { bySeed } from './order.mjs';

const { ACKRING_TEST_SEED: seed, ACKRING_TEST_TIMES: times } = process.env;
await compareQuickly();
if (seed) await startInOrder(bySeed(seed));
if (times) process.once('exit', () => appendFileSync(times, `${JSON.stringify(spent())}\n`));

/** What AVA compares and describes values with takes 40 ms to load: equal data needs none of it. */
async function compareQuickly() {
  const { default: Test } = await import(new URL('../lib/test.js', import.meta.resolve('ava')));
  const { createExecutionContext } = Test.prototype;
  Test.prototype.createExecutionContext = function createQuickContext() {
    const t = createExecutionContext.call(this);
    const { deepEqual } = t;
    const quickly = (actual, expected, message) =>
      isData(actual) && isDeepStrictEqual(actual, expected) ? t.pass() : deepEqual(actual, expected, message);
    return Object.assign(t, { deepEqual: Object.assign(quickly, deepEqual) });
  };
}

/** Of these AVA thinks as Node does. */
function isData(value) {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false;
  return Object.values(value).every(isData);
}

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
