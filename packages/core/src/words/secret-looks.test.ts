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
  'client-key-data: LS0tLS1CRUdJTiBSU0E=',
  'token: abc',
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUU=',
];

for (const secret of removed) {
  test(`removed: ${secret.slice(0, 30)}`, (t) => t.is(withoutSecretLooks(`a ${secret}`), 'a [removed]'));
}

for (const text of [
  'prod-tokyo-api',
  'the token is missing',
  'invalid bearer token, as said',
  'sha256 2f634646d9bd1b291616e317adcfb26e',
  '',
]) {
  test(`left alone: ${text}`, (t) => t.is(withoutSecretLooks(text), text));
}
