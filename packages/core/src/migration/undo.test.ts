import { skippingClock } from '@ackring/testkit/clock';
import { reachedCluster } from '@ackring/testkit/reached-cluster';
import test from 'ava';
import type { JournalDraft } from '../journal/journal.js';
import type { HistoryEntry } from '../machine/kubeconfig-file/undo.js';
import { AckringError } from '../words/errors.js';
import type { MigrationRecord } from './record.js';
import { meantObjects } from './token-access.js';
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

test('somebody whose move was not begun here is named, although others’ was', async (t) => {
  const ports = { records: { all: async () => records } } as unknown as MigrationUndoPorts;
  const plan = planMigrationUndo({ users: ['mei', 'ann'], clusters: [] }, ports);
  await t.throwsAsync(plan, { code: 'ResourceNotFound', message: /"ann"/ });
});

const at = (day: number) => new Date(`2026-10-0${day}T00:00:00Z`);
type Write = readonly [day: number, task: string | null, over?: Partial<HistoryEntry>];

const histories: readonly (readonly [what: string, writes: readonly Write[], reason: string])[] = [
  ['nothing', [], 'Began'],
  ['the move alone', [[2, 'mei']], 'Began'],
  [
    'the move, and one by hand before',
    [
      [1, null],
      [2, 'mei'],
    ],
    'Began',
  ],
  [
    'the move, and one by hand since',
    [
      [2, 'mei'],
      [3, null],
    ],
    'ContextsChanged',
  ],
  [
    'the move, and one by hand at once',
    [
      [2, 'mei'],
      [2, null],
    ],
    'ContextsChanged',
  ],
  [
    'the move, and one since that was undone',
    [
      [2, 'mei'],
      [3, null, { undoneAt: at(4) }],
    ],
    'Began',
  ],
  [
    'the move, and one since in another file',
    [
      [2, 'mei'],
      [3, null, { file: 'other' }],
    ],
    'Began',
  ],
  [
    'the move, and a move since that is taken back too',
    [
      [2, 'mei'],
      [3, 'tom'],
    ],
    'Began',
  ],
  [
    'the move, and a move since that stays',
    [
      [2, 'mei'],
      [3, 'ann'],
    ],
    'ContextsChanged',
  ],
  ['the move, in a file that was changed since', [[2, 'mei', { undoable: false }]], 'ContextsChanged'],
  [
    'the move, twice',
    [
      [2, 'mei', { undoable: false }],
      [3, 'mei'],
    ],
    'Began',
  ],
  [
    'the move, which was undone',
    [
      [2, 'mei', { undoneAt: at(3) }],
      [4, null],
    ],
    'Began',
  ],
];

for (const [what, writes, reason] of histories)
  test(`where ${what} was written, an undo says ${reason}`, async (t) => {
    const history = writes.map(
      ([day, task, over]): HistoryEntry => ({
        ...{ id: `${day}`, at: at(day), file: 'config', summary: '', undoneAt: null, task, undoable: true },
        ...{ backup: null, ...over },
      }),
    );
    const [mei, tom] = [begun('prod', 'mei'), begun('prod', 'tom')];
    const ports = {
      records: {
        all: async () => [
          { ...mei, task: 'mei' },
          { ...tom, task: 'tom' },
        ],
      },
      files: { history: async () => history },
      clock: skippingClock(),
    } as unknown as MigrationUndoPorts;
    const { steps } = await planMigrationUndo({ users: null, clusters: [] }, ports);
    t.like(steps[0], { identity: { name: 'mei' }, reason });
  });

const gone = new AckringError('ClusterNotFound', 'gone', { remedy: 'Look.' });
const away = new AckringError('Unreachable', 'away', { remedy: 'Wait.' });
const nobody = new AckringError('ResourceNotFound', 'nobody', { remedy: 'Look.' });

/** Undoes what was begun, where the cloud lists this of each identity and that of each cluster. */
async function undone(
  records: readonly MigrationRecord[],
  {
    states = [],
    reach = gone,
    found = 'ours',
    removal = 'removed',
    writes = [],
  }: {
    readonly states?: readonly string[] | Error;
    /** Null where the cluster answers. */
    readonly reach?: Error | null;
    /** The mapping that is in it, and what becomes of its removal. */
    readonly found?: 'ours' | 'another' | null;
    readonly removal?: 'removed' | 'gone' | 'changed';
    readonly writes?: readonly (readonly [day: number, task: string])[];
  },
) {
  const forgotten: string[] = [];
  const restored: string[] = [];
  const removed: string[] = [];
  const phases: JournalDraft['phase'][] = [];
  const reached = await reachedCluster();
  const [meant] = records.flatMap(({ access }) => meantObjects(access));
  const bodies = { ours: meant?.body, another: { metadata: { name: 'another' } } };
  const stored = found === null ? null : { uid: '1', version: '1', body: bodies[found] };
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
      fetchKubeconfig: reached.ports.api.fetchKubeconfig,
      describeCluster: async () => {
        if (reach !== null) throw reach;
        return reached.cluster;
      },
    },
    proofs: reached.ports.proofs,
    objects: () => ({
      read: async () => (removed.length > 0 && removal !== 'changed' ? null : stored),
      remove: async ({ name }: { readonly name: string }) => {
        removed.push(name);
        return removal;
      },
    }),
    records: {
      all: async () => records,
      alone: async <R>(work: () => Promise<R>) => work(),
      forget: async ({ uid }: { readonly uid: string }) => void forgotten.push(uid),
    },
    files: { history: async () => history, undo: async (file: string) => void restored.push(file) },
    journal: { record: async ({ phase }: JournalDraft) => void phases.push(phase) },
    clock: reached.ports.clock,
  } as unknown as MigrationUndoPorts;
  const plan = await planMigrationUndo({ users: null, clusters: [] }, ports);
  const outcomes = await undoMigration(plan, { confirm: 'all', isEverybody: true }, ports);
  return { outcomes, forgotten, restored, removed, phases };
}

const undoings: [what: string, world: Parameters<typeof undone>[1], result: string, code: string | null][] = [
  ['a cluster that is gone', {}, 'undone', null],
  ['a cluster that is not reached', { reach: away }, 'failed', 'Unreachable'],
  ['an identity that is gone', { states: nobody }, 'undone', null],
  ['an identity of whom nothing is read', { states: away }, 'failed', 'Unreachable'],
  ['a certificate that is held', { states: ['unexpired'] }, 'undone', null],
  ['a certificate that has expired', { states: ['expired'] }, 'refused', 'Refused'],
  ['a certificate that was cleaned since', { states: ['removed'] }, 'refused', 'Refused'],
  ['a mapping that is there', { reach: null }, 'undone', null],
  ['a mapping that goes meanwhile', { reach: null, removal: 'gone' }, 'undone', null],
  ['a mapping that is gone', { reach: null, found: null }, 'undone', null],
  ['a mapping that is another’s', { reach: null, found: 'another' }, 'refused', 'Conflict'],
  ['a mapping that changes meanwhile', { reach: null, removal: 'changed' }, 'refused', 'Conflict'],
  ['a fault', { reach: new Error('odd') }, 'failed', 'Internal'],
  ['a fault in the list', { states: new Error('odd') }, 'failed', 'Internal'],
];

for (const [what, world, result, code] of undoings)
  test(`an undo with ${what}: ${result}`, async (t) => {
    const { outcomes, forgotten, removed, phases } = await undone([begun('prod', 'mei')], world);
    t.deepEqual(
      outcomes.map((outcome) => [outcome.result, outcome.error?.code ?? null]),
      [[result, code]],
    );
    t.is(forgotten.length, result === 'undone' ? 1 : 0);
    const end = result === 'failed' ? 'failed' : 'done';
    t.deepEqual(phases, ['started', result === 'undone' ? 'done' : 'failed', end]);
    const { reach, found = 'ours' } = world;
    const isTaken = reach === null && found === 'ours';
    t.deepEqual(removed, isTaken ? ['ackring-ram-200000000000000001'] : []);
  });

test('what was cleaned is not taken back, in the same run as what was not', async (t) => {
  const [mei, tom] = [begun('prod', 'mei'), begun('prod', 'tom')];
  const { outcomes, forgotten } = await undone([{ ...mei, stage: 'cleaned' }, tom], {});
  t.deepEqual(
    outcomes.map(({ step, result, error }) => [step.identity.name, result, error?.message ?? null]),
    [
      ['mei', 'refused', 'mei stays with its certificate in prod: Cleaned'],
      ['tom', 'undone', null],
    ],
  );
  t.deepEqual(forgotten, [tom.identity.uid]);
});

test('where nothing can be taken back, nothing is asked for, and nothing noted as done', async (t) => {
  const { outcomes, phases } = await undone([{ ...begun('prod', 'mei'), stage: 'cleaned' }], {});
  t.deepEqual([outcomes.map(({ result }) => result), phases], [['refused'], []]);
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
