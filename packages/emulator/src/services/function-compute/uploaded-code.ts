import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { ApiError } from '../../http/api-error.js';
import { crc64 } from './crc64.js';

/** A code package as it came, plain so that a snapshot can hold it. */
export interface CodePackage {
  /** The zip file, in base64. */
  readonly zip: string;
  readonly size: number;
  /** Its CRC-64. */
  readonly checksum: string;
}

/** The largest package once it is unpacked, as the vendor documents it: 10 GB there, less here. */
const unpackedBytes = 512 * 1024 * 1024;

export function codePackage(zip: Buffer): CodePackage {
  return { zip: zip.toString('base64'), size: zip.length, checksum: crc64(zip) };
}

/** Unpacks a package into a folder of its own; refuses what is no zip file, or would leave the folder. */
export function unpackCode({ zip }: CodePackage): string {
  const files = Object.entries(readZip(Buffer.from(zip, 'base64')));
  if (files.some(([name]) => leavesFolder(name))) throw unreadable();
  const folder = mkdtempSync(join(tmpdir(), 'ackring-fc-code-'));
  for (const [name, content] of files) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, content);
  }
  return folder;
}

export function removeCode(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
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
