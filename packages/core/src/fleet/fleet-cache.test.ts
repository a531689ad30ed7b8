import fs, { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { specimenCluster } from '@ackring/testkit/cluster';
import test, { type ExecutionContext } from 'ava';
import { createCacheFile } from '../machine/files/cache-file.js';
import type { Cluster } from '../words/cluster.js';
import { createFleetCache, fleetCacheKey } from './fleet-cache.js';

const seenAt = new Date('2026-11-25T00:00:00Z');
const updated = new Date('2026-05-01T00:00:00Z');
const endpoints = { public: ['https://203.0.113.10:6443', 'https://nlb.example'], private: [] };

function cluster(id: string, change: Partial<Cluster> = {}): Cluster {
  return specimenCluster({ id, name: id, updated, tags: { env: 'prod' }, vpcId: 'vpc-bp1', ...change });
}

async function folder(t: ExecutionContext): Promise<string> {
  const created = await mkdtemp(join(tmpdir(), 'ackring-cache-'));
  t.teardown(() => rm(created, { recursive: true, force: true }));
  return created;
}

test('a fleet comes back as last seen, with what was learnt since', async (t) => {
  const state = await folder(t);
  const cache = createFleetCache(state, 'me');
  t.is(await cache.read(), null);
  t.is(await cache.learn(new Map()), null);
  t.deepEqual(await readdir(state), []);
  await cache.write({ clusters: [cluster('c1'), cluster('c2', { endpoints }), cluster('c3')], seenAt });
  await cache.learn(new Map([['c1', { endpoints, updated }]]));
  await createFleetCache(state, 'me').learn(new Map([['c3', { endpoints, updated: seenAt }]]));
  const clusters = [cluster('c1', { endpoints }), cluster('c2', { endpoints }), cluster('c3')];
  t.deepEqual(await cache.read(), { clusters, seenAt });
});

test('endpoints are kept even if no complete fleet was ever seen', async (t) => {
  const cache = createFleetCache(await folder(t), 'me');
  await cache.learn(new Map([['c1', { endpoints, updated }]]));
  await cache.learn(new Map([['c2', { endpoints, updated }]]));
  t.is(await cache.read(), null);
  t.deepEqual([...(await cache.known()).keys()], ['c1', 'c2']);
});

test('the latest facts win', async (t) => {
  const cache = createFleetCache(await folder(t), 'me');
  await cache.write({ clusters: [cluster('c1', { endpoints })], seenAt });
  const later = { endpoints: { public: [], private: [] }, updated: seenAt };
  await cache.learn(new Map([['c1', later]]));
  t.deepEqual((await cache.known()).get('c1'), later);
  // A complete fleet includes everything.
  await cache.write({ clusters: [cluster('c1', later)], seenAt });
  t.deepEqual(await cache.known(), new Map([['c1', cluster('c1', later)]]));
});

test('a file that is not our cache is ignored', async (t) => {
  const state = await folder(t);
  const cache = createFleetCache(state, 'me');
  await cache.learn(new Map([['c1', { endpoints, updated }]]));
  for (const text of ['', '{', '[]', '{"format":1,"endpoints":{"c1":{}}}', '{"format":2,"endpoints":[]}']) {
    await writeFile(join(state, 'endpoints', 'me.json'), text);
    t.deepEqual(await cache.known(), new Map(), text);
  }
});

test('a partly unreadable fleet is ignored; missing facts of a cluster are empty', async (t) => {
  const state = await folder(t);
  const read = async (change: object) => {
    const whole = { format: 2, seenAt: seenAt.toISOString(), clusters: [cluster('c1')], ...change };
    await mkdir(join(state, 'fleet'), { recursive: true });
    await writeFile(join(state, 'fleet', 'me.json'), JSON.stringify(whole));
    return createFleetCache(state, 'me').read();
  };
  t.deepEqual(await read({}), { clusters: [cluster('c1')], seenAt });
  const nothing: object[] = [
    { format: 1 },
    { clusters: {} },
    { seenAt: 'yesterday' },
    { clusters: [null] },
    { clusters: [cluster('c1'), { ...cluster('c2'), tags: [] }] },
    { clusters: [{ ...cluster('c1'), id: '' }] },
    { clusters: [{ ...cluster('c1'), region: 7 }] },
  ];
  for (const change of nothing) t.is(await read(change), null, JSON.stringify(change));
  const bare = {
    id: 'c1',
    region: 'r',
    tags: { n: 1 },
    endpoints: { public: ['p', 7], private: 'q' },
    created: 'x',
  };
  const [only] = (await read({ clusters: [bare] }))?.clusters ?? [];
  t.like(only, { name: '', vpcId: null, tags: { n: '1' }, created: null, updated: null });
  t.deepEqual(only?.endpoints, { public: ['p'], private: [] });
});

test('unreadable endpoints are unknown', async (t) => {
  const state = await folder(t);
  const cache = createFleetCache(state, 'me');
  t.is(await cache.learn(new Map()), null);
  t.deepEqual(await cache.known(), new Map());
  await cache.learn(new Map([['c1', { endpoints, updated }]]));
  const text = JSON.stringify({ format: 2, endpoints: { c1: null, c2: { endpoints: null, updated: 1 } } });
  await writeFile(join(state, 'endpoints', 'me.json'), text);
  const unknown = { endpoints: null, updated: null };
  t.deepEqual([...(await cache.known()).values()], [unknown, unknown]);
});

test('two accounts, or two clouds, never share a cache', (t) => {
  const key = (change: object = {}, environment = {}) =>
    fleetCacheKey({ environment, profile: null, endpoint: null, ...change });
  const keys = [
    key(),
    key({ profile: 'a' }),
    key({ profile: 'b' }),
    key({ endpoint: 'http://127.0.0.1:1' }),
    key({}, { ALIBABA_CLOUD_ACCESS_KEY_ID: 'a' }),
    key({}, { ALIBABA_CLOUD_ROLE_ARN: 'a' }),
    key({}, { ACKRING_CS_ENDPOINT: 'a' }),
  ];
  t.is(new Set(keys).size, keys.length);
  for (const each of keys) t.regex(each, /^[0-9a-f]{32}$/);
  // A flag wins over the environment, the environment over the settings.
  t.is(key({ profile: 'a' }, { ALIBABA_CLOUD_PROFILE: 'b' }), key({ profile: 'a' }));
  t.is(key({}, { ALIBABA_CLOUD_PROFILE: 'a' }), key({ profile: 'a' }));
  t.is(key({ endpoint: 'b' }, { ACKRING_CS_ENDPOINT: 'a' }), key({ endpoint: 'a' }));
});

/** The next write hangs until it is let go, as on a file server that does not answer. */
function hangingOnce(t: ExecutionContext): () => void {
  const { writeFile: write } = fs;
  const { promise: isAnswering, resolve } = Promise.withResolvers<void>();
  const change = (to: typeof write): void => {
    fs.writeFile = to;
    syncBuiltinESMExports();
  };
  change(async (...asked) => {
    change(write);
    const [file, content, options] = asked;
    // The file is begun.
    await write(file, '', options);
    await isAnswering;
    return write(file, content, options);
  });
  t.teardown(() => change(write));
  return resolve;
}

test.serial('a write that takes long is no failure, gets there, and does not undo a later one', async (t) => {
  const state = await folder(t);
  const name = join(state, 'fleet.json');
  const hasSettled = async () => (await readdir(state)).join() === 'fleet.json';
  for (const [overtaken, expected] of [
    [false, 'late'],
    [true, 'latest'],
  ] as const) {
    const file = createCacheFile(name, 1_024, 1);
    const letGo = hangingOnce(t);
    t.is(await file.write('late'), null);
    if (overtaken) t.is(await overtake(file), null);
    letGo();
    while (!(await hasSettled())) await new Promise(setImmediate);
    t.is(file.read(), expected);
  }
});

async function overtake(file: ReturnType<typeof createCacheFile>) {
  const error = await file.write('latest');
  while (file.read() !== 'latest') await new Promise(setImmediate);
  return error;
}

test('a write that fails is an error', async (t) => {
  const state = await folder(t);
  await writeFile(join(state, 'file'), '');
  const error = await createCacheFile(join(state, 'file', 'fleet.json')).write('it');
  t.is(error?.code, 'FileUnwritable');
  t.regex(error?.message ?? '', /cannot be kept in \/.+file/);
});
