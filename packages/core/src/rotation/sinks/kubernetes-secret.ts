import * as v from 'valibot';
import type {
  KubernetesSecret,
  KubernetesSecrets,
  SecretPlace,
} from '../../adapters/api-server/kubernetes-secret.js';
import type { RotationPortsOptions } from '../../adapters/rotation-ports-options.js';
import { AckringError } from '../../errors.js';
import { refuseOlder } from '../delivery/promotion-guard.js';
import type { CredentialKey, CredentialVersion, Sink } from '../delivery/sink.js';
import type { PlugInRecord } from '../plug-in.js';
import { readingSecrets } from '../policy-place.js';
import { text } from '../setting.js';
import { readKmsSecret } from './kms-secret.js';

const schema = v.strictObject({
  kind: v.literal('kubernetesSecret'),
  context: text('context'),
  kubeconfig: v.optional(text('kubeconfig')),
  namespace: text('namespace'),
  name: v.optional(text('name'), '{cluster}'),
});
type Settings = v.InferOutput<typeof schema>;

/** Secrets of a Kubernetes cluster. */
export const kubernetesSecretSink: PlugInRecord<typeof schema, Settings, Sink> = {
  kind: 'kubernetesSecret',
  schema,
  open: openKubernetesSecret,
  ramStatements: ({ kubeconfig }, place) => readingSecrets([kubeconfig], place),
  docs: {
    summary:
      'Secrets of a Kubernetes cluster: key `kubeconfig` for `self`, `kubeconfig-<identity>` for the others.',
    example:
      '{ kind: kubernetesSecret, context: ops, kubeconfig: "kms:hub", namespace: ci, name: "{cluster}" }',
    settings: {
      context: 'the context of the cluster that keeps the Secrets',
      kubeconfig: "where that context is: a file, or `kms:<secret>`; kubectl's own files",
      namespace: 'of the Secrets; it must be there',
      name: 'of a Secret, with `{cluster}`, `{clusterId}`, `{identity}` in it; `{cluster}`',
    },
    notes: [],
  },
};

async function openKubernetesSecret(
  { context, kubeconfig, namespace, name }: Settings,
  options: RotationPortsOptions,
): Promise<Sink> {
  const [{ createKubernetesSecrets }, { hubTarget }] = await Promise.all([
    import('../../adapters/api-server/kubernetes-secret.js'),
    import('../../adapters/api-server/hub-target.js'),
  ]);
  const { environment } = options;
  const readSecret = (secret: string): Promise<string> => readKmsSecret(options, secret);
  const target = await hubTarget({ context, kubeconfig, environment, readSecret });
  const secrets = createKubernetesSecrets({ target, environment });
  return createKubernetesSecretSink({ secrets, namespace, name, context });
}

interface KubernetesSecretSinkOptions {
  readonly secrets: KubernetesSecrets;
  readonly namespace: string;
  /** With `{cluster}`, `{clusterId}` and `{identity}` in it. */
  readonly name: string;
  /** The cluster's context, for the sink's name. */
  readonly context: string;
}

const clusterAnnotation = 'ackring.dev/cluster-id';

/**
 * A Secret in a Kubernetes cluster: key `kubeconfig` for `self`, `kubeconfig-<identity>` for the others. A
 * version waits in `<key>.next` and takes the key's place in one write, the old one staying in
 * `<key>.previous`. Every write names the resourceVersion it was made from, so that two runs cannot cross.
 */
function createKubernetesSecretSink(options: KubernetesSecretSinkOptions): Sink {
  const { secrets, namespace, context } = options;
  const name = `kubernetesSecret:${context}/${namespace}`;
  const placeOf = (key: CredentialKey): SecretPlace => ({ namespace, name: secretName(options.name, key) });
  const readOwn = async (key: CredentialKey, signal?: AbortSignal): Promise<KubernetesSecret | null> => {
    const place = placeOf(key);
    const secret = await secrets.read(place, signal);
    if (secret !== null) refuseAnothers(secret, place, key);
    return secret;
  };
  return {
    name,
    read: async (key, signal) => (await readOwn(key, signal))?.data[dataKey(key)] ?? null,
    stage: async (key, version, signal) => {
      const secret = await readOwn(key, signal);
      if (secret === null) return;
      const staged = `${dataKey(key)}.next`;
      if (secret.data[staged] === version.text || secret.data[dataKey(key)] === version.text) return;
      const data = { ...secret.data, [staged]: version.text };
      await secrets.write(placeOf(key), { ...secret, data }, signal);
    },
    promote: async (key, version, signal) => {
      const secret = await readOwn(key, signal);
      const current = secret?.data[dataKey(key)] ?? null;
      if (current === version.text && secret?.data[`${dataKey(key)}.next`] === undefined) return;
      refuseOlder(name, current, version);
      const annotations = { ...secret?.annotations, [clusterAnnotation]: key.clusterId };
      const data = promoted(secret?.data ?? {}, dataKey(key), version);
      const resourceVersion = secret?.resourceVersion ?? null;
      await secrets.write(placeOf(key), { resourceVersion, annotations, data }, signal);
    },
    documents: null,
  };
}

function promoted(data: KubernetesSecret['data'], key: string, version: CredentialVersion) {
  const { [`${key}.next`]: _staged, [key]: current, ...others } = data;
  const previous = current === undefined || current === version.text ? {} : { [`${key}.previous`]: current };
  return { ...others, ...previous, [key]: version.text };
}

/** Two clusters of one name in two regions must not take turns in one Secret. */
function refuseAnothers({ annotations }: KubernetesSecret, place: SecretPlace, key: CredentialKey): void {
  const owner = annotations[clusterAnnotation];
  if (owner === undefined || owner === key.clusterId) return;
  throw new AckringError('Conflict', `Secret ${place.namespace}/${place.name} belongs to cluster ${owner}`, {
    remedy: 'Tell them apart in rotation.yaml: name: "{cluster}-{clusterId}".',
  });
}

function dataKey({ identity }: CredentialKey): string {
  return identity === 'self' ? 'kubeconfig' : `kubeconfig-${identity.replace(/[^A-Za-z0-9._-]/g, '_')}`;
}

/** A DNS name, as the API server asks for. */
function secretName(template: string, { clusterName, clusterId, identity }: CredentialKey): string {
  const filled = template
    .replaceAll('{clusterId}', clusterId)
    .replaceAll('{cluster}', clusterName)
    .replaceAll('{identity}', identity);
  const name = filled
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .slice(0, 253);
  return name.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '') || clusterId;
}
