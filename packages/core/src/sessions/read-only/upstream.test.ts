import { createPrivateKey, X509Certificate } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { rawPlace } from '@ackring/testkit/api-server-place';
import test from 'ava';
import { Certificate } from 'pkijs';
import { makeLoopbackCertificate, openUpstream, systemCode } from './upstream.js';

test('the certificate of a proxy is of the version that has extensions', async (t) => {
  const { certificate } = await makeLoopbackCertificate(new Date());
  const { raw } = new X509Certificate(certificate);
  // Counted from 0: X.509 v3.
  t.is(Certificate.fromBER(new Uint8Array(raw)).version, 2);
});

test('the certificate of a proxy is for this machine’s own address, for hours before and days after', async (t) => {
  const now = new Date('2026-11-24T08:00:00.789Z');
  const { certificate, key } = await makeLoopbackCertificate(now);
  const x509 = new X509Certificate(certificate);
  t.is(x509.subjectAltName, 'IP Address:127.0.0.1');
  t.deepEqual(x509.keyUsage, ['1.3.6.1.5.5.7.3.1']);
  t.false(x509.ca);
  t.deepEqual([x509.subject, x509.issuer], ['CN=ackring read-only proxy', 'CN=ackring read-only proxy']);
  t.deepEqual(
    [x509.validFromDate, x509.validToDate],
    [new Date('2026-11-24T07:00:00Z'), new Date('2026-11-28T08:00:00Z')],
  );
  t.true(x509.verify(x509.publicKey));
  t.true(x509.checkPrivateKey(createPrivateKey(key)));
  // Twelve bytes, positive and without a zero before.
  t.regex(x509.serialNumber, /^40[0-9A-F]{22}$/);
  const { extensions = [], notBefore, notAfter } = Certificate.fromBER(new Uint8Array(x509.raw));
  // Of UTC, as RFC 5280 wants it before 2050.
  t.deepEqual([notBefore.type, notAfter.type], [0, 0]);
  t.deepEqual(
    extensions.map(({ extnID, critical }) => [extnID, critical]),
    [
      ['2.5.29.15', true],
      ['2.5.29.37', false],
      ['2.5.29.19', true],
      ['2.5.29.17', false],
    ],
  );
  // Digital signatures, and nothing else.
  t.is(Buffer.from(extensions[0]?.extnValue.valueBlock.valueHexView ?? []).toString('hex'), '03020780');
});

test.serial('a connection is waited for fifteen seconds', async (t) => {
  const { timeout } = AbortSignal;
  t.teardown(() => {
    AbortSignal.timeout = timeout;
  });
  const limits: number[] = [];
  AbortSignal.timeout = (ms) => {
    limits.push(ms);
    return timeout.call(AbortSignal, ms);
  };
  await using server = await rawPlace((socket) =>
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
  );
  const upstream = openUpstream(server.target, {});
  t.teardown(() => upstream.close());
  const { signal } = new AbortController();
  await upstream.send({ method: 'GET', target: '/version', headers: {}, body: null, signal });
  t.is(limits[0], 15_000);
});

test('a connection that was closed meanwhile is opened again, once', async (t) => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
  const seen: number[] = [];
  await using server = await rawPlace((socket, _, count) => {
    seen.push(count);
    // The second request, on the connection of the first, and everything from the fourth on.
    if (count === 2 || count >= 4) socket.destroy();
    else socket.write(answer);
  });
  const upstream = openUpstream(server.target, {});
  t.teardown(() => upstream.close());
  const ask = async () => {
    const { signal } = new AbortController();
    const got = await upstream.send({ method: 'GET', target: '/version', headers: {}, body: null, signal });
    return text(got);
  };
  t.is(await ask(), 'ok');
  t.is(await ask(), 'ok');
  t.deepEqual(seen, [1, 2, 3]);
  await t.throwsAsync(ask());
});

for (const [what, upTo, broken] of [
  ['a new connection that is closed', 1, null],
  ['a reused one that answers what is no HTTP', 2, 'nonsense\r\n\r\n'],
] as const)
  test(`${what} is not asked again`, async (t) => {
    const seen: number[] = [];
    await using server = await rawPlace((socket, _, count) => {
      seen.push(count);
      if (count < upTo) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      else if (broken === null) socket.destroy();
      else socket.write(broken);
    });
    const upstream = openUpstream(server.target, {});
    t.teardown(() => upstream.close());
    const { signal } = new AbortController();
    const ask = () =>
      upstream.send({ method: 'GET', target: '/version', headers: {}, body: null, signal }).then(text);
    for (let asked = 1; asked < upTo; asked += 1) t.is(await ask(), 'ok');
    await t.throwsAsync(ask());
    t.is(seen.length, upTo);
  });

for (const [what, error, code] of [
  ['the system’s', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['a text that may quote the server', Object.assign(new Error('x'), { code: 'no: "secret"' }), null],
  ['none', new Error('ECONNREFUSED'), null],
  ['of what is no error', { code: 'ECONNREFUSED' }, null],
  ['of a text', 'ECONNREFUSED', null],
] as const)
  test(`the code of a failure: ${what}`, (t) => t.is(systemCode(error), code));
