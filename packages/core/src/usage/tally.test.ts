import test from 'ava';
import type { DeedRow, OriginRow } from './audit-statements.js';
import { createDeedTally, createOriginTally, usesOf } from './tally.js';

const at = (minute: number) => new Date(Date.UTC(2026, 4, 1, 0, minute));

const origin = (commonName: string, change: Partial<OriginRow> = {}) =>
  ({
    ...{ commonName, address: '203.0.113.7', agent: 'kubectl', certificate: null, isByToken: false },
    ...{ first: at(0), last: at(1), calls: 1 },
    ...change,
  }) as OriginRow;

const deed = (commonName: string, change: Partial<DeedRow> = {}): DeedRow => ({
  ...{ commonName, verb: 'get', apiGroup: '', resource: 'pods', namespace: 'web', path: '' },
  ...{ impersonated: '', impersonatedGroups: [], isRefused: false, calls: 1 },
  ...change,
});

const many = <Row>(count: number, row: (name: string, index: number) => Row): Row[] =>
  Array.from({ length: count }, (_, index) => row(`n${index}`, index));

for (const [count, kept, isCut] of [
  [1, 1, false],
  [2_000, 2_000, false],
  [2_001, 2_000, true],
  [3_000, 2_000, true],
] as const) {
  test(`of ${count} names ${kept} are kept, ${isCut ? 'and it is said' : 'which are all'}`, (t) => {
    const tally = createOriginTally();
    tally.add(many(count, (name) => origin(name)));
    t.deepEqual([tally.names.size, tally.isCut], [kept, isCut]);
    const deeds = createDeedTally();
    deeds.add(many(count, (name) => deed(name)));
    t.is(deeds.names.size, kept);
  });
}

test('a name that is kept is counted on, however many there are', (t) => {
  const tally = createOriginTally();
  tally.add(many(2_000, (name) => origin(name)));
  tally.add([origin('n0', { last: at(9), calls: 5 })]);
  t.like(tally.names.get('n0'), { calls: 6, first: at(0), last: at(9) });
  t.false(tally.isCut);
  const deeds = createDeedTally();
  deeds.add(many(2_000, (name) => deed(name)));
  deeds.add([deed('n0', { verb: 'delete', isRefused: true, calls: 3 }), deed('other')]);
  t.is(deeds.names.get('n0')?.refused, 3);
  t.false(deeds.names.has('other'));
});

/** How many of each a name keeps: the newest. */
const kept: readonly (readonly [what: string, limit: number, row: (index: number) => Partial<OriginRow>])[] =
  [
    ['addresses', 100, (index) => ({ address: `203.0.113.${index}` })],
    ['certificates', 50, (index) => ({ certificate: `c${index}` })],
    ['agents', 10, (index) => ({ agent: `a${index}` })],
  ];

for (const [what, limit, row] of kept) {
  for (const count of [limit, limit + 1]) {
    test(`of ${count} ${what} the newest ${limit} are kept`, (t) => {
      const tally = createOriginTally();
      tally.add(many(count, (_, index) => origin('mei', { ...row(index), last: at(index) })));
      const name = tally.names.get('mei');
      const found = { addresses: name?.addresses, certificates: name?.certificates, agents: name?.agents }[
        what as 'addresses'
      ];
      t.is(found?.size, limit);
      t.is(name?.isCut, count > limit);
      t.is(
        [...(found?.keys() ?? [])].some((key) => /(?:\.|c|a)0$/.test(key)),
        count === limit,
      );
    });
  }
}

test('the first and the last call count whatever order they are told in', (t) => {
  const tally = createOriginTally();
  tally.add([3, 1, 2].map((minute) => origin('mei', { first: at(minute), last: at(minute + 10) })));
  t.like(tally.names.get('mei'), { first: at(1), last: at(13), calls: 3 });
});

for (const count of [500, 501]) {
  test(`of ${count} rights of a name the first 500 are kept, and those are counted on`, (t) => {
    const tally = createDeedTally();
    tally.add(many(count, (resource) => deed('mei', { resource })));
    t.like(tally.names.get('mei'), { rights: { size: 500 }, isCut: count > 500 });
    tally.add([deed('mei', { resource: 'n0', verb: 'delete' })]);
    t.deepEqual([...(tally.names.get('mei')?.rights.values() ?? [])][0]?.verbs, ['delete', 'get']);
    t.is(tally.names.get('mei')?.isCut, count > 500);
  });
}

const inWeb = { apiGroup: '', namespace: 'web' };
const anywhere = { apiGroup: '', namespace: null };
const done: readonly (readonly [what: string, change: Partial<DeedRow>, rights: readonly object[]])[] = [
  ['a call for a resource', {}, [{ ...inWeb, resource: 'pods', verbs: ['get'] }]],
  ['a call that was refused', { isRefused: true }, []],
  [
    'a call for a path',
    { resource: '', path: '/metrics' },
    [{ ...anywhere, resource: '', verbs: ['get'], path: '/metrics' }],
  ],
  ['a call for neither', { resource: '', path: '' }, []],
  ['a call as somebody unknown', { impersonated: null }, [{ ...inWeb, resource: 'pods', verbs: ['get'] }]],
  [
    'a call as somebody else',
    { impersonated: 'tom' },
    [{ ...anywhere, resource: 'users', verbs: ['impersonate'], names: ['tom'] }],
  ],
  [
    'a call as somebody in a group of service accounts',
    { impersonated: 'tom', impersonatedGroups: ['system:serviceaccounts', 'system:authenticated'] },
    [
      { ...anywhere, resource: 'users', verbs: ['impersonate'], names: ['tom'] },
      { ...anywhere, resource: 'groups', verbs: ['impersonate'], names: ['system:serviceaccounts'] },
    ],
  ],
  [
    'a call as a service account, in its groups and another',
    {
      impersonated: 'system:serviceaccount:web:ci',
      impersonatedGroups: ['system:serviceaccounts', 'system:serviceaccounts:web', 'people'],
    },
    [
      { ...inWeb, resource: 'serviceaccounts', verbs: ['impersonate'], names: ['ci'] },
      { ...anywhere, resource: 'groups', verbs: ['impersonate'], names: ['people'] },
    ],
  ],
];
for (const [what, change, rights] of done)
  test(`${what} took ${rights.length === 0 ? 'no right' : JSON.stringify(rights)}`, (t) => {
    const tally = createDeedTally();
    tally.add([deed('mei', change)]);
    const { rights: taken, isImpersonationKnown } = tally.names.get('mei') ?? t.fail();
    t.deepEqual([...taken.values()], rights);
    t.is(isImpersonationKnown, change.impersonated !== null);
  });

test('names, addresses, certificates and programs are told newest first, and a program without a name not at all', (t) => {
  const origins = createOriginTally();
  const seen = (last: number, change: Partial<OriginRow> = {}) =>
    origin('mei', {
      address: `a${last}`,
      certificate: `c${last}`,
      agent: `p${last}`,
      last: at(last),
      ...change,
    });
  origins.add([seen(2), seen(4), seen(3), seen(5, { agent: '' }), origin('tom', { last: at(9) })]);
  const [tom, mei] = usesOf(origins, createDeedTally());
  t.is(tom?.commonName, 'tom');
  t.deepEqual(
    mei?.addresses.map(({ address }) => address),
    ['a5', 'a4', 'a3', 'a2'],
  );
  t.deepEqual(
    mei?.certificates.map((each) => each.sha256),
    ['c5', 'c4', 'c3', 'c2'],
  );
  t.deepEqual(mei?.agents, ['p4', 'p3', 'p2']);
});
