import { makeCertificate } from '@ackring/emulator/pki/certificate';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { makeSpecimen, specimenNow } from '@ackring/testkit/specimen';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import test from 'ava';
import {
  AccessDescription,
  AltName,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CRLDistributionPoints,
  DistributionPoint,
  Extension,
  ExtKeyUsage,
  GeneralName,
  InfoAccess,
  RelativeDistinguishedNames,
} from 'pkijs';
import { makeLoopbackCertificate } from '../sessions/read-only/upstream.js';
import { splitCertificates } from './certificate.js';
import { type CertificateExtensions, readExtensions } from './extensions.js';
import { readCertificatePassport } from './passport.js';

interface Encodable {
  toBER(): ArrayBuffer;
}

/** The extensions read from a certificate that has only these. */
function readWith(
  ...extensions: [identifier: string, value: Encodable, critical?: boolean][]
): CertificateExtensions {
  const certificate = new Certificate();
  certificate.extensions = extensions.map(
    ([extnID, value, critical = false]) => new Extension({ extnID, critical, extnValue: value.toBER() }),
  );
  return readExtensions(certificate);
}

const identifiers = {
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  names: '2.5.29.17',
  constraints: '2.5.29.19',
  revocation: '2.5.29.31',
  authorityKey: '2.5.29.35',
  usages: '2.5.29.37',
  access: '1.3.6.1.5.5.7.1.1',
};

const encoded = (value: { toSchema(): Encodable }): Encodable => value.toSchema();
const bits = (...bytes: number[]): BitString => new BitString({ valueHex: new Uint8Array(bytes).buffer });
const octets = (...bytes: number[]): OctetString =>
  new OctetString({ valueHex: new Uint8Array(bytes).buffer });

test('a key usage without a single bit is none', (t) => {
  t.deepEqual(readWith([identifiers.keyUsage, bits()]).keyUsage, []);
});

test('a certificate without extensions reports none', (t) => {
  t.deepEqual(readWith(), {
    keyUsage: null,
    extendedKeyUsage: null,
    basicConstraints: null,
    subjectAlternativeNames: [],
    subjectKeyIdentifier: null,
    authorityKeyIdentifier: null,
    ocspResponders: [],
    issuerCertificates: [],
    revocationLists: [],
    critical: [],
  });
  t.is(readExtensions(new Certificate()).keyUsage, null);
});

test('each key usage bit is named, the highest of the first byte first', (t) => {
  const usage = (...bytes: number[]) => readWith([identifiers.keyUsage, bits(...bytes)]).keyUsage;
  t.deepEqual(usage(0x80), ['digitalSignature']);
  t.deepEqual(usage(0xa0), ['digitalSignature', 'keyEncipherment']);
  t.deepEqual(usage(0x06), ['keyCertSign', 'cRLSign']);
  t.deepEqual(usage(0x01), ['encipherOnly']);
  t.deepEqual(usage(0x08, 0x80), ['keyAgreement', 'decipherOnly']);
  t.deepEqual(usage(0x50), ['nonRepudiation', 'dataEncipherment']);
  t.deepEqual(usage(0x00), []);
});

test('known purposes are named, others keep their numbers', (t) => {
  const usages = new ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1', '1.2.3'] });
  t.deepEqual(readWith([identifiers.usages, encoded(usages)]).extendedKeyUsage, [
    'clientAuth',
    'serverAuth',
    '1.2.3',
  ]);
});

test('an authority is reported with its path length', (t) => {
  const constraints = (value: ConstructorParameters<typeof BasicConstraints>[0]) =>
    readWith([identifiers.constraints, encoded(new BasicConstraints(value))]).basicConstraints;
  t.deepEqual(constraints({ cA: true }), { isAuthority: true, pathLength: null });
  t.deepEqual(constraints({ cA: true, pathLenConstraint: 2 }), { isAuthority: true, pathLength: 2 });
  t.deepEqual(constraints({ cA: false }), { isAuthority: false, pathLength: null });
});

test('names carry their kind, addresses are readable', (t) => {
  const value = new Utf8String({ value: 'ops' });
  const directory = new RelativeDistinguishedNames({
    typesAndValues: ['2.5.4.3', '1.2.3'].map((type) => new AttributeTypeAndValue({ type, value })),
  });
  const altNames = [
    new GeneralName({ type: 2, value: 'kubernetes.default' }),
    new GeneralName({ type: 1, value: 'a@b' }),
    new GeneralName({ type: 6, value: 'https://c' }),
    new GeneralName({ type: 4, value: directory }),
    new GeneralName({ type: 7, value: octets(203, 0, 113, 10) }),
    new GeneralName({ type: 7, value: octets(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2) }),
  ];
  t.deepEqual(readWith([identifiers.names, encoded(new AltName({ altNames }))]).subjectAlternativeNames, [
    'DNS:kubernetes.default',
    'email:a@b',
    'URI:https://c',
    'DirName:CN=ops, 1.2.3=ops',
    'IP:203.0.113.10',
    'IP:2001:db8::102',
  ]);
});

test('key identifiers are reported in hex', (t) => {
  const keyIdentifier = octets(0xab, 0x01);
  const read = readWith(
    [identifiers.subjectKey, octets(0x00, 0xff)],
    [identifiers.authorityKey, encoded(new AuthorityKeyIdentifier({ keyIdentifier }))],
  );
  t.deepEqual([read.subjectKeyIdentifier, read.authorityKeyIdentifier], ['00ff', 'ab01']);
  const without = new AuthorityKeyIdentifier({ authorityCertSerialNumber: new Integer({ value: 1 }) });
  t.is(readWith([identifiers.authorityKey, encoded(without)]).authorityKeyIdentifier, null);
});

test('OCSP responders, issuers and CRLs are reported with their URLs', (t) => {
  const at = (accessMethod: string, value: string) =>
    new AccessDescription({ accessMethod, accessLocation: new GeneralName({ type: 6, value }) });
  const access = new InfoAccess({
    accessDescriptions: [
      at('1.3.6.1.5.5.7.48.1', 'http://ocsp'),
      at('1.3.6.1.5.5.7.48.2', 'http://issuer'),
      at('1.2.3', 'http://odd'),
    ],
  });
  const lists = new CRLDistributionPoints({
    distributionPoints: [
      new DistributionPoint({
        distributionPoint: [
          new GeneralName({ type: 6, value: 'http://list' }),
          new GeneralName({ type: 2, value: 'no' }),
        ],
      }),
      new DistributionPoint({}),
    ],
  });
  t.like(readWith([identifiers.access, encoded(access)], [identifiers.revocation, encoded(lists)]), {
    ocspResponders: ['http://ocsp'],
    issuerCertificates: ['http://issuer'],
    revocationLists: ['http://list'],
  });
});

test('critical extensions are listed, and a malformed one counts as absent', (t) => {
  const read = readWith(
    [identifiers.keyUsage, bits(0x80), true],
    ['1.2.3', octets(1), true],
    ['1.2.4', octets(1)],
  );
  t.deepEqual(read.critical, [identifiers.keyUsage, '1.2.3']);
  t.is(readWith([identifiers.keyUsage, octets(0x80)]).keyUsage, null);
  t.is(readWith([identifiers.subjectKey, bits(0x80)]).subjectKeyIdentifier, null);
});

test('a passport says whether a certificate signed itself', async (t) => {
  const { certificate, authority } = await makeSpecimen();
  const [own, issuer] = [readCertificatePassport(certificate), readCertificatePassport(authority)];
  t.deepEqual([own.isSelfSigned, issuer.isSelfSigned], [false, true]);
  t.like(own, {
    signatureAlgorithm: 'sha256WithRSAEncryption',
    publicKey: { algorithm: 'rsa', bits: 2048, curve: null },
  });
  t.like(readCertificatePassport((await makeLoopbackCertificate(new Date())).certificate), {
    signatureAlgorithm: 'ecdsa-with-SHA256',
    publicKey: { algorithm: 'ec', bits: null, curve: 'prime256v1' },
  });
  t.is(own.sha1.length, 40);
  t.deepEqual(splitCertificates(`a\n${certificate}b\n${authority}`).length, 2);
  t.deepEqual(splitCertificates('none'), []);
});

test('a certificate that names itself as its issuer, and that another key signed, did not sign itself', async (t) => {
  const pool = createKeyPool({ reuse: 2 });
  const [own, other] = [await pool.take(), await pool.take()];
  const name = { organization: 'x', organizationalUnit: 'x', commonName: 'x' };
  const issued = { subject: name, issuer: name, publicKey: own.publicKey, serialBytes: 8, extensions: [] };
  const ends = { notBefore: specimenNow, notAfter: new Date(specimenNow.getTime() + 1_000) };
  for (const [signer, isSelfSigned] of [
    [own, true],
    [other, false],
  ] as const) {
    const pem = makeCertificate({ ...issued, ...ends, signingKey: signer.privateKey });
    t.is(readCertificatePassport(pem).isSelfSigned, isSelfSigned);
  }
});
