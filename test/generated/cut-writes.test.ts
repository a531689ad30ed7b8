import { clusterRole } from '@ackring/core/internal/rights/roles';
import { AckringError, toAckringError } from '@ackring/core/words';
import { createWorld } from '@ackring/core/world';
import type { Emulator } from '@ackring/emulator/start';
import { skippingClock } from '@ackring/testkit/clock';
import { specimenCluster } from '@ackring/testkit/cluster';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { get, mappings, migrationPlace, shownBy } from '@ackring/testkit/migration-place';
import { type Random, randomFrom } from '@ackring/testkit/random';
import test, { type ExecutionContext } from 'ava';
import { inventoryDefinition } from '../command-line/inventory-story.js';

// Writes whose answers are cut off, before they are carried out, after, and after a refusal. What is said
// of each is held against what the API server has then.

type Effect = Parameters<Emulator['faults']['add']>[0]['effect'];

/** Whether the write is carried out all the same. */
const cuts: Readonly<Record<'before' | 'after' | 'refused', readonly Effect[]>> = {
  before: [{ kind: 'reset' }, { kind: 'error', status: 503 }],
  after: [
    { kind: 'reset', after: true },
    { kind: 'error', status: 504, after: true },
    { kind: 'html', status: 502 },
    { kind: 'html', status: 200 },
    { kind: 'truncate' },
  ],
  refused: [
    { kind: 'error', status: 403 },
    { kind: 'error', status: 409 },
  ],
};

interface Said {
  readonly is: 'done' | 'not done' | 'not known';
  readonly error: AckringError | null;
}

interface Act {
  /** Whose they are; the API server's by default. */
  readonly service?: 'kubernetes' | 'cs';
  /** A write, and the read that looks at it. */
  readonly writes: readonly string[];
  readonly read: string;
  /** Makes everything ready; what it returns is done under faults. */
  readonly begin: () => Promise<() => Promise<Said>>;
  /** Whether all of it is done by now. */
  readonly isDone: () => Promise<boolean>;
}

function said(result: string, error: AckringError | null): Said {
  if (['done', 'migrated', 'undone', 'removed', 'gone'].includes(result)) return { is: 'done', error };
  return { is: result === 'unknown' ? 'not known' : 'not done', error };
}

const rounds = 12;

/** What is wrong with what is said of an act, round by round. */
async function holds(t: ExecutionContext, act: Act, { faults }: Emulator): Promise<void> {
  const seed = Number(process.env['ACKRING_TEST_SEED'] ?? 1);
  const random = randomFrom(seed);
  const seen = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const apply = await act.begin();
    const drawn = drawFaults(random, act);
    for (const each of drawn.faults) faults.add({ service: act.service ?? 'kubernetes', ...each });
    const { is, error } = await apply();
    faults.clear();
    const isDone = await act.isDone();
    const what = `seed ${seed}, round ${round}: ${JSON.stringify(drawn)}: ${is}: ${error?.message}`;
    seen.add(is);
    if (is !== 'not known') t.is(is === 'done', isDone, what);
    else if (drawn.isReadable) t.false(isDone, `${what}, and it could be seen`);
    if (is === 'not known') t.regex(error?.remedy ?? '', /`(?:ackring|kubectl) /, what);
    if (is === 'done') t.is(error, null, what);
  }
  t.true(seen.has('done') && seen.size > 1, [...seen].join(', '));
}

function drawFaults(random: Random, { writes, read }: Act) {
  const operation = random.one(writes);
  const skip = random.below(2);
  const times = random.below(6);
  const effect = random.one(cuts[random.one(['before', 'after', 'refused'] as const)]);
  const isReadable = !random.once(4);
  const write = times === 0 ? [] : [{ operation, skip, times, effect }];
  const reads = isReadable
    ? []
    : [{ operation: read, skip: random.below(4), effect: random.one([...cuts.before, ...cuts.after]) }];
  return { isReadable, faults: [...write, ...reads] };
}

async function place(t: ExecutionContext) {
  const found = await migrationPlace(t, createWorld);
  const { text } = await get(found.open(), { destination: { kind: 'stdout' } });
  const administrator = shownBy(text ?? '');
  const ask = (method: string, path: string, body?: object) =>
    askKubernetes(administrator, method, path, body);
  const world = () => found.open({ clock: skippingClock() }, { KUBECONFIG: found.kubeconfig });
  const there = async (path: string) => (await ask('GET', path)).status === 200;
  return { ...found, ask, there, world };
}

const bindings = (namespace: string) =>
  `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`;

async function moving(t: ExecutionContext) {
  const { emulator, ask, there, world, plan } = await place(t);
  const { uid = '' } = emulator.identities['mei'] ?? {};
  const count = async () => {
    const lists = await Promise.all(['default', 'kube-system'].map((each) => ask('GET', bindings(each))));
    const bound = lists.flatMap(({ body }) =>
      JSON.stringify(body).match(new RegExp(`"name":"ackring-ram-${uid}-[^"]*"`, 'g')),
    );
    return (
      bound.filter((each) => each !== null).length + ((await there(`${mappings}/ackring-ram-${uid}`)) ? 1 : 0)
    );
  };
  const undo = async () => {
    const undoing = await world().migration.planUndo({ users: ['mei'], clusters: [] });
    return (await world().migration.undo(undoing, { confirm: 'mei' }))[0];
  };
  const move = async () => {
    const planned = await plan(['mei'], ['ready'], world());
    return async () => {
      const [outcome] = await world().migration.apply(planned, { confirm: 'mei', clean: false });
      return said(outcome?.result ?? '', outcome?.error ?? null);
    };
  };
  const isBegun = async () => (await world().migration.records()).length > 0;
  return { emulator, count, undo, move, isBegun };
}

test('a mapping and its bindings whose writes are cut off are not said to be what they are not', async (t) => {
  const { emulator, count, undo, move, isBegun } = await moving(t);
  const begin = async () => {
    if (await isBegun()) await undo();
    return move();
  };
  const writes = ['create rolebindings', 'create ramidentitymappings'];
  const isDone = async () => (await count()) === 3;
  await holds(t, { writes, read: 'get ramidentitymappings', begin, isDone }, emulator);
});

test('a mapping that is taken back with its bindings, and cut off, is not said to be what it is not', async (t) => {
  const { emulator, count, undo, move, isBegun } = await moving(t);
  const begin = async () => {
    if (await isBegun()) await undo();
    t.is((await (await move())()).is, 'done');
    return async () => {
      const outcome = await undo();
      return said(outcome?.result ?? '', outcome?.error ?? null);
    };
  };
  const writes = ['delete rolebindings', 'delete ramidentitymappings'];
  const isDone = async () => (await count()) === 0;
  await holds(t, { writes, read: 'get rolebindings', begin, isDone }, emulator);
});

for (const others of [[], [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: '43-1' }]])
  test(`a binding that is ${others.length === 0 ? 'removed' : 'others’ too'}, and cut off, is not said to be what it is not`, async (t) => {
    const { emulator, ask, world } = await place(t);
    const own = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: '4242-1' };
    const path = bindings('default');
    const cluster = await world().findCluster('ready');
    const begin = async () => {
      await ask('DELETE', `${path}/by-hand`);
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };
      await ask('POST', path, { metadata: { name: 'by-hand' }, roleRef, subjects: [own, ...others] });
      const asked = { cluster, uid: '4242', name: 'left' };
      const planned = await world().incident.planUnbind(asked);
      return async () => {
        const { unbound } = await world().incident.applyUnbind(planned, { confirm: 'left' });
        return said(unbound[0]?.result ?? '', unbound[0]?.error ?? null);
      };
    };
    const isDone = async () => !JSON.stringify((await ask('GET', path)).body).includes('4242-1');
    const writes = [others.length === 0 ? 'delete rolebindings' : 'update rolebindings'];
    await holds(t, { writes, read: 'get rolebindings', begin, isDone }, emulator);
  });

for (const change of ['create', 'update', 'remove'] as const)
  test(`a ClusterProfile to ${change} whose write is cut off is not said to be what it is not`, async (t) => {
    const { emulator, ask, world } = await place(t);
    await get(world(), {});
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    t.is((await ask('POST', definitions, inventoryDefinition)).status, 201);
    t.is((await ask('POST', '/api/v1/namespaces', { metadata: { name: 'fleet' } })).status, 201);
    const path = '/apis/multicluster.x-k8s.io/v1alpha1/namespaces/fleet/clusterprofiles';
    const gone = () =>
      Promise.reject(new AckringError('ClusterNotFound', 'it is gone', { remedy: 'Nothing needs doing.' }));
    const endpoints = { public: ['https://203.0.113.1:6443'], private: [] };
    const planned = (name: string | null) => {
      const clusters = name === null ? [] : [specimenCluster({ endpoints, name })];
      const account = { id: '1234567890123456', clusters, regions: ['cn-hangzhou'], describe: gone };
      return world().planInventory(
        { hub: 'ready', namespace: 'fleet', access: 'auto', accounts: [account] },
        {},
      );
    };
    let name: string | null = 'first';
    let count = 0;
    const begin = async () => {
      const before = change === 'create' ? null : 'before';
      const made = await world().applyInventory(await planned(before), {});
      t.true(made.every(({ error }) => error === null));
      count += 1;
      name = change === 'remove' ? null : `after-${count}`;
      const plan = await planned(name);
      t.is(plan.steps[0]?.change.kind, change);
      return async () => {
        const [outcome] = await world().applyInventory(plan, {});
        return said(outcome?.result ?? '', outcome?.error ?? null);
      };
    };
    const isDone = async () => (await planned(name)).steps.length === 0;
    const writes = [change === 'remove' ? 'delete clusterprofiles' : 'patch clusterprofiles'];
    await holds(t, { writes, read: 'get clusterprofiles', begin, isDone }, emulator);
    t.true((await ask('GET', path)).status === 200);
  });

for (const direction of ['give', 'take'] as const)
  test(`a role to ${direction} whose change is cut off is not said to be what it is not`, async (t) => {
    const { emulator, world } = await place(t);
    const cluster = await world().findCluster('ready');
    const role = clusterRole('dev', 'web');
    const planned = (towards: 'give' | 'take') =>
      world().granting.planGrant({ direction: towards, user: 'mei', cluster, role });
    const isDone = async () => (await planned(direction)).reason !== 'toDo';
    const begin = async () => {
      const before = await planned(direction === 'give' ? 'take' : 'give');
      if (before.reason === 'toDo') await world().granting.applyGrant(before, { confirm: 'mei' });
      const plan = await planned(direction);
      t.is(plan.reason, 'toDo');
      return async (): Promise<Said> => {
        const outcome = await world().granting.applyGrant(plan, { confirm: 'mei' }).catch(toAckringError);
        if (!(outcome instanceof AckringError)) return { is: 'done', error: null };
        return { is: outcome.code === 'DoneInPart' ? 'not known' : 'not done', error: outcome };
      };
    };
    const writes = ['UpdateUserPermissions'];
    await holds(t, { service: 'cs', writes, read: 'DescribeUserPermission', begin, isDone }, emulator);
  });
