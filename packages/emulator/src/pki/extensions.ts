import { createHash, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { bitString, inPlace, objectIdentifier, octetString, sequence, tagged, yes } from './der.js';

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

export function keyUsage(usages: readonly KeyUsage[]): Buffer {
  const byte = usages.reduce((bits, usage) => bits | keyUsageBits[usage], 0);
  const unusedBits = 31 - Math.clz32(byte & -byte);
  return sequence(
    objectIdentifier('2.5.29.15'),
    yes,
    octetString(bitString(new Uint8Array([byte]), unusedBits)),
  );
}

export function extendedKeyUsage(purposes: readonly string[]): Buffer {
  return extension('2.5.29.37', sequence(...purposes.map(objectIdentifier)));
}

export function basicConstraints(isAuthority: boolean): Buffer {
  return sequence(objectIdentifier('2.5.29.19'), yes, octetString(isAuthority ? sequence(yes) : sequence()));
}

export function subjectKeyIdentifier(key: KeyObject): Buffer {
  return extension('2.5.29.14', octetString(keyIdentifier(key)));
}

export function authorityKeyIdentifier(key: KeyObject): Buffer {
  return extension('2.5.29.35', sequence(inPlace(0, keyIdentifier(key))));
}

export function ocspResponder(url: string): Buffer {
  const access = sequence(objectIdentifier('1.3.6.1.5.5.7.48.1'), uri(url));
  return extension('1.3.6.1.5.5.7.1.1', sequence(access));
}

export function revocationList(url: string): Buffer {
  return extension('2.5.29.31', sequence(sequence(tagged(0, tagged(0, uri(url))))));
}

/** Names and IPv4 addresses a server's certificate is valid for. */
export function subjectAlternativeNames(names: readonly string[]): Buffer {
  return extension('2.5.29.17', sequence(...names.map(alternativeName)));
}

function alternativeName(name: string): Buffer {
  if (isIP(name) !== 4) return inPlace(2, Buffer.from(name, 'latin1'));
  return inPlace(7, new Uint8Array(name.split('.').map(Number)));
}

function uri(url: string): Buffer {
  return inPlace(6, Buffer.from(url, 'latin1'));
}

function extension(identifier: string, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(identifier), octetString(value));
}

/** SHA-1 over the key's bits, the first method of RFC 5280, 4.2.1.2: in RSA's own form of a key nothing else stands. */
function keyIdentifier(key: KeyObject): Uint8Array {
  return createHash('sha1')
    .update(key.export({ type: 'pkcs1', format: 'der' }))
    .digest();
}
