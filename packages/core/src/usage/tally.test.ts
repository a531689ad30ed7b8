import test from 'ava';
import type { DeedRow, OriginRow } from './audit-statements.js';
import { createDeedTally, createOriginTally } from './tally.js';

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
