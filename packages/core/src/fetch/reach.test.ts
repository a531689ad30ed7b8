import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { onceEach, type ReachPorts, reachAsCaller } from './reach.js';

const cluster = (id: string) => ({ id, region: 'cn-hangzhou' });

test('each cluster is reached once, whoever asks', async (t) => {
  const asked: string[] = [];
  const reach = onceEach(async ({ id }) => {
    asked.push(id);
    return `way to ${id}`;
  });
  const ways = await Promise.all(['a', 'b', 'a'].map((id) => reach(cluster(id), undefined)));
  t.deepEqual(
    [...ways, await reach(cluster('b'), undefined)],
    ['a', 'b', 'a', 'b'].map((id) => `way to ${id}`),
  );
  t.deepEqual(asked, ['a', 'b']);
});

test('one that could not be reached is asked for again', async (t) => {
  let isDown = true;
  const reach = onceEach(async () => {
    if (isDown) throw new Error('down');
    return 'up';
  });
  await t.throwsAsync(reach(cluster('a'), undefined), { message: 'down' });
  isDown = false;
  t.is(await reach(cluster('a'), undefined), 'up');
});

test('without an endpoint nothing is issued', async (t) => {
  const described = specimenCluster({ name: 'prod', endpoints: { public: [], private: [] } });
  const ports = { api: { describeCluster: async () => described } } as unknown as ReachPorts;
  await t.throwsAsync(reachAsCaller(described, ports, undefined), { code: 'EndpointMissing' });
});
