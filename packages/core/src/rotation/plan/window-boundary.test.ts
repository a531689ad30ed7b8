import { outcomeOf, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { dayMs } from '../../words/duration.js';
import type { Decision } from '../policy/decision.js';
import type { RotationCounts } from '../report/report.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

// The engine against the cloud's own window, to the second: both clocks stand still at the row's offset.
const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';

interface Row {
  readonly title: string;
  /** The cloud's clock, in seconds from the opening of the window, or from the end. */
  readonly cloud: readonly ['opening' | 'end', number];
  /** Our clock is this many seconds ahead. */
  readonly aheadSeconds?: number;
  readonly reason: Decision['reason'];
  readonly count: keyof RotationCounts;
}

const rows: readonly Row[] = [
  {
    title: 'one second before the window',
    cloud: ['opening', -1],
    reason: 'OutsideRenewalWindow',
    count: 'kept',
  },
  { title: 'at its opening', cloud: ['opening', 0], reason: 'WithinRenewalWindow', count: 'renewed' },
  { title: 'one second inside it', cloud: ['opening', 1], reason: 'WithinRenewalWindow', count: 'renewed' },
  {
    title: 'before it, our clock being two seconds ahead: the cloud gives the same again',
    cloud: ['opening', -1],
    aheadSeconds: 2,
    reason: 'WithinRenewalWindow',
    count: 'unchanged',
  },
  {
    title: 'before it, our clock being 14 minutes ahead',
    cloud: ['opening', -1],
    aheadSeconds: 14 * 60,
    reason: 'WithinRenewalWindow',
    count: 'unchanged',
  },
  {
    title: 'inside it, our clock being two seconds behind: the next run will do it',
    cloud: ['opening', 1],
    aheadSeconds: -2,
    reason: 'OutsideRenewalWindow',
    count: 'kept',
  },
  {
    title: 'one second before the end',
    cloud: ['end', -1],
    reason: 'WithinRenewalWindow',
    count: 'renewed',
  },
  { title: 'at the end itself', cloud: ['end', 0], reason: 'WithinRenewalWindow', count: 'renewed' },
  { title: 'one second after the end', cloud: ['end', 1], reason: 'Expired', count: 'renewed' },
  {
    title: 'after the end, our clock being two seconds behind',
    cloud: ['end', 1],
    aheadSeconds: -2,
    reason: 'WithinRenewalWindow',
    count: 'renewed',
  },
  {
    title: 'before the end, our clock being two seconds ahead',
    cloud: ['end', -1],
    aheadSeconds: 2,
    reason: 'Expired',
    count: 'renewed',
  },
];

for (const { title, cloud, aheadSeconds = 0, reason, count } of rows) {
  test.serial(`${title}: ${reason}, ${count}`, async (t) => {
    await using world = await rotationWorld(
      { clusters: [{ name: 'a', holders: { ops: { daysLeft: 200 } } }] },
      `${intoFile}\nprobeDays: 0`,
    );
    const { rotation, ports, emulator, keyOf } = world;
    await rotation.run('apply', { runId: 'r1' });
    const [sink] = ports.sinks;
    if (sink === undefined) throw new Error('no sink');
    const before = (await storedIn(sink, keyOf('a'))).certificate;
    const [from, seconds] = cloud;
    const endMs = before.notAfter.getTime();
    emulator.clock.freeze();
    await emulator.clock.set(new Date(endMs - (from === 'opening' ? 180 * dayMs : 0) + seconds * 1_000));
    const now = new Date(emulator.clock.now().getTime() + aheadSeconds * 1_000);

    const report = await rotation.run('apply', { runId: 'r2', now });
    t.is(outcomeOf(report, 'a').decision.reason, reason);
    t.is(report.counts[count], 1, JSON.stringify(report.outcomes));
    const after = (await storedIn(sink, keyOf('a'))).certificate;
    t.is(after.serial !== before.serial, count === 'renewed');
  });
}
