import { rightUntil } from '@ackring/testkit/ending-right';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test, { type ExecutionContext } from 'ava';
import type { EndingRight } from '../../rights/ending-right.js';
import { ledgerRights } from '../ledger/ledger-rights.js';
import { storesOf } from '../report/kept-runs.js';

// What a run does about rights whose end has come, without any machine of those who gave them.

async function begin(t: ExecutionContext, holder: object = { owner: true }) {
  const world = await rotationWorld(
    {
      identities: [{ name: 'mei' }],
      clusters: [
        {
          name: 'prod',
          holders: {
            ops: { daysLeft: 900, ...holder },
            mei: { daysLeft: 400, roles: ['dev@web', 'dev@api'] },
          },
        },
      ],
    },
    'sinks: []',
  );
  t.teardown(() => world[Symbol.asyncDispose]());
  const { emulator, clock } = world;
  const { webhook } = emulator.services;
  const settings = `holders: false
rights: true
sinks: [{kind: file, directory: "{directory}"}]
notify: [{kind: webhook, url: "${webhook.url()}"}]`;
  const { rotation, ports } = await world.configure(settings);
  const cluster = emulator.world.clusters.named('prod');
  const uid = emulator.identities['mei']?.uid ?? '';
  if (cluster === undefined) throw new Error('no cluster');
  const right = rightFor(clock.now(), {
    ...{ id: '0123abcd', accountId: emulator.accountId, cluster, identity: { uid, name: 'mei' } },
  });
  const rights = ledgerRights(storesOf(ports.sinks), clock);
  await rights.keep(right);
  const roles = () => cluster.grants.get(uid)?.roles.map(({ role, namespace }) => `${role}@${namespace}`);
  const told = () => webhook.deliveries.map(({ text }) => text).join('\n');
  return { world, rotation, rights, right, roles, told };
}

/** A right given for an hour. */
function rightFor(
  askedAt: Date,
  { cluster: { id, name, region }, ...own }: Pick<EndingRight, 'id' | 'accountId' | 'cluster' | 'identity'>,
): EndingRight {
  const answered = { answeredAt: askedAt, seenAt: askedAt };
  const until = new Date(askedAt.getTime() + 3_600_000);
  return rightUntil(until, askedAt, { ...own, cluster: { id, name, region }, ...answered });
}

test('a run takes back exactly what has ended, after it rotated, and says so; a plan says that it would', async (t) => {
  const { world, rotation, rights, right, roles } = await begin(t);
  const early = await rotation.run('apply', { runId: 'r1' });
  t.like(early, { rights: [], failures: [] });
  t.deepEqual((await rotation.run('plan', { runId: 'p0' })).rights, []);
  t.deepEqual(roles(), ['dev@web', 'dev@api']);
  await world.advanceDays(1);
  const planned = await rotation.run('plan', { runId: 'p' });
  t.like(planned.rights, [{ id: right.id, role: 'dev', namespace: 'web', how: null }]);
  t.deepEqual(roles(), ['dev@web', 'dev@api']);
  const report = await rotation.run('apply', { runId: 'r2' });
  t.like(report, { failures: [], rights: [{ id: right.id, how: 'takenBack' }] });
  t.deepEqual(roles(), ['dev@api']);
  t.is((await rights.all()).rights[0]?.over?.how, 'takenBack');
  t.like(await rotation.run('apply', { runId: 'r3' }), { rights: [], failures: [] });
  t.deepEqual((await rotation.run('plan', { runId: 'p4' })).rights, []);
});

test('a run that could list nothing takes rights back all the same', async (t) => {
  const { world, rotation, roles } = await begin(t);
  await world.advanceDays(1);
  world.emulator.faults.add({
    operation: 'DescribeRegions',
    effect: { kind: 'error', status: 400, code: 'InvalidParameter' },
  });
  world.emulator.faults.add({
    operation: 'DescribeClustersForRegion',
    effect: { kind: 'error', status: 400, code: 'InvalidParameter' },
  });
  await t.throwsAsync(rotation.run('apply', { runId: 'r1' }));
  t.deepEqual(roles(), ['dev@api']);
});

test('what cannot be taken is a failure of the run and an alarm, tried again, and over once it is taken', async (t) => {
  const { world, rotation, roles, told } = await begin(t);
  await world.advanceDays(1);
  const fails = world.emulator.faults.add({
    operation: 'UpdateUserPermissions',
    effect: { kind: 'error', status: 400, code: 'InvalidParameter' },
  });
  const failed = await rotation.run('apply', { runId: 'r1' });
  t.like(failed.failures, [{ what: 'right 0123abcd of mei in prod' }]);
  t.like(failed.rights, [{ how: null }]);
  t.regex(told(), /right 0123abcd of mei in prod/);
  t.like(failed.counts, { failed: 0 });
  fails();
  await world.advanceDays(1);
  t.like((await rotation.run('apply', { runId: 'r2' })).rights, [{ how: 'takenBack' }]);
  t.regex(told(), /over: right 0123abcd of mei in prod/);
  t.deepEqual(roles(), ['dev@api']);
});

test('a rotation that does not administer the cluster says so, and what is of another account is told', async (t) => {
  const { world, rotation, rights, right, roles } = await begin(t, { roles: ['dev@default'] });
  await rights.keep({ ...right, id: 'ffffffff', accountId: '9999999999999999' });
  await world.advanceDays(1);
  const { failures } = await rotation.run('apply', { runId: 'r1' });
  t.deepEqual(
    failures.map(({ what, error }) => [what, error.code]),
    [
      ['right ffffffff of mei in prod', 'Refused'],
      ['right 0123abcd of mei in prod', 'Forbidden'],
    ],
  );
  t.deepEqual(roles(), ['dev@web', 'dev@api']);
});

test('what was given in another account is taken back there, by the role that the rotation has in it', async (t) => {
  const clusters = (name: string, holder: string) => [
    {
      name,
      holders: { [holder]: { daysLeft: 900, owner: true }, mei: { daysLeft: 400, roles: ['dev@web'] } },
    },
  ];
  const keeper = (trusts: string) => ({ name: 'keeper', type: 'role' as const, trusts: [trusts] });
  const world = await rotationWorld(
    {
      account: 'home',
      identities: [{ name: 'mei' }],
      clusters: clusters('ours', 'ops'),
      accounts: [
        {
          name: 'east',
          identities: [keeper('root@home'), { name: 'mei' }],
          clusters: clusters('theirs', 'keeper'),
        },
        {
          name: 'shut',
          identities: [keeper('root'), { name: 'mei' }],
          clusters: clusters('closed', 'keeper'),
        },
      ],
    },
    'sinks: []',
  );
  t.teardown(() => world[Symbol.asyncDispose]());
  const { identities, world: cloud } = world.emulator;
  const arnOf = (account: string) => identities[`${account}/keeper`]?.arn ?? '';
  const { rotation, ports } = await world.configure(`holders: false
rights: true
identities: [self, {roleArn: "${arnOf('shut')}"}, {roleArn: "${arnOf('east')}"}]
sinks: [{kind: file, directory: "{directory}"}]`);
  const rights = ledgerRights(storesOf(ports.sinks), world.clock);
  const given = async (id: string, name: string, account: string, accountId?: string) => {
    const cluster = cloud.clusters.named(name);
    const { uid = '', arn = '' } = identities[account === 'home' ? 'mei' : `${account}/mei`] ?? {};
    if (cluster === undefined) throw new Error('no cluster');
    await rights.keep(
      rightFor(world.clock.now(), {
        ...{ id, cluster, identity: { uid, name: 'mei' } },
        accountId: accountId ?? /\d{16}/.exec(arn)?.[0] ?? '',
      }),
    );
    return () => cluster.grants.get(uid)?.roles.length ?? 0;
  };
  const left = [
    await given('00000001', 'ours', 'home'),
    await given('00000002', 'theirs', 'east'),
    await given('00000003', 'closed', 'shut'),
    await given('00000004', 'ours', 'home', '9999999999999999'),
  ];
  await world.advanceDays(1);
  const report = await rotation.run('apply', { runId: 'r1' });
  t.deepEqual(report.rights?.map(({ id, how }) => [id, how]).toSorted(), [
    ['00000001', 'takenBack'],
    ['00000002', 'takenBack'],
    ['00000003', null],
    ['00000004', null],
  ]);
  t.deepEqual(
    left.map((count) => count()),
    [0, 0, 1, 0],
  );
  const told = report.failures.map(({ what, error }) => `${what}: ${error.code}`);
  t.true(told.includes('right 00000003 of mei in closed: Forbidden'), told.join('\n'));
  t.true(told.includes('right 00000004 of mei in ours: Refused'), told.join('\n'));
});

test('without the switch a run leaves the ledger’s rights alone', async (t) => {
  const { world, roles } = await begin(t);
  await world.advanceDays(1);
  const { rotation } = await world.configure(
    'holders: false\nsinks: [{kind: file, directory: "{directory}"}]',
  );
  t.is((await rotation.run('apply', { runId: 'r1' })).rights, undefined);
  t.deepEqual(roles(), ['dev@web', 'dev@api']);
});
