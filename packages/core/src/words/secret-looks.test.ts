import test from 'ava';
import { withoutSecretLooks } from './secret-looks.js';

const removed: readonly string[] = [
  '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\nMIIE and no end',
  'eyJhbGciOi.eyJzdWIi.c2ln',
  `k8s-ack-v2.${Buffer.from('{"method":"POST","headers":{}}').toString('base64')}`,
  'Bearer 0123456789abcdef0123',
  'LTAI5tExample1234567890',
  'STS.NUtExample1234567890',
  `CAISjwJ1q6Ft5B2yfSjIr5${'W/aL+b'.repeat(20)}==`,
  'client-key-data: LS0tLS1CRUdJTiBSU0E=',
  'token: abc',
  '"token": "abc"',
  'accessKeySecret=Zx81',
  'x-acs-security-token: Zx81',
  'Signature=a%2Fb%3D&x=1',
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUU=',
];

for (const secret of removed) {
  test(`removed: ${secret.slice(0, 30)}`, (t) => t.is(withoutSecretLooks(`a ${secret}`), 'a [removed]'));
}

test('removed: base64 in lines', (t) => {
  const data = `LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUU\n  ${'aB/3'.repeat(19)}\n  ${'+Zy9'.repeat(6)}=`;
  t.is(withoutSecretLooks(`${data}\nand so on`), '[removed]\nand so on');
});

test('removed: a password in an address, and a token with something before it', (t) => {
  t.is(withoutSecretLooks('http://mei:pa55@proxy:8080/x'), 'http://[removed]@proxy:8080/x');
  t.is(withoutSecretLooks('xxeyJhbGciOi.eyJzdWIi.c2ln'), 'xx[removed]');
});

for (const text of [
  'prod-tokyo-api',
  'the token is missing',
  'invalid bearer token, as said',
  'https://203.0.113.10:6443/api@v1',
  'sha256 2f634646d9bd1b291616e317adcfb26e',
  '',
]) {
  test(`left alone: ${text}`, (t) => t.is(withoutSecretLooks(text), text));
}

test('a megabyte of anything takes no time that anybody would notice', (t) => {
  for (const part of ['a', 'a:', '://a:', 'eyJ', 'token-', '-----BEGIN ', 'LS0tLS1CRUdJTi ', '"'])
    t.true(withoutSecretLooks(part.repeat(1_000_000 / part.length)).length > 0, part);
});
