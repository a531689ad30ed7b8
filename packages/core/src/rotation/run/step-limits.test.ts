import { mock } from 'node:test';
import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { memoryFailure } from '../report/report.js';
import type { Sink } from '../sinks/sink.js';
import { type ConcludeOptions, conclude } from './conclude.js';
import { rightsFailure } from './ended-rights.js';

// In a file of their own: the timers of other tests would stand still too.

const hangs = () => new Promise<never>(() => undefined);
const unused = () => Promise.reject(new Error('not asked'));

/** Its reports can be read and written. */
const forgetful: Sink = {
  ...{ name: 'file:a', read: unused, stage: unused, promote: unused },
  documents: {
    fits: () => true,
    read: (name) => (name === 'conditions' ? hangs() : Promise.resolve(null)),
    write: async () => undefined,
  },
};

const hanging: Readonly<Record<string, readonly [failure: string, options: Partial<ConcludeOptions>]>> = {
  'a channel': ['notifier chat', { notifiers: [{ name: 'chat', send: hangs }] }],
  'a heartbeat': ['heartbeat', { heartbeat: { beat: hangs } }],
  'the memory': [memoryFailure, { sinks: [forgetful] }],
  'what takes rights back': [rightsFailure, { rights: { due: unused, takeBack: hangs } }],
};

for (const [what, leftMs, limitMs] of [
  ['a channel', null, 10_000],
  ['a channel', 12_000, 4_000],
  ['a channel', 600, 500],
  ['a channel', -60_000, 500],
  ['a heartbeat', null, 20_000],
  ['the memory', null, 20_000],
  ['the memory', 60_000, 20_000],
  ['what takes rights back', null, 60_000],
  ['what takes rights back', 90_000, 30_000],
] as const)
  test.serial(
    `${what} that hangs, ${leftMs ?? 'any'} ms before the end, is left after ${limitMs} ms`,
    async (t) => {
      mock.timers.enable({ apis: ['setTimeout'] });
      t.teardown(() => mock.timers.reset());
      const [failure, options] = hanging[what] ?? t.fail();
      const decision = { kind: 'renew', reason: 'WithinRenewalWindow' } as const;
      const report = reportOn(1, [ownOutcome(1, 5, { decision, error: forbidden })]);
      let failures: readonly string[] | null = null;
      const concluded = conclude(report, {
        ...{ sinks: [], notifiers: [], heartbeat: null },
        deadline: leftMs === null ? null : new Date(onDay(1).getTime() + leftMs),
        clock: { now: () => onDay(1), sleep: async () => undefined },
        ...options,
      }).then((done) => {
        failures = done.failures.map((each) => each.what);
      });
      await everythingElse();
      mock.timers.tick(limitMs - 1);
      await everythingElse();
      t.is(failures, null);
      mock.timers.tick(1);
      await everythingElse();
      t.deepEqual(failures, [failure]);
      await concluded;
    },
  );

async function everythingElse(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
