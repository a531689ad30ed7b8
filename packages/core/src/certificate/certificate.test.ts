import { X509Certificate } from 'node:crypto';
import { makeSpecimen, specimenClusterId, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { firstDer, readCertificate, readCertificateFacts } from './certificate.js';
import { readQuickly } from './quick.js';

test('the facts are the same from PEM, from DER, and with text around it', async (t) => {
  const { certificate, authority } = await makeSpecimen();
  const facts = readCertificateFacts(certificate);
  t.deepEqual(facts.subject, {
    organizations: ['system:users'],
    commonName: `${specimenUid}-${specimenNow.getTime() / 1000}`,
  });
  t.deepEqual([facts.uid, facts.issuedAt], [specimenUid, specimenNow]);
  t.deepEqual(
    [facts.notBefore, facts.notAfter],
    [new Date('2026-11-24T07:55:00Z'), new Date('2029-11-23T08:00:00Z')],
  );
  const x509 = new X509Certificate(certificate);
  t.is(facts.serial, x509.serialNumber.toLowerCase());
  t.is(facts.sha256, x509.fingerprint256.replaceAll(':', '').toLowerCase());
  t.deepEqual(readCertificateFacts(x509.raw), facts);
  t.deepEqual(readCertificateFacts(Buffer.from(`issued to me\n${certificate}${authority}`)), facts);
  t.deepEqual(readCertificateFacts(certificate.replaceAll('\n', '\r\n')), facts);
});

test("the issuer's organization is the cluster's id until 2024", async (t) => {
  const { certificate } = await makeSpecimen({ profile: '2022', clusterId: specimenClusterId(3) });
  t.deepEqual(readCertificate(certificate).issuerOrganizations, [specimenClusterId(3)]);
});

const unreadable: [what: string, text: string | Uint8Array][] = [
  ['nothing', ''],
  ['text', 'hello'],
  ['an empty PEM', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
  ['bytes that begin like DER', new Uint8Array([0x30, 0x82, 0xff, 0xff, 0x30])],
];

for (const [what, text] of unreadable) {
  test(`${what} is rejected as unreadable`, (t) => {
    t.is(
      t.throws(() => readCertificateFacts(text), { instanceOf: AckringError })?.code,
      'CertificateUnreadable',
    );
  });
}

const spoilt: readonly (readonly [what: string, spoil: (pem: string) => string])[] = [
  ['a character outside base64', (pem) => pem.replace(/\n(.)/, '\n!$1')],
  ['a beginning within a line', (pem) => `x${pem}`],
  ['a body on the line of its beginning', (pem) => pem.replace('-----\n', '-----')],
  ['an end on the line of its body', (pem) => pem.replace('\n-----END', '-----END')],
  ['no end', (pem) => pem.replace(/-----END.*/s, 'x')],
  ['another label', (pem) => pem.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
];

for (const [what, spoil] of spoilt)
  test(`a PEM with ${what} is refused, as kubectl refuses it`, async (t) => {
    const spoiled = spoil((await makeSpecimen()).certificate);
    for (const text of [spoiled, Buffer.from(spoiled)]) {
      t.is(firstDer(text, 'CERTIFICATE'), null);
      t.is(
        t.throws(() => readCertificateFacts(text), { instanceOf: AckringError })?.code,
        'CertificateUnreadable',
      );
    }
  });

test('the bytes are those of the first block with the label', async (t) => {
  const { certificate, authority } = await makeSpecimen();
  const { raw } = new X509Certificate(certificate);
  const windows = certificate.replaceAll('\n', '\r\n');
  const key = certificate.replaceAll('CERTIFICATE', 'RSA PRIVATE KEY');
  for (const pem of [certificate, windows, `${certificate}${authority}`, `mine\n${key}${certificate}`])
    for (const text of [pem, Buffer.from(pem)]) t.deepEqual(firstDer(text, 'CERTIFICATE'), raw);
  t.deepEqual(firstDer(key, 'RSA PRIVATE KEY'), raw);
  t.is(firstDer(raw, 'CERTIFICATE'), null);
});

for (const date of ['290230080000Z', '291123240000Z', '291123080060Z', '291323080000Z']) {
  test(`a certificate that ends at ${date}, which is no date, is refused, as kubectl refuses it`, async (t) => {
    const { raw } = new X509Certificate((await makeSpecimen()).certificate);
    const changed = Buffer.from(raw.toString('latin1').replace('291123080000Z', date), 'latin1');
    t.notDeepEqual(changed, raw);
    t.is(
      t.throws(() => readCertificateFacts(changed), { instanceOf: AckringError })?.code,
      'CertificateUnreadable',
    );
  });
}

test('the quick reader takes the usual certificates', async (t) => {
  for (const profile of ['2022', '2026'] as const) {
    const { certificate, authority } = await makeSpecimen({ profile });
    t.truthy(readQuickly(new X509Certificate(certificate).raw));
    t.truthy(readQuickly(new X509Certificate(authority).raw));
  }
});

test('for certificates with one corrupted byte, the quick reader agrees with OpenSSL or gives up', async (t) => {
  const { certificate } = await makeSpecimen();
  const raw = new X509Certificate(certificate).raw;
  let both = 0;
  for (let at = 0; at < raw.length; at += 1) {
    for (const change of [0x01, 0x80, 0xff]) {
      const spoiled = Buffer.from(raw);
      spoiled[at] = (spoiled[at] ?? 0) ^ change;
      const quick = readQuickly(spoiled)?.facts;
      const x509 = quick && parseOrNull(spoiled);
      if (!quick || !x509) continue;
      both += 1;
      const expected = [
        x509.serialNumber.toLowerCase(),
        Date.parse(x509.validFrom),
        Date.parse(x509.validTo),
      ];
      t.deepEqual(
        [quick.serial, quick.notBefore.getTime(), quick.notAfter.getTime()],
        expected,
        `byte ${at} ^ ${change}`,
      );
      t.true(
        (x509.subject ?? '').includes(`CN=${escaped(quick.subject.commonName)}`) ||
          quick.subject.commonName === '',
        `byte ${at} ^ ${change}`,
      );
    }
  }
  t.true(both > raw.length);
});

function parseOrNull(der: Uint8Array): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch {
    return null;
  }
}

function escaped(value: string): string {
  return value.replaceAll(/[,+"\\<>;]|^[ #]| $/g, '\\$&');
}

// Of twelve letters each, in the place of the specimen's own, in an encoding that only OpenSSL reads.
const organizations = [
  'system:users',
  'a,b+c"d\\e<f>',
  '#hash;value ',
  ' O=x CN=y + ',
  'a\n\x1bb\x7fCN=user',
  'a + CN=b + c',
];

for (const organization of organizations)
  test(`of an unusual name, the organization is ${JSON.stringify(organization)}`, async (t) => {
    const { certificate } = await makeSpecimen();
    const { raw } = new X509Certificate(certificate);
    const der = Buffer.from(
      raw.toString('latin1').replace('\x13\x0csystem:users', () => `\x14\x0c${organization}`),
      'latin1',
    );
    t.is(readQuickly(der), null);
    const { sha256, ...facts } = readCertificateFacts(der);
    const usual = readCertificateFacts(certificate);
    t.deepEqual(
      { ...facts, sha256: usual.sha256 },
      {
        ...usual,
        sha256: usual.sha256,
        subject: { organizations: [organization], commonName: usual.subject.commonName },
      },
    );
    t.is(sha256, new X509Certificate(der).fingerprint256.replaceAll(':', '').toLowerCase());
  });
