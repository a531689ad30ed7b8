import type { KmsSecrets } from '../../cloud/kms/kms-secrets.js';
import { resolveEndpoint } from '../../cloud/openapi/endpoints.js';
import { AckringError } from '../../words/errors.js';
import type { RotationPortsOptions } from '../plug-in/ports-options.js';

/** The value of a KMS secret; throws ResourceNotFound when there is none. */
export async function readKmsSecret(options: RotationPortsOptions, name: string): Promise<string> {
  const secrets = await openKmsSecrets(options, undefined);
  const current = await secrets.current(name);
  if (current !== null) return current.data;
  throw new AckringError('ResourceNotFound', `there is no KMS secret ${name}`, {
    remedy: `Create it in KMS Secrets Manager, in ${options.region}, or correct its name in rotation.yaml.`,
  });
}

/** KMS Secrets Manager of a region, the function's own unless another is named. */
export async function openKmsSecrets(
  options: RotationPortsOptions,
  named: string | undefined,
): Promise<KmsSecrets> {
  const { createKmsSecrets } = await import('../../cloud/kms/kms-secrets.js');
  const { credentials, environment, clock, audience } = options;
  const region = named ?? options.region;
  const limiter = options.limiterOf('kms');
  const endpoint = resolveEndpoint('kms', region, environment);
  return createKmsSecrets({ credentials, endpoint, region, clock, limiter, audience });
}
