import { hasOwnRights, judgeAnswers } from '../../claims/accepted.js';
import { type Answers, claimAnswers } from '../../claims/answers.js';
import type { ApiServer, ApiServerObservation } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import type { FetchedCredential } from '../../rotation/credential/credential.js';
import { type CredentialKey, readIn, type Sink } from '../../rotation/sinks/sink.js';
import type { CertificateFacts } from '../../words/certificate.js';
import type { Cluster, DescribedCluster } from '../../words/cluster.js';
import { type Access, accessOfServer, resolveAccess } from '../../words/endpoints.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { isCallers } from '../../words/identity.js';
import { say } from '../../words/say.js';
import type { ApiServerTarget } from '../../words/target.js';
import type { HeldPlace, SinkPlace, SinkPlaceCopy } from './revoke-plan.js';

interface SinkSearch {
  readonly sinks: readonly Sink[];
  /** The names of identities in the configuration. */
  readonly holders: readonly string[];
  readonly cluster: Pick<Cluster, 'id' | 'name'>;
  readonly callerUid: string;
  readonly isAccountRoot: boolean;
  readonly signal?: AbortSignal | undefined;
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
    const { stored } = readIn(sink, text);
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
  { text, facts, target: fetched }: FetchedCredential,
  cluster: Pick<Cluster, 'id' | 'name'>,
): Promise<ApiServerTarget> {
  const key = keyOf(holder, cluster);
  const version = { id: facts.version, text };
  await sink.stage(key, version);
  await sink.promote(key, version);
  const { stored, target } = readIn(sink, (await sink.read(key)) ?? '');
  // Of what nobody reads back the record says that it is this one.
  if (sink.isSealed && stored.kind === 'readable' && stored.facts.version === version.id) return fetched;
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
    const { stored, target } = readIn(sink, (await sink.read(keyOf(holder, cluster))) ?? '');
    if (stored.kind === 'unreadable' || target === null) return null;
    return { target, certificate: stored.facts.certificate };
  } catch {
    return null;
  }
}

function keyOf(identity: string, { id, name }: Pick<Cluster, 'id' | 'name'>): CredentialKey {
  return { clusterId: id, clusterName: name, identity };
}

/** A copy of what a revoke kills, and how to use it. Holds the private key: never log it. */
export interface OldCopy {
  /** The context or place that holds it. */
  readonly name: string;
  readonly target: ApiServerTarget;
  readonly certificate: CertificateFacts;
  readonly namespace: string | null;
}

/** A copy that was seen to work before the revoke, so that its death can be detected. */
export interface Witness {
  readonly copy: OldCopy;
  readonly before: ApiServerObservation;
  readonly claim: Answers;
}

const timeoutMs = 10_000;
/** If this many copies of one identity fail, they fail for one reason. */
const mostTried = 4;

/** The first copy that can do something at its API server now; expired copies are dead already, and prove nothing. */
export async function findWitness(
  copies: readonly OldCopy[],
  { apiServer, clock }: { readonly apiServer: ApiServer; readonly clock: Clock },
): Promise<Witness | null> {
  const now = clock.now();
  const valid = copies.filter(({ certificate }) => certificate.notAfter > now);
  for (const copy of valid.slice(0, mostTried)) {
    const before = await look(copy, apiServer);
    const judgement = judgeAnswers({ observation: before, certificate: copy.certificate, now });
    if (hasOwnRights(judgement)) return { copy, before, claim: claimAnswers(judgement) };
  }
  return null;
}

/** What its API server says of a copy now. */
export function look({ target, namespace }: OldCopy, apiServer: ApiServer): Promise<ApiServerObservation> {
  return apiServer.whoAmI(target, { timeoutMs, namespaces: [namespace ?? 'default'], alsoRules: true });
}
