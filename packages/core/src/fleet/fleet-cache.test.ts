import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Cluster } from '../words/cluster.js';
import { createFleetCache } from './fleet-cache.js';

const seenAt = new Date('2026-11-25T00:00:00Z');
const updated = new Date('2026-05-01T00:00:00Z');
const endpoints = { public: ['https://203.0.113.10:6443', 'https://nlb.example'], private: [] };

function cluster(id: string, change: Partial<Cluster> = {}): Cluster {
  return {
    id,
    name: id,
    region: 'cn-hangzhou',
    type: 'ManagedKubernetes',
    profile: 'Default',
    spec: '',
    state: 'running',
    version: '1.34.1-aliyun.1',
    endpoints: null,
    created: null,
    updated,
    tags: { env: 'prod' },
    vpcId: 'vpc-bp1',
    ...change,
  };
}

async function folder(t: ExecutionContext): Promise<string> {
  const created = await mkdtemp(join(tmpdir(), 'ackring-cache-'));
  t.teardown(() => rm(created, { recursive: true, force: true }));
  return created;
}

test('a fleet comes back as it was seen, with what was learnt of it since', async (t) => {
  const state = await folder(t);
  const cache = createFleetCache(state, 'me');
  t.is(await cache.read(), null);
  await cache.write({ clusters: [cluster('c1'), cluster('c2', { endpoints }), cluster('c3')], seenAt });
  await cache.learn(new Map([['c1', { endpoints, updated }]]));
  await createFleetCache(state, 'me').learn(new Map([['c3', { endpoints, updated: seenAt }]]));
  const clusters = [cluster('c1', { endpoints }), cluster('c2', { endpoints }), cluster('c3')];
  t.deepEqual(await cache.read(), { clusters, seenAt });
});

test('endpoints are kept where no whole fleet was ever seen', async (t) => {
  const cache = createFleetCache(await folder(t), 'me');
  await cache.learn(new Map([['c1', { endpoints, updated }]]));
  await cache.learn(new Map([['c2', { endpoints, updated }]]));
  t.is(await cache.read(), null);
  t.deepEqual([...(await cache.known()).keys()], ['c1', 'c2']);
});

test('what was learnt later is what is known', async (t) => {
  const cache = createFleetCache(await folder(t), 'me');
  await cache.write({ clusters: [cluster('c1', { endpoints })], seenAt });
  const later = { endpoints: { public: [], private: [] }, updated: seenAt };
  await cache.learn(new Map([['c1', later]]));
  t.deepEqual((await cache.known()).get('c1'), later);
  // A whole fleet has all of it in it.
  await cache.write({ clusters: [cluster('c1', later)], seenAt });
  t.deepEqual(await cache.known(), new Map([['c1', cluster('c1', later)]]));
});

test('a file that is no cache of ours is none', async (t) => {
  const state = await folder(t);
  const cache = createFleetCache(state, 'me');
  await cache.learn(new Map([['c1', { endpoints, updated }]]));
  for (const text of ['', '{', '[]', '{"format":1,"endpoints":{"c1":{}}}', '{"format":2,"endpoints":[]}']) {
    await writeFile(join(state, 'endpoints', 'me.json'), text);
    t.deepEqual(await cache.known(), new Map(), text);
  }
});
