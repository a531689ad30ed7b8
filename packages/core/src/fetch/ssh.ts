import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { cancelled } from '../cloud/retry.js';
import { withoutKeys } from '../machine/processes/secrecy.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { MasterAnswer } from './from-master.js';

export interface SshOptions {
  /** `root@203.0.113.10`, or a host of the user's ssh configuration. */
  readonly destination: string;
  /** Passed to ssh without Alibaba Cloud's keys. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Bounds the whole call; default 60 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where a dedicated cluster's masters keep an administrator's kubeconfig, the best first. */
const places = ['/etc/kubernetes/kube.conf', '/root/.kube/config', '/etc/kubernetes/admin.conf'] as const;

/** Prints the file's path on a line before it, so that nothing is guessed from its content. */
const probe = `for f in ${places.join(' ')}; do if [ -r "$f" ]; then echo "$f"; cat "$f"; exit 0; fi; done; exit 44`;

const nothingThere = 44;
/** ssh's own exit code when it could not run the command. */
const noLogin = 255;
const mostBytes = 1_048_576;
/** The end of ssh's message has the reason. */
const complaintBytes = 4_096;

/**
 * A master's kubeconfig through the system's own ssh, with the user's keys, agent and configuration. Host keys are
 * checked strictly without prompting: an unknown host fails, since the answer is trusted. Neither output nor errors
 * reach the terminal from here. Throws UsageInvalid, FileNotFound (no ssh), ResourceNotFound (no kubeconfig there),
 * Unreachable, TimedOut, ResponseUnreadable, Cancelled.
 */
export async function fetchOverSsh(options: SshOptions): Promise<MasterAnswer> {
  const { destination } = options;
  if (destination.startsWith('-') || /\s/.test(destination)) {
    throw new AckringError(
      'UsageInvalid',
      say('"{destination}" is not an ssh destination', { destination }),
      {
        remedy: say('Give it as root@ADDRESS.'),
      },
    );
  }
  const { code, stdout, complaint } = await runSsh(options);
  if (code !== 0) throw sshFailed(destination, code, complaint);
  return split(stdout, destination);
}

const settings = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'ConnectTimeout=10',
  // A connection left in the background would hold our pipe open.
  'ControlMaster=no',
  // Otherwise a banner, which anybody may send before the host key is checked, counts as an error.
  'LogLevel=ERROR',
];

interface SshRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly complaint: string;
}

type Ssh = ChildProcessByStdio<null, Readable, Readable>;

function runSsh(options: SshOptions): Promise<SshRun> {
  const { destination, environment, timeoutMs = 60_000, signal } = options;
  const args = [...settings.flatMap((setting) => ['-o', setting]), '--', destination, probe];
  const child: Ssh = spawn('ssh', args, { env: withoutKeys(environment), stdio: ['ignore', 'pipe', 'pipe'] });
  const complaint = tailOf(child.stderr);
  return new Promise<SshRun>((resolve, reject) => {
    const giveUp = (error: AckringError): void => {
      // Killed: the other end may try to keep it open.
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
      if (size > mostBytes)
        giveUp(noKubeconfig(destination, say('more than {count} bytes', { count: mostBytes })));
      else chunks.push(chunk);
    });
    child.once('error', (error) => reject(noSsh(error)));
    child.once('close', (code) => resolve({ code, stdout: Buffer.concat(chunks), complaint: complaint() }));
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

/** Skips what a login script prints first. */
function split(output: Buffer, destination: string): MasterAnswer {
  const text = output.toString('utf8');
  const found = new RegExp(`^(${places.join('|')})\\r?\\n`, 'm').exec(text);
  if (found === null) throw noKubeconfig(destination, say('something else'));
  return { place: found[1] ?? '', text: text.slice(found.index + found[0].length) };
}

function noKubeconfig(destination: string, what: Sentence): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('{destination} answered with {what} instead of a kubeconfig', { destination, what }),
    {
      remedy: say('See what it prints at login: `{command}`.', { command: shell`ssh ${destination} true` }),
    },
  );
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

function sshFailed(destination: string, code: number | null, complaint: string): AckringError {
  if (code === nothingThere) {
    return new AckringError(
      'ResourceNotFound',
      say('{destination} has no kubeconfig in {places}', { destination, places }),
      { remedy: say('Log in as root on a master node of a dedicated cluster.') },
    );
  }
  // Only ssh itself is quoted: the remote command's errors may be anything.
  const why =
    code === noLogin && complaint !== ''
      ? complaint
      : code === null
        ? say('ended by a signal')
        : say('exit {code}', { code });
  return new AckringError(
    'Unreachable',
    say('ssh could not log in at {destination} ({why})', { destination, why }),
    {
      remedy: say("Try `{command}` by hand: it says why, and lets you check the host's key.", {
        command: shell`ssh ${destination} true`,
      }),
    },
  );
}
