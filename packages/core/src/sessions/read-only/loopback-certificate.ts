import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  PublicKeyInfo,
  Time,
} from 'pkijs';
import { hourMs } from '../../words/duration.js';

/** A certificate for 127.0.0.1 that is its own authority, with its key; PEM. The key is never written to disk. */
export interface LoopbackCertificate {
  readonly certificate: string;
  readonly key: string;
}

const ecdsaWithSha256 = '1.2.840.10045.4.3.2';
const commonName = '2.5.4.3';
/** Longer than any session. */
const lifeMs = 96 * hourMs;

/** Made for one proxy: kubectl sends a token over TLS only, and trusts no other certificate for it. */
export async function makeLoopbackCertificate(now: Date): Promise<LoopbackCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const certificate = new Certificate({
    version: 2,
    serialNumber: new Integer({ valueHex: positive(randomBytes(12)) }),
    notBefore: new Time({ type: 0, value: wholeSeconds(now.getTime() - hourMs) }),
    notAfter: new Time({ type: 0, value: wholeSeconds(now.getTime() + lifeMs) }),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(publicKey.export({ type: 'spki', format: 'der' })),
    extensions: extensions(),
  });
  for (const name of [certificate.subject, certificate.issuer]) {
    const value = new Utf8String({ value: 'ackring read-only proxy' });
    name.typesAndValues.push(new AttributeTypeAndValue({ type: commonName, value }));
  }
  certificate.signature = new AlgorithmIdentifier({ algorithmId: ecdsaWithSha256 });
  certificate.signatureAlgorithm = new AlgorithmIdentifier({ algorithmId: ecdsaWithSha256 });
  const toBeSigned = Buffer.from(certificate.encodeTBS().toBER());
  certificate.signatureValue = new BitString({ valueHex: bytes(sign('sha256', toBeSigned, privateKey)) });
  return {
    certificate: pem(Buffer.from(certificate.toSchema(true).toBER())),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function extensions(): Extension[] {
  const loopback = new OctetString({ valueHex: new Uint8Array([127, 0, 0, 1]).buffer });
  const names = new GeneralNames({ names: [new GeneralName({ type: 7, value: loopback })] });
  const purposes = new ExtKeyUsage({ keyPurposes: ['1.3.6.1.5.5.7.3.1'] });
  const signs = new BitString({ valueHex: new Uint8Array([0x80]).buffer, unusedBits: 7 });
  return [
    extension('2.5.29.15', true, signs.toBER()),
    extension('2.5.29.37', false, purposes.toSchema().toBER()),
    extension('2.5.29.19', true, new BasicConstraints().toSchema().toBER()),
    extension('2.5.29.17', false, names.toSchema().toBER()),
  ];
}

function extension(extnID: string, critical: boolean, extnValue: ArrayBuffer): Extension {
  return new Extension({ extnID, critical, extnValue });
}

/** X.509 has no fractions of seconds. */
function wholeSeconds(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}

function positive(random: Uint8Array): ArrayBuffer {
  random[0] = ((random[0] ?? 0) & 0x7f) | 0x40;
  return bytes(random);
}

function bytes(view: Uint8Array): ArrayBuffer {
  return new Uint8Array(view).buffer;
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
