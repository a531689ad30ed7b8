import { randomFrom } from '@ackring/testkit/random';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { emptyCounts, type RotationOutcome, type RotationReport } from './report.js';
import { keepShardReport, readShardReport } from './shard-report.js';

test('a shard of a thousand failed clusters reports each through KMS, and is counted as found', async (t) => {
  await using world = await rotationWorld({ clusters: [] }, 'sinks: [{kind: kms}]');
  const store = world.ports.sinks[0]?.documents;
  if (!store) throw new Error('no store');
  const outcomes = Array.from({ length: 1_000 }, () => failedOutcome()).toSorted((left, right) =>
    left.cluster.id < right.cluster.id ? -1 : 1,
  );
  const at = new Date(0).toISOString();
  const report: RotationReport = {
    ...{ runId: 'r1', mode: 'apply', now: at, startedAt: at, finishedAt: at },
    counts: { ...emptyCounts, total: 1_000, failed: 1_000 },
    outcomes,
    failures: [],
  };
  const part = { runId: 'r1', place: 'shard-3', identities: ['self'], clusterIds: [] };
  t.false(store.fits(JSON.stringify(report)));
  await keepShardReport(store, part, { ...report, counts: emptyCounts });
  t.deepEqual(await readShardReport(store, part), report);
  t.is(await readShardReport(store, { ...part, runId: 'r2' }), null);
  t.is(await readShardReport(store, { ...part, identities: ['other'] }), null);
});

const random = randomFrom(1);
/** So many hexadecimal digits. */
const hex = (digits: number) => Array.from({ length: digits }, () => random.below(16).toString(16)).join('');

function failedOutcome(): RotationOutcome {
  const id = `c${hex(32)}`;
  return {
    cluster: { id, name: `prod-${id.slice(0, 6)}` },
    region: 'cn-hangzhou',
    identity: 'self',
    holder: null,
    decision: { kind: 'renew', reason: 'WithinRenewalWindow' },
    notAfter: '2027-01-01T00:00:00.000Z',
    daysLeft: 20,
    before: {
      notAfter: '2027-01-01T00:00:00.000Z',
      serial: hex(16),
      server: 'https://203.0.113.10:6443',
    },
    after: null,
    steps: [{ step: 'fetch', result: 'failed', durationMs: 12, sink: null }],
    deferred: null,
    error: {
      code: 'Forbidden',
      message: `not allowed to fetch the kubeconfig of cluster ${id}`,
      remedy: 'ask',
      requestId: hex(32),
    },
  };
}
