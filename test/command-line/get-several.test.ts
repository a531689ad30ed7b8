import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import * as v from 'valibot';
import { getSeveralContract } from './contracts.js';
import { createAckring } from './run-ackring.js';

const clusters = [
  { name: 'prod-1' },
  { name: 'prod-2' },
  { name: 'lab' },
  { name: 'old', state: 'deleting' },
];

test('names and patterns are fetched each once, one that fails stops no other, and one undo takes all back', async (t) => {
  await using emulator = await startEmulator({ scenario: { clusters } });
  const ackring = await createAckring(t, emulator);
  const names = ['lab', 'old', 'prod-*', 'prod-2'];
  const planned = await ackring.runHere(['get', ...names, '--dry-run', '--json']);
  t.is(planned.code, 7, planned.stderr);
  const told = (data: unknown) =>
    v.parse(getSeveralContract, data).map((each) => {
      return `${each.cluster.name}: ${'error' in each ? each.error.code : (each.dryRun ?? each.verified)}`;
    });
  t.deepEqual(told(planned.json()), ['lab: true', 'old: ClusterNotServing', 'prod-1: true', 'prod-2: true']);
  await t.throwsAsync(readFile(ackring.kubeconfig), { code: 'ENOENT' });
  const { code, stderr, ...done } = await ackring.runHere(['get', ...names, '--no-verify', '--json']);
  t.is(code, 7, stderr);
  t.deepEqual(told(done.json()), ['lab: null', 'old: ClusterNotServing', 'prod-1: null', 'prod-2: null']);
  t.is(stderr.match(/ClusterNotServing/g)?.length, 1);
  const written = await readFile(ackring.kubeconfig, 'utf8');
  for (const name of ['lab', 'prod-1', 'prod-2', 'old'])
    t.is(written.includes(`name: ack/ap-northeast-1/${name}\n`), name !== 'old', name);
  t.is((await ackring.runHere(['undo', '--yes'])).code, 0);
  await t.throwsAsync(readFile(ackring.kubeconfig), { code: 'ENOENT' });
});

for (const flags of [[], ['--json']])
  test(`stopped while the first is verified, it names each: ${flags.join() || 'no flag'}`, async (t) => {
    await using emulator = await startEmulator({ scenario: { clusters } });
    const ackring = await createAckring(t, emulator);
    emulator.faults.add({ service: 'kubernetes', effect: { kind: 'delay', ms: 600_000 } });
    const child = ackring.start(['get', 'lab', 'prod-*', '--yes', ...flags]);
    const [told, said, closed] = [text(child.stdout), text(child.stderr), once(child, 'close')];
    const written = await until(() => readFile(ackring.kubeconfig, 'utf8').catch(() => ''));
    child.kill('SIGINT');
    t.deepEqual(await closed, [130, null]);
    t.is(await readFile(ackring.kubeconfig, 'utf8'), written);
    if (flags.length > 0) {
      const each = v.parse(getSeveralContract, JSON.parse(await told));
      t.deepEqual(
        each.map((one) => [one.cluster.name, 'error' in one ? one.error.code : one.verified]),
        [
          ['lab', false],
          ['prod-1', 'Cancelled'],
          ['prod-2', 'Cancelled'],
        ],
      );
    } else {
      t.regex(await said, /lab in ~\/\.kube\/config[\s\S]*ackring verify .*ackring undo/);
      t.regex(await said, /prod-1: .*cancelled[\s\S]*prod-2: .*cancelled/);
    }
    for (const name of ['lab', 'prod-1', 'prod-2']) t.is(written.includes(`/${name}\n`), name === 'lab');
  });

test('where none is fetched the first says why, and where a name is unknown none is tried', async (t) => {
  await using emulator = await startEmulator({ scenario: { clusters } });
  const ackring = await createAckring(t, emulator);
  const alone = await ackring.runHere(['get', 'old']);
  t.is((await ackring.runHere(['get', 'old', 'o*'])).code, alone.code);
  for (const names of [
    ['lab', 'nope'],
    ['lab', 'nope*'],
  ])
    t.is((await ackring.runHere(['get', ...names])).code, 3);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
});

for (const option of [['--stdout'], ['--output', 'x'], ['--context', 'x'], ['--use'], ['--user', 'mei']])
  test(`${option[0]} takes one cluster: of several none is fetched`, async (t) => {
    await using emulator = await startEmulator({ scenario: { clusters } });
    const ackring = await createAckring(t, emulator);
    const more = option[0] === '--user' ? ['--output', 'x'] : [];
    const { code, stderr } = await ackring.runHere(['get', 'prod-*', ...option, ...more]);
    t.is(code, 2, stderr);
    t.regex(stderr, /takes one cluster/);
    t.is(/`ackring use CONTEXT`/.test(stderr), option[0] === '--use', stderr);
    t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  });

test('ten and more take the number of those that can be fetched', async (t) => {
  const serving = Array.from({ length: 10 }, (_, at) => ({ name: `c${at}` }));
  const many = [...serving, { name: 'c-old', state: 'deleting' }];
  await using emulator = await startEmulator({ scenario: { clusters: many } });
  const ackring = await createAckring(t, emulator);
  const get = (...more: string[]) => ackring.runHere(['get', 'c*', '--no-verify', '--json', ...more]);
  for (const more of [[], ['--yes'], ['--confirm', '9'], ['--confirm', '12']]) {
    const refused = await get(...more);
    t.is(refused.code, 6, refused.stderr);
    t.is(v.parse(getSeveralContract, refused.json()).length, 11);
  }
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  for (const number of ['10', '11']) {
    emulator.requests.clear();
    const { code, stderr } = await get('--confirm', number);
    t.is(code, 7, stderr);
    t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 10);
  }
});
