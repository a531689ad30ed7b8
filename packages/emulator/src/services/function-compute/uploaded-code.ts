import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { ApiError } from '../../http/reply.js';
import { makeCodeFolder } from './code-folder.js';

/** A code package as received, plain so that a snapshot can hold it. */
export interface CodePackage {
  /** The zip file, in base64. */
  readonly zip: string;
  readonly size: number;
  /** Its CRC-64. */
  readonly checksum: string;
}

/** The maximum size of an unpacked package: the vendor documents 10 GB, here it is less. */
const unpackedBytes = 512 * 1024 * 1024;

export function codePackage(zip: Buffer): CodePackage {
  return { zip: zip.toString('base64'), size: zip.length, checksum: crc64(zip) };
}

/** Unpacks a package into a folder of its own; refuses anything but a zip file, and paths that leave the folder. */
export function unpackCode({ zip }: CodePackage): string {
  const files = Object.entries(readZip(Buffer.from(zip, 'base64')));
  if (files.some(([name]) => leavesFolder(name))) throw unreadable();
  const folder = makeCodeFolder();
  for (const [name, content] of files) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, content);
  }
  return folder;
}

function readZip(bytes: Buffer): Record<string, Uint8Array> {
  let left = unpackedBytes;
  try {
    return unzipSync(bytes, {
      filter({ originalSize }) {
        left -= originalSize;
        if (left < 0) throw new RangeError('too large');
        return true;
      },
    });
  } catch {
    throw unreadable();
  }
}

function leavesFolder(name: string): boolean {
  return name.startsWith('/') || /[\\\0]/.test(name) || name.split('/').includes('..');
}

function unreadable(): ApiError {
  return new ApiError(400, 'InvalidArgument', 'the code package is no valid zip file');
}

/** CRC-64 as computed by XZ and OSS (ECMA-182, reflected), in decimal: Function Compute's checksum of code. */
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
