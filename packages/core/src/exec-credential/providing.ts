import type { Ack } from '../cloud/ack/api.js';
import type { ProofPorts } from '../fetch/fetch-proved.js';
import type { ClusterRef } from '../words/cluster.js';
import type { Endpoints } from '../words/endpoints.js';
import type { AckringError } from '../words/errors.js';
import { type EntryRecipient, refuseOtherServer } from '../words/recipient.js';
import type { Sentence } from '../words/say.js';
import { cacheKey, type ExecCredentialRequest, lifeByClock } from './cached-credential.js';
import { confirmedPlace } from './inventory-cluster.js';
import { type ExecCredentialResponse, execApiVersion, execCredentialResponse } from './protocol.js';
import { type CredentialSlot, type FetchedCredential, provideCredential } from './provide.js';
import { slotOfSigner } from './signer.js';

/** A request from kubectl's exec plug-in. */
export interface ExecCredentialAsked
  extends Pick<ExecCredentialRequest, 'cluster' | 'access' | 'durationMinutes'> {
  /** KUBERNETES_EXEC_INFO as kubectl sets it. */
  readonly execInfo: string | undefined;
  readonly recipient: EntryRecipient;
}

export interface ExecCredentials {
  /** A temporary certificate for kubectl, from the cache or the cloud; `problem` reports a failed early refresh. */
  execCredential(
    asked: ExecCredentialAsked,
    options?: { signal?: AbortSignal },
  ): Promise<{
    readonly response: ExecCredentialResponse;
    readonly problem: AckringError | null;
    readonly unproven: readonly Sentence[];
  }>;
}

export interface ExecCredentialsPorts {
  readonly ack: () => Promise<Pick<Ack, 'describeCluster' | 'fetchKubeconfig'>>;
  readonly slot: (key: string) => CredentialSlot;
  /** The caller and the ACK endpoint: both are part of the cache key. */
  readonly whoAsks: () => Promise<ExecAsker>;
  /** The id of the key that signed last; null before. */
  readonly lastKeyId: () => Promise<string | null>;
  readonly proofs: ProofPorts;
  /** Whose credentials are used. */
  readonly accountId: (signal?: AbortSignal) => Promise<string>;
  readonly now: () => Date;
}

interface ExecAsker extends Pick<ExecCredentialRequest, 'caller' | 'endpoint'> {
  /** The caller with the key that has signed; null where the caller is known before. */
  readonly withKey: ((accessKeyId: string) => string) | null;
}

/** kubectl waits for this before every command: with a warm cache no SDK, no YAML and no settings schema loads. */
export function createExecCredentials(ports: ExecCredentialsPorts): ExecCredentials {
  return {
    execCredential: async ({ execInfo, recipient, ...asked }, { signal } = {}) => {
      const apiVersion = execApiVersion(execInfo);
      refuseOtherServer(execInfo, { ...recipient, clusterId: asked.cluster.id, isToken: false });
      const asker = await ports.whoAsks();
      const request = { ...asked, ...asker };
      const slotFor = (caller: string) => ports.slot(cacheKey({ ...request, caller }));
      const { credential, problem, unproven } = await provideCredential({
        slot: await slotOfSigner(asker, slotFor, ports),
        fetch: (limit) => fetchCredential(request, ports, signalOf([signal, limit])),
        now: ports.now,
      });
      return { response: execCredentialResponse(credential, apiVersion), problem, unproven };
    },
  };
}

function signalOf(given: readonly (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(given.filter((each) => each !== undefined));
}

/** The cloud's answer passes the door before it is kept or handed to kubectl. */
async function fetchCredential(
  request: ExecCredentialRequest,
  ports: ExecCredentialsPorts,
  signal: AbortSignal | undefined,
): Promise<FetchedCredential> {
  const { cluster, durationMinutes } = request;
  const { now, proofs } = ports;
  const [ack, { fetchProved }] = await Promise.all([ports.ack(), import('../fetch/fetch-proved.js')]);
  const reach =
    typeof request.access === 'string'
      ? { access: request.access, endpoints: endpointsIfReadable(cluster, ack, signal) }
      : await confirmedPlace(cluster, request.access, { ack, accountId: ports.accountId }, signal);
  const asked = { cluster: { ...cluster, name: cluster.id }, durationMinutes, ...reach };
  const sound = await fetchProved(asked, { ack, clock: { now }, ...proofs }, signal);
  const { clientCertificate, clientKey, certificate, unproven } = sound;
  const life = lifeByClock(certificate, now());
  return { credential: { certificate: clientCertificate, key: clientKey, ...life }, unproven };
}

/** A caller that may not read the cluster is served, with a note that nothing proves its endpoints. */
function endpointsIfReadable(
  cluster: ClusterRef,
  ack: Pick<Ack, 'describeCluster'>,
  signal: AbortSignal | undefined,
): Promise<Endpoints | null> {
  return ack.describeCluster(cluster, signal).then(
    ({ endpoints }) => endpoints,
    () => null,
  );
}
