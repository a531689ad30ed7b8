import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { InstanceOptions, InstanceOrder, InstanceReport, Outcome } from './instance-order.js';
import { startHandlers, startServer } from './runtimes.js';

/** One process that runs a function, one order at a time. */
export interface Instance {
  readonly id: string;
  isAlive(): boolean;
  /** Takes what was logged since the last call. */
  takeLog(): string;
  /** The highest memory use seen since the last order, in megabytes. */
  peakMemoryMb(): number;
  obey(order: InstanceOrder, timeoutMs: number): Promise<Outcome>;
  /** Kills the process at once, in the middle of whatever it does; resolves when it is gone. */
  kill(): Promise<void>;
}

const memoryPollMs = 50;

/** Starts a process for a function, without this process's environment. */
export function startInstance(options: InstanceOptions): Instance {
  const { command } = options;
  const { child, begun, answer } =
    command === null ? startHandlers(options) : startServer({ ...options, command });
  const state = { alive: true, outOfMemory: false, peakMemoryMb: 0 };
  const log: string[] = [];
  collectLog(child, log);
  const gone = exitOf(child).then((): Outcome => {
    state.alive = false;
    const outOfMemory = state.outOfMemory || log.some((text) => text.includes('heap out of memory'));
    return { kind: 'exited', outOfMemory };
  });

  function watchMemory(): void {
    state.peakMemoryMb = Math.max(state.peakMemoryMb, memoryOf(child.pid));
    if (state.peakMemoryMb <= options.memoryMb) return;
    state.outOfMemory = true;
    child.kill('SIGKILL');
  }

  return {
    id: `c-${randomUUID().replaceAll('-', '').slice(0, 24)}`,
    isAlive: () => state.alive,
    takeLog: () => log.splice(0).join(''),
    peakMemoryMb: () => state.peakMemoryMb,
    async obey(order, timeoutMs) {
      state.peakMemoryMb = 0;
      const watch = setInterval(watchMemory, memoryPollMs);
      // The function's time is not spent on starting its process, however busy this machine is.
      await Promise.race([begun, gone]);
      const limit = timeLimit(timeoutMs);
      const outcome = await Promise.race([answer(order), gone, limit.reached]);
      limit.cancel();
      clearInterval(watch);
      if (outcome.kind === 'timedOut') child.kill('SIGKILL');
      if (outcome.kind === 'timedOut') await gone;
      else watchMemory();
      return outcome;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function collectLog(child: ChildProcess, log: string[]): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => log.push(chunk.toString('utf8')));
  }
  child.on('message', (message: InstanceReport) => {
    if (message.kind === 'log') log.push(message.text);
  });
}

/** Resolves when the process is gone and all of its output was read, or when it could not be started. */
function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
}

function timeLimit(ms: number): { reached: Promise<Outcome>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const reached = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timedOut' }), ms);
  });
  return { reached, cancel: () => clearTimeout(timer) };
}

/** A process's resident memory in megabytes; 0 if the system does not say or the process is gone. */
function memoryOf(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
