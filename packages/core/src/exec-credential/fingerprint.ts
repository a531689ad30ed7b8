/**
 * FNV-1a, 32 bits, from two starts, in hex: enough to tell one user's few texts apart, and a damaged one from a whole
 * one. Nobody gains by making two meet, since who writes the user's configuration may ask for any credential anyway;
 * and Node takes 3 ms to load its own hashes.
 */
export function fingerprint(text: string): string {
  const bytes = Buffer.from(text);
  return [0x811c9dc5, 0x9747b28c].map((start) => fnv1a(bytes, start)).join('');
}

function fnv1a(bytes: Uint8Array, start: number): string {
  let hash = start;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
