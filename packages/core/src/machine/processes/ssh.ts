import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { cancelled } from '../retry.js';
import { withoutKeys } from './secrecy.js';

export interface SshOptions {
  /** `root@203.0.113.10`, or a host of the user's ssh configuration. */
  readonly destination: string;
  /** Passed to ssh without Alibaba Cloud's keys. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Bounds the whole call; default 60 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface SshAnswer {
  /** Null if a signal ended it. */
  readonly code: number | null;
  /** Null if it was more than was asked for. */
  readonly stdout: Buffer | null;
  /** The last line of its errors. */
  readonly complaint: string;
}

const settings = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'ConnectTimeout=10',
  // The other end may be anybody's by now: nothing of ours is lent to it, whatever the user's configuration says.
  'ForwardAgent=no',
  'ForwardX11=no',
  'ClearAllForwardings=yes',
  'Tunnel=no',
  'GSSAPIDelegateCredentials=no',
  'PermitLocalCommand=no',
  'UpdateHostKeys=no',
  // Nor is anything of the configuration that would ask for more than the command.
  'RemoteCommand=none',
  'RequestTTY=no',
  // A connection left in the background would hold our pipe open.
  'ControlMaster=no',
  // Otherwise a banner, which anybody may send before the host key is checked, counts as an error.
  'LogLevel=ERROR',
];

/** The end of ssh's message has the reason. */
const complaintBytes = 4_096;

type Ssh = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Runs a command on another machine through the system's own ssh, with the user's keys, agent and configuration. Host
 * keys are checked strictly without prompting: an unknown host fails, since the answer is trusted. Neither output nor
 * errors reach the terminal from here. Throws FileNotFound (no ssh), TimedOut, Cancelled.
 */
export function askOverSsh(options: SshOptions, command: string, mostBytes: number): Promise<SshAnswer> {
  const { destination, environment, timeoutMs = 60_000, signal } = options;
  const args = [...settings.flatMap((setting) => ['-o', setting]), '--', destination, command];
  const child: Ssh = spawn('ssh', args, { env: withoutKeys(environment), stdio: ['ignore', 'pipe', 'pipe'] });
  const complaint = tailOf(child.stderr);
  return new Promise<SshAnswer>((resolve, reject) => {
    // Killed: the other end may try to keep it open.
    const giveUp = (error: AckringError): void => {
      child.kill('SIGKILL');
      reject(error);
    };
    const abort = (): void => giveUp(cancelled(signal?.reason));
    const timer = setTimeout(() => giveUp(tooSlow(destination, timeoutMs)), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) return void chunks.push(chunk);
      child.kill('SIGKILL');
      resolve({ code: null, stdout: null, complaint: complaint() });
    });
    child.once('error', (error) => reject(noSsh(error)));
    child.once('close', (code) => {
      resolve({ code, stdout: Buffer.concat(chunks), complaint: complaint() });
    });
    if (signal?.aborted) abort();
    child.once('close', settle);
    child.once('error', settle);

    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  });
}

/** The last line of the output, as far as known. */
function tailOf(stream: Readable): () => string {
  let tail = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-complaintBytes);
  });
  return () => tail.trimEnd().split('\n').at(-1)?.trim().slice(0, 300) ?? '';
}

function tooSlow(destination: string, timeoutMs: number): AckringError {
  return new AckringError(
    'TimedOut',
    say('ssh to {destination} did not finish within {seconds} s', { destination, seconds: timeoutMs / 1000 }),
    { remedy: say('Try it by hand: `{command}`.', { command: shell`ssh ${destination} true` }) },
  );
}

function noSsh(cause: unknown): AckringError {
  return new AckringError('FileNotFound', say('there is no ssh on the PATH'), {
    remedy: say('Install OpenSSH, or fetch the kubeconfig with `ackring get`.'),
    cause,
  });
}
