import type { KmsSecrets } from '../../adapters/kms-secrets.js';
import { resolveEndpoint } from '../../adapters/openapi/endpoints.js';
import type { RotationPortsOptions } from '../../adapters/rotation-ports-options.js';
import { AckringError, toAckringError } from '../../errors.js';
import type { SinkConfiguration } from '../configuration.js';
import type { Sink } from '../delivery/sink.js';

/**
 * The sink a configuration names. One that cannot be opened fails each credential by itself, as one that
 * cannot be read does, and keeps the others from nothing.
 */
export async function openSink(sink: SinkConfiguration, options: RotationPortsOptions): Promise<Sink> {
  try {
    return await createSink(sink, options);
  } catch (thrown) {
    const fail = async (): Promise<never> => {
      throw toAckringError(thrown);
    };
    return { name: sink.kind, read: fail, stage: fail, promote: fail, documents: null };
  }
}

async function createSink(sink: SinkConfiguration, options: RotationPortsOptions): Promise<Sink> {
  switch (sink.kind) {
    case 'file': {
      const { createFileSink } = await import('./file.js');
      return createFileSink(sink);
    }
    case 'kms': {
      const [{ createKmsSink }, secrets] = await Promise.all([
        import('./kms.js'),
        openSecrets(options, sink.region),
      ]);
      const { prefix, keyId = null, instanceId = null } = sink;
      return createKmsSink({ secrets, prefix, keyId, instanceId });
    }
    case 'oss':
      return openOss(sink, options);
    case 'kubernetesSecret':
      return openKubernetesSecret(sink, options);
  }
}

async function openOss(
  { bucket, prefix, kmsKeyId, region: named }: Extract<SinkConfiguration, { kind: 'oss' }>,
  options: RotationPortsOptions,
): Promise<Sink> {
  const [{ createOssSink }, { createOssObjects }] = await Promise.all([
    import('./oss.js'),
    import('../../adapters/oss-objects.js'),
  ]);
  const { credentials, environment, clock, audience } = options;
  const region = named ?? options.region;
  const limiter = options.limiterOf('oss');
  const endpoint = resolveEndpoint('oss', region, environment);
  const objects = createOssObjects({ credentials, endpoint, region, bucket, clock, limiter, audience });
  return createOssSink({ objects, bucket, prefix, kmsKeyId: kmsKeyId ?? null });
}

async function openKubernetesSecret(
  { context, kubeconfig, namespace, name }: Extract<SinkConfiguration, { kind: 'kubernetesSecret' }>,
  options: RotationPortsOptions,
): Promise<Sink> {
  const [{ createKubernetesSecretSink }, { createKubernetesSecrets }, { hubTarget }] = await Promise.all([
    import('./kubernetes-secret.js'),
    import('../../adapters/api-server/kubernetes-secret.js'),
    import('../../adapters/api-server/hub-target.js'),
  ]);
  const { environment } = options;
  const readSecret = (secret: string): Promise<string> => readKmsSecret(options, secret);
  const target = await hubTarget({ context, kubeconfig, environment, readSecret });
  return createKubernetesSecretSink({
    secrets: createKubernetesSecrets({ target, environment }),
    namespace,
    name,
    context,
  });
}

/** The value of a KMS secret; throws ResourceNotFound when there is none. */
export async function readKmsSecret(options: RotationPortsOptions, name: string): Promise<string> {
  const secrets = await openSecrets(options, undefined);
  const current = await secrets.current(name);
  if (current !== null) return current.data;
  throw new AckringError('ResourceNotFound', `there is no KMS secret ${name}`, {
    remedy: `Create it in KMS Secrets Manager, in ${options.region}, or correct its name in rotation.yaml.`,
  });
}

async function openSecrets(options: RotationPortsOptions, named: string | undefined): Promise<KmsSecrets> {
  const { createKmsSecrets } = await import('../../adapters/kms-secrets.js');
  const { credentials, environment, clock, audience } = options;
  const region = named ?? options.region;
  const limiter = options.limiterOf('kms');
  const endpoint = resolveEndpoint('kms', region, environment);
  return createKmsSecrets({ credentials, endpoint, region, clock, limiter, audience });
}
