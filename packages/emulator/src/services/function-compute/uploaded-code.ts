import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { ApiError } from '../../http/reply.js';

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

const prefix = 'ackring-fc-code-';

/** Beside the code, which is the function's own. */
const ownerName = 'owner.json';

/** A new folder for code, in this machine's temporary folder. */
export function makeCodeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(folder, ownerName), JSON.stringify(ownerOf(process.pid)), { mode: 0o600 });
  const code = join(folder, 'code');
  mkdirSync(code);
  return code;
}

export function removeCodeFolder(code: string): void {
  rmSync(dirname(code), { recursive: true, force: true });
}

/** Removes the folders of processes that were killed and are certainly gone; those of others, and links, stay. */
export function removeLeftCode(root: string = tmpdir()): void {
  for (const name of namesIn(root).filter((each) => each.startsWith(prefix))) {
    const folder = join(root, name);
    try {
      if (isLeft(folder)) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another start is removing it, or it is not ours to remove.
    }
  }
}

/** Nothing where there is no such folder: whoever uploads code is told then. */
function namesIn(root: string): readonly string[] {
  try {
    return readdirSync(root);
  } catch {
    return [];
  }
}

function isLeft(folder: string): boolean {
  const facts = lstatSync(folder);
  if (!facts.isDirectory() || facts.uid !== (process.geteuid?.() ?? facts.uid)) return false;
  const owner: unknown = JSON.parse(readFileSync(join(folder, ownerName), 'utf8'));
  return isOwner(owner) && isGone(owner);
}

/** A process, told from later ones with its number, and from those of other containers and machines. */
interface Owner {
  readonly pid: number;
  readonly space: string;
  /** Ticks since boot, field 22 of proc_pid_stat(5); empty where the system does not say. */
  readonly began: string;
}

function ownerOf(pid: number): Owner {
  return { pid, space: processSpace(), began: beginningOf(pid) };
}

function isOwner(value: unknown): value is Owner {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, space, began } = value as Partial<Record<keyof Owner, unknown>>;
  return Number.isInteger(pid) && typeof space === 'string' && typeof began === 'string';
}

function isGone({ pid, space, began }: Owner): boolean {
  if (space !== processSpace()) return false;
  return !isRunning(pid) || (began !== '' && began !== beginningOf(pid));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function beginningOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** The machine, and on Linux its boot and process namespace. */
function processSpace(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
