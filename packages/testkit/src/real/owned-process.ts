import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that a test started and that ends with it. */
export interface OwnedProcess extends AsyncDisposable {
  readonly pid: number;
  /** False once it has ended, even by itself. */
  isRunning(): boolean;
  /** The last 64 KiB of its output. */
  said(): string;
}

const keptCharacters = 64 * 1024;
/** Long enough for etcd to close its files; then it is killed. */
const graceMs = 5_000;

/** An interrupted test run must leave no server behind. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program with its own environment: none of the caller's settings reach it. */
export function startOwnedProcess(program: string, args: readonly string[], folder: string): OwnedProcess {
  const child = spawn(program, args, {
    cwd: folder,
    env: { HOME: folder, PATH: '/usr/bin:/bin', ...debianEtcdOnArm },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const keep = (chunk: unknown) => {
    text = (text + String(chunk)).slice(-keptCharacters);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', keep);
  running.add(child);
  child.once('close', () => running.delete(child));
  return {
    pid: child.pid ?? -1,
    isRunning: () => isRunning(child),
    said: () => text,
    [Symbol.asyncDispose]: () => end(child),
  };
}

/** etcd refuses to start on processors it was not tested on unless told to. */
const debianEtcdOnArm = process.arch === 'arm64' ? { ETCD_UNSUPPORTED_ARCH: 'arm64' } : {};

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const deaf = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await closed;
  clearTimeout(deaf);
}
