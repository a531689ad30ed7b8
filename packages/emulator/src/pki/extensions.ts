import { createHash, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { BitString, OctetString } from 'asn1js';
import {
  AccessDescription,
  AuthorityKeyIdentifier,
  BasicConstraints,
  CRLDistributionPoints,
  DistributionPoint,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  InfoAccess,
  PublicKeyInfo,
} from 'pkijs';

/** Bits of KeyUsage, most significant first (RFC 5280, 4.2.1.3). */
const keyUsageBits = {
  digitalSignature: 0x80,
  keyEncipherment: 0x20,
  keyCertSign: 0x04,
  cRLSign: 0x02,
} as const;

export type KeyUsage = keyof typeof keyUsageBits;

export const clientAuth = '1.3.6.1.5.5.7.3.2';
export const serverAuth = '1.3.6.1.5.5.7.3.1';

export function keyUsage(usages: readonly KeyUsage[]): Extension {
  const byte = usages.reduce((bits, usage) => bits | keyUsageBits[usage], 0);
  const unusedBits = 31 - Math.clz32(byte & -byte);
  const value = new BitString({ valueHex: new Uint8Array([byte]).buffer, unusedBits });
  return new Extension({ extnID: '2.5.29.15', critical: true, extnValue: value.toBER() });
}

export function extendedKeyUsage(purposes: readonly string[]): Extension {
  return extension('2.5.29.37', new ExtKeyUsage({ keyPurposes: [...purposes] }).toSchema().toBER());
}

export function basicConstraints(authority: boolean): Extension {
  const value = new BasicConstraints(authority ? { cA: true } : {});
  return new Extension({ extnID: '2.5.29.19', critical: true, extnValue: value.toSchema().toBER() });
}

export function subjectKeyIdentifier(key: KeyObject): Extension {
  return extension('2.5.29.14', new OctetString({ valueHex: keyIdentifier(key) }).toBER());
}

export function authorityKeyIdentifier(key: KeyObject): Extension {
  const value = new AuthorityKeyIdentifier({
    keyIdentifier: new OctetString({ valueHex: keyIdentifier(key) }),
  });
  return extension('2.5.29.35', value.toSchema().toBER());
}

export function ocspResponder(url: string): Extension {
  const access = new AccessDescription({ accessMethod: '1.3.6.1.5.5.7.48.1', accessLocation: uri(url) });
  return extension('1.3.6.1.5.5.7.1.1', new InfoAccess({ accessDescriptions: [access] }).toSchema().toBER());
}

export function revocationList(url: string): Extension {
  const point = new DistributionPoint({ distributionPoint: [uri(url)] });
  return extension(
    '2.5.29.31',
    new CRLDistributionPoints({ distributionPoints: [point] }).toSchema().toBER(),
  );
}

/** Names and IPv4 addresses a server's certificate is valid for. */
export function subjectAlternativeNames(names: readonly string[]): Extension {
  const value = new GeneralNames({ names: names.map(alternativeName) });
  return extension('2.5.29.17', value.toSchema().toBER());
}

export function publicKeyInfo(key: KeyObject): PublicKeyInfo {
  return PublicKeyInfo.fromBER(key.export({ type: 'spki', format: 'der' }));
}

function alternativeName(name: string): GeneralName {
  if (isIP(name) !== 4) return new GeneralName({ type: 2, value: name });
  const bytes = new Uint8Array(name.split('.').map(Number));
  return new GeneralName({ type: 7, value: new OctetString({ valueHex: bytes.buffer }) });
}

function uri(url: string): GeneralName {
  return new GeneralName({ type: 6, value: url });
}

function extension(extnID: string, extnValue: ArrayBuffer): Extension {
  return new Extension({ extnID, critical: false, extnValue });
}

/** SHA-1 over the key's bits, the first method of RFC 5280, 4.2.1.2. */
function keyIdentifier(key: KeyObject): ArrayBuffer {
  const bits = publicKeyInfo(key).subjectPublicKey.valueBlock.valueHexView;
  return new Uint8Array(createHash('sha1').update(bits).digest()).buffer;
}
