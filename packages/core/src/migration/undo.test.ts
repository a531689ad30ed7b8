import { skippingClock } from '@ackring/testkit/clock';
import test from 'ava';
import type { MigrationRecord } from './record.js';
import { type MigrationUndoPorts, planMigrationUndo } from './undo.js';

function begun(cluster: string, name: string): MigrationRecord {
  const uid = name === 'mei' ? '200000000000000001' : '200000000000000002';
  return {
    version: 1,
    cluster: { id: `c${cluster.padEnd(32, '0')}`, name: cluster, region: 'cn-hangzhou' },
    identity: { uid, name, type: 'user' },
    isSelf: false,
    commonName: `${uid}-1735700000`,
    access: {
      mapping: {
        name: `ackring-ram-${uid}`,
        arn: `acs:ram::1:user/${name}`,
        username: `ram:${uid}`,
        groups: [],
      },
      bindings: [],
    },
    stage: 'watching',
    startedAt: new Date('2026-10-01T00:00:00Z'),
    watchedSince: new Date('2026-10-01T00:01:00Z'),
    unused: null,
    quietDays: 35,
    task: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  };
}

const records = [begun('prod', 'mei'), begun('prod', 'tom'), begun('stage', 'mei'), begun('stage', 'tom')];

for (const [users, clusters, expected] of [
  [null, [], ['mei prod', 'mei stage', 'tom prod', 'tom stage']],
  [['mei'], [], ['mei prod', 'mei stage']],
  [null, ['stage'], ['mei stage', 'tom stage']],
  [['mei'], ['stage'], ['mei stage']],
  [['200000000000000002'], [`cprod${'0'.repeat(28)}`], ['tom prod']],
] as const)
  test(`an undo of ${users ?? 'everybody'} in ${clusters.join() || 'every cluster'} is of those alone`, async (t) => {
    const ports = {
      records: { all: async () => records },
      files: { history: async () => [] },
      clock: skippingClock(),
    } as unknown as MigrationUndoPorts;
    const { steps } = await planMigrationUndo({ users, clusters }, ports);
    t.deepEqual(
      steps.map(({ identity, cluster }) => `${identity.name} ${cluster.name}`).toSorted(),
      expected,
    );
  });
