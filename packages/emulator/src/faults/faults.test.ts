import { startCloud } from '@ackring/testkit/cloud';
import { receivers } from '@ackring/testkit/receivers';
import test from 'ava';
import { createFaults, type FaultEffect } from './faults.js';

const fleet = () =>
  startCloud({ clusters: Array.from({ length: 5 }, (_, index) => ({ name: `c-${index}` })) });

type Cloud = Awaited<ReturnType<typeof fleet>>;

async function list(cloud: Cloud, pageNumber = 1) {
  const { clusters, page } = await cloud.list({ pageNumber, pageSize: 2 });
  return { names: clusters.map((cluster) => cluster.name), total: page?.totalCount };
}

const refusal = test.macro({
  title: (_, effect: FaultEffect) => `the vendor’s client meets ${JSON.stringify(effect)}`,
  async exec(t, effect: FaultEffect, expected: object) {
    await using cloud = await fleet();
    cloud.emulator.faults.add({ operation: 'DescribeClustersForRegion', times: 1, effect });
    t.like(await t.throwsAsync(list(cloud)), expected);
    t.is((await list(cloud)).total, 5);
  },
});

test(refusal, { kind: 'throttle' }, { code: 'Throttling.User', statusCode: 400 });
test(refusal, { kind: 'throttle', code: 'Throttling', status: 429, retryAfterMs: 700 }, { retryAfter: 700 });
test(refusal, { kind: 'throttle', code: 'ServiceUnavailable', status: 503 }, { statusCode: 503 });
test(refusal, { kind: 'error', status: 500 }, { code: 'InternalError', statusCode: 500 });
test(refusal, { kind: 'error', status: 503 }, { code: 'ServiceUnavailable', statusCode: 503 });
test(refusal, { kind: 'error', status: 500, after: true }, { code: 'InternalError', statusCode: 500 });
test(refusal, { kind: 'reset' }, { code: 'ECONNRESET' });
test(refusal, { kind: 'reset', after: true }, { code: 'ECONNRESET' });
test(refusal, { kind: 'html' }, { name: 'SyntaxError' });
test(refusal, { kind: 'emptyBody' }, { name: 'SyntaxError' });

test('a truncated body ends in an error, never in half a list', async (t) => {
  await using cloud = await fleet();
  cloud.emulator.faults.add({ effect: { kind: 'truncate' } });
  await t.throwsAsync(list(cloud));
});

test('a delayed answer is the answer', async (t) => {
  await using cloud = await fleet();
  cloud.emulator.faults.add({ effect: { kind: 'delay', ms: 30 } });
  t.is((await list(cloud)).total, 5);
  t.deepEqual(cloud.emulator.requests.all().at(-1)?.faults, ['delay']);
});

test('type drift in one item is drift on the wire', async (t) => {
  await using cloud = await fleet();
  cloud.emulator.faults.add({ effect: { kind: 'drift', path: 'clusters.1.tags', value: {} } });
  await t.throwsAsync(list(cloud));
});

test('a page can be empty, come twice and misreport the total', async (t) => {
  await using cloud = await fleet();
  const { faults } = cloud.emulator;
  faults.script('DescribeClustersForRegion', [
    { kind: 'emptyPage' },
    null,
    { kind: 'duplicatePage' },
    { kind: 'totalCount', value: 99 },
  ]);
  t.deepEqual(await list(cloud), { names: [], total: 5 });
  const first = await list(cloud, 1);
  t.deepEqual(first.names, ['c-0', 'c-1']);
  t.deepEqual((await list(cloud, 2)).names, ['c-0', 'c-1']);
  t.deepEqual(await list(cloud, 3), { names: ['c-4'], total: 99 });
  t.deepEqual(await list(cloud, 2), { names: ['c-2', 'c-3'], total: 5 });
  t.deepEqual(faults.list(), []);
});

test('a fault can affect one service, one operation, one path, and can be removed', async (t) => {
  const faults = createFaults();
  const strike = (path: string) => faults.strike({ service: 'cs', operation: 'X', path }).length;
  const remove = faults.add({
    service: 'cs',
    operation: 'X',
    path: '/regions/a/',
    effect: { kind: 'reset' },
  });
  t.deepEqual([strike('/regions/a/clusters'), strike('/regions/b/clusters')], [1, 0]);
  t.is(faults.strike({ service: 'kms', operation: 'X', path: '/regions/a/' }).length, 0);
  remove();
  t.is(strike('/regions/a/clusters'), 0);
});

test('a probability holds over many calls, and is the same for the same seed', (t) => {
  const run = (seed: number) => {
    const faults = createFaults(seed);
    faults.add({ probability: 0.3, effect: { kind: 'reset' } });
    return Array.from(
      { length: 1000 },
      () => faults.strike({ service: 'cs', operation: 'X', path: '' }).length,
    );
  };
  const strikes = run(7).reduce((sum, each) => sum + each, 0);
  t.true(strikes > 250 && strikes < 350, String(strikes));
  t.deepEqual(run(7), run(7));
  t.notDeepEqual(run(7), run(8));
});

test('a receiver may redirect, flood or trickle', async (t) => {
  await using cloud = await receivers();
  const url = cloud.services.webhook.url();
  const once = (effect: FaultEffect) => cloud.emulator.faults.add({ service: 'webhook', times: 1, effect });
  once({ kind: 'redirect', location: 'https://elsewhere.example/' });
  const redirect = await cloud.post(url, {});
  t.is(redirect.status, 307);
  t.is(redirect.headers['location'], 'https://elsewhere.example/');
  once({ kind: 'flood', bytes: 100_000 });
  t.is((await cloud.post(url, {})).text.length, 100_000);
  once({ kind: 'flood', bytes: 100_000, gzip: true });
  const flood = await cloud.post(url, {});
  t.is(flood.text.length, 100_000);
  t.true(Number(flood.headers['content-length']) < 1_000);
  once({ kind: 'drip', ms: 1 });
  t.is((await cloud.post(url, {})).text, '{"ok":true}');
});
