// Runs test files in one process, one after the other, each with a file of core changed: `test-runs.mjs` leads it. What
// imports the changed file is loaded anew, and so is whatever imports AVA; the rest stays. A Node program that a test
// starts is without the change.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { startRun } = await import('../../packages/testkit/dist/run/start-run.js');
const { default: config } = await import('../../ava.config.mjs');
Object.assign(process.env, config.environmentVariables, startRun(process.env));
await import('../../packages/testkit/dist/run/guard.js');
const inAva = (path) => import(new URL(`../lib/${path}`, import.meta.resolve('ava')));
const { default: Runner } = await inAva('runner.js');
const { default: Test } = await inAva('test.js');
const { refs } = await inAva('worker/state.js');
refs.runnerChain = new Runner({ file: import.meta.filename, projectDir: root }).chain;
for (const path of config.require) await import(pathToFileURL(path));
const { currentRun } = await import('../../packages/testkit/dist/run/test-run.js');
const { trespassesIn } = await import('../../packages/testkit/dist/run/trespasses.js');

const environment = { ...process.env };
const own = new RegExp(`^${pathToFileURL(root).href}packages/(?:core|testkit)/dist/(?!run/)`);
let current = { number: 0, change: null, anew: new Set(), failure: null };

registerHooks({
  resolve(specifier, context, next) {
    const number = numberOf(context.parentURL);
    if (specifier === 'ava' && number > 0) return { url: `sampled:ava?change=${number}`, shortCircuit: true };
    const resolved = next(specifier, context);
    // What a test imports when it is over stays with the modules that it had.
    const isAnew = number === current.number && own.test(resolved.url) && isLoadedAnew(resolved.url);
    return isAnew ? { ...resolved, url: `${resolved.url}?change=${number}` } : resolved;
  },
  load(url, context, next) {
    if (numberOf(url) === 0) return next(url, context);
    return { format: 'module', source: sourceOf(url), shortCircuit: true };
  },
});

function numberOf(url) {
  return Number(/\?change=(\d+)$/.exec(url)?.[1] ?? 0);
}

function isLoadedAnew(url) {
  return url.endsWith('.js') && (current.anew === null || current.anew.has(fileURLToPath(url)));
}

function sourceOf(url) {
  if (url.startsWith('sampled:')) return `export default process[Symbol.for('${url}')];`;
  const path = fileURLToPath(url);
  const source = readFileSync(path, 'utf8');
  const { change } = current;
  if (change?.file !== path) return source;
  return source.slice(0, change.start) + change.becomes + source.slice(change.end);
}

const unhandled = new Map();
process.on('unhandledRejection', (error, promise) => unhandled.set(promise, error));
process.on('rejectionHandled', (promise) => unhandled.delete(promise));
process.on('uncaughtException', fail);
endQuickly();
process.on('disconnect', () => process.exit());
process.on('message', async (asked) => process.send(await outcomeOf(asked)));
process.send('ready');

function fail(error) {
  current.failure ??= String(error?.message ?? error);
}

/** One failure is enough: what has not begun is left out, and what has ends at its next assertion. */
function endQuickly() {
  const { saveFirstError, callFn, countPassedAssertion } = Test.prototype;
  Object.assign(Test.prototype, {
    saveFirstError(error) {
      fail(`${this.title}: ${error?.message}`);
      return saveFirstError.call(this, error);
    },
    callFn() {
      return current.failure === null || this.isHook ? callFn.call(this) : [false, new Error('left out')];
    },
    countPassedAssertion() {
      countPassedAssertion.call(this);
      if (current.failure !== null && !this.isHook) throw new Error('ended');
    },
  });
}

/** `failure` is null if all tests of the file pass. `anew` null is everything of ours. */
async function outcomeOf({ test, change, anew, isMeasured }) {
  const file = join(root, test);
  current = { number: current.number + 1, change, anew: anew && new Set([file, ...anew]), failure: null };
  const started = performance.now();
  const { user, system } = process.cpuUsage();
  const run = currentRun();
  Object.assign(run, { file, home: mkdtempSync(join(run.folder, 'homes', 'home-')) });
  const restore = kept();
  process.env.HOME = run.home;
  const holes = isMeasured ? startMeasuring() : () => null;
  const trespasses = trespassesIn(run.folder).length;
  await runs(file).catch(fail);
  // Rejections that nobody handles are told only then.
  await new Promise((resolve) => setImmediate(resolve));
  for (const error of unhandled.values()) fail(error);
  unhandled.clear();
  if (trespassesIn(run.folder).length > trespasses) fail('something was done outside');
  restore();
  rmSync(run.home, { recursive: true, force: true, maxRetries: 3 });
  const spent = process.cpuUsage();
  return {
    failure: current.failure,
    holes: holes(),
    ms: performance.now() - started,
    cpuMs: (spent.user + spent.system - user - system) / 1000,
    memory: process.memoryUsage.rss(),
  };
}

async function runs(file) {
  const runner = new Runner({ file, projectDir: root, failFast: true });
  process[Symbol.for(`sampled:ava?change=${current.number}`)] = runner.chain;
  const finished = new Promise((resolve, reject) => {
    runner.on('finish', resolve);
    runner.on('error', ({ data }) => reject(data));
  });
  // When nothing is left that a test could wait for, AVA ends it.
  process.channel.unref();
  try {
    await import(`${pathToFileURL(file)}?change=${current.number}`);
    const { concurrent, serial } = runner.tasks;
    if (concurrent.length + serial.length > 0) await finished;
    else fail('no tests');
  } finally {
    process.channel.ref();
  }
}

/** What a process of its own would have taken with it. */
function kept() {
  const listeners = new Map(process.eventNames().map((name) => [name, process.listeners(name)]));
  return () => {
    for (const name of process.eventNames()) {
      for (const listener of process.listeners(name)) {
        if (!listeners.get(name)?.includes(listener)) process.off(name, listener);
      }
    }
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    process.chdir(root);
  };
}

/** Until the end of it, which tells the places of core's loaded files that were not executed: `[from, to]` by path. */
function startMeasuring() {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  return () => {
    let places = {};
    session.post('Profiler.takePreciseCoverage', (_, { result }) => {
      const loaded = result.filter(({ url }) => own.test(url) && numberOf(url) === current.number);
      places = Object.fromEntries(
        loaded.map(({ url, functions }) => [fileURLToPath(url), holesIn(functions)]),
      );
    });
    session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
    return places;
  };
}

/** Ranges are nested, and the innermost is the one that counts. */
function holesIn(functions) {
  const ranges = functions.flatMap((each) => each.ranges);
  const length = Math.max(...ranges.map(({ endOffset }) => endOffset));
  const isExecuted = new Uint8Array(length);
  for (const { startOffset, endOffset, count } of ranges.sort((one, other) => sizeOf(other) - sizeOf(one))) {
    isExecuted.fill(Math.min(count, 1), startOffset, endOffset);
  }
  const holes = [];
  for (let from = isExecuted.indexOf(0); from !== -1; ) {
    const to = isExecuted.indexOf(1, from);
    holes.push([from, to === -1 ? length : to]);
    from = to === -1 ? -1 : isExecuted.indexOf(0, to);
  }
  return holes;
}

function sizeOf({ startOffset, endOffset }) {
  return endOffset - startOffset;
}
