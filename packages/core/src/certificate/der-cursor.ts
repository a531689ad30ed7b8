/**
 * A place in a DER encoding: the element read last, and where the next one begins. One cursor serves for a
 * whole certificate; a list of thousands would spend its time on small objects otherwise.
 */
export interface DerCursor {
  readonly der: Uint8Array;
  /** Where the next element begins. */
  at: number;
  /** Content of the element read last. */
  start: number;
  end: number;
}

export function createCursor(der: Uint8Array): DerCursor {
  return { der, at: 0, start: 0, end: 0 };
}

/**
 * Reads the element at the cursor and moves behind it; false unless it has this tag, a definite length of up
 * to three bytes (certificates use no others), and ends by `limit`.
 */
export function take(cursor: DerCursor, tag: number, limit: number): boolean {
  const { der, at } = cursor;
  const first = der[at + 1] ?? 0x80;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (der[at] !== tag || first === 0x80 || lengthBytes > 3) return false;
  let length = lengthBytes === 0 ? first : 0;
  for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (der[at + 2 + index] ?? 0);
  cursor.start = at + 2 + lengthBytes;
  cursor.end = cursor.start + length;
  cursor.at = cursor.end;
  return cursor.end <= limit;
}

/** Like `take`, but the cursor goes into the element. */
export function enter(cursor: DerCursor, tag: number, limit: number): boolean {
  const isTaken = take(cursor, tag, limit);
  cursor.at = cursor.start;
  return isTaken;
}
