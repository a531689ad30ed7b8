/**
 * The bytes of the first PEM block of this label, or the DER itself; null where only OpenSSL may say what it is.
 */
export function firstDer(pemOrDer: string | Uint8Array, label: string): Uint8Array | null {
  if (typeof pemOrDer !== 'string' && pemOrDer[0] === 0x30) return pemOrDer;
  const text = typeof pemOrDer === 'string' ? pemOrDer : latin1(pemOrDer);
  const before = `-----BEGIN ${label}-----`;
  const begin = text.indexOf(before);
  const end = text.indexOf(`-----END ${label}-----`, begin);
  if (begin === -1 || end === -1) return null;
  const body = text.slice(begin + before.length, end);
  // Node overlooks what does not belong into base64; kubectl and OpenSSL refuse it.
  return /^[A-Za-z0-9+/\r\n]+={0,2}\r?\n$/.test(body) ? Buffer.from(body, 'base64') : null;
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
