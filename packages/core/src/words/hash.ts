import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * SHA-256 of a short text, in hex, for what people, shells and kubectl wait for: Node takes 4 ms to load its own
 * hashes, a sixth of its bare start, and this library a tenth of that.
 */
export function quickHash(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
