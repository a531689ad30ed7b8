/** One element of a DER encoding: its tag, and where its content stands. */
export interface DerElement {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the element at `at`, which must end at or before `limit`; null for anything but a one-byte tag with a
 * definite length of up to three bytes, which is all that certificates use.
 */
export function readElement(der: Uint8Array, at: number, limit: number): DerElement | null {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || lengthBytes > 3) return null;
  let length = lengthBytes === 0 ? first : 0;
  for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (der[at + 2 + index] ?? 0);
  const start = at + 2 + lengthBytes;
  return start + length <= limit ? { tag, start, end: start + length } : null;
}

/** The elements inside one; null when they do not fill it exactly. */
export function readChildren(der: Uint8Array, { start, end }: DerElement): DerElement[] | null {
  const children: DerElement[] = [];
  let at = start;
  while (at < end) {
    const child = readElement(der, at, end);
    if (!child) return null;
    children.push(child);
    at = child.end;
  }
  return children;
}
