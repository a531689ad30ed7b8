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
