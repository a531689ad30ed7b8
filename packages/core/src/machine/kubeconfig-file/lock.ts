import { link, mkdir, open, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { Clock } from '../clock.js';
import { orMissing, systemCode, unwritable } from '../files/error.js';
import { mostOfSmall, readOrdinaryFile } from '../files/named-file.js';
import { decodeHolder, describeSelf, encodeHolder, type Holder, isDead } from './holder.js';

export interface LockOptions {
  readonly clock: Clock;
  /** How long to wait for other holders, in ms. */
  readonly waitMs: number;
  /**
   * The lock is a lease: its holder shows a sign of life several times in so many ms, and loses it to whoever has waited
   * so long for one. For work that may be done twice; nothing is known of a holder in another container or on another
   * machine. Default: a lock is held until its holder is known to be dead.
   */
  readonly leaseMs?: number;
}

/**
 * Takes `<file>.lock`, kubectl's lock, waiting for others up to `waitMs`. Ours names its holder, so that the lock of
 * a process that is certainly dead is broken; any other is left alone however old. Returns its release. Throws
 * FileLocked, naming the holder and its age, or FileUnwritable.
 */
export async function takeLock(
  file: string,
  { clock, waitMs, leaseMs }: LockOptions,
): Promise<() => Promise<void>> {
  const claim: Claim = {
    path: `${file}.lock`,
    draft: draftPath(file),
    holder: await describeSelf(clock.now()),
  };
  const hasRunOut = leaseWatch(leaseMs);
  let waitedMs = 0;
  try {
    for (let pauseMs = 2; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      if (await tryToTake(claim)) return await held(claim, leaseMs);
      const seen = await textOf(claim.path);
      // A network's file system may repeat a link that was made, and say that it is there.
      if (holderIn(seen)?.token === claim.holder.token) return await held(claim, leaseMs);
      if (await breakDeadLock(claim, seen, hasRunOut(seen, waitedMs))) continue;
      if (waitedMs >= waitMs) throw await lockedError(claim.path, clock.now());
      const ms = pauseMs * (0.5 + Math.random());
      await clock.sleep(ms);
      waitedMs += ms;
    }
  } catch (error) {
    throw unwritable(claim.path, error);
  } finally {
    await orMissing(unlink(claim.draft));
  }
}

const longestPauseMs = 40;

async function held(claim: Claim, leaseMs: number | undefined): Promise<() => Promise<void>> {
  if (leaseMs === undefined) return () => release(claim);
  const stop = await keepLease(claim.path, leaseMs);
  return async () => {
    await stop();
    await release(claim);
  };
}

interface Claim {
  readonly path: string;
  /** Written first and then linked to `path`, so that a lock of ours is never seen without its holder. */
  readonly draft: string;
  readonly holder: Holder;
}

function draftPath(file: string): string {
  return join(
    dirname(file),
    `.${basename(file)}.ackring-${process.pid}-${Math.random().toString(36).slice(2, 10)}.claim`,
  );
}

async function tryToTake(claim: Claim): Promise<boolean> {
  try {
    await link(claim.draft, claim.path);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') return writeDraft(claim);
    if (withoutLinks.has(code ?? '')) return takeWithoutLinks(claim);
    throw error;
  }
}

async function writeDraft(claim: Claim): Promise<boolean> {
  await writeFile(claim.draft, encodeHolder(claim.holder), { mode: 0o600, flag: 'wx' });
  return tryToTake(claim);
}

/** How file systems without hard links, and systems that forbid them, refuse one. */
const withoutLinks: ReadonlySet<string> = new Set([
  'EPERM',
  'EACCES',
  'EMLINK',
  'EINVAL',
  'ENOTSUP',
  'ENOSYS',
]);

async function takeWithoutLinks(claim: Claim): Promise<boolean> {
  try {
    await writeFile(claim.path, encodeHolder(claim.holder), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | null> {
  return holderIn(await textOf(path));
}

function holderIn(text: string | null): Holder | null {
  return text === null ? null : decodeHolder(text);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return (await readOrdinaryFile(path, mostOfSmall)).toString('utf8');
  } catch {
    return null; // gone by now, or kubectl's: it makes its locks unreadable
  }
}

async function release({ path, holder }: Claim): Promise<void> {
  const current = await holderOf(path);
  if (current?.token === holder.token) await orMissing(unlink(path));
}

/**
 * Removes a lock whose process is dead, or whose lease has run out. Two processes that both saw it dead must not remove the new lock that one of
 * them took meanwhile: hence the guard, and the second check under it. A guard is held only for a moment: an old one
 * was left by a process killed in that moment, and would block everybody for ever.
 */
async function breakDeadLock(claim: Claim, text: string | null, hasRunOut: boolean): Promise<boolean> {
  const { path, holder: self } = claim;
  const seen = holderIn(text);
  if (!hasRunOut && (seen === null || !(await isDead(seen, self)))) return false;
  const guard = guardOf(path);
  try {
    await mkdir(guard);
  } catch {
    if ((await ageOf(guard, claim)) > staleGuardMs) await orMissing(rmdir(guard));
    return false;
  }
  try {
    const current = await holderOf(path);
    if (current?.token === seen?.token) await orMissing(unlink(path));
    return true;
  } finally {
    await orMissing(rmdir(guard));
  }
}

const staleGuardMs = 5_000;

/**
 * How old a file is, in ms, by the clock that dates both: a file server's may be minutes off, and a new guard would
 * look abandoned. 0 if it is gone.
 */
async function ageOf(path: string, { draft, holder }: Claim): Promise<number> {
  await writeFile(draft, encodeHolder(holder), { mode: 0o600 });
  const [made, written] = await Promise.all([orMissing(stat(path)), stat(draft)]);
  return made === null ? 0 : written.mtimeMs - made.mtimeMs;
}

function guardOf(path: string): string {
  return `${path}.breaking`;
}

async function lockedError(path: string, now: Date): Promise<AckringError> {
  const holder = await holderOf(path);
  const taken = await orMissing(stat(path));
  const ageSeconds = taken ? Math.max(0, Math.round((now.getTime() - taken.mtimeMs) / 1000)) : 0;
  const who = holder
    ? say('ackring, process {pid} on {host}', { pid: holder.pid, host: holder.host })
    : say('another program, such as kubectl');
  return new AckringError(
    'FileLocked',
    say('{path} has been held for {seconds} s by {who}', { path, who, seconds: ageSeconds }),
    {
      remedy: say('Try again when it is done. If nothing is writing any more, remove it: `{command}`.', {
        command: shell`rm -rf ${path} ${guardOf(path)}`,
      }),
    },
  );
}

/** The last byte of a lease's lock alternates for as long as its holder lives; to its readers both are white space. */
const signs = ['\n', ' '] as const;

/**
 * Shows signs of life in a lock just taken, until stopped. Only ever in that file: what lies at its path by then may be
 * another's.
 */
async function keepLease(path: string, leaseMs: number): Promise<() => Promise<void>> {
  const file = await open(path, 'r+').catch(() => null);
  if (file === null) return async () => undefined;
  const { size } = await file.stat();
  let next = 1;
  const timer = setInterval(() => {
    void file.write(signs[next % 2] ?? '', size - 1).catch(() => undefined);
    next += 1;
  }, leaseMs / 5);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await file.close().catch(() => undefined);
  };
}

/**
 * Whether a lock that is looked at again and again has shown no sign of life for `leaseMs` of waiting. What it says is
 * compared, and no clock: those of a file server and of another machine may be minutes off.
 */
function leaseWatch(leaseMs: number | undefined): (text: string | null, waitedMs: number) => boolean {
  let last: { readonly text: string | null; readonly sinceMs: number } | null = null;
  return (text, waitedMs) => {
    if (last?.text !== text) last = { text, sinceMs: waitedMs };
    return leaseMs !== undefined && last !== null && waitedMs - last.sinceMs >= leaseMs;
  };
}
