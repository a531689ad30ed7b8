import { foreignUntil, subjectCluster } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import type { KubeconfigState } from '../cloud/ack/api.js';
import { dayMs } from '../words/duration.js';
import type { Identity } from '../words/identity.js';
import type { Sight } from './sight.js';
import type { NameUse } from './tally.js';
import { newAddresses, usageRows } from './usage-row.js';

const now = new Date('2026-11-10T12:00:00Z');
const before = (days: number, ms = 0) => new Date(now.getTime() - days * dayMs - ms);

function useOf(commonName: string, change: Partial<NameUse> = {}): NameUse {
  return {
    ...{ commonName, first: now, last: now, calls: 1, refused: 0, isImpersonationKnown: true, isCut: false },
    ...{ addresses: [], certificates: [], agents: [], verbs: [], namespaces: [], rights: [] },
    ...change,
  };
}

function holder(
  uid: string,
  change: Partial<KubeconfigState> = {},
  type: Identity['type'] = 'user',
): KubeconfigState {
  const identity = { uid, name: `name of ${uid}`, type, state: 'active' } as const;
  return { ...foreignUntil(now).state, identity, ...change };
}

const sight = (isWhole: boolean): Sight => ({
  ...{ isWhole, from: before(180), gaps: [] },
  asked: { from: before(180), to: now },
});
const whole = { sight: sight(true), compared: sight(true) };

const seen = ['2001-1700000000'];

/** Which rows a cluster has, as `uid verdict`. */
const rows: readonly (readonly [
  title: string,
  names: readonly string[],
  holders: readonly KubeconfigState[] | null,
  isWhole: boolean,
  expected: readonly string[],
])[] = [
  ['nobody seen and nobody holding', [], [], true, []],
  ['a holder seen', seen, [holder('2001')], true, ['2001 used']],
  [
    'a holder seen under two names',
    [...seen, '2001-1800000000'],
    [holder('2001')],
    true,
    ['2001 used', '2001 used'],
  ],
  ['a holder not seen', [], [holder('2001')], true, ['2001 unused']],
  ['a holder not seen in a part of the time', [], [holder('2001')], false, ['2001 unknown']],
  ['one seen and one not', seen, [holder('2001'), holder('2002')], true, ['2001 used', '2002 unused']],
  ['somebody seen who holds nothing', seen, [], true, ['2001 used']],
  ['somebody seen, of holders nobody knows', seen, null, true, ['2001 used']],
  ['a name that is no ACK name', ['kube-scheduler'], [], true, ['kube-scheduler used']],
  [
    'the root by its own name',
    ['kubernetes-admin-1700000000'],
    [holder('1001', {}, 'root')],
    true,
    ['1001 used'],
  ],
  ['never issued', [], [holder('2001', { certificateState: 'unissued' })], true, []],
  ['removed', [], [holder('2001', { certificateState: 'removed' })], true, []],
  ['removed, but seen', seen, [holder('2001', { certificateState: 'removed' })], true, ['2001 used']],
  ['expired', [], [holder('2001', { certificateState: 'expired' })], true, ['2001 unused']],
  ['a service of the cloud', [], [holder('2001', { cloudService: 'cs' })], true, []],
];

for (const [title, names, holders, isWhole, expected] of rows) {
  test(`usage: ${title}`, (t) => {
    const uses = names.map((name) => useOf(name));
    const told = usageRows(subjectCluster, { uses, sight: sight(isWhole), compared: sight(true) }, holders);
    t.deepEqual(
      told.map(({ identity, verdict }) => `${identity.uid} ${verdict}`),
      expected,
    );
    for (const { use, verdict } of told) t.is(use === null, verdict !== 'used');
  });
}

test('a row names its holder, as far as the cluster’s list does', (t) => {
  const uses = [useOf('2001-1700000000'), useOf('2002-1700000000')];
  const told = usageRows(subjectCluster, { uses, ...whole }, [holder('2001')]);
  t.like(told[0]?.identity, { name: 'name of 2001', type: 'user', state: 'active' });
  t.like(told[1]?.identity, { name: '2002', type: 'unknown', state: 'unknown' });
});

/** An address is new for a week, on a name in use for a fortnight before. */
const news: readonly (readonly [title: string, first: Date, address: Date, isNew: boolean])[] = [
  ['seen within the week, of a name long in use', before(21), before(7, -1), true],
  ['seen a week ago', before(21), before(7), false],
  ['of a name in use for less than three weeks', before(21, -1), before(1), false],
  ['of a name long in use', before(180), before(0), true],
];

for (const [title, first, seenFirst, isNew] of news) {
  test(`an address is ${isNew ? '' : 'not '}new: ${title}`, (t) => {
    const address = {
      address: '203.0.113.1',
      first: seenFirst,
      last: now,
      calls: 1,
      agents: [],
      isNamed: true,
    };
    const use = useOf('2001-1700000000', { first, addresses: [address] });
    t.deepEqual(newAddresses(use, now), isNew ? [address] : []);
    const [row] = usageRows(subjectCluster, { uses: [use], ...whole }, null);
    t.deepEqual(row?.newAddresses, isNew ? ['203.0.113.1'] : []);
  });
}

/** Whether an address of a name is new, where it was first seen yesterday. */
const unsure: readonly (readonly [
  title: string,
  first: Date,
  compared: Partial<Sight>,
  isUnsure: boolean,
])[] = [
  ['the log is younger than what is looked through', before(20), { from: before(30) }, true],
  [
    'nothing was logged for a while before',
    before(20),
    { gaps: [{ from: before(60), to: before(50) }] },
    true,
  ],
  ['nothing was logged since', before(20), { gaps: [{ from: before(21), to: before(19) }] }, false],
  ['all of it was read', before(20), {}, false],
  ['the name is long in use', before(21), { from: before(30) }, false],
];
for (const [title, first, compared, isUnsure] of unsure)
  test(`whether an address is new is ${isUnsure ? 'not ' : ''}known where ${title}`, (t) => {
    const shared = { last: now, calls: 1, agents: [], isNamed: true };
    const addresses = [
      { ...shared, address: '203.0.113.1', first: before(1) },
      { ...shared, address: '203.0.113.2', first: before(7) },
    ];
    const use = useOf('2001-1700000000', { first, addresses });
    const seenThen = { uses: [use], sight: sight(true), compared: { ...sight(true), ...compared } };
    const [row] = usageRows(subjectCluster, seenThen, null);
    t.deepEqual(row?.unsureAddresses, isUnsure ? ['203.0.113.1'] : []);
  });
