import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createSharedIdentities } from '@ackring/core/internal/words/identity';
import type { AppState } from 'ackring/screen/app-state';
import { frame } from 'ackring/screen/frame';
import { readerOf } from 'ackring/screen/reader';
import { update } from 'ackring/screen/update';
import { scanHolders } from 'ackring/subjects/holding/holder-tasks';
import { opened } from 'ackring/testkit';
import { keepHeapModest } from 'ackring/world/v8-options';
import type { BenchResult } from './bench-result.js';
import { median, quantile } from './measure.js';

// The Access and Expiry screens over 160,000 holdings in 10,000 clusters: the processor time of their answers, a key
// and its frame, which other programs do not affect, and their memory. In a process of its own, without a terminal:
// that is in `screen`.

const clusterCount = 10_000;
const holdersOfEach = 16;
const identityCount = 4_000;
const keyBudgetMs = 12;
/** One second's answers at the permitted pace, which arrive as one change of the screen. */
const clustersOfBatch = 250;
/** A twentieth of the time, during which a key has to wait. */
const answersBudgetMs = 50;
const firstRowsBudgetMs = 1_000;
const memoryBudgetMiB = 400;
const now = new Date('2026-11-24T00:00:00Z');

export async function run(): Promise<readonly BenchResult[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, 'measure']);
  return JSON.parse(stdout);
}

function measure(): readonly BenchResult[] {
  // As in the scan of a large fleet.
  keepHeapModest();
  let state = opened({ columns: 160, rows: 45, now });
  const act = (event: Parameters<typeof update>[1]): number => {
    const before = process.threadCpuUsage();
    state = update(state, event).state;
    frame(state);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  const press = (keys: readonly string[]): readonly number[] => keys.map((key) => act({ kind: 'key', key }));

  // A row for each: the third grouping.
  press(['4', 'tab', 'tab']);
  const [first = Number.NaN, ...batches] = answers().map((change) =>
    act({ kind: 'arrived', name: 'heard', change }),
  );
  const results = [timeResult('the first answer to its rows', [first], firstRowsBudgetMs)];
  results.push(
    timeResult(`${clustersOfBatch} more answers, of each second`, [median(batches)], answersBudgetMs),
  );
  // As the running program does while idle.
  for (const _ of state.lists.access.rows.ready(readerOf(state)));

  const rounds = 5;
  const times = (keys: readonly string[]): readonly number[] =>
    Array.from({ length: rounds + 1 }, () => press(keys))
      .slice(1)
      .flat();
  const letters = [...'prod-api', ...Array<string>(8).fill('backspace')];
  results.push(
    ...timesResults('scroll', times(['j', 'pgdn', 'G', 'pgup', 'g'])),
    ...timesResults('sort', times(['I', 'C', 'E', 'S', 'E', 'K'])),
  );
  press(['/']);
  results.push(...timesResults('a letter of the filter', times(letters)));
  press([...'region:cn !batch', 'enter']);
  results.push(...timesResults('scroll what was found', times(['j', 'pgdn', 'G', 'pgup', 'g'])));
  press(['esc']);
  results.push(...timesResults('open Expiry, and come back', times(['3', '4'])));
  const peakMiB = process.resourceUsage().maxRSS / 1_024;
  return [
    ...results,
    {
      name: 'memory',
      ratio: peakMiB / memoryBudgetMiB,
      budget: 1,
      detail: `${peakMiB.toFixed(0)} MiB resident at most, of ${memoryBudgetMiB}`,
    },
  ];
}

/** Incoming answers, batch by batch, as a scan yields them. */
function answers(): readonly ((state: AppState) => AppState)[] {
  const share = createSharedIdentities();
  const events = Array.from({ length: clusterCount }, (_, index) => {
    const cluster = {
      id: `c${index.toString(16).padStart(32, '0')}`,
      name: `${['prod', 'staging', 'dev'][index % 3]}-${['api', 'batch', 'web', 'data'][index % 4]}-${index}`,
      region: ['ap-northeast-1', 'cn-hangzhou', 'cn-beijing', 'eu-central-1'][index % 4] ?? '',
    };
    const states = Array.from({ length: holdersOfEach }, (_, holder) => {
      const number = (index * 7 + holder * 131) % identityCount;
      const identity = {
        uid: String(2_123_456_789_012_345 + number),
        name: `user-${number}`,
        type: 'user',
        state: number % 50 === 0 ? 'deleted' : 'active',
      } as const;
      return {
        cluster,
        identity: share(identity),
        notAfter: new Date(now.getTime() + ((number * 37 + holder) % 1_095) * 86_400_000 + index * 1_000),
        certificateState: 'unexpired',
        revokable: true,
        cloudService: null,
      } as const;
    });
    return { kind: 'states', cluster, states } as const;
  });
  return Array.from({ length: clusterCount / clustersOfBatch }, (_, batch) => {
    const heard = events.slice(batch * clustersOfBatch, (batch + 1) * clustersOfBatch);
    // A scan yields whole clusters; the holders' screens need only this of them.
    const told = heard as unknown as Parameters<typeof scanHolders.arrivals.heard>[1];
    return (state) => scanHolders.arrivals.heard(state, told);
  });
}

function timesResults(name: string, times: readonly number[]): readonly BenchResult[] {
  return [
    timeResult(`${name}: median`, [median(times)], keyBudgetMs),
    timeResult(`${name}: p95`, [quantile(times, 0.95)], keyBudgetMs),
  ];
}

function timeResult(name: string, [ms = Number.NaN]: readonly number[], budgetMs: number): BenchResult {
  return {
    name: `${name}, ${(clusterCount * holdersOfEach).toLocaleString('en')} holdings`,
    ratio: ms / budgetMs,
    budget: 1,
    detail: `${ms.toFixed(1)} ms of ${budgetMs}`,
  };
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(measure()));
