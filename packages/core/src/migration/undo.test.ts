import { skippingClock } from '@ackring/testkit/clock';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import type { MigrationRecord } from './record.js';
import { type MigrationUndoPorts, planMigrationUndo, undoMigration } from './undo.js';

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

const at = (day: number) => new Date(`2026-10-0${day}T00:00:00Z`);
const gone = new AckringError('ClusterNotFound', 'gone', { remedy: 'Look.' });
const away = new AckringError('Unreachable', 'away', { remedy: 'Wait.' });
const nobody = new AckringError('ResourceNotFound', 'nobody', { remedy: 'Look.' });

/** Undoes what was begun, where the cloud lists this of each identity and that of each cluster. */
async function undone(
  records: readonly MigrationRecord[],
  {
    states = [],
    reach = gone,
    writes = [],
  }: {
    readonly states?: readonly string[] | Error;
    readonly reach?: Error;
    readonly writes?: readonly (readonly [day: number, task: string])[];
  },
) {
  const forgotten: string[] = [];
  const restored: string[] = [];
  const history = writes.map(([day, task]) => ({
    ...{ id: `write-${day}`, at: at(day), file: `file-${task}`, summary: '', undoneAt: null, task },
    ...{ undoable: true, backup: null },
  }));
  const ports = {
    api: {
      listUserKubeconfigStates: async () => {
        if (states instanceof Error) throw states;
        return states.map((certificateState) => ({ cluster: records[0]?.cluster, certificateState }));
      },
      describeCluster: async () => {
        throw reach;
      },
    },
    records: {
      all: async () => records,
      alone: async <R>(work: () => Promise<R>) => work(),
      forget: async ({ uid }: { readonly uid: string }) => void forgotten.push(uid),
    },
    files: { history: async () => history, undo: async (file: string) => void restored.push(file) },
    journal: { record: async () => undefined },
    clock: skippingClock(),
  } as unknown as MigrationUndoPorts;
  const plan = await planMigrationUndo({ users: null, clusters: [] }, ports);
  const outcomes = await undoMigration(plan, { confirm: 'all', isEverybody: true }, ports);
  return { outcomes, forgotten, restored };
}

const undoings: [what: string, world: Parameters<typeof undone>[1], result: string, code: string | null][] = [
  ['a cluster that is gone', {}, 'undone', null],
  ['a cluster that is not reached', { reach: away }, 'failed', 'Unreachable'],
  ['an identity that is gone', { states: nobody }, 'undone', null],
  ['an identity of whom nothing is read', { states: away }, 'failed', 'Unreachable'],
  ['a certificate that is held', { states: ['unexpired'] }, 'undone', null],
  ['a certificate that has expired', { states: ['expired'] }, 'refused', 'Refused'],
  ['a certificate that was cleaned since', { states: ['removed'] }, 'refused', 'Refused'],
  ['a fault', { reach: new Error('odd') }, 'failed', 'Internal'],
  ['a fault in the list', { states: new Error('odd') }, 'failed', 'Internal'],
];

for (const [what, world, result, code] of undoings)
  test(`an undo with ${what}: ${result}`, async (t) => {
    const { outcomes, forgotten } = await undone([begun('prod', 'mei')], world);
    t.deepEqual(
      outcomes.map((outcome) => [outcome.result, outcome.error?.code ?? null]),
      [[result, code]],
    );
    t.is(forgotten.length, result === 'undone' ? 1 : 0);
  });

test('what was written last is undone first, and what was not written at the end', async (t) => {
  const [mei, tom, ann] = [begun('prod', 'mei'), begun('prod', 'tom'), begun('prod', 'ann')];
  const records = [
    { ...ann, task: 'ann', identity: { ...ann.identity, uid: '3' } },
    { ...mei, task: 'mei' },
    { ...tom, task: 'tom' },
  ];
  for (const [writes, first] of [
    [
      [
        [1, 'mei'],
        [2, 'tom'],
      ],
      'tom',
    ],
    [
      [
        [2, 'mei'],
        [1, 'tom'],
      ],
      'mei',
    ],
    [
      [
        [1, 'mei'],
        [2, 'tom'],
        [3, 'mei'],
      ],
      'mei',
    ],
  ] as const) {
    const { forgotten, restored } = await undone(records, { writes });
    const second = first === 'tom' ? 'mei' : 'tom';
    t.deepEqual(restored, [`file-${first}`, `file-${second}`]);
    t.is(forgotten.at(-1), '3');
  }
});
