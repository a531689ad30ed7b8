import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { Cluster } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { findCluster, nearNames } from './find-cluster.js';

const cluster = (id: string, name: string, region = 'cn-hangzhou'): Cluster =>
  specimenCluster({ id, name, region, endpoints: { public: [], private: [] } });
const fleet = [
  cluster('c1', 'prod-api'),
  cluster('c2', 'prod-api', 'eu-central-1'),
  cluster('c3', 'Prod-Batch'),
  cluster('c4', 'c1'),
  cluster('c5', 'staging'),
];

test('an id wins over an equal name', (t) => {
  t.is(findCluster(fleet, 'c1').name, 'prod-api');
});

test('an exact name, or a unique one ignoring case', (t) => {
  t.is(findCluster(fleet, 'staging').id, 'c5');
  t.is(findCluster(fleet, 'prod-batch').id, 'c3');
});

test('an ambiguous name lists every candidate', (t) => {
  const error = t.throws(() => findCluster(fleet, 'prod-api'), { instanceOf: AckringError });
  t.is(error?.code, 'ClusterAmbiguous');
  t.is(error?.exitCode, 3);
  t.regex(error?.message ?? '', /c1 \(cn-hangzhou\), c2 \(eu-central-1\)/);
});

test('an unknown name suggests the closest, once each', (t) => {
  const error = t.throws(() => findCluster(fleet, 'prod-apy'), { instanceOf: AckringError });
  t.is(error?.code, 'ClusterNotFound');
  t.regex(error?.message ?? '', /similar names: prod-api$/);
});

test('nothing far-fetched is suggested', (t) => {
  t.deepEqual(nearNames(fleet, 'zzzzzz'), []);
  t.deepEqual(nearNames(fleet, 'prod'), ['prod-api', 'Prod-Batch']);
  t.deepEqual(nearNames([], 'x'), []);
});

test('a letter off is close, or a third of a long name', (t) => {
  const near = (typed: string) => nearNames([cluster('c1', 'abcdefghijkl'), cluster('c2', 'xyz')], typed);
  t.deepEqual(near('xy'), ['xyz']);
  t.deepEqual(near('xyb'), ['xyz']);
  t.deepEqual(near('xab'), []);
  t.deepEqual(near('qqq'), []);
  t.deepEqual(near('abcdefgh????'), ['abcdefghijkl']);
  const beside = [cluster('c1', 'abcdefghijkl'), cluster('c2', 'abcdefghqqzz')];
  t.deepEqual(nearNames(beside, 'abcdefghqqqq'), ['abcdefghqqzz']);
  t.deepEqual(near('abcdefgqqqqq'), []);
});

test('of names that are equally near three are suggested, and how many more there are, and none that is further off', (t) => {
  const told = (names: readonly string[], typed: string) =>
    t.throws(() =>
      findCluster(
        names.map((name, at) => cluster(`c${at}`, name)),
        typed,
      ),
    )?.message ?? '';
  const names = ['prod-d', 'prod-c', 'prod-b', 'prod-a', 'prox'];
  t.regex(told(names, 'prod-x'), /similar names: prod-a, prod-b, prod-c and 1 more$/);
  t.regex(told(names, 'prod'), /similar names: prod-a, prod-b, prod-c and 1 more$/);
  t.regex(told(names.slice(0, 3), 'prod'), /similar names: prod-b, prod-c, prod-d$/);
  t.regex(told([...names, 'tokyo-prod'], 'prod-tokio'), /similar names: tokyo-prod$/);
  // Those that have a part of it.
  t.regex(told([...names, 'lab', 'x'], 'prod-of-osaka'), /similar names: prod-d, prod-c, prod-b and 2 more$/);
  t.regex(told(names, 'prod-of-osaka'), /"prod-of-osaka"$/);
});

for (const unread of [1, 2]) {
  test(`where ${unread} of the regions did not answer, what is missing may be there: the first one's remedy says more`, (t) => {
    const silent = ['eu-central-1', 'us-west-1'].slice(0, unread).map((region, at) => ({
      region,
      error: new AckringError('Forbidden', 'no', { remedy: `Ask ${at}.`, requestId: `R${at}` }),
    }));
    const error = t.throws(() => findCluster(fleet, 'prod-apy', silent), { instanceOf: AckringError });
    t.like(error, { code: 'ClusterNotSeen', remedy: 'It may be there. Ask 0.', requestId: 'R0' });
    t.regex(error?.message ?? '', new RegExp(`similar names: prod-api; ${unread} region`));
  });
}
