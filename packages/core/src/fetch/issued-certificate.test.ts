import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { makeSpecimen, type Specimen, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import { minuteMs } from '../words/duration.js';
import { toText } from '../words/say.js';
import {
  type CertificateExpectation,
  certificateObjections,
  revokedObjection,
} from './issued-certificate.js';
import type { IssuedParts } from './issued-parts.js';

// What is wrong with the certificate, key and authority of an answer, and what is not, at every boundary.

function objections(
  { authority, certificate, key }: Pick<Specimen, 'authority' | 'certificate' | 'key'>,
  expected: Partial<CertificateExpectation> = {},
): string {
  const parts = { authority, clientCertificate: certificate, clientKey: key } as IssuedParts;
  const holder = { kind: 'identity', uid: specimenUid, isAccountRoot: false } as const;
  const usual = { holder, life: { kind: 'longTerm' }, now: specimenNow } as const;
  return certificateObjections(parts, { ...usual, ...expected })
    .objections.map((each) => toText(each))
    .join('\n');
}

/** A PEM block of these bytes. */
function block(der: Uint8Array, label = 'CERTIFICATE'): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

const derOf = (pem: string): Buffer => new X509Certificate(pem).raw;

type Change = (it: Specimen, other: Specimen) => Partial<Specimen>;

const changes: [what: string, change: Change, objection: RegExp | null][] = [
  ['as it is', () => ({}), null],
  [
    'lines of Windows',
    ({ certificate, authority }) => ({
      certificate: certificate.replaceAll('\n', '\r\n'),
      authority: authority.replaceAll('\n', '\r\n'),
    }),
    null,
  ],
  ['a blank line before', ({ certificate }) => ({ certificate: `\n${certificate}` }), null],
  [
    'its authority behind it',
    ({ certificate, authority }) => ({ certificate: `${certificate}${authority}` }),
    null,
  ],
  ['two authorities', ({ authority }) => ({ authority: `${authority}${authority}` }), null],
  ['no certificate', () => ({ certificate: '' }), /no client certificate/],
  ['no key', () => ({ key: '' }), /no client key/],
  ['no authority', () => ({ authority: '' }), /no certificate authority/],
  [
    'text behind the certificate',
    ({ certificate }) => ({ certificate: `${certificate}x` }),
    /client certificate cannot be read/,
  ],
  [
    'text before the certificate',
    ({ certificate }) => ({ certificate: `x\n${certificate}` }),
    /client certificate cannot be read/,
  ],
  [
    'text behind the authority',
    ({ authority }) => ({ authority: `${authority}x` }),
    /certificate authority cannot be read/,
  ],
  [
    'bytes behind the certificate in its block',
    ({ certificate }) => ({ certificate: block(Buffer.concat([derOf(certificate), Buffer.alloc(3)])) }),
    /client certificate cannot be read/,
  ],
  [
    'bytes behind the authority in its block',
    ({ authority }) => ({ authority: block(Buffer.concat([derOf(authority), Buffer.alloc(3)])) }),
    /certificate authority cannot be read/,
  ],
  [
    'a second block that is not a certificate',
    ({ certificate }) => ({ certificate: `${certificate}${block(Buffer.from('no'))}` }),
    /client certificate cannot be read/,
  ],
  [
    'an authority that is not a certificate',
    () => ({ authority: block(Buffer.from('no')) }),
    /certificate authority cannot be read/,
  ],
  ['an authority that may sign nothing', ({ certificate }) => ({ authority: certificate }), /is not one/],
  [
    'one authority that may sign nothing',
    ({ authority, certificate }) => ({ authority: `${authority}${certificate}` }),
    /is not one/,
  ],
  ['another’s key', (_, { key }) => ({ key }), /does not belong/],
  ['text behind the key', ({ key }) => ({ key: `${key}x` }), /client key cannot be read/],
  ['a key that is a certificate', ({ certificate }) => ({ key: certificate }), /client key cannot be read/],
];

for (const [what, change, objection] of changes) {
  test(`${what}: ${objection === null ? 'sound' : objection.source}`, async (t) => {
    const [it, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
    const found = objections({ ...it, ...change(it, other) });
    if (objection === null) t.is(found, '');
    else t.regex(found, objection);
  });
}

/** A certificate of this total life; it begins five minutes before it is issued. */
async function lasting(minutes: number, asked: number): Promise<string> {
  const specimen = await makeSpecimen({ lifeMs: (minutes - 5) * minuteMs });
  return objections(specimen, { life: { kind: 'temporary', minutes: asked } });
}

test('a temporary certificate lasts as long as requested, and a few minutes more', async (t) => {
  t.regex(await lasting(58, 60), /lives for 58 minutes, but 60 were asked for/);
  t.is(await lasting(59, 60), '');
  t.is(await lasting(72, 60), '');
  t.regex(await lasting(73, 60), /lives for 73 minutes/);
});

test('a long-term certificate is longer than any temporary one', async (t) => {
  const longTerm = async (minutes: number) =>
    objections(await makeSpecimen({ lifeMs: (minutes - 5) * minuteMs }));
  t.regex(await longTerm(4_326), /a long-term one was asked for/);
  t.is(await longTerm(4_327), '');
});

test('it has not expired, and begins soon enough for clocks that differ', async (t) => {
  const specimen = await makeSpecimen();
  const { notBefore, notAfter } = readCertificateFacts(specimen.certificate);
  const at = (now: Date) => objections(specimen, { now });
  t.is(at(new Date(notAfter.getTime() - 1)), '');
  t.regex(at(notAfter), /ended at 2029/);
  t.is(at(new Date(notBefore.getTime() - 10 * minuteMs)), '');
  t.regex(at(new Date(notBefore.getTime() - 10 * minuteMs - 1)), /not valid before/);
});

const holders: [uid: string, asked: CertificateExpectation['holder'], isOurs: boolean][] = [
  ['1', { kind: 'identity', uid: '1', isAccountRoot: false }, true],
  ['1', { kind: 'identity', uid: '2', isAccountRoot: false }, false],
  ['1', { kind: 'identity', uid: '2', isAccountRoot: true }, false],
  ['kubernetes-admin', { kind: 'identity', uid: '2', isAccountRoot: true }, true],
  ['kubernetes-admin', { kind: 'identity', uid: '2', isAccountRoot: false }, false],
  ['1', { kind: 'unknown' }, true],
  ['1', { kind: 'anybody' }, true],
];

test('it belongs to the caller', async (t) => {
  for (const [uid, holder, isOurs] of holders) {
    const found = objections(await makeSpecimen({ uid }), { holder });
    t.is(/belongs to/.test(found), !isOurs, JSON.stringify([uid, holder]));
  }
});

test('a revoked certificate is recognized by serial number, and others of its holder by name', async (t) => {
  const specimen = await makeSpecimen();
  const { serial, subject } = readCertificateFacts(specimen.certificate);
  const revoked = (each: { serial: string; subject: { commonName: string } }) =>
    objections(specimen, { revoked: [each] });
  t.is(revoked({ serial, subject: { commonName: 'x' } }), toText(revokedObjection));
  t.is(revoked({ serial: 'x', subject }), toText(revokedObjection));
  t.is(revoked({ serial: 'x', subject: { commonName: 'x' } }), '');
});

test('a certificate signed by another authority of the same name is damaged if it names its key', async (t) => {
  const { certificate, authority, key } = await makeSpecimen();
  const der = derOf(certificate);
  const last = der.length - 10;
  der[last] = (der[last] ?? 0) ^ 1;
  t.regex(objections({ certificate: block(der), authority, key }), /client certificate is damaged/);
  const root = derOf(authority);
  const end = root.length - 10;
  root[end] = (root[end] ?? 0) ^ 1;
  t.regex(objections({ certificate, authority: block(root), key }), /authority is damaged/);
});

test('an authority whose key is of no kind that is known verifies nothing', async (t) => {
  const { certificate, authority, key } = await makeSpecimen();
  const root = derOf(authority);
  // The algorithm of the public key, behind that of the signature.
  const [rsa, unknown] = ['06092a864886f70d010101', '06092a864886f70d01017f'];
  const changed = Buffer.from(root.toString('hex').replace(rsa, unknown), 'hex');
  t.notDeepEqual(changed, root);
  t.regex(objections({ certificate, authority: block(changed), key }), /authority is damaged/);
});

test('a certificate that names no key of its authority is not held against any', async (t) => {
  const { certificate, authority, key } = await makeSpecimen();
  // Another number for the extension, which nobody knows.
  const anonymous = derOf(certificate).toString('hex').replace('0603551d23', '0603551d7f');
  const unnamed = block(Buffer.from(anonymous, 'hex'));
  t.is(objections({ certificate: unnamed, authority, key }), '');
});

test('another authority of the same name, with another key, proves nothing about a certificate', async (t) => {
  const [{ certificate, key }, other] = await Promise.all([makeSpecimen(), makeSpecimen({ keyNumber: 1 })]);
  const name = { organization: 'hangzhou', organizationalUnit: 'alibaba cloud', commonName: 'kubernetes' };
  const pair = { privateKey: createPrivateKey(other.key), publicKey: createPublicKey(other.key) };
  const { certificate: authority } = createAuthority(name, pair, specimenNow);
  t.is(new X509Certificate(authority).subject, new X509Certificate(certificate).issuer);
  t.is(objections({ certificate, authority, key }), '');
});
