import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { systemCode } from '../files/error.js';
import { whyNotStarted } from './on-path.js';
import { withoutKeys } from './secrecy.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A repository that may be anybody's. */
export interface GitRepository {
  readonly folder: string;
  readonly environment: Environment;
  readonly signal?: AbortSignal | undefined;
  /** After how long without a word git is ended; default 60 s. */
  readonly stuckMs?: number;
}

/** git refused: its message, in one line. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  readonly why: 'noGit' | 'gitFailed';

  constructor(why: GitFailure['why'], complaint: string) {
    super(complaint);
    this.why = why;
  }
}

export interface RunningGit {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when git has exited; rejects with GitFailure unless it succeeded. */
  ended(): Promise<void>;
  kill(): void;
}

/**
 * Keeps a repository's own settings from making git run programs (monitors, hooks, signature checks, and transports
 * that fetch what a partial clone lacks) and from hiding objects behind others.
 */
const guarded = [
  '--no-pager',
  '--no-replace-objects',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'log.showSignature=false',
];

const guards: Environment = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_GRAFT_FILE: '/dev/null',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
};

/** Starts the system's git on a repository, reading only. */
export function startGit(
  { folder, environment, signal, stuckMs = usualStuckMs }: GitRepository,
  args: readonly string[],
): RunningGit {
  // A hook that runs us sets GIT_DIR and others, which name a different repository.
  const own = Object.entries(withoutKeys(environment)).filter(([name]) => !name.startsWith('GIT_'));
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    'git',
    [...guarded, '-C', folder, ...args],
    {
      env: { ...Object.fromEntries(own), ...guards },
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
      // Ctrl-C is for us, who end it then: what died of it by itself would be told as git's own failure.
      detached: process.platform !== 'win32',
    },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < mostComplaint) complaint += text;
  });
  let isStuck = false;
  const watch = endWhenStuck(child, stuckMs, () => {
    isStuck = true;
  });
  // It may have exited already: its reader sees that.
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close').then(([code]) => {
    if (isStuck) throw new GitFailure('gitFailed', `git said nothing for ${stuckMs / 1_000} s`);
    if (code !== 0) throw new GitFailure('gitFailed', reasonIn(complaint));
  }, failureIn(environment));
  closed.catch(() => undefined).finally(() => clearInterval(watch));
  return { stdin: child.stdin, stdout: child.stdout, ended: () => closed, kill: () => void child.kill() };
}

/** git reads any file that a repository's settings name, and a pipe among them never ends. */
const usualStuckMs = 60_000;

/** Ends git when it has said nothing for that long, and what it said before is read. */
function endWhenStuck(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  stuckMs: number,
  onStuck: () => void,
): NodeJS.Timeout {
  const { stdout } = child;
  let seen = -1;
  return setInterval(() => {
    const said = stdout instanceof Socket ? stdout.bytesRead : 0;
    const isQuiet = said === seen && stdout.readableLength === 0;
    seen = said;
    if (!isQuiet) return;
    onStuck();
    child.kill('SIGKILL');
  }, stuckMs).unref();
}

/** All of git's output. */
export async function gitOutput(repository: GitRepository, args: readonly string[]): Promise<string> {
  const git = startGit(repository, args);
  git.stdin.end();
  let text = '';
  for await (const chunk of git.stdout.setEncoding('utf8')) text += chunk;
  await git.ended();
  return text;
}

const mostComplaint = 4_096;

function reasonIn(complaint: string): string {
  const lines = complaint.split('\n').filter((line) => line !== '');
  const fatal = lines.find((line) => line.startsWith('fatal: ')) ?? lines[0] ?? 'git ended with an error';
  return fatal.replace(/^fatal: /, '').slice(0, 300);
}

function failureIn(environment: Environment): (error: unknown) => never {
  return (error) => {
    const isAbsent = systemCode(error) !== null && whyNotStarted(error, 'git', environment) === 'missing';
    throw isAbsent ? new GitFailure('noGit', 'there is no git on the PATH') : error;
  };
}
