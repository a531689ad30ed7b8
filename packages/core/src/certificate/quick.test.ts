import test from 'ava';
import { createCursor, enter, readQuickly, take } from './quick.js';

// Handmade certificates, one element changed in each: what the quick reader takes, and what it leaves to OpenSSL.

type Bytes = readonly number[];

function element(tag: number, ...content: Bytes[]): Bytes {
  const inner = content.flat();
  const { length } = inner;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return [tag, ...size, ...inner];
}

const text = (value: string): Bytes => [...Buffer.from(value, 'latin1')];
const sequence = (...content: Bytes[]): Bytes => element(0x30, ...content);
const utf8 = (value: string): Bytes => element(0x0c, text(value));
const printable = (value: string): Bytes => element(0x13, text(value));
const utc = (value: string): Bytes => element(0x17, text(value));
const generalized = (value: string): Bytes => element(0x18, text(value));
const attribute = (arc: Bytes, value: Bytes): Bytes => element(0x31, sequence(element(0x06, arc), value));
const commonName = (value: Bytes): Bytes => attribute([0x55, 0x04, 3], value);
const organization = (value: Bytes): Bytes => attribute([0x55, 0x04, 10], value);

interface Parts {
  readonly version: Bytes;
  readonly serial: Bytes;
  readonly algorithm: Bytes;
  readonly issuer: Bytes;
  readonly validity: Bytes;
  readonly subject: Bytes;
  readonly key: Bytes;
  readonly rest: Bytes;
  readonly signature: Bytes;
  readonly behind: Bytes;
}

const usual: Parts = {
  version: element(0xa0, element(0x02, [2])),
  serial: element(0x02, [0x1a, 0x2b]),
  algorithm: sequence([0x05, 0x00]),
  issuer: sequence(organization(utf8('org')), commonName(utf8('kubernetes'))),
  validity: sequence(utc('260102030405Z'), utc('490102030405Z')),
  subject: sequence(organization(printable('system:users')), commonName(printable('1-1700000000'))),
  key: sequence([0x05, 0x00]),
  rest: [],
  signature: element(0x03, [0x00]),
  behind: [],
};

function certificate(change: Partial<Parts> = {}): Uint8Array {
  const it = { ...usual, ...change };
  const body = sequence(
    it.version,
    it.serial,
    it.algorithm,
    it.issuer,
    it.validity,
    it.subject,
    it.key,
    it.rest,
  );
  return Uint8Array.from([...sequence(body, it.algorithm, it.signature), ...it.behind]);
}

test('the usual layout is read', (t) => {
  const read = readQuickly(certificate());
  t.like(read?.facts, {
    subject: { organizations: ['system:users'], commonName: '1-1700000000' },
    uid: '1',
    issuedAt: new Date(1_700_000_000_000),
    notBefore: new Date('2026-01-02T03:04:05Z'),
    notAfter: new Date('2049-01-02T03:04:05Z'),
    serial: '1a2b',
  });
  t.deepEqual(read?.issuerOrganizations, ['org']);
  t.regex(read?.facts.sha256 ?? '', /^[0-9a-f]{64}$/);
  t.truthy(readQuickly(certificate({ rest: element(0xa3, [1, 2, 3]) })));
  const several = sequence(
    organization(utf8('a')),
    attribute([0x55, 0x04, 11], utf8('unit')),
    organization(utf8('b')),
  );
  t.deepEqual(readQuickly(certificate({ subject: several }))?.facts.subject, {
    organizations: ['a', 'b'],
    commonName: '',
  });
  const long = utf8('x'.repeat(300));
  t.is(
    readQuickly(certificate({ subject: sequence(commonName(long)) }))?.facts.subject.commonName.length,
    300,
  );
});

const serials: [bytes: Bytes, serial: string | null][] = [
  [[0x01], '01'],
  [[0x7f, 0xff], '7fff'],
  [[0x00, 0x80], '80'],
  [[0x00, 0x01], '01'],
  [[0x80], null],
  [[0xff, 0x01], null],
  [[0x00], null],
  [[0x00, 0x00, 0x01], null],
  [[], null],
];

test('a serial number is read as printed, or left to OpenSSL', (t) => {
  for (const [bytes, serial] of serials) {
    t.is(
      readQuickly(certificate({ serial: element(0x02, bytes) }))?.facts.serial ?? null,
      serial,
      String(bytes),
    );
  }
});

const times: [time: Bytes, instant: string | null][] = [
  [utc('491231235959Z'), '2049-12-31T23:59:59Z'],
  [utc('500101000000Z'), '1950-01-01T00:00:00Z'],
  [utc('000101000000Z'), '2000-01-01T00:00:00Z'],
  [utc('280229000000Z'), '2028-02-29T00:00:00Z'],
  [generalized('20500101000000Z'), '2050-01-01T00:00:00Z'],
  [generalized('20260102030405Z'), '2026-01-02T03:04:05Z'],
  [utc('270229000000Z'), null],
  [utc('261301000000Z'), null],
  [utc('260001000000Z'), null],
  [utc('260132000000Z'), null],
  [utc('260100000000Z'), null],
  [utc('260101240000Z'), null],
  [utc('260101006000Z'), null],
  [utc('260101000060Z'), null],
  [utc('260101005959Z'), '2026-01-01T00:59:59Z'],
  [utc('260101000000'), null],
  [utc('2601010000Z'), null],
  [utc('260101000000+'), null],
  [utc('26010100000aZ'), null],
  [utc('2601010000/0Z'), null],
  [utc('2601010000:0Z'), null],
  [utc(':60101000000Z'), null],
  [utc('26010100000:Z'), null],
  [utc('990101000000Z'), '1999-01-01T00:00:00Z'],
  [utc('2/0101000000Z'), null],
  [utc('20260102030405Z'), null],
  [generalized('260102030405Z'), null],
  [generalized('2o500102030405Z'), null],
  [generalized('20x00102030405Z'), null],
  [generalized('20260102030405.5Z'), null],
  [printable('260102030405Z'), null],
];

test('both time formats are read, and dates that do not exist are not', (t) => {
  for (const [time, instant] of times) {
    const read = readQuickly(certificate({ validity: sequence(utc('260102030405Z'), time) }));
    const expected = instant === null ? null : new Date(instant);
    t.deepEqual(read?.facts.notAfter ?? null, expected, Buffer.from(time).toString('latin1'));
    const first = readQuickly(certificate({ validity: sequence(time, utc('260102030405Z')) }));
    t.deepEqual(first?.facts.notBefore ?? null, expected);
  }
});

test('of each month the days that it has are read', (t) => {
  for (const year of [2027, 2028, 2100, 2400]) {
    for (let month = 1; month <= 12; month += 1) {
      const last = new Date(Date.UTC(year, month, 0));
      const day = (of: number) => generalized(`${year}${String(month).padStart(2, '0')}${of}000000Z`);
      const read = (of: number) =>
        readQuickly(certificate({ validity: sequence(day(of), day(of)) }))?.facts.notAfter ?? null;
      t.deepEqual([read(last.getUTCDate()), read(last.getUTCDate() + 1)], [last, null], `${year}-${month}`);
    }
  }
});

const left: [what: string, change: Partial<Parts>][] = [
  ['something behind it', { behind: [0x00] }],
  ['no version', { version: [] }],
  ['no serial number', { serial: [] }],
  ['no algorithm', { algorithm: [] }],
  ['no issuer', { issuer: [] }],
  ['an issuer that is not a sequence', { issuer: element(0x31, commonName(utf8('x'))) }],
  ['no validity', { validity: [] }],
  ['a third time', { validity: sequence(utc('260102030405Z'), utc('260102030405Z'), utc('260102030405Z')) }],
  ['one time', { validity: sequence(utc('260102030405Z')) }],
  ['no subject', { subject: [] }],
  ['no key', { key: [] }],
  ['no signature', { signature: [] }],
  ['a signature that is something else', { signature: element(0x04, [0x00]) }],
  ['something behind the signature', { signature: [...element(0x03, [0x00]), 0x05, 0x00] }],
  ['a name of no set', { subject: sequence(sequence(sequence(element(0x06, [0x55, 0x04, 3]), utf8('x')))) }],
  [
    'two attributes in a set',
    {
      subject: sequence(
        element(
          0x31,
          sequence(element(0x06, [0x55, 0x04, 3]), utf8('x')),
          sequence(element(0x06, [0x55, 0x04, 10]), utf8('y')),
        ),
      ),
    },
  ],
  ['an attribute without an identifier', { subject: sequence(element(0x31, sequence(utf8('x')))) }],
  [
    'something behind a value',
    { subject: sequence(element(0x31, sequence(element(0x06, [0x55, 0x04, 3]), utf8('x'), [0x05, 0x00]))) },
  ],
  ['an encoding of the last century', { subject: sequence(commonName(element(0x14, text('x')))) }],
  ['a letter beyond ASCII', { subject: sequence(commonName(utf8('\u00e9'))) }],
  ['a control character', { subject: sequence(commonName(utf8('a\u0007'))) }],
];

for (const [what, change] of left) {
  test(`left to OpenSSL: ${what}`, (t) => {
    t.is(readQuickly(certificate(change)), null);
  });
}

test('an attribute is recognized by its whole identifier', (t) => {
  const named = (arc: Bytes) =>
    readQuickly(certificate({ subject: sequence(attribute(arc, utf8('x'))) }))?.facts.subject;
  t.is(named([0x55, 0x04, 3])?.commonName, 'x');
  t.deepEqual(named([0x55, 0x04, 10])?.organizations, ['x']);
  for (const arc of [
    [0x55, 0x05, 3],
    [0x56, 0x04, 3],
    [0x55, 0x04, 3, 1],
    [0x55, 0x04],
    [0x55, 0x04, 4],
  ]) {
    t.deepEqual(named(arc), { organizations: [], commonName: '' }, String(arc));
  }
});

test('a certificate whose own length ends too early or too late is not read', (t) => {
  const whole = certificate();
  t.is(whole[1], 0x81);
  for (const by of [-1, 1]) {
    const spoiled = Uint8Array.from(whole);
    spoiled[2] = (whole[2] ?? 0) + by;
    t.is(readQuickly(spoiled), null, String(by));
  }
});

test('a truncated or empty certificate is not read', (t) => {
  const whole = certificate();
  for (let end = 0; end < whole.length; end += 1)
    t.is(readQuickly(whole.subarray(0, end)), null, String(end));
});

const elements: [bytes: Bytes, limit: number, taken: readonly [start: number, end: number] | null][] = [
  [[0x30, 0x00], 2, [2, 2]],
  [[0x30, 0x02, 1, 2], 4, [2, 4]],
  [[0x30, 0x02, 1, 2], 3, null],
  [[0x31, 0x00], 2, null],
  [[0x30, 0x80, 0, 0], 4, null],
  [[0x30, 0x81, 0x02, 1, 2], 5, [3, 5]],
  [[0x30, 0x82, 0x00, 0x02, 1, 2], 6, [4, 6]],
  [[0x30, 0x82, 0x01, 0x00], 300, [4, 260]],
  [[0x30, 0x83, 0x00, 0x00, 0x01, 1], 6, [5, 6]],
  [[0x30, 0x83, 0x01, 0x00, 0x00], 70_000, [5, 65_541]],
  [[0x30, 0x84, 0x00, 0x00, 0x00, 0x01, 1], 7, null],
  [[0x30], 2, null],
  [[], 2, null],
];

test('an element is taken by its tag, its length and its end', (t) => {
  for (const [bytes, limit, taken] of elements) {
    const cursor = createCursor(Uint8Array.from(bytes));
    t.is(take(cursor, 0x30, limit), taken !== null, String(bytes));
    if (taken === null) continue;
    t.deepEqual([cursor.start, cursor.end, cursor.at], [taken[0], taken[1], taken[1]]);
    const inside = createCursor(Uint8Array.from(bytes));
    t.true(enter(inside, 0x30, limit));
    t.is(inside.at, taken[0]);
  }
});
