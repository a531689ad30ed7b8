import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { Cluster } from '../../words/cluster.js';
import type { RotationConfiguration } from './configuration.js';
import { accessOf, isSelected } from './selection.js';

const cluster = specimenCluster({
  id: 'c0123456789abcdef0123456789abcdef',
  name: 'prod-1',
  tags: { env: 'prod' },
  vpcId: 'vpc-bp1',
});

const selects: readonly (readonly [string, RotationConfiguration['select'], boolean, Partial<Cluster>?])[] = [
  ['everything by default', {}, true],
  ['a pattern of its name', { names: ['prod-*'] }, true],
  ['its id', { names: [cluster.id] }, true],
  ['no other name', { names: ['test-*'] }, false],
  ['an excluded name', { names: ['prod-*'], exclude: ['*-1'] }, false],
  ['its tag', { tags: { env: 'prod' } }, true],
  ['another value of its tag', { tags: { env: 'test' } }, false],
  ['its VPC', { vpc: 'vpc-bp1' }, true],
  ['another VPC, which begins alike', { vpc: 'vpc-bp12' }, false],
  ['a VPC unknown to the list', { vpc: 'vpc-bp1' }, false, { vpcId: null }],
  ['its VPC, but another name', { vpc: 'vpc-bp1', names: ['test'] }, false],
];
for (const [title, select, expected, change = {}] of selects) {
  test(`selecting ${title}: ${expected ? 'taken' : 'left'}`, (t) => {
    t.is(isSelected({ ...cluster, ...change }, select), expected);
  });
}

test('the first access rule that matches a cluster decides, and auto if none does', (t) => {
  const rules = (...access: Exclude<RotationConfiguration['access'], string>) =>
    accessOf(cluster, { access });
  t.is(accessOf(cluster, { access: 'public' }), 'public');
  t.is(rules({ select: { vpc: 'vpc-bp2' }, access: 'public' }), 'auto');
  t.is(
    rules(
      { select: { vpc: 'vpc-bp2' }, access: 'public' },
      { select: { tags: { env: 'prod' } }, access: 'private' },
      { select: {}, access: 'public' },
    ),
    'private',
  );
});
