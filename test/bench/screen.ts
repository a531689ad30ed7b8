import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openTerminal, type Terminal } from '../terminal/driver.js';
import { bytesOf } from '../terminal/keys.js';
import type { BenchResult } from './bench-result.js';
import { cacheLargeFleet } from './large-fleet.js';
import { median, medianWallMs, quantile } from './measure.js';

// The real program in a real terminal, with 10,000 clusters in its cache and no cloud to call. A key counts from its
// way into the terminal to the end of the frame that shows it.

const rows = 10_000;
const size = { columns: 160, rows: 45 };
/** Nothing listens there, and there are no credentials: the cache is shown. */
const environment = { ACKRING_CS_ENDPOINT: 'http://127.0.0.1:9' };
/** Median and 95th percentile; of pages, of letters and of the first frame see docs/decisions/budgets.md. */
const keyBudgetMs = [0.8, 1.6] as const;
const pageBudgetMs = [1.1, 2.6] as const;
const letterBudgetMs = [2, 4] as const;
const firstLetterBudgetMs = 8;
const resizeBudgetMs = [2, 6] as const;
const heldBudgetMs = 12;
const firstFrameBudget = 1.6;
const firstLetters = 7;
/** From the key that opens the filter to its first letter, for a fast typist. */
const thoughtMs = 150;
/** Faster than any keyboard repeats. */
const heldEveryMs = 5;

export async function run(): Promise<BenchResult[]> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-bench-'));
  try {
    await cacheLargeFleet(home, rows, environment);
    const firstFrame = await benchFirstFrame(home);
    const firstLetter = await benchFirstLetter(home);
    await using terminal = await openFleet(home);
    return [
      firstFrame,
      firstLetter,
      ...(await benchKeys(terminal, 'cursor down', ['j'], 200)),
      ...(await benchKeys(terminal, 'page down', ['pgdn'], 100, pageBudgetMs)),
      ...(await benchHeld(terminal)),
      ...(await benchFilter(terminal)),
      ...(await benchKeys(terminal, 'sort', ['S', 'N', 'T', 'R'], 80, letterBudgetMs)),
      ...(await benchDetails(terminal)),
      ...(await benchResize(terminal)),
    ];
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** From the start of the process to the end of the first frame, beside an idle Node, alternating. */
async function benchFirstFrame(home: string): Promise<BenchResult> {
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const startedAt = performance.now();
    await using terminal = await openTerminal({ home, environment, ...size });
    await terminal.nextFrame();
    const frameMs = performance.now() - startedAt;
    await terminal.see('? help');
    await terminal.press('q');
    await terminal.exit();
    const [nodeMs = Number.NaN] = await medianWallMs([{ command: process.execPath, args: ['-e', '0'] }], 1);
    // The first runs fill the compile cache.
    if (round < 3) continue;
    times.push(frameMs);
    bare.push(nodeMs);
  }
  const [frameMs, nodeMs] = [median(times), median(bare)];
  return {
    name: 'first frame',
    ratio: frameMs / nodeMs,
    budget: firstFrameBudget,
    detail: `${frameMs.toFixed(1)} ms, bare node ${nodeMs.toFixed(1)} ms`,
  };
}

async function benchKeys(
  terminal: Terminal,
  name: string,
  keys: readonly string[],
  presses: number,
  budget: readonly [number, number] = keyBudgetMs,
): Promise<BenchResult[]> {
  const press = (index: number): void => terminal.send(bytesOf(keys[index % keys.length] ?? ''));
  await frameTimes(terminal, press, 30);
  const before = terminal.bytesWritten();
  const times = await frameTimes(terminal, press, presses);
  const bytes = (terminal.bytesWritten() - before) / presses;
  return againstBudgets(`${name}, 10,000 rows`, { times, bytes, budget });
}

/** How long it takes from each of this many causes to the end of the next frame. */
async function frameTimes(
  terminal: Terminal,
  cause: (index: number) => void,
  count: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedAt = performance.now();
    const drawn = terminal.nextFrame();
    cause(index);
    await drawn;
    times.push(performance.now() - startedAt);
  }
  return times;
}

function againstBudgets(
  name: string,
  {
    times,
    bytes,
    budget: [medianBudgetMs, lateBudgetMs],
  }: {
    readonly times: readonly number[];
    readonly bytes: number;
    readonly budget: readonly [number, number];
  },
): BenchResult[] {
  const [middle, late] = [median(times), quantile(times, 0.95)];
  return [
    {
      name: `${name}: median`,
      ratio: middle / medianBudgetMs,
      budget: 1,
      detail: `${middle.toFixed(1)} ms of ${medianBudgetMs}, ${bytes.toFixed(0)} bytes each`,
    },
    {
      name: `${name}: p95`,
      ratio: late / lateBudgetMs,
      budget: 1,
      detail: `${late.toFixed(1)} ms of ${lateBudgetMs}`,
    },
  ];
}

/** A key held down: whatever has arrived is in the next frame, and the last one at once. */
async function benchHeld(terminal: Terminal): Promise<BenchResult[]> {
  const presses = 400;
  const down = (): void => terminal.send('j');
  const toStart = (): void => terminal.send('g');
  const selected = (screen: string): string => /^▌.*/m.exec(screen)?.[0] ?? '';
  await frameTimes(terminal, toStart, 1);
  terminal.send('j'.repeat(presses));
  await delay(500);
  const goal = selected(terminal.screen());
  await frameTimes(terminal, toStart, 1);
  const before = terminal.bytesWritten();
  const startedAt = performance.now();
  for (let press = 0; press < presses; press += 1) {
    await delay(Math.max(0, startedAt + press * heldEveryMs - performance.now()));
    down();
  }
  const releasedAt = performance.now();
  await terminal.until((screen) => selected(screen) === goal, 'the last key');
  const lagMs = performance.now() - releasedAt;
  const bytes = (terminal.bytesWritten() - before) / presses;
  const perSecond = (presses / (releasedAt - startedAt)) * 1000;
  return [
    {
      name: `held down, ${perSecond.toFixed(0)} keys a second: the last one`,
      ratio: lagMs / heldBudgetMs,
      budget: 1,
      detail: `${lagMs.toFixed(1)} ms of ${heldBudgetMs}, ${bytes.toFixed(0)} bytes each`,
    },
  ];
}

/** Each letter searches all rows, which are prepared while the first is being typed. */
async function benchFilter(terminal: Terminal): Promise<BenchResult[]> {
  await firstLetterMs(terminal);
  const letters = [...'batch-7', ...Array<string>(7).fill('backspace')];
  const results = await benchKeys(terminal, 'a letter of the filter', letters, 98, letterBudgetMs);
  await terminal.press('esc', 'esc');
  return results;
}

/** A program has only one, whose rows are prepared since the slash: of several programs the middle one. */
async function benchFirstLetter(home: string): Promise<BenchResult> {
  const times: number[] = [];
  for (let program = 0; program < firstLetters; program += 1) {
    await using terminal = await openFleet(home);
    times.push(await firstLetterMs(terminal));
  }
  const ms = median(times);
  const detail = `${ms.toFixed(1)} ms of ${firstLetterBudgetMs}, ${thoughtMs} ms after the slash`;
  return { name: 'the first letter of a filter', ratio: ms / firstLetterBudgetMs, budget: 1, detail };
}

async function firstLetterMs(terminal: Terminal): Promise<number> {
  await terminal.press('/');
  await terminal.see(/^ \//m);
  await delay(thoughtMs);
  const [ms = Number.NaN] = await frameTimes(terminal, () => terminal.send('b'), 1);
  await frameTimes(terminal, () => terminal.send(bytesOf('backspace')), 1);
  return ms;
}

async function openFleet(home: string): Promise<Terminal> {
  const terminal = await openTerminal({ home, environment, ...size });
  await terminal.see(`${rows} clusters`);
  await terminal.see('credentials');
  return terminal;
}

/** Another page of a cluster's details at each key, over the list. */
async function benchDetails(terminal: Terminal): Promise<BenchResult[]> {
  await terminal.press('d');
  await terminal.see('esc back');
  const results = await benchKeys(terminal, 'a page of the details', ['tab'], 80, pageBudgetMs);
  await terminal.press('esc');
  await terminal.seeGone('esc back');
  return results;
}

async function benchResize(terminal: Terminal): Promise<BenchResult[]> {
  const before = terminal.bytesWritten();
  const rounds = 40;
  const times = await frameTimes(
    terminal,
    (round) => terminal.resize(round % 2 ? size.columns : 120, round % 2 ? size.rows : 30),
    rounds,
  );
  const bytes = (terminal.bytesWritten() - before) / rounds;
  return againstBudgets('resize', { times, bytes, budget: resizeBudgetMs });
}
