import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiled, distancesFrom, isTest } from './package.mjs';

/** How many test files run concurrently. */
const concurrency = 2;
/** A more distant import, or another folder, counts as much as a test that takes this much longer. */
const distanceMs = 5_000;

/**
 * What each test file of core runs, by V8's coverage: a change that no test reaches is unseen without a trial, and
 * any other is tried only by the tests that reach it. Results are cached until the test file, or anything that it
 * imports, is recompiled. Throws for a test that fails by itself, which would make every change seem seen.
 */
export async function readReach(root) {
  const cache = join(root, 'node_modules/.cache/sampled-changes.json');
  const known = existsSync(cache) ? JSON.parse(readFileSync(cache, 'utf8')) : {};
  const worlds = digestOf([...compiled(root, 'emulator'), ...compiled(root, 'testkit')]);
  const reach = new Map();
  const waiting = [];
  for (const path of compiled(root, 'core').filter(isTest)) {
    const test = relative(root, path);
    const distances = distancesFrom(path);
    const state = `${worlds} ${digestOf([...distances.keys()])}`;
    reach.set(test, { ...known[test], distances });
    if (known[test]?.state !== state) waiting.push({ test, state });
  }
  if (waiting.length > 0) console.error(`looking at what ${waiting.length} test files run`);
  const keep = () => {
    const kept = [...reach].map(([test, { state, ms, runs }]) => [test, { state, ms, runs }]);
    mkdirSync(dirname(cache), { recursive: true });
    writeFileSync(cache, JSON.stringify(Object.fromEntries(kept)));
  };
  const look = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { test, state } = next;
      Object.assign(reach.get(test), { state, ...(await lookAt(root, test)) });
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, look));
  } finally {
    keep();
  }
  return { testsThatRun };

  /** The test files that reach a change, the nearest and quickest first; paths relative to the root. */
  function testsThatRun({ file, start }) {
    return [...reach]
      .filter(([, { runs }]) => isWithin(runs[relative(root, file)] ?? [], start))
      .map(([test, { ms, distances }]) => {
        const isBeside = dirname(join(root, test)) === dirname(file);
        return { test, cost: ms + distanceMs * ((distances.get(file) ?? 10) + (isBeside ? 0 : 1)) };
      })
      .toSorted((one, other) => one.cost - other.cost)
      .map(({ test }) => test);
  }
}

function isWithin(spans, place) {
  return spans.some(([start, end]) => start <= place && place < end);
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(file));
  return hash.digest('base64url');
}

/** `{ms, runs}`: how long the test file takes, and the ranges of each of core's files that it runs. */
async function lookAt(root, test) {
  const folder = mkdtempSync(join(tmpdir(), 'sampled-changes-'));
  try {
    const begin = performance.now();
    const run = spawn(join(root, 'node_modules/.bin/ava'), [test], {
      cwd: root,
      stdio: 'ignore',
      env: { ...process.env, NODE_V8_COVERAGE: folder },
    });
    const [code] = await once(run, 'exit');
    if (code !== 0) throw new Error(`${test} fails without any change: run it by itself first`);
    return { ms: Math.round(performance.now() - begin), runs: runsIn(root, folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The test and each program that it starts write a report of their own. */
function runsIn(root, folder) {
  const marks = new Map();
  for (const name of readdirSync(folder)) {
    for (const { url, functions } of JSON.parse(readFileSync(join(folder, name), 'utf8')).result) {
      const path = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : '';
      if (!path.startsWith('packages/core/dist/') || isTest(path)) continue;
      const own = marksOf(functions);
      const before = marks.get(path) ?? [];
      marks.set(path, before.length === 0 ? own : own.map((mark, at) => mark || (before[at] ?? 0)));
    }
  }
  return Object.fromEntries([...marks].map(([path, mark]) => [path, spansOf(mark)]));
}

/** A flag per character: whether it was run. Ranges are nested, and the innermost one decides. */
function marksOf(functions) {
  const ranges = functions
    .flatMap(({ ranges }) => ranges)
    .toSorted((one, other) => one.startOffset - other.startOffset || other.endOffset - one.endOffset);
  const marks = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)));
  for (const { startOffset, endOffset, count } of ranges)
    marks.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return marks;
}

function spansOf(marks) {
  const spans = [];
  marks.forEach((mark, at) => {
    if (mark === 0) return;
    const last = spans.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else spans.push([at, at + 1]);
  });
  return spans;
}
