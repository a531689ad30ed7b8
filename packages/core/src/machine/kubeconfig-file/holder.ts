import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';

/** The holder of a lock of ours: enough to prove, on the same machine, that the process is gone. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The boot and the process namespace of `pid`; empty if the system does not say. */
  readonly space: string;
  /** The machine, independent of its name; empty if unknown. */
  readonly machine: string;
  /** When the process began, in the system's ticks since boot: distinguishes it from a later one with the same id. */
  readonly began: string;
  /** When the lock was taken, by the machine's own clock, in ms. */
  readonly takenAt: number;
  /** Distinguishes several locks of the same process. */
  readonly token: string;
}

/** This process, as a holder. */
export async function describeSelf(now: Date): Promise<Holder> {
  const [space, machine, began] = await Promise.all([
    processSpace(),
    readFile('/etc/machine-id', 'utf8').then(trimmed, () => ''),
    lifeOf(process.pid).then((life) => life?.began ?? ''),
  ]);
  const self = { pid: process.pid, host: hostname(), space, machine, began };
  return { ...self, takenAt: now.getTime(), token: randomUUID() };
}

function trimmed(text: string): string {
  return text.trim();
}

// A container may share the host's name and the folder, yet have its own process ids: a live holder would look dead.
// Linux names the namespace; other systems have none.
async function processSpace(): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/**
 * Fields 3 and 22 of its line (proc_pid_stat(5)), counted from the end of the name, which may contain blanks; null if
 * unknown.
 */
async function lifeOf(pid: number): Promise<{ readonly isOver: boolean; readonly began: string } | null> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    // Killed, and nobody has asked how it ended: a container without init never does.
    return { isOver: /^[ZXx]/.test(fields[0] ?? ''), began: fields[19] ?? '' };
  } catch {
    return null;
  }
}

export function encodeHolder(holder: Holder): string {
  return `${JSON.stringify({ program: 'ackring', ...holder })}\n`;
}

/** Null for a lock that is not ours (kubectl's is empty), or incomplete. */
export function decodeHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return isOurs(value) ? { ...unknownFacts, ...value } : null;
  } catch {
    return null;
  }
}

/** Missing in locks of earlier versions. */
const unknownFacts = { machine: '', began: '', takenAt: 0 };

function isOurs(value: unknown): value is Pick<Holder, 'pid' | 'host' | 'space' | 'token'> {
  if (typeof value !== 'object' || value === null || !('program' in value)) return false;
  const { pid, host, space, token } = value as Partial<Record<keyof Holder, unknown>>;
  const isText = [host, space, token].every((each) => typeof each === 'string');
  return value.program === 'ackring' && isText && typeof pid === 'number' && Number.isInteger(pid);
}

/**
 * True only when certain. On the same machine and in the same namespace: no such process, one that was not buried yet,
 * or one that began later.
 * For an earlier boot of the same machine: taken before this one began.
 */
export async function isDead(holder: Holder, self: Holder): Promise<boolean> {
  if (holder.host !== self.host) return false;
  if (holder.space !== self.space) return isOfEarlierBoot(holder, self);
  if (!isRunning(holder.pid)) return true;
  const life = await lifeOf(holder.pid);
  if (life === null) return false;
  return life.isOver || (holder.began !== '' && life.began !== holder.began);
}

/** A machine's clock may be set while it runs. */
const clockMarginMs = 60_000;

function isOfEarlierBoot(holder: Holder, self: Holder): boolean {
  const [boot, ownBoot] = [holder.space, self.space].map((space) => space.split(' ')[0]);
  const isSameMachine = holder.machine !== '' && holder.machine === self.machine;
  if (!isSameMachine || !boot || !ownBoot || boot === ownBoot || holder.takenAt === 0) return false;
  return holder.takenAt + clockMarginMs < self.takenAt - uptime() * 1000;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
