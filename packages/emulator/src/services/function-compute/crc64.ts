/** CRC-64 as XZ and OSS reckon it (ECMA-182, reflected), in decimal: what Function Compute calls a code’s checksum. */
export function crc64(bytes: Uint8Array): string {
  let [high, low] = [0xffffffff, 0xffffffff];
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (lowTable[index] ?? 0);
    high = (high >>> 8) ^ (highTable[index] ?? 0);
  }
  const value = (BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0);
  return value.toString();
}

const polynomial = 0xc96c5795d7870f42n;
const table = Array.from({ length: 256 }, (_, byte) => {
  let value = BigInt(byte);
  for (let bit = 0; bit < 8; bit += 1) value = (value >> 1n) ^ (value & 1n ? polynomial : 0n);
  return value;
});
// Halves, because a package of megabytes is too long for big integers.
const highTable = Uint32Array.from(table, (value) => Number(value >> 32n));
const lowTable = Uint32Array.from(table, (value) => Number(value & 0xffffffffn));
