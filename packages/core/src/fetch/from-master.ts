import { isIP } from 'node:net';
import type { Clock } from '../machine/clock.js';
import { askOverSsh, type SshOptions } from '../machine/processes/ssh.js';
import { isPrivateAddress } from '../verification/connection-failure.js';
import type { DescribedCluster } from '../words/cluster.js';
import { type Access, accessOfServer, allEndpoints } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { type WritePorts, writeFetched } from './acquire.js';
import { type IssuedExpectation, requireSound } from './issued-proof.js';
import { fileForMerge, ownerFor } from './plan.js';
import type { AcquireChange, AcquireRequest } from './request.js';

/** A master's answer: the file there, and its text, which is not trusted yet. */
interface MasterAnswer {
  readonly place: string;
  readonly text: string;
}

export interface MasterPorts extends WritePorts {
  readonly clock: Pick<Clock, 'now'>;
  /** Reads an administrator's kubeconfig on a master. */
  ask(destination: string, signal: AbortSignal | undefined): Promise<MasterAnswer>;
}

export interface MasterRequest extends Pick<AcquireRequest, 'cluster' | 'contextName' | 'use'> {
  /** As ssh takes it: `root@203.0.113.10`. */
  readonly destination: string;
}

export interface MasterFetch extends Pick<MasterAnswer, 'place'> {
  readonly file: string;
  readonly context: string;
  readonly changes: readonly AcquireChange[];
}

/**
 * A dedicated cluster's kubeconfig from one of its masters, through the door and merged like any other. Throws
 * IssuedRefused, before anything is written, if it belongs to another cluster or does more than connect.
 */
export async function fetchFromMaster(
  { destination, ...asked }: MasterRequest,
  ports: MasterPorts,
  signal: AbortSignal | undefined,
): Promise<MasterFetch> {
  const { cluster } = asked;
  const { place, text } = await ports.ask(destination, signal);
  const sound = requireSound(text, masterExpectation(cluster, { destination, now: ports.clock.now() }));
  const access = accessOf(sound.server, cluster);
  const request: AcquireRequest = {
    ...asked,
    durationMinutes: null,
    access,
    destination: { kind: 'merge', file: null },
    verify: false,
  };
  const file = fileForMerge(ownerFor(request, access, { uid: null }), await ports.readFiles());
  const { merge, changes } = await writeFetched({ request, file, access, kind: 'long-term' }, ports, {
    issued: sound.text,
    uid: sound.certificate.uid,
    account: ports.signer?.account,
  });
  return { place, file, context: merge.context, changes };
}

/** By the address it dials, which a master may name differently than the cloud. */
function accessOf(server: string, { endpoints }: DescribedCluster): Access {
  const isInner = isPrivateAddress(new URL(server).hostname);
  return accessOfServer(endpoints, server) ?? (isInner ? 'private' : 'public');
}

/**
 * What a master's kubeconfig must be: an administrator's, with any life left, that dials the cluster: any of its
 * endpoints, whatever the access, or the address of the login, since ssh and the API server share a load balancer
 * (facts). `127.0.0.1`, or a name that only the master resolves, would lead elsewhere from here.
 */
export function masterExpectation(
  cluster: DescribedCluster,
  { destination, now }: { readonly destination: string; readonly now: Date },
): IssuedExpectation {
  const host = destination.slice(destination.lastIndexOf('@') + 1);
  const isAddress = isIP(host) === 4 && !host.startsWith('127.');
  return {
    cluster,
    servers: [...allEndpoints(cluster.endpoints), ...(isAddress ? [`https://${host}`] : [])],
    holder: { kind: 'anybody' },
    life: { kind: 'any' },
    now,
  };
}

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
