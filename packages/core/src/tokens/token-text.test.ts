import test from 'ava';
import { toText } from '../words/say.js';
import {
  headerOf,
  isRamToken,
  jwtEnd,
  type RamToken,
  readToken,
  tokenEnd,
  tokenPrefix,
} from './token-text.js';

const request = {
  clusterId: 'c123',
  method: 'POST',
  path: '/',
  query: { ACKClusterId: 'c456' },
  headers: {
    Authorization: 'ACS3-HMAC-SHA256 Credential=LTAI5tExample,SignedHeaders=host,Signature=ff',
    'X-Acs-Date': '2026-03-01T12:00:00Z',
  },
};

const tokenOf = (value: unknown) =>
  tokenPrefix + Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');

function read(value: unknown): RamToken {
  const token = readToken(tokenOf(value));
  if (!('request' in token)) throw new Error(String(token));
  return token;
}

const withHeaders = (change: Record<string, string>) => ({
  ...request,
  headers: { ...request.headers, ...change },
});

test('a token tells whom it is for, by the query, and who signed it when', (t) => {
  const token = read(request);
  t.like(token, {
    clusterId: 'c456',
    accessKeyId: 'LTAI5tExample',
    isSession: false,
    signedAt: new Date('2026-03-01T12:00:00Z'),
    bytes: tokenOf(request).length,
    request,
  });
  t.deepEqual(tokenEnd(token), new Date('2026-03-01T12:15:00Z'));
});

const unsaid: readonly (readonly [title: string, value: object, known: Partial<RamToken>])[] = [
  ['no cluster in the query', { ...request, query: {} }, { clusterId: null }],
  ['no authorization', { ...request, headers: {} }, { accessKeyId: null, signedAt: null }],
  [
    'an authorization without a key',
    withHeaders({ Authorization: 'ACS3 Signature=ff' }),
    { accessKeyId: null },
  ],
  ['a session’s token', withHeaders({ 'x-acs-security-token': 'x' }), { isSession: true }],
  ['a legacy cluster that is no text', { ...request, clusterId: 7 }, { clusterId: 'c456' }],
];

for (const [title, value, known] of unsaid) test(`token: ${title}`, (t) => t.like(read(value), known));

test('a legacy cluster that is no text is none', (t) => {
  t.is(read({ ...request, clusterId: 7 }).request.clusterId, null);
});

const dates: readonly (readonly [text: string, instant: string | null])[] = [
  ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
  ['2026-03-01T12:00:00.123456789Z', '2026-03-01T12:00:00.123Z'],
  ['2026-03-01T12:00:00.1234567890Z', null],
  ['2026-03-01T12:00:00+08:00', null],
  ['2026-03-01', null],
  ['2026-13-01T12:00:00Z', null],
  ['1 March 2026', null],
  ['', null],
];

for (const [text, instant] of dates) {
  test(`a token dated "${text}" ${instant === null ? 'has no date, and no end' : `is of ${instant}`}`, (t) => {
    const token = read(withHeaders({ 'X-Acs-Date': text }));
    t.is(token.signedAt?.toISOString() ?? null, instant);
    t.is(tokenEnd(token) === null, instant === null);
  });
}

const invalid: readonly (readonly [title: string, token: string, why: RegExp])[] = [
  ['another prefix', 'k8s-aws-v1.e30=', /does not begin/],
  ['nothing after the prefix', tokenPrefix, /not base64/],
  ['no base64', `${tokenPrefix}{}`, /not base64/],
  ['padding of three', `${tokenPrefix}e30===`, /not base64/],
  ['no JSON', tokenOf('{'), /not a pre-signed request/],
  ['null', tokenOf('null'), /not a pre-signed request/],
  ['a list', tokenOf([request]), /not a pre-signed request/],
  ['a text', tokenOf('"x"'), /not a pre-signed request/],
  ['no method', tokenOf({ ...request, method: undefined }), /not a pre-signed request/],
  ['a path that is no text', tokenOf({ ...request, path: 1 }), /not a pre-signed request/],
  ['no query', tokenOf({ ...request, query: undefined }), /not a pre-signed request/],
  [
    'a query that is not all text',
    tokenOf({ ...request, query: { a: 'x', b: 1 } }),
    /not a pre-signed request/,
  ],
  ['headers that are a list', tokenOf({ ...request, headers: ['a'] }), /not a pre-signed request/],
];

for (const [title, token, why] of invalid)
  test(`no token: ${title}`, (t) => {
    const read = readToken(token);
    t.regex('phrase' in read ? toText(read) : '', why);
  });

test('a header is found in any case, and only by its whole name', (t) => {
  const headers = { 'X-Acs-Date': 'now' };
  t.is(headerOf(headers, 'x-acs-date'), 'now');
  t.is(headerOf(headers, 'x-acs'), null);
  t.true(isRamToken(`${tokenPrefix}x`));
  t.false(isRamToken(`x${tokenPrefix}`));
});

const claims = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const ends = claims({ exp: 1_800_000_000 });
const jwts: readonly (readonly [title: string, token: string, end: string | null])[] = [
  ['a JWT', `e30.${ends}.c2ln`, '2027-01-15T08:00:00.000Z'],
  ['one without a signature', `e30.${ends}`, null],
  ['one with a part too many', `e30.${ends}.c2ln.x`, null],
  ['one that says no end', `e30.${claims({})}.c2ln`, null],
  ['an end that is text', `e30.${claims({ exp: '1800000000' })}.c2ln`, null],
  ['an end that no clock reaches', `e30.${claims({ exp: 1e15 })}.c2ln`, null],
  ['a payload that is no JSON', 'e30.e30x.c2ln', null],
  ['an opaque token', 'opaque', null],
];
for (const [title, token, end] of jwts)
  test(`the end that ${title} says of itself is ${end ?? 'not known'}`, (t) => {
    t.is(jwtEnd(token)?.toISOString() ?? null, end);
  });
