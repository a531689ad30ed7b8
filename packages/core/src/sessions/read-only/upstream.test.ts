import { X509Certificate } from 'node:crypto';
import test from 'ava';
import { Certificate } from 'pkijs';
import { makeLoopbackCertificate } from './upstream.js';

test('the certificate of a proxy is of the version that has extensions', async (t) => {
  const { certificate } = await makeLoopbackCertificate(new Date());
  const { raw } = new X509Certificate(certificate);
  // Counted from 0: X.509 v3.
  t.is(Certificate.fromBER(new Uint8Array(raw)).version, 2);
});
