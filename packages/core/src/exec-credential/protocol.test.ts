import test from 'ava';
import { AckringError } from '../words/errors.js';
import { execApiVersion, execCredentialResponse } from './protocol.js';

const v1 = 'client.authentication.k8s.io/v1';
const v1beta1 = 'client.authentication.k8s.io/v1beta1';

const asked: [info: string | undefined, spoken: string | null][] = [
  [undefined, v1],
  ['', v1],
  [`{"apiVersion":"${v1}"}`, v1],
  [`{"apiVersion":"${v1beta1}","spec":{"interactive":false}}`, v1beta1],
  ['{"apiVersion":"client.authentication.k8s.io/v1alpha1"}', null],
  ['{"kind":"ExecCredential"}', null],
  ['null', null],
  ['"text"', null],
  ['{', null],
];

for (const [info, spoken] of asked) {
  test(`asked with ${info ?? 'nothing'}: ${spoken ?? 'refused'}`, (t) => {
    if (spoken === null) {
      const refused = t.throws(() => execApiVersion(info), {
        instanceOf: AckringError,
        code: 'UsageInvalid',
      });
      t.true(refused.remedy.endsWith(` ${v1}.`));
    } else t.is(execApiVersion(info), spoken as typeof v1);
  });
}

test('kubectl gets certificate and key, and the second at which they expire', (t) => {
  const notAfter = new Date('2026-11-24T13:00:00.987Z');
  const credential = { certificate: 'pem', key: 'private', notBefore: new Date(0), notAfter };
  t.deepEqual(execCredentialResponse(credential, v1beta1), {
    apiVersion: v1beta1,
    kind: 'ExecCredential',
    // kubectl 1.20 does not parse fractions.
    status: {
      expirationTimestamp: '2026-11-24T13:00:00Z',
      clientCertificateData: 'pem',
      clientKeyData: 'private',
    },
  });
});
