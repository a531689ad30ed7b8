import {
  createKubernetesSecrets,
  type KubernetesSecrets,
} from '@ackring/core/internal/machine/api-server/kubernetes-secret';
import { systemClock } from '@ackring/core/internal/machine/clock';
import { readCredential } from '@ackring/core/internal/rotation/credential/credential';
import {
  createKubernetesSecretSink,
  type KubernetesSecretSinkOptions,
} from '@ackring/core/internal/rotation/sinks/kubernetes-secret';
import type { CredentialKey, CredentialVersion, Sink } from '@ackring/core/internal/rotation/sinks/sink';
import { startCloud } from '../cloud.js';
import { askKubernetes, type KubernetesAnswer } from '../kubernetes.js';
import { makeSpecimen, specimenClusterId, specimenNow } from '../specimen.js';

/** For tests: a user who may write Secrets of a hub, and its API server. */
export interface TestHub {
  readonly server: string;
  readonly authority: string;
  readonly pem: string;
  readonly key: string;
}

/** Queries the hub itself, bypassing the sink. */
export function askHub(
  hub: TestHub,
  method: string,
  path: string,
  body?: unknown,
): Promise<KubernetesAnswer> {
  const type = Array.isArray(body) ? 'application/json-patch+json' : 'application/merge-patch+json';
  return askKubernetes(hub, method, path, body, method === 'PATCH' ? { 'content-type': type } : {});
}

/** The Secrets of a hub, as its user. */
export function hubSecrets(hub: TestHub): KubernetesSecrets {
  const target = {
    server: hub.server,
    certificateAuthority: hub.authority,
    clientCertificate: hub.pem,
    clientKey: hub.key,
    token: null,
    tlsServerName: null,
    insecureSkipTlsVerify: false,
    proxyUrl: null,
  };
  return createKubernetesSecrets({
    target: async () => target,
    hub: 'ops',
    clock: systemClock,
    environment: {},
    // However slow the machine is.
    timeoutMs: 600_000,
  });
}

/** The sink over a hub's Secrets in a namespace. */
export function secretSink(hub: TestHub, settings: Partial<KubernetesSecretSinkOptions> = {}): Sink {
  const usual = { namespace: 'ci', name: '{cluster}', format: 'kubeconfig', adopt: [] } as const;
  const over = { secrets: hubSecrets(hub), hub: 'ops', clock: systemClock };
  return createKubernetesSecretSink({ ...over, ...usual, ...settings });
}

/** A cluster of the embedded cloud as the hub, with namespace `ci`; `mei` has no role in it. */
export async function embeddedHub() {
  const holders = { ops: { daysLeft: 900 }, mei: { daysLeft: 900, roles: [] } };
  const cloud = await startCloud({ identities: [{ name: 'mei' }], clusters: [{ name: 'hub', holders }] });
  const issued = async (who: string): Promise<TestHub> => {
    const { server, authority, pem, key } = await cloud.fetch('hub', {}, who);
    return { server, authority, pem, key };
  };
  const hub = await issued('ops');
  await askHub(hub, 'POST', '/api/v1/namespaces', { metadata: { name: 'ci' } });
  return {
    ...hub,
    issued,
    faults: cloud.emulator.faults,
    [Symbol.asyncDispose]: () => cloud.emulator.stop(),
  };
}

/** The nth version of a credential: each is issued a day after the one before, all by one authority. */
export async function specimenVersion(number: number): Promise<CredentialVersion> {
  const issuedAt = new Date(specimenNow.getTime() + number * 86_400_000);
  const [{ yaml }, authority] = await Promise.all([makeSpecimen({ issuedAt }), firstAuthority()]);
  const text = yaml.replace(/(certificate-authority-data: ).*/, `$1${authority}`);
  const { stored } = readCredential(text);
  if (stored.kind !== 'readable') throw new Error(stored.problem);
  return { id: stored.facts.version, text };
}

let first: Promise<string> | null = null;

/** A specimen has its own authority, which would make each a credential of another cluster. */
function firstAuthority(): Promise<string> {
  first ??= makeSpecimen().then(({ authority }) => Buffer.from(authority).toString('base64'));
  return first;
}

/** A credential of the cluster `prod`. */
export function specimenKey(change: Partial<CredentialKey> = {}): CredentialKey {
  return { clusterId: specimenClusterId(1), clusterName: 'prod', identity: 'self', ...change };
}
