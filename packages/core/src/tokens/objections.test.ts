import { vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import test from 'ava';
import { toText } from '../words/say.js';
import { explainToken } from './explain.js';
import { mintToken } from './mint.js';
import { objectionsTo } from './objections.js';
import { type PresignedRequest, readToken, tokenPrefix } from './token-text.js';

const signedAt = new Date('2026-11-27T12:00:00Z');
const clusterId = `c${'0123456789abcdef'.repeat(2)}`;
const key = { accessKeyId: 'LTAIexample', accessKeySecret: 'secret', securityToken: null };
const session = { ...key, securityToken: 'token' };
const minute = 60_000;

function requestIn(text: string): PresignedRequest {
  const token = readToken(text);
  if ('phrase' in token) throw new Error(token.phrase);
  return token.request;
}

function written(request: unknown): string {
  return `${tokenPrefix}${Buffer.from(JSON.stringify(request)).toString('base64')}`;
}

function codesOf(text: string, { at = signedAt, cluster = null as string | null } = {}): readonly string[] {
  const token = readToken(text);
  return 'phrase' in token
    ? [toText(token)]
    : objectionsTo(token, { clusterId: cluster, now: at }).map(({ code }) => code);
}

test("there is no objection to our tokens, nor to the vendor's", (t) => {
  t.deepEqual(codesOf(mintToken(clusterId, key, signedAt).text, { cluster: clusterId }), []);
  t.deepEqual(codesOf(mintToken(clusterId, session, signedAt).text), []);
  t.deepEqual(codesOf(vendorRamToken(clusterId, session, '2026-11-27T12:00:00Z')), []);
});

const unreadable = test.macro<[string, RegExp]>({
  exec: (t, text, reason) => t.regex(codesOf(text)[0] ?? '', reason),
  title: (_, text) => `no token: ${text.slice(0, 40)}`,
});

test(unreadable, '', /does not begin/);
test(unreadable, 'k8s-ack-v1.abc', /does not begin/);
test(unreadable, 'k8s-ack-v2.***', /not base64/);
test(unreadable, 'k8s-ack-v2.e30=', /not a pre-signed request/);
test(unreadable, written([]), /not a pre-signed request/);
test(
  unreadable,
  written({ method: 'POST', path: '/', query: { ACKClusterId: 1 }, headers: {} }),
  /not a pre-signed/,
);

type Changed = Partial<Record<keyof PresignedRequest, unknown>>;

const changed = test.macro<[string, (request: PresignedRequest) => Changed, readonly string[]]>({
  exec(t, _, change, codes) {
    const request = requestIn(mintToken(clusterId, session, signedAt).text);
    t.deepEqual(codesOf(written({ ...request, ...change(request) })), codes);
  },
  title: (_, what) => `an objection: ${what}`,
});

const without = ({ headers }: PresignedRequest, name: string) => ({
  headers: Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name)),
});
const withHeader = ({ headers }: PresignedRequest, name: string, value: string) => ({
  headers: { ...headers, [name]: value },
});
const signing = (request: PresignedRequest, from: RegExp, to: string) =>
  withHeader(request, 'Authorization', (request.headers['Authorization'] ?? '').replace(from, to));

test(changed, 'another method', () => ({ method: 'GET' }), ['RequestOther']);
test(changed, 'no cluster', () => ({ query: {} }), ['ClusterMissing']);
test(changed, 'two clusters', () => ({ clusterId: 'cother' }), ['ClusterOther']);
test(changed, 'no version', (request) => without(request, 'x-acs-version'), [
  'HeaderMissing',
  'SignatureIncomplete',
]);
test(changed, 'no signature', (request) => without(request, 'Authorization'), ['HeaderMissing']);
test(changed, 'a further header', (request) => withHeader(request, 'x-acs-parent', 'x'), ['HeaderRefused']);
test(changed, 'another action', (request) => withHeader(request, 'x-acs-action', 'AssumeRole'), [
  'ActionOther',
]);
test(changed, 'another algorithm', (request) => signing(request, /^ACS3-HMAC-SHA256/, 'ACS3-HMAC-SM3'), [
  'SignatureOther',
]);
test(changed, 'a date that is not signed', (request) => signing(request, /x-acs-date;/, ''), [
  'SignatureIncomplete',
]);
test(changed, 'a session that is not signed', (request) => signing(request, /x-acs-security-token;/, ''), [
  'SignatureIncomplete',
]);
test(
  changed,
  'a host that is signed',
  (request) => signing(request, /SignedHeaders=/, 'SignedHeaders=host;'),
  ['SignatureIncomplete'],
);
test(changed, 'a body', (request) => withHeader(request, 'x-acs-content-sha256', 'ab'), ['BodyOther']);
test(changed, 'no date', (request) => withHeader(request, 'x-acs-date', 'soon'), ['Unreadable']);

test('it is valid for 15 minutes either way, for its own cluster, in 4,096 bytes', (t) => {
  const { text } = mintToken(clusterId, key, signedAt);
  const at = (ms: number) => codesOf(text, { at: new Date(signedAt.getTime() + ms) });
  t.deepEqual([at(15 * minute), at(15 * minute + 1)], [[], ['Expired']]);
  t.deepEqual([at(-15 * minute), at(-15 * minute - 1)], [[], ['NotYetValid']]);
  t.deepEqual(codesOf(text, { cluster: 'cother' }), ['ClusterOther']);
  const request = requestIn(text);
  t.deepEqual(codesOf(written(withAgent(request, 3_000))), ['TooLong']);
});

function withAgent(request: PresignedRequest, length: number) {
  return { ...request, ...withHeader(request, 'user-agent', 'x'.repeat(length)) };
}

test(
  changed,
  'a header twice, of which a verifier may take either',
  (request) => withHeader(request, 'X-Acs-Action', 'CreateAccessKey'),
  ['HeaderRefused'],
);
for (const value of ['a\r\nx-evil: 1', '日本', 'a\u0000b', '\u001b[2J']) {
  test(
    changed,
    `a header of ${JSON.stringify(value)}`,
    (request) => withHeader(request, 'user-agent', value),
    ['HeaderRefused'],
  );
}
for (const date of [
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00Z',
  '5',
  'Fri, 27 Nov 2026 12:00:00 GMT',
]) {
  test(changed, `a date of another form: ${date}`, (request) => withHeader(request, 'x-acs-date', date), [
    'Unreadable',
  ]);
}

test('a clock that is wrong by a year says so of a good token, whichever way', (t) => {
  const { text } = mintToken(clusterId, key, signedAt);
  const year = 365 * 86_400_000;
  t.deepEqual(codesOf(text, { at: new Date(signedAt.getTime() + year) }), ['Expired']);
  t.deepEqual(codesOf(text, { at: new Date(signedAt.getTime() - year) }), ['NotYetValid']);
});

test('the Security Token Service is asked only for what nothing else speaks against', async (t) => {
  const asked: PresignedRequest[] = [];
  const ask = async (request: PresignedRequest) => {
    asked.push(request);
    return { kind: 'refused', code: 'SignatureDoesNotMatch' } as const;
  };
  const { text } = mintToken(clusterId, key, signedAt);
  const elsewhere = written({ ...requestIn(text), path: '/api/v2/secrets' });
  const options = { clusterId: null, now: signedAt, ask };
  t.deepEqual(
    (await explainToken(elsewhere, options)).objections.map(({ code }) => code),
    ['RequestOther'],
  );
  t.deepEqual(asked, []);
  t.deepEqual(
    (await explainToken(text, options)).objections.map(({ code }) => code),
    ['RefusedByCloud'],
  );
  t.is(asked.length, 1);
});
