import { createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { hsalsa, xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { blake2b } from '@noble/hashes/blake2.js';

/**
 * libsodium's `crypto_box_seal`, which GitHub asks for: X25519, XSalsa20 and Poly1305 for a public key (32 bytes), from
 * a key pair that is used once. https://doc.libsodium.org/public-key_cryptography/sealed_boxes
 */
export function sealedBox(message: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const once = generateKeyPairSync('x25519');
  const ephemeral = Buffer.from(once.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const jwk = { kty: 'OKP', crv: 'X25519', x: Buffer.from(publicKey).toString('base64url') };
  const theirs = createPublicKey({ key: jwk, format: 'jwk' });
  const key = boxKey(diffieHellman({ privateKey: once.privateKey, publicKey: theirs }));
  const nonce = blake2b(Buffer.concat([ephemeral, publicKey]), { dkLen: 24 });
  return Buffer.concat([ephemeral, xsalsa20poly1305(key, nonce).encrypt(message)]);
}

/** `crypto_box_beforenm`: HSalsa20 of what both sides have, with a nonce of zeros. */
function boxKey(shared: Buffer): Uint8Array {
  const out = new Uint32Array(8);
  hsalsa(words(Buffer.from('expand 32-byte k')), words(shared), new Uint32Array(4), out);
  return bytes(out);
}

/** Little-endian, whatever the machine is. */
function words(buffer: Buffer): Uint32Array {
  return Uint32Array.from({ length: buffer.length / 4 }, (_, index) => buffer.readUInt32LE(index * 4));
}

function bytes(some: Uint32Array): Uint8Array {
  const buffer = Buffer.alloc(some.length * 4);
  for (const [index, word] of some.entries()) buffer.writeUInt32LE(word, index * 4);
  return buffer;
}
