import { spawn } from 'node:child_process';
import { AckringError } from '../errors.js';
import { cancelled } from '../retry.js';

export interface SshOptions {
  /** `root@203.0.113.10`, or a host of the user's ssh configuration. */
  readonly destination: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** Where a dedicated cluster's masters keep an administrator's kubeconfig, the best first. */
const places = ['/etc/kubernetes/kube.conf', '/root/.kube/config', '/etc/kubernetes/admin.conf'] as const;

/** Says which file it is on the first line, so that nothing is guessed from its content. */
const probe = `for f in ${places.join(' ')}; do if [ -r "$f" ]; then echo "$f"; cat "$f"; exit 0; fi; done; exit 44`;

const nothingThere = 44;

/**
 * A master's kubeconfig through the system's own ssh, with the user's keys, agent and configuration. Host keys
 * are checked strictly and nothing is asked: an unknown host fails, since what comes back is trusted whole.
 */
export function fetchOverSsh(
  options: SshOptions,
): Promise<{ readonly place: string; readonly text: string }> {
  const { destination, environment, signal } = options;
  if (destination.startsWith('-') || /\s/.test(destination)) {
    return Promise.reject(
      new AckringError('UsageInvalid', `"${destination}" is no ssh destination`, {
        remedy: 'Give it as root@ADDRESS.',
      }),
    );
  }
  const args = [
    '-o',
    'BatchMode=yes',
    '-o',
    'StrictHostKeyChecking=yes',
    '-o',
    'ConnectTimeout=10',
    '--',
    destination,
    probe,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', args, { env: { ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    const abort = (): void => {
      child.kill();
      reject(cancelled(signal?.reason));
    };
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => reject(noSsh(error)));
    child.on('close', (code) => {
      signal?.removeEventListener('abort', abort);
      if (code === 0) resolve(split(Buffer.concat(chunks).toString('utf8')));
      else reject(sshFailed(destination, code));
    });
  });
}

function split(output: string): { readonly place: string; readonly text: string } {
  const end = output.indexOf('\n');
  return { place: output.slice(0, end), text: output.slice(end + 1) };
}

function noSsh(cause: unknown): AckringError {
  return new AckringError('FileNotFound', 'there is no ssh on the PATH', {
    remedy: 'Install OpenSSH, or fetch the kubeconfig with `ackring get`.',
    cause,
  });
}

function sshFailed(destination: string, code: number | null): AckringError {
  if (code === nothingThere) {
    return new AckringError('ResourceNotFound', `${destination} has no kubeconfig in ${places.join(', ')}`, {
      remedy: 'Log in as root on a master node of a dedicated cluster.',
    });
  }
  return new AckringError(
    'Unreachable',
    `ssh could not log in at ${destination} (exit ${code ?? 'by signal'})`,
    {
      remedy: `Try \`ssh ${destination} true\` by hand: it says why, and lets you check the host's key.`,
    },
  );
}
