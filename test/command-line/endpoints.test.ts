import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { clustersContract } from './contracts.js';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

async function cloudOf(t: ExecutionContext, scenario: string | Scenario) {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  return emulator;
}

function listed(run: Run) {
  return v.parse(clustersContract, run.json());
}

/** A write that a busy machine delays for seconds is not waited for by the run, but goes on behind it. */
async function learnt({ home }: Ackring, count: number): Promise<void> {
  const folder = join(home, '.local', 'state', 'ackring', 'endpoints');
  await until(async () => {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return texts.some((text) => Object.keys(JSON.parse(text).endpoints).length === count);
  });
}

test('a list as JSON has every endpoint; known and unchanged ones are not requested again', async (t) => {
  const cloud = await cloudOf(t, 'fleet');
  const ackring = await createAckring(t, cloud);
  const clusters = listed(await ackring.runHere(['clusters', '--json']));
  t.true(clusters.every(({ endpoints }) => endpoints !== null));
  t.is(cloud.requests.count('DescribeClusterDetail'), clusters.length);
  await learnt(ackring, clusters.length);

  t.deepEqual(listed(await ackring.runHere(['clusters', '--json'])), clusters);
  t.is(cloud.requests.count('DescribeClusterDetail'), clusters.length);

  // Only the changed cluster is requested again.
  const changed = cloud.world.clusters.named('prod-tokyo-api');
  if (changed !== undefined) changed.hasPublicEndpoint = false;
  await ackring.runHere(['clusters', '--json']);
  t.is(cloud.requests.count('DescribeClusterDetail'), clusters.length + 1);
});

test('only the listed clusters are asked for their endpoints', async (t) => {
  const cloud = await cloudOf(t, 'fleet');
  const ackring = await createAckring(t, cloud);
  const clusters = listed(await ackring.runHere(['clusters', '--name', 'prod-tokyo-*', '--json']));
  t.is(cloud.requests.count('DescribeClusterDetail'), clusters.length);
});

test('a cluster that refuses its detail is a row without endpoints, with the reason', async (t) => {
  const cloud = await cloudOf(t, { clusters: [{ name: 'ours' }, { name: 'theirs' }] });
  const ackring = await createAckring(t, cloud);
  const id = cloud.world.clusters.named('theirs')?.id ?? '';
  cloud.faults.add({
    path: `/clusters/${id}`,
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  const run = await ackring.runHere(['clusters', '--json']);
  t.is(run.code, 7);
  const [ours, theirs] = listed(run);
  t.truthy(ours?.endpoints?.public);
  t.like(theirs, { name: 'theirs', endpoints: null });
  t.like(JSON.parse(run.stderr), { cluster: 'theirs', id, error: { code: 'Forbidden' } });

  const read = await ackring.runHere(['clusters']);
  t.is(read.code, 7);
  t.regex(read.stdout, /^theirs .* · /m);
  t.regex(read.stderr, /^theirs: error: /m);
});

test('listing a large fleet for people does not wait for all of it', async (t) => {
  const cloud = await cloudOf(t, { generate: { clusters: 130, identities: 2 } });
  const ackring = await createAckring(t, cloud);
  const run = await ackring.runHere(['clusters']);
  t.is(run.code, 0, run.stderr);
  t.is(cloud.requests.count('DescribeClusterDetail'), 100);
  t.is(run.stdout.match(/ · +c[0-9a-f]{32}$/gm)?.length, 30);
  t.regex(
    run.stderr,
    /^· 30 of them were not asked for their endpoints; `ackring clusters --json` asks all$/m,
  );
  // Learnt endpoints stay: a second run continues where the first one stopped.
  await ackring.runHere(['clusters']);
  t.is(cloud.requests.count('DescribeClusterDetail'), 130);
});

test('learnt endpoints are kept although a region never answers, or was not asked', async (t) => {
  const cloud = await cloudOf(t, {
    clusters: [{ name: 'tokyo' }, { name: 'beijing', region: 'cn-beijing' }],
  });
  const ackring = await createAckring(t, cloud);
  await ackring.runHere(['clusters', '--region', 'ap-northeast-1', '--json']);
  t.is(cloud.requests.count('DescribeClusterDetail'), 1);
  await learnt(ackring, 1);
  cloud.faults.add({
    path: '/regions/cn-beijing/',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  t.is(listed(await ackring.runHere(['clusters', '--json'])).length, 1);
  t.is(cloud.requests.count('DescribeClusterDetail'), 1);
});
