import { randomUUID } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Who holds a lock of ours: enough to prove, from the same machine, that the process is gone. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The boot and the process namespace that `pid` counts in; empty where the system does not tell. */
  readonly space: string;
  /** Tells one taking from another of the same process. */
  readonly token: string;
}

/** This process, as a holder. */
export async function describeSelf(): Promise<Holder> {
  return { pid: process.pid, host: hostname(), space: await processSpace(), token: randomUUID() };
}

// A container may share the host's name and the folder, yet count processes anew: there a live holder would
// look dead. Linux tells the namespace; elsewhere there are none.
async function processSpace(): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

export function encodeHolder({ pid, host, space, token }: Holder): string {
  return `${JSON.stringify({ program: 'ackring', pid, host, space, token })}\n`;
}

/** Null for a lock that is not ours (kubectl's is empty), or not whole. */
export function decodeHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : null;
  } catch {
    return null;
  }
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null || !('program' in value)) return false;
  const { pid, host, space, token } = value as Partial<Record<keyof Holder, unknown>>;
  const isText = [host, space, token].every((each) => typeof each === 'string');
  return value.program === 'ackring' && isText && typeof pid === 'number' && Number.isInteger(pid);
}

/** True only when it is certain: the same machine and namespace, and no such process in it. */
export function isDead(holder: Holder, self: Holder): boolean {
  if (holder.host !== self.host || holder.space !== self.space) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
