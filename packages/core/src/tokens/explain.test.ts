import test from 'ava';
import { explainToken, mappedArn, tokenIn } from './explain.js';

const credential = (change: object = {}) =>
  JSON.stringify({ kind: 'ExecCredential', status: { token: 'k8s-ack-v2.x' }, ...change });

const texts: readonly (readonly [what: string, text: string, isTaken: boolean])[] = [
  ['what a plug-in printed', credential(), true],
  ['what a plug-in printed over some lines', JSON.stringify(JSON.parse(credential()), null, 2), true],
  ['a token', 'k8s-ack-v2.x', false],
  ['another document', credential({ kind: 'Token' }), false],
  ['a credential without a status', credential({ status: undefined }), false],
  ['a credential whose status is none', credential({ status: 'x' }), false],
  ['a credential of a certificate', credential({ status: { clientCertificateData: 'x' } }), false],
  ['a credential whose token is none', credential({ status: { token: 7 } }), false],
  ['a list', `[${credential()}]`, false],
  ['nothing', 'null', false],
];
for (const [what, text, isTaken] of texts)
  test(`of ${what} the token is ${isTaken ? 'in it' : 'the text itself'}`, (t) => {
    t.is(tokenIn(text), isTaken ? 'k8s-ack-v2.x' : text);
  });

test('what is no RAM token is refused, and nobody is asked', async (t) => {
  const ask = () => Promise.reject(new Error('asked'));
  for (const text of ['', 'k8s-ack-v2.***', credential()])
    await t.throwsAsync(explainToken(text, { clusterId: null, now: new Date(0), ask }), {
      code: 'UsageInvalid',
    });
});

for (const [arn, mapped] of [
  ['acs:ram::1:user/mei', 'acs:ram::1:user/mei'],
  ['acs:ram::1:root', 'acs:ram::1:root'],
  ['acs:ram::1:assumed-role/ci/run-7', 'acs:ram::1:role/ci'],
  ['acs:ram::1:assumed-role/ci', 'acs:ram::1:assumed-role/ci'],
] as const)
  test(`${arn} is mapped as ${mapped}`, (t) => t.is(mappedArn(arn), mapped));
