import { setImmediate as turn } from 'node:timers/promises';
import { specimenCluster, specimenClusterId } from '@ackring/testkit/cluster';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import type { JournalDraft } from '../journal/journal.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import type { AccessObjects } from '../machine/api-server/access-objects.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { member } from '../words/json.js';
import { profileOf } from './cluster-profile.js';
import {
  createInventorySyncing,
  type InventoryAccount,
  type InventoryPlan,
  type InventoryRequest,
} from './syncing.js';

// What becomes of each ClusterProfile of a hub, and what is written there. The hub is an object that notes its writes.

const now = new Date('2026-11-30T12:00:00Z');
const accountId = '1234567890123456';
const endpoints = { public: ['https://203.0.113.1:6443'], private: [] };
const cluster = specimenCluster({ endpoints });
const door = { server: 'https://203.0.113.1:6443', authority: 'PEM' };

interface Change {
  readonly cluster?: Partial<Cluster>;
  readonly authority?: string;
  readonly manager?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** As the hub has it. */
function stored({ cluster: change = {}, authority = 'PEM', manager = 'ackring', labels = {} }: Change = {}) {
  const subject = { accountId, cluster: { ...cluster, ...change }, door: { ...door, authority } };
  const { metadata, ...body } = profileOf(subject, { namespace: 'fleet', stored: null, now });
  const fieldsV1 = { 'f:status': {} };
  const managedFields = [{ manager, operation: 'Apply', fieldsV1 }];
  const spec = { ...body.spec, clusterManager: { name: manager } };
  const kept = { ...metadata, labels: { ...metadata.labels, ...labels } };
  return { ...body, spec, metadata: { ...kept, uid: 'u', resourceVersion: '7', managedFields } };
}

const notAsked = () => Promise.reject(new Error('not asked'));

function hubWith(
  items: readonly unknown[] | null,
  change: Partial<AccessObjects> = {},
  kubeconfigs: readonly Kubeconfig[] = [],
) {
  const written: unknown[] = [];
  const asked: string[] = [];
  const journal: JournalDraft[] = [];
  const objects: AccessObjects = {
    ...{ listMappings: notAsked, read: notAsked, create: notAsked, replace: notAsked },
    list: async (collection) => {
      asked.push(collection);
      return items;
    },
    apply: async (place, body, { part }) => {
      written.push({ place, body, part });
      return { kind: 'applied' };
    },
    remove: async (place, is) => {
      written.push({ place, is });
      return 'removed';
    },
    ...change,
  };
  const syncing = createInventorySyncing({
    open: async () => ({ objects, namespace: 'own' }),
    kubeconfigs: async () => kubeconfigs,
    journal: { record: async (draft) => void journal.push(draft) },
    now: () => now,
    refuseWhenReadOnly: async () => undefined,
  });
  return { syncing, written, asked, journal };
}

const goneBy = (code: ErrorCode) => () => Promise.reject(new AckringError(code, 'x', { remedy: 'x' }));

function accountWith(change: Partial<InventoryAccount> = {}): InventoryAccount {
  return { id: accountId, clusters: [cluster], regions: ['cn-hangzhou'], describe: notAsked, ...change };
}

function requestOf(account: Partial<InventoryAccount>, change: Partial<InventoryRequest> = {}) {
  const accounts = [accountWith(account)];
  return { hub: 'fleet-hub', namespace: null, access: 'auto', accounts, ...change } as const;
}

/** In one line, as it is told. */
function told({ steps, unchanged, closed, unread }: InventoryPlan): string {
  const parts = [
    ...steps.map(({ change }) => {
      if (change.kind === 'update') return `update ${change.fields.join(' ')}`;
      return change.kind === 'refused' ? `refused ${change.manager}` : change.kind;
    }),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
    ...closed.map(({ why }) => `closed: ${why.phrase}`),
    ...unread.map(({ error }) => `unread ${error.code}`),
  ];
  return parts.join(', ');
}

const unknownAuthority = 'closed: its certificate authority is not known here; `{command}` tells it';
const other = { id: specimenClusterId(2) };
const lacking = { clusters: [], describe: goneBy('ClusterNotFound') };

type Row = readonly [what: string, items: readonly object[], account: Partial<InventoryAccount>, is: string];

const rows: readonly Row[] = [
  ['a cluster without one', [], {}, `create, ${unknownAuthority}`],
  ['a cluster with its own', [stored()], {}, '1 unchanged'],
  ['what is no ClusterProfile', [{ kind: 'Pod' }], {}, `create, ${unknownAuthority}`],
  ['a cluster with another name by now', [stored({ cluster: { name: 'old' } })], {}, 'update displayName'],
  ['one of another manager', [stored({ manager: 'acm' })], {}, `refused acm, ${unknownAuthority}`],
  [
    'a cluster with no endpoint',
    [],
    { clusters: [{ ...cluster, endpoints: { public: [], private: [] } }] },
    'create, closed: it has no {choice} endpoint',
  ],
  [
    'a cluster whose endpoints were not read',
    [stored()],
    { clusters: [{ ...cluster, endpoints: null }] },
    '',
  ],
  ['a cluster that the cloud does not know', [stored()], lacking, 'remove'],
  [
    'one not listed, and refused',
    [stored()],
    { clusters: [], describe: goneBy('Forbidden') },
    'unread Forbidden',
  ],
  ['one not listed, yet there', [stored()], { clusters: [], describe: async () => ({}) }, ''],
  ['one in a region that was not read', [stored()], { ...lacking, regions: ['cn-beijing'] }, ''],
  ['one of an account that was not read', [stored()], { ...lacking, id: '1' }, ''],
  ['one of another manager, not listed', [stored({ manager: 'acm' })], lacking, ''],
  ['one without its region', [stored({ labels: { 'ackring.dev/cluster': 'c2' } })], lacking, ''],
  [
    'two, one of them gone',
    [stored(), stored({ cluster: other })],
    { describe: goneBy('ClusterNotFound') },
    'remove, 1 unchanged',
  ],
];

for (const [what, items, account, is] of rows)
  test(`of ${what} becomes: ${is === '' ? 'nothing' : is}`, async (t) => {
    const { syncing } = hubWith(items);
    t.is(told(await syncing.planInventory(requestOf(account), {})), is);
  });

test('the namespace is the one asked for, and else that of the context', async (t) => {
  const { syncing, asked } = hubWith([]);
  const planIn = async (namespace: string | null) =>
    (await syncing.planInventory(requestOf({}, { namespace }), {})).namespace;
  t.deepEqual([await planIn(null), await planIn('fleet')], ['own', 'fleet']);
  t.deepEqual(
    asked.map((collection) => collection.split('/')[5]),
    ['own', 'fleet'],
  );
});

test('a hub without the definition is told how to get it', async (t) => {
  const { syncing } = hubWith(null);
  await t.throwsAsync(syncing.planInventory(requestOf({}), {}), { code: 'ResourceNotFound' });
});

test('the authority is the one proven here, and else the one that we put there', async (t) => {
  const { yaml, authority } = await makeSpecimen({ clusterId: cluster.id });
  const extension = `{clusterId: ${cluster.id}, region: cn-hangzhou, access: public, kind: long-term, account: "${accountId}"}`;
  const entry = `server: ${door.server}\n    extensions: [{name: ackring.dev/v1, extension: ${extension}}]`;
  const kubeconfig = readKubeconfig(yaml.replace(/server: .*/, entry), { file: '/home/me/.kube/config' });
  const planned = async (kept: string) => {
    const { syncing } = hubWith([stored({ authority: kept })], {}, [kubeconfig]);
    return told(await syncing.planInventory(requestOf({}), {}));
  };
  t.deepEqual([await planned(authority), await planned('PEM')], ['1 unchanged', 'update access']);
});

test('a cluster without an authority is told by its account, where it has one', async (t) => {
  const commandFor = async (change: Partial<Cluster>) => {
    const { syncing } = hubWith([]);
    const { closed } = await syncing.planInventory(requestOf({ clusters: [{ ...cluster, ...change }] }), {});
    return closed[0]?.why.facts['command'];
  };
  const account = { profile: 'ops', id: accountId };
  t.is(await commandFor({}), `ackring get ${cluster.id} --exec`);
  t.is(await commandFor({ account }), 'ackring get ops/cn-hangzhou/prod --exec');
});

/** What was written for a hub that holds these, and what came of each. */
async function applied(
  items: readonly object[],
  account: Partial<InventoryAccount>,
  change: Partial<AccessObjects> = {},
) {
  const { syncing, written, journal } = hubWith(items, change);
  const outcomes = await syncing.applyInventory(await syncing.planInventory(requestOf(account), {}), {});
  return { written, journal, errors: outcomes.map(({ error }) => error?.code ?? null) };
}

const name = `${cluster.id}-${accountId}`;

test('the object is written, then its status: one that is there only as the version that was seen', async (t) => {
  const versionsOf = async (...items: readonly object[]) => {
    const { written, errors } = await applied(items, {});
    t.deepEqual(errors, [null]);
    t.like(written, [
      { place: { name }, part: null, body: { metadata: { name }, status: undefined } },
      { place: { name }, part: 'status', body: { metadata: { name }, spec: undefined } },
    ]);
    return written.map((each) => member(member(member(each, 'body'), 'metadata'), 'resourceVersion'));
  };
  t.deepEqual(await versionsOf(), [undefined, undefined]);
  t.deepEqual(await versionsOf(stored({ cluster: { name: 'old', state: 'stopped' } })), ['7', undefined]);
});

test('a status that stays is not written again', async (t) => {
  const { written } = await applied([stored({ cluster: { name: 'old' } })], {});
  t.like(written, [{ part: null }]);
  t.is(written.length, 1);
});

test('what the cloud does not know is removed, as the version that was seen', async (t) => {
  const { written, errors } = await applied([stored()], lacking);
  t.deepEqual(errors, [null]);
  t.like(written, [{ place: { name }, is: { uid: 'u', version: '7' } }]);
});

const outcomes: readonly (readonly [
  what: string,
  change: Partial<AccessObjects>,
  items: readonly object[],
  account: Partial<InventoryAccount>,
  code: ErrorCode | null,
])[] = [
  ['removed by somebody else meanwhile', { remove: async () => 'gone' }, [stored()], lacking, null],
  [
    'changed before it was removed',
    { remove: async () => 'changed', read: async () => ({ uid: 'u', version: '8', body: {} }) },
    [stored()],
    lacking,
    'Conflict',
  ],
  [
    'removed by what was sent first, and refused to what was sent again',
    { remove: async () => 'changed', read: async () => null },
    [stored()],
    lacking,
    null,
  ],
  [
    'refused by the API server',
    { apply: async () => ({ kind: 'refused', why: 'x' }), read: async () => null },
    [],
    {},
    'Conflict',
  ],
  [
    'refused, and not to be looked at',
    { apply: async () => ({ kind: 'refused', why: 'x' }) },
    [],
    {},
    'DoneInPart',
  ],
  [
    'written by what was sent first, and refused to what was sent again',
    {
      apply: async () => ({ kind: 'refused', why: 'x' }),
      read: async () => ({ uid: 'u', version: '7', body: stored() }),
    },
    [stored({ cluster: { name: 'old' } })],
    {},
    null,
  ],
  ['of another manager', {}, [stored({ manager: 'acm' })], {}, 'Refused'],
];

for (const [what, change, items, account, code] of outcomes)
  test(`one ${what} ends ${code === null ? 'well' : `as ${code}`}`, async (t) => {
    t.deepEqual((await applied(items, account, change)).errors, [code]);
  });

test('the journal has how many were to be created, updated and removed', async (t) => {
  const numbered = (number: number) => ({ ...cluster, id: specimenClusterId(number) });
  const items = [
    stored({ cluster: { ...numbered(4), name: 'old' } }),
    ...[5, 6].map((number) => stored({ cluster: numbered(number) })),
  ];
  const clusters = [1, 2, 3, 4].map(numbered);
  const { journal } = await applied(items, { ...lacking, clusters });
  const details = { hub: 'fleet-hub', namespace: 'own', create: 3, update: 1, remove: 2 };
  t.like(journal, [
    { phase: 'started', details },
    { phase: 'done', details },
  ]);
});

test('eight at most are written at once', async (t) => {
  let [running, most] = [0, 0];
  const apply = async () => {
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    return { kind: 'applied' } as const;
  };
  const clusters = Array.from({ length: 20 }, (_, index) => ({ ...cluster, id: specimenClusterId(index) }));
  await applied([], { clusters }, { apply });
  t.is(most, 8);
});
