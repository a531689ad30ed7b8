import { createServer } from 'node:net';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { skippingClock } from '@ackring/testkit/clock';
import test, { type ExecutionContext } from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { usualBounds } from '../openapi/answer-bounds.js';
import { resolveEndpoint } from '../openapi/endpoints.js';
import { createRateLimiter } from '../rate-limit.js';
import { createAck } from './ack.js';
import type { Ack } from './api.js';

function ackOn(emulator: Emulator, as = 'ops', change: Partial<Parameters<typeof createAck>[0]> = {}): Ack {
  const identity = emulator.identities[as];
  if (identity === undefined) throw new Error(`no identity ${as}`);
  const { accessKeyId, accessKeySecret } = identity;
  const clock = skippingClock();
  return createAck({
    credentials: { get: async () => ({ accessKeyId, accessKeySecret, securityToken: null }) },
    endpoint: (region) => resolveEndpoint('cs', region, emulator.environment),
    clock,
    limiter: createRateLimiter(clock),
    random: () => 0,
    ...change,
  });
}

const region = 'ap-northeast-1';
const scenario = {
  identities: [{ name: 'nobody', policies: 'none' as const }],
  clusters: [
    { name: 'one', tags: { env: 'prod' }, holders: { ops: { daysLeft: 100 } } },
    { name: 'two', kind: 'dedicated' as const, public: false, extraSans: ['api.example'] },
  ],
};

async function failureOf(
  t: ExecutionContext,
  promise: Promise<unknown>,
  code: ErrorCode,
): Promise<AckringError> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  t.is(error?.code, code, error?.message);
  return error ?? new AckringError('Internal', '', { remedy: '' });
}

test('regions, clusters, a cluster’s detail and kubeconfigs come through the official SDK', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  t.deepEqual(
    (await ack.listRegions()).map(({ id }) => id),
    [region],
  );
  const clusters = await ack.listClusters(region);
  t.deepEqual(
    clusters.map(({ name, type }) => [name, type]),
    [
      ['one', 'ManagedKubernetes'],
      ['two', 'Kubernetes'],
    ],
  );
  const [one, two] = clusters;
  t.is(one?.endpoints, null, 'a list tells no endpoints');
  const described = await ack.describeCluster({ id: one?.id ?? '', region });
  t.regex(described.endpoints.public[0] ?? '', /^https:\/\/127\.0\.0\.1:\d+$/);
  t.deepEqual(one?.tags['env'], 'prod');
  const cluster = { id: two?.id ?? '', region };
  const detail = await ack.describeCluster(cluster);
  t.deepEqual(detail.endpoints.public, []);
  t.deepEqual(detail.extraSans, ['api.example']);
  const issued = await ack.fetchKubeconfig({
    cluster: { id: one?.id ?? '', region },
    access: 'public',
    durationMinutes: 480,
  });
  t.regex(issued.yaml, /client-key-data/);
  t.true((issued.expiration?.getTime() ?? 0) > Date.now());
  t.deepEqual(
    (await ack.listClusters(region, { name: 'TW' })).map(({ name }) => name),
    ['two'],
  );
});

test('states name every holder, with ids above 2^53 intact', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  const [one] = await ack.listClusters(region);
  if (one === undefined) return t.fail();
  const [state] = await ack.listKubeconfigStates(one);
  t.is(state?.identity.uid, emulator.identities['ops']?.uid);
  t.is(state?.certificateState, 'unexpired');
  const mine = await ack.listUserKubeconfigStates(state?.identity.uid ?? '', region);
  t.deepEqual(
    mine.map(({ cluster, certificateState }) => [cluster.name, certificateState]),
    [
      ['one', 'unexpired'],
      ['two', 'unissued'],
    ],
  );
});

test('a revoke with an almost empty answer is done', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  const [one] = await ack.listClusters(region);
  const cluster = { id: one?.id ?? '', region };
  emulator.faults.add({ operation: 'RevokeK8sClusterKubeConfig', effect: { kind: 'emptyBody' } });
  await ack.revokeKubeconfig(cluster);
  t.is(emulator.requests.count('RevokeK8sClusterKubeConfig'), 1);
});

test('every page of a long list is read, once each', async (t) => {
  const clusters = Array.from({ length: 250 }, (_, index) => ({ name: `n${index}`, state: 'failed' }));
  await using emulator = await startEmulator({ scenario: { clusters } });
  const found = await ackOn(emulator).listClusters(region);
  t.is(found.length, 250);
  t.is(emulator.requests.count('DescribeClustersForRegion'), 3);
});

const spoiledPages = [
  ['an empty page', { kind: 'emptyPage' }, 2],
  ['a page that repeats the one before it', { kind: 'duplicatePage' }, 3],
] as const;
for (const [title, effect, pagesRead] of spoiledPages) {
  const clusters = Array.from({ length: 250 }, (_, index) => ({ name: `n${index}`, state: 'failed' }));
  const operation = 'DescribeClustersForRegion';

  test(`${title} before the total is reached, once: the list is read again for what is missing`, async (t) => {
    await using emulator = await startEmulator({ scenario: { clusters } });
    emulator.faults.add({ operation, skip: 1, times: 1, effect });
    t.is((await ackOn(emulator).listClusters(region)).length, 250);
  });

  test(`${title} again and again: an incomplete list is an error`, async (t) => {
    await using emulator = await startEmulator({ scenario: { clusters } });
    emulator.faults.add({ operation, skip: 1, times: 1, effect });
    emulator.faults.add({ operation, skip: pagesRead + 1, times: 1, effect });
    const error = await failureOf(t, ackOn(emulator).listClusters(region), 'ResponseUnreadable');
    t.regex(error.message, /list the clusters of \S+ to the end: \d+ came, and the cloud counts \d+ more/);
  });
}

test('a wrong total ends with everything there is and the number reported missing', async (t) => {
  const clusters = Array.from({ length: 150 }, (_, index) => ({ name: `n${index}`, state: 'failed' }));
  await using emulator = await startEmulator({ scenario: { clusters } });
  const ack = ackOn(emulator);
  emulator.faults.add({
    operation: 'DescribeClustersForRegion',
    effect: { kind: 'totalCount', value: 9_999 },
  });
  const told: string[] = [];
  const listed = await ack.listClusters(region, { onIncomplete: ({ message }) => told.push(message) });
  t.is(listed.length, 150);
  t.regex(told.join(), /150 came, and the cloud counts 9849 more/);
});

test('a drifting field in one cluster does not affect the list', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  for (const [path, value] of [
    ['clusters.0.maintenance_window', ''],
    ['clusters.0.tags', {}],
    ['clusters.0.master_url', null],
    ['clusters.0.name', 5],
  ] as const) {
    emulator.faults.add({
      operation: 'DescribeClustersForRegion',
      times: 1,
      effect: { kind: 'drift', path, value },
    });
    t.is((await ack.listClusters(region)).length, 2, path);
  }
});

const faultRows = [
  ['throttling', { kind: 'throttle', retryAfterMs: 1 }, 'Throttled', 10],
  ['a throttling 503', { kind: 'error', status: 503 }, 'Throttled', 10],
  ['a 500', { kind: 'error', status: 500 }, 'ServerFault', 4],
  ['a reset connection', { kind: 'reset' }, 'Unreachable', 3],
  ['a body cut in half', { kind: 'truncate' }, 'Unreachable', 3],
  ['a proxy’s page with 200', { kind: 'html', status: 200 }, 'ResponseUnreadable', 3],
  ['a proxy’s page with 502', { kind: 'html', status: 502 }, 'ResponseUnreadable', 3],
  ['nothing with 500', { kind: 'emptyBody', status: 500 }, 'ResponseUnreadable', 3],
] as const;
for (const [title, effect, code, tries] of faultRows) {
  test(`${title} is ${code} in the end, and a single one is retried`, async (t) => {
    await using emulator = await startEmulator({ scenario });
    const ack = ackOn(emulator);
    const remove = emulator.faults.add({ operation: 'DescribeRegions', effect });
    await failureOf(t, ack.listRegions(), code);
    t.is(emulator.requests.count('DescribeRegions'), tries);
    remove();
    emulator.faults.add({ operation: 'DescribeRegions', times: 1, effect });
    t.is((await ack.listRegions()).length, 1);
  });
}

test('a change is not retried after a cut: it may have been done', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const ack = ackOn(emulator);
  const [one] = await ack.listClusters(region);
  const cluster = { id: one?.id ?? '', region };
  emulator.faults.add({ operation: 'RevokeK8sClusterKubeConfig', effect: { kind: 'reset', after: true } });
  await failureOf(t, ack.revokeKubeconfig(cluster), 'Unreachable');
  t.is(emulator.requests.count('RevokeK8sClusterKubeConfig'), 1);
});

test('without permission, the error names the missing action', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const error = await failureOf(t, ackOn(emulator, 'nobody').listClusters(region), 'Forbidden');
  t.regex(error.message, /cs:DescribeClustersForRegion/);
  t.truthy(error.requestId);
  t.is(error.exitCode, 4);
});

test('an unknown cluster is not found, by its id', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const error = await failureOf(t, ackOn(emulator).describeCluster({ id: 'c0', region }), 'ClusterNotFound');
  t.regex(error.message, /c0/);
});

test('an unknown key and a wrong secret are invalid credentials', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const good = emulator.identities['ops'];
  for (const key of [
    { accessKeyId: 'LTAI0000', accessKeySecret: 'x' },
    { accessKeyId: good?.accessKeyId ?? '', accessKeySecret: 'wrong' },
  ]) {
    const credentials = { get: async () => ({ ...key, securityToken: null }) };
    const error = await failureOf(
      t,
      ackOn(emulator, 'ops', { credentials }).listRegions(),
      'CredentialsInvalid',
    );
    t.notRegex(`${error.message}${error.remedy}`, /LTAI0000|wrong/);
  }
});

test('a large clock difference is reported as such', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const effect = { kind: 'error', status: 400, code: 'InvalidTimeStamp.Expired' } as const;
  emulator.faults.add({ operation: 'DescribeRegions', effect });
  const error = await failureOf(t, ackOn(emulator).listRegions(), 'ClockSkewed');
  t.regex(error.remedy, /timedatectl/);
});

test('missing credentials are reported as such, and nothing is sent', async (t) => {
  await using emulator = await startEmulator({ scenario });
  const missing = new AckringError('CredentialsMissing', 'none', { remedy: 'x' });
  const credentials = { get: () => Promise.reject(missing) };
  await failureOf(t, ackOn(emulator, 'ops', { credentials }).listRegions(), 'CredentialsMissing');
  t.is(emulator.requests.count(), 0);
});

test('a server that never answers is a timeout, and one slower than the SDK’s 3 s is not', async (t) => {
  const silent = createServer((socket) => socket.resume());
  const url = await new Promise<string>((resolve) => {
    silent.listen(0, '127.0.0.1', () => {
      const address = silent.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });
  await using emulator = await startEmulator({ scenario });
  const endpoint = (name: string) => resolveEndpoint('cs', name, { ACKRING_CS_ENDPOINT: url });
  await failureOf(
    t,
    ackOn(emulator, 'ops', { endpoint, bounds: { ...usualBounds, idleMs: 100 } }).listRegions(),
    'TimedOut',
  );
  await new Promise((resolve) => silent.close(resolve));
  const refused = await failureOf(t, ackOn(emulator, 'ops', { endpoint }).listRegions(), 'Unreachable');
  t.is(refused.exitCode, 5);
  emulator.faults.add({ operation: 'DescribeRegions', effect: { kind: 'delay', ms: 3_300 } });
  t.is((await ackOn(emulator).listRegions()).length, 1);
  t.is(emulator.requests.count('DescribeRegions'), 1);
});

test('a cancelled call ends at once', async (t) => {
  await using emulator = await startEmulator({ scenario });
  emulator.faults.add({ operation: 'DescribeRegions', effect: { kind: 'delay', ms: 2_000 } });
  const controller = new AbortController();
  const call = ackOn(emulator).listRegions(controller.signal);
  setImmediate(() => controller.abort());
  await failureOf(t, call, 'Cancelled');
});
