import type { World } from '../../world/world.js';
import { permitOrRefuse } from '../permit.js';
import type { RpcCall } from '../rpc/rpc-service.js';
import { wireTime } from '../wire-time.js';
import { type KmsKey, usableKey } from './key.js';
import { secretName } from './parameters.js';
import { notFound, type Secret } from './secret.js';

/** The one region secrets live in here; requests to loopback do not say theirs. */
export const kmsRegion = 'cn-hangzhou';

/** RAM's answer in the words of KMS. */
export const permit = permitOrRefuse({
  status: 403,
  code: 'Forbidden.NoPermission',
  message: () => 'This operation is forbidden by permission system.',
});

/** What KMS keeps for one world. */
export interface KmsStore {
  readonly world: World;
  readonly secrets: Map<string, Secret>;
  readonly keys: Map<string, KmsKey>;
  previousFollowsMoves: boolean;
}

/** The ARN of a secret or a key, as access policies name it. */
export function kmsArn(store: KmsStore, kind: 'secret' | 'key', name: string): string {
  return `acs:kms:${kmsRegion}:${store.world.identities.accountId}:${kind}/${name}`;
}

/** Names the call's secret; RAM is asked before anything is said of whether it exists. */
export function nameSecret(store: KmsStore, call: RpcCall, action: string): string {
  const name = secretName(call.parameters);
  permit(call.caller, `kms:${action}`, kmsArn(store, 'secret', name));
  return name;
}

/** The secret of that name, or the cloud's refusal. */
export function existingSecret(store: KmsStore, name: string): Secret {
  const secret = store.secrets.get(name);
  if (!secret) throw notFound();
  return secret;
}

/** Encrypting and reading need a right on the key too, and a key that is enabled. */
export function useKey(
  store: KmsStore,
  call: RpcCall,
  keyId: string | null,
  action: 'GenerateDataKey' | 'Decrypt',
): void {
  if (!keyId) return;
  permit(call.caller, `kms:${action}`, kmsArn(store, 'key', keyId));
  usableKey(store.keys, keyId);
}

/** The store's time, as the wire has it. */
export function storeTime(store: KmsStore): string {
  return wireTime(store.world.clock.now());
}
