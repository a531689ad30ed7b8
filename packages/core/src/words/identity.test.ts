import test from 'ava';
import {
  belongsToOther,
  calledName,
  createSharedIdentities,
  type Identity,
  isCalled,
  isCallers,
  isKnownToRam,
  isOrphaned,
  isUid,
  parseCommonName,
  uidWithName,
} from './identity.js';

const names: [commonName: string, uid: string | null, issuedAt: string | null][] = [
  ['212345678901234567-1700000000', '212345678901234567', '2023-11-14T22:13:20.000Z'],
  ['212345678901234567-abcDEF123', '212345678901234567', null],
  ['212345678901234567-170000000', '212345678901234567', null],
  ['212345678901234567-17000000000', '212345678901234567', null],
  ['kubernetes-admin-1700000000', 'kubernetes-admin', '2023-11-14T22:13:20.000Z'],
  ['kubernetes-admin', null, null],
  ['someone-1700000000', null, null],
  ['212345678901234567', null, null],
  ['212345678901234567-', null, null],
  ['212345678901234567-a-b', null, null],
  ['', null, null],
];

for (const [commonName, uid, issuedAt] of names) {
  test(`"${commonName}" names ${uid ?? 'nobody'}`, (t) => {
    t.deepEqual(parseCommonName(commonName), {
      uid,
      issuedAt: issuedAt === null ? null : new Date(issuedAt),
    });
  });
}

test('the account root’s certificates belong to it despite their other name, and only to it', (t) => {
  const own = (uid: string | null, isAccountRoot: boolean) =>
    isCallers(uid, { callerUid: '1', isAccountRoot });
  t.deepEqual([own('1', false), own('1', true), own('2', false), own('2', true)], [true, true, false, false]);
  t.deepEqual([own('kubernetes-admin', true), own('kubernetes-admin', false)], [true, false]);
  t.deepEqual([own(null, true), own(null, false)], [false, false]);
});

test('two identities differ only when both are known', (t) => {
  t.true(belongsToOther('a', 'b'));
  for (const [found, expected] of [
    ['a', 'a'],
    [null, 'b'],
    ['a', null],
    [null, null],
  ] as const) {
    t.false(belongsToOther(found, expected));
  }
});

test('deleted and locked-out identities leave orphans', (t) => {
  const orphaned = (['active', 'inactive', 'deleted', 'unknown'] as const).map((state) =>
    isOrphaned({ state }),
  );
  t.deepEqual(orphaned, [false, true, true, false]);
});

test('equal identities share one object, up to a limit', (t) => {
  const of = (uid: string, change: Partial<Identity> = {}): Identity => {
    return { uid, name: 'tom', type: 'user', state: 'active', ...change };
  };
  const share = createSharedIdentities();
  const first = share(of('1'));
  t.is(share(of('1')), first);
  for (const change of [{ name: 'mei' }, { type: 'role' }, { state: 'deleted' }] as const) {
    t.not(share(of('1', change)), first);
  }
  for (let uid = 2; uid < 30_000; uid += 1) share(of(String(uid)));
  t.is(share(of('2')), share(of('2')));
  t.not(share(of('29000')), share(of('29000')));
  const bounded = createSharedIdentities();
  for (let uid = 0; uid < 20_001; uid += 1) bounded(of(String(uid)));
  t.is(bounded(of('19999')), bounded(of('19999')));
  t.not(bounded(of('20000')), bounded(of('20000')));
});

const uid = '212345678901234567';
const called: [name: string, displayName: string, shown: string][] = [
  ['tom', 'Tom Smith', 'tom'],
  ['', 'Tom Smith', 'Tom Smith'],
  ['', '', uid],
  // What RAM would take for a name could be another's.
  ['', 'mei', uid],
  ['', 'mei@example.com', uid],
  ['', 'acs:ram::1:user/mei', uid],
  ['', 'ACS:RAM::1:role/admin', uid],
  ['', '298765432109876543', uid],
  ['298765432109876543', 'Tom', uid],
  ['acs:ram::1:user/mei', 'Tom', uid],
  ['00123456', '', '00123456'],
];
for (const [name, displayName, shown] of called) {
  test(`named "${name}", displayed as "${displayName}": called ${shown}`, (t) => {
    t.is(calledName({ uid, name, displayName }), shown);
  });
}

const meant: [name: string, word: string, isMeant: boolean][] = [
  ['tom', 'tom', true],
  ['tom', uid, true],
  ['00123456', '00123456', true],
  ['tom', 'Tom', false],
  ['298765432109876543', '298765432109876543', false],
  ['acs:ram::1:user/tom', 'acs:ram::1:user/tom', false],
  [uid, uid, true],
];
for (const [name, word, isMeant] of meant) {
  test(`"${word}" ${isMeant ? 'means' : 'does not mean'} whoever is called "${name}"`, (t) => {
    t.is(isCalled({ uid, name }, word), isMeant);
  });
}

const met = [
  { uid: '1', name: null },
  { uid, name: 'tom' },
  { uid: '3', name: '3' },
];
for (const [of, shown] of [
  [uid, `tom (${uid})`],
  ['1', '1'],
  ['3', '3'],
  ['4', '4'],
] as const)
  test(`of those that were met, ${of} is shown as ${shown}`, (t) => t.is(uidWithName(of, met), shown));

for (const [name, isKnown] of [
  ['tom', true],
  ['a'.repeat(64), true],
  ['a'.repeat(65), false],
  ['Tom Smith', false],
  [uid, false],
  ['', false],
] as const)
  test(`"${name}" is ${isKnown ? 'a' : 'no'} name in RAM`, (t) => t.is(isKnownToRam({ uid, name }), isKnown));

for (const [word, isId] of [
  ['12345', false],
  ['123456', true],
  ['1'.repeat(30), true],
  ['1'.repeat(31), false],
  ['12345x', false],
] as const)
  test(`${word} may ${isId ? '' : 'not '}be an id`, (t) => t.is(isUid(word), isId));
