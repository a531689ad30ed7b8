import { keyRemedy } from '../../cloud/kms/kms-failure.js';
import type { KmsKey, KmsSecrets } from '../../cloud/kms/kms-secrets.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

/** A key as rotation.yaml names it. */
export interface NamedKey {
  readonly keyId: string;
  /** The instance that rotation.yaml names with it; null for none. */
  readonly instanceId: string | null;
  readonly region: string;
  /** The setting that names it. */
  readonly setting: 'keyId' | 'kmsKeyId';
}

/** Refuses a key that can encrypt nothing; without the right to look at it nothing is known, and nothing refused. */
export async function refuseUnusableKey(
  secrets: KmsSecrets,
  named: NamedKey,
  signal?: AbortSignal,
): Promise<void> {
  const { keyId, region, setting } = named;
  const found = await lookedAt(secrets, keyId, signal);
  if (found === 'unknown') return;
  if (found === null) {
    throw new AckringError(
      'ResourceNotFound',
      say('there is no KMS key {key} in {region}', { key: keyId, region }),
      { remedy: keyRemedy('', { region, keyId, setting }) },
    );
  }
  if (found.state !== 'Enabled') {
    throw new AckringError(
      'Refused',
      say('the KMS key {key} is in the state {state}', { key: keyId, state: found.state }),
      { remedy: keyRemedy(`Rejected.${found.state}`, { region, keyId, setting }) },
    );
  }
  const { instanceId } = named;
  if (instanceId !== null && found.instanceId !== instanceId) throw elsewhere(found, { keyId, instanceId });
}

async function lookedAt(
  secrets: KmsSecrets,
  keyId: string,
  signal: AbortSignal | undefined,
): Promise<KmsKey | null | 'unknown'> {
  try {
    return await secrets.key(keyId, signal);
  } catch (error) {
    if (error instanceof AckringError && error.code === 'Forbidden') return 'unknown';
    throw error;
  }
}

function elsewhere(
  found: KmsKey,
  { keyId: key, instanceId: instance }: { readonly keyId: string; readonly instanceId: string },
): AckringError {
  return new AckringError(
    'Refused',
    found.instanceId === null
      ? say('the KMS key {key} is in no KMS instance, and rotation.yaml names {instance}', {
          key,
          instance,
        })
      : say('the KMS key {key} is in the instance {found}, and rotation.yaml names {instance}', {
          key,
          found: found.instanceId,
          instance,
        }),
    { remedy: say('Correct keyId or instanceId in rotation.yaml: a key encrypts within its own instance.') },
  );
}
