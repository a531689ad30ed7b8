import { specimenOwner } from '@ackring/testkit/specimen';
import test from 'ava';
import {
  extensionName,
  isSameCluster,
  isSameHolder,
  isSameOwner,
  type Owner,
  ownerOf,
  withOwner,
} from './ownership.js';
import { listOf, type YamlMapping, type YamlValue } from './yaml-value.js';

const owner = specimenOwner();

test("an entry's owner is written into it and read back", (t) => {
  for (const each of [
    owner,
    { ...owner, uid: null },
    { ...owner, account: '1234567890123456' },
    specimenOwner({ access: 'private', kind: 'temporary' }),
  ]) {
    t.deepEqual(ownerOf(withOwner({ server: 's' }, each)), each);
  }
  const others: YamlMapping = { extensions: [{ name: 'minikube', extension: { a: 'b' } }] };
  const marked = withOwner(withOwner(others, owner), { ...owner, kind: 'temporary' });
  t.is(listOf(marked['extensions']).length, 2);
  t.is(ownerOf(marked)?.kind, 'temporary');
});

const { clusterId, region } = owner;
const sound = { clusterId, region, access: 'public', kind: 'long-term', clusterName: 'prod', identity: '1' };

const marks: [change: Record<string, YamlValue | undefined>, owner: Partial<Owner> | null][] = [
  [{}, { clusterId, clusterName: 'prod', uid: '1' }],
  [{ access: 'private' }, { access: 'private' }],
  [{ kind: 'temporary' }, { kind: 'temporary' }],
  [{ clusterName: undefined }, { clusterName: clusterId }],
  [{ identity: undefined }, { uid: null }],
  [{ clusterId: undefined }, null],
  [{ region: undefined }, null],
  [{ access: 'auto' }, null],
  [{ access: undefined }, null],
  [{ kind: 'odd' }, null],
  [{ kind: undefined }, null],
];

test('an incomplete or foreign mark is ignored', (t) => {
  for (const [change, expected] of marks) {
    const extension = Object.fromEntries(
      Object.entries({ ...sound, ...change }).filter(
        (each): each is [string, string] => each[1] !== undefined,
      ),
    );
    const found = ownerOf({ extensions: [{ name: extensionName, extension }] });
    if (expected === null) t.is(found, null, JSON.stringify(change));
    else t.like(found, expected, JSON.stringify(change));
  }
  t.is(ownerOf({ extensions: [{ name: 'other', extension: sound }] }), null);
  t.is(ownerOf({}), null);
});

const pairs: [change: Partial<Owner>, isHolder: boolean, isOwner: boolean][] = [
  [{}, true, true],
  [{ uid: null }, true, true],
  [{ uid: '2' }, false, false],
  [{ clusterId: 'c2' }, false, false],
  [{ access: 'private' }, true, false],
  [{ kind: 'temporary' }, true, false],
  [{ clusterName: 'renamed', region: 'r' }, true, true],
];

test('two entries are the same thing if cluster, holder, access and kind are equal', (t) => {
  for (const [change, isHolder, isOwner] of pairs) {
    const other = { ...owner, ...change };
    for (const [left, right] of [
      [owner, other],
      [other, owner],
    ] as const) {
      t.is(isSameHolder(left, right), isHolder, JSON.stringify(change));
      t.is(isSameOwner(left, right), isOwner, JSON.stringify(change));
    }
  }
});

const accounts: [one: string | undefined, other: string | undefined, isSame: boolean][] = [
  [undefined, undefined, true],
  ['1', undefined, true],
  ['1', '1', true],
  ['1', '2', false],
];

test('clusters of one id are the same unless they are known to be of two accounts', (t) => {
  for (const [one, other, isSame] of accounts) {
    const [left, right] = [
      { clusterId, account: one },
      { clusterId, account: other },
    ];
    t.is(isSameCluster(left, right), isSame, `${one} ${other}`);
    t.is(isSameCluster(right, left), isSame, `${other} ${one}`);
    t.is(isSameHolder({ ...owner, ...left }, { ...owner, uid: null, ...right }), isSame);
  }
});
