import test from 'ava';
import { parseRotationConfiguration } from '../rotation/configuration/configuration.js';
import type { Cluster } from '../words/cluster.js';
import type { Identity } from '../words/identity.js';
import { deliveredPlaces } from './request.js';

const cluster = { id: 'c1', name: 'prod', tags: { env: 'prod' }, vpcId: null } as unknown as Cluster;
const mei: Identity = { uid: '212345678901234567', name: 'mei', type: 'user', state: 'active' };
const robot: Identity = { uid: '312345678901234567', name: 'robot', type: 'role', state: 'active' };
const sinks = 'sinks: [{kind: kms, prefix: "k/"}, {kind: file, directory: /keys}]';
const opened = [
  {
    name: 'kms:k/',
    places: {
      nameOf: ({ clusterId, identity }: { clusterId: string; identity: string }) =>
        `k/${clusterId}/${identity}`,
      list: async () => [],
    },
  },
  { name: 'file:/keys' },
];
const role = 'identities: [{roleArn: "acs:ram::1234567890123456:role/robot"}]';

const deliveries: readonly (readonly [
  what: string,
  yaml: string,
  identity: Identity,
  isSelf: boolean,
  string[],
])[] = [
  ['oneself', '', mei, true, ['kms k/c1/self', 'file file:/keys']],
  ['another than oneself', '', mei, false, []],
  ['a uid', `identities: [{uid: "${mei.uid}"}]`, mei, false, [`kms k/c1/${mei.uid}`, 'file file:/keys']],
  ['a role', role, robot, false, ['kms k/c1/robot', 'file file:/keys']],
  ['a user who is called as the role is', role, { ...mei, name: 'robot' }, false, []],
  [
    'a role that is oneself, twice',
    role.replace('[', '[self, '),
    robot,
    true,
    ['kms k/c1/self', 'file file:/keys', 'kms k/c1/robot', 'file file:/keys'],
  ],
  ['a cluster that is not selected', 'select: {exclude: [prod]}', mei, true, []],
];
for (const [what, yaml, identity, isSelf, places] of deliveries) {
  test(`where the certificate of ${what} goes: ${places.join(', ') || 'nowhere'}`, (t) => {
    const configuration = parseRotationConfiguration(`${yaml}\n${sinks}`, 'rotation.yaml');
    const found = deliveredPlaces({ configuration, sinks: opened }, { cluster, identity, isSelf });
    t.deepEqual(
      found.map(({ kind, sink, place }) => `${kind} ${place ?? sink}`),
      places,
    );
  });
}
