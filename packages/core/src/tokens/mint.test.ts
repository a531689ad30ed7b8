import { vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import test from 'ava';
import type { AccessKey } from '../cloud/openapi/credential-source.js';
import { AckringError } from '../words/errors.js';
import { mintToken } from './mint.js';
import { headerOf, type RamToken, readToken } from './token-text.js';

const now = new Date('2026-11-27T12:34:56.789Z');
const clusterId = `c${'0123456789abcdef'.repeat(2)}`;
const key: AccessKey = { accessKeyId: 'LTAIexample', accessKeySecret: 'secret', securityToken: null };
const session: AccessKey = {
  accessKeyId: 'STS.example',
  accessKeySecret: 'other',
  securityToken: `${Buffer.alloc(700, 7).toString('base64')}`,
};

function read(text: string): RamToken {
  const token = readToken(text);
  if ('phrase' in token) throw new Error(token.phrase);
  return token;
}

const vendors = test.macro<[AccessKey]>({
  exec(t, signedWith) {
    const ours = read(mintToken(clusterId, signedWith, now).text).request;
    const theirs = read(vendorRamToken(clusterId, signedWith, '2026-11-27T12:34:56Z')).request;
    const { 'user-agent': _, ...headers } = theirs.headers;
    t.deepEqual(ours, { ...theirs, headers });
  },
  title: (_, { accessKeyId }) => `a token of ${accessKeyId} is what the vendor's tool signs`,
});

test(vendors, key);
test(vendors, session);

test('it is for one cluster, from this second on, and due five minutes before its end', (t) => {
  const { text, signedAt, renewAt } = mintToken(clusterId, session, now);
  const token = read(text);
  t.like(token, { clusterId, accessKeyId: 'STS.example', isSession: true });
  t.deepEqual(token.signedAt, signedAt);
  t.is(headerOf(token.request.headers, 'x-acs-date'), '2026-11-27T12:34:56Z');
  t.is(renewAt.getTime() - signedAt.getTime(), 600_000);
  t.notRegex(text, /other/);
});

test('an invalid cluster, and a key that makes an unreadable token, are refused', (t) => {
  const refused = { instanceOf: AckringError };
  t.throws(() => mintToken('c1&x=y', key, now), { ...refused, code: 'UsageInvalid' });
  const long = { ...session, securityToken: 'x'.repeat(3_000) };
  t.throws(() => mintToken(clusterId, long, now), { ...refused, code: 'CredentialsInvalid' });
});
