import { askOverSsh, type SshOptions } from '../machine/processes/ssh.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { MasterAnswer } from './from-master.js';

/** Where a dedicated cluster's masters keep an administrator's kubeconfig, the best first. */
const places = ['/etc/kubernetes/kube.conf', '/root/.kube/config', '/etc/kubernetes/admin.conf'] as const;

/** Prints the file's path on a line before it, so that nothing is guessed from its content. */
const probe = `for f in ${places.join(' ')}; do if [ -r "$f" ]; then echo "$f"; cat "$f"; exit 0; fi; done; exit 44`;

const nothingThere = 44;
/** ssh's own exit code when it could not run the command. */
const noLogin = 255;
const mostBytes = 1_048_576;

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
  const { code, stdout, complaint } = await askOverSsh(options, probe, mostBytes);
  if (stdout === null) throw noKubeconfig(destination, say('more than {count} bytes', { count: mostBytes }));
  if (code !== 0) throw sshFailed(destination, code, complaint);
  return split(stdout, destination);
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
