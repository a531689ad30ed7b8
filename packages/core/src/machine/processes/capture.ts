import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { isWindows } from '../platform.js';
import { type StartProblem, whyNotStarted } from './on-path.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The outcome of a program without a terminal. */
export interface Captured {
  /** Null if a signal ended it, or nothing ran. */
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why nothing ran, or why it was ended; null otherwise. */
  readonly problem: StartProblem | 'tooLong' | null;
}

export type OutputStream = 'stdout' | 'stderr';

export interface CaptureOptions {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** How many more bytes all outputs together may take. */
  readonly room: OutputRoom;
  /** Called line by line, keeping nothing; without it both streams are kept. */
  readonly onLine: ((stream: OutputStream, line: string) => void) | null;
  /**
   * In a group of its own, away from the terminal: what it started is ended with it. It counts as running for as long
   * as anybody holds its streams, as it does for Go's os/exec. Default false.
   */
  readonly isGroup?: boolean;
  /** Windows: the arguments are passed on as they are. Default false. */
  readonly isVerbatim?: boolean;
}

/** Bytes that may still be kept; shared by all running programs. */
export interface OutputRoom {
  left: number;
}

/** How long to wait for a program that was asked to end. */
const graceMs = 5_000;
/** How long a background process may hold the streams open. */
const lingerMs = 1_000;

/** Runs a program without input, and takes its output. When aborted it is asked to end, then killed. */
export function runCaptured(
  [command, ...args]: readonly [string, ...string[]],
  { environment, signal, room, onLine, isGroup = false, isVerbatim = false }: CaptureOptions,
): Promise<Captured> {
  return new Promise((resolve) => {
    // Windows has no such groups.
    const detached = isGroup && !isWindows;
    const child = spawn(command, args, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached,
      windowsVerbatimArguments: isVerbatim,
    });
    let problem: Captured['problem'] = null;
    const takers = {
      stdout: onLine === null ? keeper(room, tooLong) : lines((line) => onLine('stdout', line)),
      stderr: onLine === null ? keeper(room, tooLong) : lines((line) => onLine('stderr', line)),
    };
    function tooLong(): void {
      problem = 'tooLong';
      stop.now();
    }
    const stop = stopperOf(child, detached);
    signal.addEventListener('abort', stop.begin);
    if (signal.aborted) stop.begin();
    child.stdout.on('data', takers.stdout.take);
    child.stderr.on('data', takers.stderr.take);
    if (!isGroup) child.once('exit', () => closeWhenStill([child.stdout, child.stderr]));
    child.once('error', (error) => {
      problem = whyNotStarted(error, command, environment);
    });
    child.once('close', (exit, endedBy) => {
      signal.removeEventListener('abort', stop.begin);
      stop.end();
      const ran = problem === null || problem === 'tooLong';
      resolve({
        exit: ran ? exit : null,
        signal: endedBy,
        stdout: takers.stdout.end(),
        stderr: takers.stderr.end(),
        problem,
      });
    });
  });
}

/** A busy machine may not have read yet what arrived long ago: read what is available before each check. */
function closeWhenStill(streams: readonly Readable[]): void {
  let isStill = true;
  const moved = (): void => {
    isStill = false;
  };
  for (const stream of streams) stream.once('data', moved);
  const look = (): void => {
    for (const stream of streams) stream.off('data', moved);
    if (isStill) for (const stream of streams) stream.destroy();
    else closeWhenStill(streams);
  };
  setTimeout(() => setImmediate(look), lingerMs).unref();
}

/** A shell's background programs ignore SIGINT: a group gets SIGTERM. */
function stopperOf(child: ChildProcessByStdio<null, Readable, Readable>, isGroup: boolean) {
  let timer: NodeJS.Timeout | null = null;
  const kill = (signal: NodeJS.Signals): void => {
    if (isGroup && child.pid !== undefined) killGroup(child.pid, signal);
    else child.kill(signal);
  };
  const now = (): void => {
    kill('SIGKILL');
    // Whoever left the group may still hold them.
    if (isGroup) closeWhenStill([child.stdout, child.stderr]);
  };
  if (isGroup && child.pid !== undefined) watched.add(child.pid);
  return {
    now,
    begin: (): void => {
      kill(isGroup ? 'SIGTERM' : 'SIGINT');
      timer = setTimeout(now, graceMs);
    },
    end: (): void => {
      watched.delete(child.pid);
      if (timer === null) return;
      clearTimeout(timer);
      // It ended when asked to; something that it started may not have.
      if (isGroup) kill('SIGKILL');
    },
  };
}

/** Groups that end with us at the latest: Ctrl-C at the terminal does not reach them. */
const watched = (() => {
  const leaders = new Set<number>();
  const leave = (): void => {
    for (const leader of leaders) killGroup(leader, 'SIGTERM');
  };
  return {
    add: (leader: number): void => {
      if (leaders.size === 0) process.once('exit', leave);
      leaders.add(leader);
    },
    delete: (leader: number | undefined): void => {
      if (leader === undefined || !leaders.delete(leader)) return;
      if (leaders.size === 0) process.off('exit', leave);
    },
  };
})();

function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // All of it has ended.
  }
}

interface Taker {
  take(chunk: Buffer): void;
  /** What was kept. */
  end(): string;
}

function keeper(room: OutputRoom, tooLong: () => void): Taker {
  const chunks: Buffer[] = [];
  return {
    take: (chunk) => {
      if (chunk.length > room.left) return tooLong();
      room.left -= chunk.length;
      chunks.push(chunk);
    },
    end: () => Buffer.concat(chunks).toString('utf8'),
  };
}

/** An endless line is passed on in pieces. */
const longestLine = 65_536;

function lines(onLine: (line: string) => void): Taker {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    take: (chunk) => {
      const parts = (rest + decoder.write(chunk)).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) onLine(line);
      if (rest.length < longestLine) return;
      onLine(rest);
      rest = '';
    },
    end: () => {
      rest += decoder.end();
      if (rest !== '') onLine(rest);
      return '';
    },
  };
}
