import { createPrivateKey, X509Certificate } from 'node:crypto';
import { startCloud } from '@ackring/testkit/cloud';
import test from 'ava';
import { Certificate } from 'pkijs';
import type { CertificateProfile } from '../world/cluster.js';

const now = new Date('2026-03-02T10:20:30.400Z');

async function issued(profile: CertificateProfile) {
  const cloud = await startCloud({ clusters: [{ name: 'a', certificates: profile }] }, { now });
  cloud.emulator.clock.freeze();
  await cloud.emulator.clock.set(now);
  const kubeconfig = await cloud.fetch('a');
  const der = Certificate.fromBER(new Uint8Array(kubeconfig.certificate.raw));
  return { cloud, kubeconfig, der, id: cloud.cluster('a').id, [Symbol.asyncDispose]: cloud.emulator.stop };
}

const profiles: readonly CertificateProfile[] = ['2022', '2026'];

for (const profile of profiles) {
  test(`the ${profile} profile: subject, dates and key are ACK’s`, async (t) => {
    await using given = await issued(profile);
    const { certificate, key } = given.kubeconfig;
    const time = Math.floor(now.getTime() / 1000);
    t.is(certificate.subject, `O=system:users\nOU=\nCN=${given.cloud.uid('ops')}-${time}`);
    t.is(given.der.notBefore.value.toISOString(), '2026-03-02T10:15:00.000Z');
    t.is(given.der.notAfter.value.toISOString(), '2029-03-01T10:20:30.000Z');
    t.is(certificate.publicKey.asymmetricKeyType, 'rsa');
    t.is(certificate.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
    t.is(given.der.signatureAlgorithm.algorithmId, '1.2.840.113549.1.1.11');
    t.true(certificate.checkPrivateKey(createPrivateKey(key)));
  });

  test(`the ${profile} profile: the extensions, in order, are ACK’s`, async (t) => {
    await using given = await issued(profile);
    t.deepEqual(
      given.der.extensions?.map((extension) => [extension.extnID, extension.critical]),
      [
        ['2.5.29.15', true],
        ['2.5.29.37', false],
        ['2.5.29.19', true],
        ['2.5.29.35', false],
        ['1.3.6.1.5.5.7.1.1', false],
        ['2.5.29.31', false],
      ],
    );
    const [usage, purposes, constraints] = given.der.extensions ?? [];
    t.is(hex(usage?.extnValue.valueBlock.valueHexView), '03020780');
    t.is(hex(purposes?.extnValue.valueBlock.valueHexView), '300a06082b06010505070302');
    t.is(hex(constraints?.extnValue.valueBlock.valueHexView), '3000');
  });
}

test('2026: one authority signs client and server, with serials of eight bytes', async (t) => {
  await using given = await issued('2026');
  const { certificate, authority } = given.kubeconfig;
  t.is(certificate.issuer, 'O=hangzhou\nOU=alibaba cloud\nCN=kubernetes');
  t.is(certificate.serialNumber.length, 16);
  t.true(certificate.verify(new X509Certificate(authority).publicKey));
  t.true(new X509Certificate(authority).ca);
});

test('2022: the kubeconfig’s authority is not the client certificate’s issuer, serials are short', async (t) => {
  await using given = await issued('2022');
  const { certificate, authority } = given.kubeconfig;
  t.is(certificate.issuer, `O=${given.id}\nOU=default\nCN=${given.id}`);
  t.true([6, 8].includes(certificate.serialNumber.length));
  t.false(certificate.verify(new X509Certificate(authority).publicKey));
});

test('an authority lives for thirty years and differs from cluster to cluster', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a' }, { name: 'b' }] });
  const [a, b] = [await cloud.fetch('a'), await cloud.fetch('b')].map(
    (each) => new X509Certificate(each.authority),
  );
  t.is(a?.subject, b?.subject);
  t.not(a?.fingerprint256, b?.fingerprint256);
  t.is(new Date(a?.validTo ?? '').getUTCFullYear() - new Date(a?.validFrom ?? '').getUTCFullYear(), 30);
});

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}
