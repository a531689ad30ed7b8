import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { shell } from '@ackring/core/words';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { clustersContract, contextsContract, getContract, verifyContract } from './contracts.js';
import { createAckring } from './run-ackring.js';

const oneCluster = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 100 } } }] } as const;

test('clusters lists every region, and JSON follows its contract', async (t) => {
  const ackring = await createAckring(
    t,
    await cloud(t, {
      clusters: [
        { name: 'tokyo', tags: { env: 'prod' } },
        { name: 'hangzhou', region: 'cn-hangzhou', public: false },
      ],
    }),
  );
  const listed = await ackring.run(['clusters', '--json']);
  t.is(listed.code, 0, listed.stderr);
  const clusters = v.parse(clustersContract, listed.json());
  t.deepEqual(
    clusters.map(({ name, region }) => [name, region]),
    [
      ['tokyo', 'ap-northeast-1'],
      ['hangzhou', 'cn-hangzhou'],
    ],
  );
  t.is(clusters[1]?.endpoints?.public, null);
  t.deepEqual(clusters[0]?.tags, { env: 'prod' });
  t.is(listed.stderr, '');
});

test('clusters can be filtered by name and region', async (t) => {
  const ackring = await createAckring(
    t,
    await cloud(t, {
      clusters: [{ name: 'prod-a' }, { name: 'dev-a' }, { name: 'prod-b', region: 'cn-hangzhou' }],
    }),
  );
  const byName = await ackring.runHere(['clusters', '--name', 'prod-*']);
  t.regex(byName.stdout, /prod-a[\s\S]*prod-b/);
  t.notRegex(byName.stdout, /dev-a/);
  const byRegion = v.parse(
    clustersContract,
    (await ackring.runHere(['clusters', '--region=cn-hangzhou', '--json'])).json(),
  );
  t.deepEqual(
    byRegion.map(({ name }) => name),
    ['prod-b'],
  );
});

test('clusters tells of rows that are found by what no column shows', async (t) => {
  const names = ['a', 'b', 'c', 'd'];
  const clusters = [{ name: 'prod-a' }, ...names.map((name) => ({ name, tags: { env: 'prod' } }))];
  const ackring = await createAckring(t, await cloud(t, { clusters }));
  const { stderr } = await ackring.runHere(['clusters', 'prod']);
  t.regex(
    stderr,
    /found by what no column shows: a \(env=prod\), b \(env=prod\), c \(env=prod\) and 1 more\n/,
  );
  for (const words of [['prod-a'], ['prod', '--json'], []])
    t.notRegex((await ackring.runHere(['clusters', ...words])).stderr, /no column/);
});

test('a filter that asks for another value than any row has tells which there are', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  for (const [command, field] of [
    ['clusters', 'state'],
    ['access', 'identity.type'],
    ['expiry', 'status'],
  ] as const) {
    const { stderr } = await ackring.runHere([command, `${field}:foo`]);
    t.regex(stderr, new RegExp(`· ${field} is one of: `), command);
    t.notRegex((await ackring.runHere([command, `${field}:foo`, '--json'])).stderr, /one of/, command);
  }
});

test('what was fetched and is not let in is told in every mode', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  for (const mode of [[], ['--quiet'], ['--json'], ['--quiet', '--json']]) {
    const got = await ackring.runHere(['get', 'prod', '--access', 'private', ...mode]);
    t.is(got.code, 1, got.stderr);
    t.regex(got.stderr, /ack\/ap-northeast-1\/prod/, mode.join(' '));
  }
});

test('get merges a temporary kubeconfig, verifies it and leaves current-context alone', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  const got = await ackring.runHere(['get', 'prod', '--temporary', '30m', '--json']);
  t.is(got.code, 0, got.stderr);
  const result = v.parse(getContract, got.json());
  t.like(result, { access: 'public', kind: 'temporary', verified: true, file: ackring.kubeconfig });
  t.is(result.context, 'ack/ap-northeast-1/prod');
  t.is((await stat(ackring.kubeconfig)).mode & 0o777, 0o600);

  const [context] = v.parse(contextsContract, (await ackring.runHere(['contexts', '--json'])).json());
  t.like(context, { context: result.context, status: 'temporary', current: false });
  const verdicts = v.parse(verifyContract, (await ackring.runHere(['verify', '--all', '--json'])).json());
  t.is(verdicts[0]?.verdict, 'ok');
  t.true(verdicts[0]?.identity?.groups.includes('system:users'));
});

test('get --use switches, and fetching the same thing again updates it in place', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  await ackring.runHere(['get', 'prod']);
  const again = v.parse(getContract, (await ackring.runHere(['get', 'prod', '--use', '--json'])).json());
  t.true(again.changes.some(({ path, change }) => path === 'current-context' && change !== 'none'));
  const contexts = v.parse(contextsContract, (await ackring.runHere(['contexts', '--json'])).json());
  t.is(contexts.length, 1);
  t.true(contexts[0]?.current);
});

test('get --long-term gives the three-year kubeconfig', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  await ackring.runHere(['get', 'prod', '--long-term']);
  const [context] = v.parse(contextsContract, (await ackring.runHere(['contexts', '--json'])).json());
  // The one inside the window was renewed by fetching it.
  t.is(context?.status, 'fresh');
  t.true((context?.daysLeft ?? 0) >= 1094);
});

test('get --dry-run shows the change, fetches no kubeconfig and writes nothing', async (t) => {
  const emulator = await cloud(t, oneCluster);
  const ackring = await createAckring(t, emulator);
  const planned = await ackring.runHere(['get', 'prod', '--dry-run']);
  t.is(planned.code, 0);
  t.regex(planned.stdout, /\+ users\/ack\/ap-northeast-1\/prod/);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  await t.throwsAsync(stat(ackring.kubeconfig), { code: 'ENOENT' });
});

test('get --output writes a separate file, and refreshes it the next time', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  const file = join(ackring.home, 'ci.yaml');
  t.is((await ackring.runHere(['get', 'prod', '--output', file])).code, 0);
  t.is((await stat(file)).mode & 0o777, 0o600);
  const first = await readFile(file, 'utf8');
  const again = await ackring.runHere(['get', 'prod', '--output', file]);
  t.is(again.code, 0, again.stderr);
  t.not(await readFile(file, 'utf8'), first);
  await t.throwsAsync(stat(ackring.kubeconfig), { code: 'ENOENT' });
});

test('a remedy for a separate file names it', async (t) => {
  const holders = { ops: { daysLeft: 900, roles: [] } };
  const ackring = await createAckring(t, await cloud(t, { clusters: [{ name: 'prod', holders }] }));
  const file = join(ackring.home, 'ci.yaml');
  const got = await ackring.runHere(['get', 'prod', '--output', file]);
  t.is(got.code, 1, got.stdout);
  t.true(
    (got.stdout + got.stderr).includes(shell`--kubeconfig ${file} auth can-i --list`),
    got.stdout + got.stderr,
  );
  const merged = await ackring.runHere(['get', 'prod']);
  t.notRegex(merged.stdout + merged.stderr, /--kubeconfig/);
});

test('get --stdout prints a kubeconfig that works, and nothing else', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  const got = await ackring.run(['get', 'prod', '--stdout', '--quiet']);
  t.is(got.code, 0);
  t.is(got.stderr, '');
  t.regex(got.stdout, /^apiVersion: v1\n/);
  t.regex(got.stdout, /client-key-data: /);
});

test('where no context is current, what was fetched is not said to be all: it names what makes it so', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  const next = /^no context is the current one: `ackring use ack\/ap-northeast-1\/prod`$/m;
  t.regex((await ackring.runHere(['get', 'prod'])).stderr, next);
  t.notRegex((await ackring.runHere(['get', 'prod', '--output', join(ackring.home, 'a')])).stderr, next);
  t.notRegex((await ackring.runHere(['get', 'prod', '--use'])).stderr, next);
  t.notRegex((await ackring.runHere(['get', 'prod'])).stderr, next);
});

test('what was just seen not to work is not said to be the one to use', async (t) => {
  const ackring = await createAckring(t, await cloud(t, { clusters: [{ name: 'prod', public: false }] }));
  const { code, stderr } = await ackring.runHere(['get', 'prod']);
  t.is(code, 1, stderr);
  t.regex(stderr, /remedy: The cluster has no public endpoint/);
  t.notRegex(stderr, /ackring use/);
});

test('a file named where a context is meant is no unknown context', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  const file = join(ackring.home, 'ci.yaml');
  await ackring.runHere(['get', 'prod', '--output', file]);
  const named = await ackring.runHere(['verify', file]);
  t.is(named.code, 3);
  t.regex(named.stderr, /`ackring verify --kubeconfig .+\/ci.yaml'? --all`/);
});

test('get finds the rights of a user with some in one namespace only', async (t) => {
  const holders = { ops: { daysLeft: 900, roles: ['dev@team-a'] } };
  const team = { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'team-a' } };
  const ackring = await createAckring(
    t,
    await cloud(t, { clusters: [{ name: 'prod', holders, apiServer: { objects: [team] } }] }),
  );
  const got = await ackring.runHere(['get', 'prod']);
  t.is(got.code, 0, got.stderr);
  t.regex(got.stdout + got.stderr, /answers as .*rights seen in namespace team-a/);
});

test('undo reverts the last write, and history shows both', async (t) => {
  const ackring = await createAckring(t, await cloud(t, oneCluster));
  await ackring.run(['get', 'prod']);
  const shown = await ackring.run(['undo', '--dry-run']);
  t.is(shown.code, 0, shown.stderr);
  t.regex(
    shown.stdout,
    /^temporary kubeconfig of prod .*\n.*it was not there before, and goes\n {2}- clusters\//,
  );
  t.like((await ackring.run(['undo', '--dry-run', '--json'])).json(), { applied: false, stays: [] });
  await stat(ackring.kubeconfig);
  const undone = await ackring.run(['undo']);
  t.is(undone.code, 0, undone.stderr);
  t.regex(undone.stdout, /^taken back in .*: temporary kubeconfig of prod/);
  await t.throwsAsync(stat(ackring.kubeconfig), { code: 'ENOENT' });
  const told = await ackring.run(['history'], { environment: { TZ: 'Asia/Tokyo' } });
  t.regex(told.stdout, /^✎ +[\d-]+ \d\d:\d\d:\d\d GMT\+9 +temporary kubeconfig of prod/m);
  t.is((await ackring.run(['undo'])).code, 3);
});

test('verdicts come in the requested order, and one failure decides the exit code', async (t) => {
  const ackring = await createAckring(
    t,
    await cloud(t, { clusters: [{ name: 'a' }, { name: 'b', holders: { ops: { daysLeft: 900 } } }] }),
  );
  await ackring.runHere(['get', 'a', '--no-verify']);
  await ackring.runHere(['get', 'b', '--no-verify']);
  const names = ['ack/ap-northeast-1/b', 'ack/ap-northeast-1/a'];
  const checked = await ackring.runHere(['verify', ...names, '--json']);
  t.is(checked.code, 1);
  const verdicts = v.parse(verifyContract, checked.json());
  t.deepEqual(
    verdicts.map(({ context, verdict }) => [context, verdict]),
    [
      [names[0], 'ok'],
      [names[1], 'failed'],
    ],
  );
  t.truthy(verdicts[1]?.cause);
  t.truthy(verdicts[1]?.remedy);
});

async function cloud(
  t: ExecutionContext,
  scenario: NonNullable<Parameters<typeof startEmulator>[0]>['scenario'],
): Promise<Emulator> {
  const emulator = await startEmulator(scenario === undefined ? {} : { scenario });
  t.teardown(() => emulator.stop());
  return emulator;
}
