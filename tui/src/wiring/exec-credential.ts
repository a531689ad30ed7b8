import { join } from 'node:path';
import type { FetchedCredential } from '@ackring/core/exec-credential/provide';
import type { ExecCredentialRequest } from '@ackring/core/exec-credential/request';
import type { ProofPorts } from '@ackring/core/fetch/fetch-proved';
import type { Services } from '../services.js';
import type { Settings } from '../settings.js';
import type { ServiceOptions } from '../wiring.js';
import type { Cloud } from './cloud.js';
import { withEndpoints } from './environment.js';

export interface ExecWiring {
  readonly cloud: () => Promise<Cloud>;
  readonly options: ServiceOptions;
  readonly settings: () => Promise<Settings>;
  readonly stateFolder: string;
  readonly now: () => Date;
  readonly proofs: ProofPorts;
}

/** kubectl waits for this before every command: with a warm cache no SDK, no YAML and no settings schema loads. */
export function execCredentialServices(wiring: ExecWiring): Pick<Services, 'execCredential'> {
  return {
    execCredential: async ({ execInfo, ...asked }, { signal } = {}) => {
      const [
        { provideCredential },
        { createCredentialSlot },
        { cacheKey },
        { execApiVersion },
        { execCredentialResponse },
      ] = await Promise.all([
        import('@ackring/core/exec-credential/provide'),
        import('@ackring/core/adapters/exec-credential-cache'),
        import('@ackring/core/exec-credential/request'),
        import('@ackring/core/exec-credential/exec-info'),
        import('@ackring/core/exec-credential/response'),
      ]);
      const apiVersion = execApiVersion(execInfo);
      const request = await fullRequest(asked, wiring);
      const provided = await provideCredential({
        slot: createCredentialSlot(credentialFolder(wiring.stateFolder), cacheKey(request)),
        fetch: (limit) => fetchCredential(request, wiring, limit ? either(signal, limit) : signal),
        now: wiring.now,
      });
      return {
        response: execCredentialResponse(provided.credential, apiVersion),
        problem: provided.problem,
        unproven: provided.unproven,
      };
    },
  };
}

/** Empties the plug-in's cache of one cluster: what it keeps is dead after a revoke, and old after a renewal. */
export async function forgetCluster(stateFolder: string, clusterId: string): Promise<void> {
  const [{ forgetCredentials }, { cacheScope }] = await Promise.all([
    import('@ackring/core/adapters/exec-credential-sweep'),
    import('@ackring/core/exec-credential/request'),
  ]);
  await forgetCredentials(credentialFolder(stateFolder), cacheScope(clusterId));
}

function credentialFolder(stateFolder: string): string {
  return join(stateFolder, 'exec-credentials');
}

async function fullRequest(asked: FetchKubeconfigAsked, wiring: ExecWiring): Promise<ExecCredentialRequest> {
  const { profile, endpoints } = await wiring.settings();
  const environment = withEndpoints(wiring.options.environment, endpoints);
  const caller = await callerId({
    ...wiring.options,
    environment,
    profile: wiring.options.profile ?? profile,
  });
  return { ...asked, caller, endpoint: environment['ACKRING_CS_ENDPOINT'] ?? '' };
}

type FetchKubeconfigAsked = Pick<ExecCredentialRequest, 'cluster' | 'access' | 'durationMinutes'>;

/** Who calls, without asking the cloud: the source in use and what tells one caller of it from another. */
async function callerId(options: Pick<ServiceOptions, 'environment' | 'home' | 'profile'>): Promise<string> {
  const { chooseOrigin } = await import('@ackring/core/adapters/credentials/origin');
  const { environment, home, profile: named } = options;
  const origin = await chooseOrigin({ environment, home, ...(named === null ? {} : { profile: named }) });
  const { kind, profile, mode, caller } = origin;
  return JSON.stringify([kind, profile, mode, ...caller]);
}

function either(one: AbortSignal | undefined, other: AbortSignal): AbortSignal {
  return one === undefined ? other : AbortSignal.any([one, other]);
}

/** What the cloud answers goes through the door before it is kept or handed to kubectl. */
async function fetchCredential(
  { cluster, access, durationMinutes }: ExecCredentialRequest,
  { cloud, proofs, now }: ExecWiring,
  signal: AbortSignal | undefined,
): Promise<FetchedCredential> {
  const [{ ack }, { fetchProved }] = await Promise.all([cloud(), import('@ackring/core/fetch/fetch-proved')]);
  // Who may not look at the cluster is served all the same, and told that its endpoints prove nothing.
  const endpoints = ack.describeCluster(cluster, signal).then(
    (detail) => detail.endpoints,
    () => null,
  );
  const request = { cluster: { ...cluster, name: cluster.id }, endpoints, access, durationMinutes };
  const sound = await fetchProved(request, { ack, clock: { now }, ...proofs }, signal);
  const { clientCertificate, clientKey, certificate, unproven } = sound;
  const { notBefore, notAfter } = certificate;
  return { credential: { certificate: clientCertificate, key: clientKey, notBefore, notAfter }, unproven };
}
