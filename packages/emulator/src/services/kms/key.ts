import { ApiError } from '../../http/api-error.js';
import { invalid } from './secret.js';

/** A symmetric key that encrypts secrets and objects. It encrypts nothing here: only its rules are kept. */
export interface KmsKey {
  readonly id: string;
  /** The KMS instance it lives in; null for a key of the shared service. */
  readonly instanceId: string | null;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

/** The key a new secret names, refused when it cannot encrypt for that secret's instance. */
export function encryptionKey(
  keys: ReadonlyMap<string, KmsKey>,
  keyId: string | null,
  instanceId: string | null,
): KmsKey | null {
  if (!keyId) return null;
  const key = usableKey(keys, keyId);
  if (instanceId && key.instanceId !== instanceId) {
    throw invalid('The key and the secret must be in the same KMS instance.');
  }
  return key;
}

/** A key that exists and is enabled. */
export function usableKey(keys: ReadonlyMap<string, KmsKey>, id: string): KmsKey {
  const key = keys.get(id);
  if (!key) throw new ApiError(404, 'Forbidden.KeyNotFound', 'The specified Key is not found.');
  if (key.state === 'Enabled') return key;
  const code = key.state === 'Disabled' ? 'Rejected.Disabled' : 'Rejected.PendingDeletion';
  throw new ApiError(409, code, 'The request was rejected because the key state is not enabled.');
}
