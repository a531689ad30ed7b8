import { type FetchedCredential, readCredential } from '../../rotation/credential/credential.js';
import type { CredentialKey, Sink } from '../../rotation/sinks/sink.js';
import type { Cluster, DescribedCluster } from '../../words/cluster.js';
import { type Access, accessOfServer, resolveAccess } from '../../words/endpoints.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { isCallers } from '../../words/identity.js';
import { say } from '../../words/say.js';
import type { ApiServerTarget } from '../../words/target.js';
import type { OldCopy } from './old-copy.js';
import type { HeldPlace, SinkPlace, SinkPlaceCopy } from './revoke-plan.js';

interface SinkSearch {
  readonly sinks: readonly Sink[];
  /** The names of identities in the configuration. */
  readonly holders: readonly string[];
  readonly cluster: Pick<Cluster, 'id' | 'name'>;
  readonly callerUid: string;
  readonly isAccountRoot: boolean;
  readonly signal?: AbortSignal;
}

/**
 * The sinks whose current version is a kubeconfig of the caller. Others' are left out: the function's own role is not
 * the identity at the terminal. Throws Cancelled only.
 */
export async function findSinkPlaces(search: SinkSearch): Promise<readonly SinkPlace[]> {
  const asked = search.sinks.flatMap((sink) =>
    search.holders.map((holder) => lookInto(sink, holder, search)),
  );
  return (await Promise.all(asked)).filter((place) => place !== null);
}

async function lookInto(sink: Sink, holder: string, search: SinkSearch): Promise<SinkPlace | null> {
  const place = { sink: sink.name, holder };
  try {
    const text = await sink.read(keyOf(holder, search.cluster), search.signal);
    if (text === null) return null;
    const { stored } = readCredential(text);
    if (stored.kind === 'unreadable') return { ...place, copy: noKubeconfig(place, stored.problem) };
    const { certificate, server } = stored.facts;
    if (!isCallers(certificate.uid, search)) return null;
    return {
      ...place,
      copy: { kind: 'held', serial: certificate.serial, notAfter: certificate.notAfter, server },
    };
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code === 'Cancelled') throw error;
    return { ...place, copy: { kind: 'unreadable', error } };
  }
}

function noKubeconfig({ sink }: Pick<SinkPlace, 'sink'>, problem: string): SinkPlaceCopy {
  const error = new AckringError(
    'KubeconfigInvalid',
    say('what {sink} holds cannot be read: {problem}', { sink, problem }),
    { remedy: say('Look at it; `ackring rotate apply` mends it.') },
  );
  return { kind: 'unreadable', error };
}

/** By the address that its copy dials. */
export function accessOfPlace({ copy }: HeldPlace, { endpoints }: DescribedCluster): Access | null {
  return accessOfServer(endpoints, copy.server) ?? resolveAccess(endpoints, 'auto');
}

/**
 * Puts the new kubeconfig where the dead one is: staged, promoted and read back. It does not wait for a proof that it
 * works, since what it replaces no longer does. Returns how to use what the sink now holds.
 */
export async function deliverToSink(
  sink: Sink,
  { holder }: SinkPlace,
  { text, facts }: FetchedCredential,
  cluster: Pick<Cluster, 'id' | 'name'>,
): Promise<ApiServerTarget> {
  const key = keyOf(holder, cluster);
  const version = { id: facts.version, text };
  await sink.stage(key, version);
  await sink.promote(key, version);
  const { stored, target } = readCredential((await sink.read(key)) ?? '');
  if (stored.kind === 'readable' && stored.facts.version === version.id && target !== null) return target;
  throw new AckringError('Conflict', say('{sink} does not return what was put there', { sink: sink.name }), {
    remedy: say('Someone else writes there: look at it, then `ackring rotate apply`.'),
  });
}

/** The copy of a place, and how to use it: to show it dead afterwards. Null if it cannot be read. */
export async function copyInSink(
  sink: Sink,
  { holder }: SinkPlace,
  cluster: Pick<Cluster, 'id' | 'name'>,
): Promise<Pick<OldCopy, 'target' | 'certificate'> | null> {
  try {
    const { stored, target } = readCredential((await sink.read(keyOf(holder, cluster))) ?? '');
    if (stored.kind === 'unreadable' || target === null) return null;
    return { target, certificate: stored.facts.certificate };
  } catch {
    return null;
  }
}

function keyOf(identity: string, { id, name }: Pick<Cluster, 'id' | 'name'>): CredentialKey {
  return { clusterId: id, clusterName: name, identity };
}
