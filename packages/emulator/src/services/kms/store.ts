import { ApiError, wireTime } from '../../http/reply.js';
import type { ServiceRequest } from '../../http/request.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { World } from '../../world/world.js';
import type { RpcCall } from '../rpc/rpc-service.js';
import { invalid, type NewVersion, notFound, type Secret, secretLimits } from './secret.js';

/** The region of requests to loopback, which do not name one. */
export const usualRegion = 'cn-hangzhou';

/**
 * The region that a request is for: its host names it, as `kms.ap-northeast-1.aliyuncs.com` or
 * `b.oss-cn-hangzhou.aliyuncs.com`.
 */
export function kmsRegion(request: Pick<ServiceRequest, 'headers'>): string {
  return hostRegion(request) ?? usualRegion;
}

/** The same; null where the host names none. */
export function hostRegion({ headers }: Pick<ServiceRequest, 'headers'>): string | null {
  const pattern = /(?:^|\.)(?:oss-)?([a-z]{2}-[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com(?::\d+)?$/;
  return pattern.exec(headers['host'] ?? '')?.[1] ?? null;
}

/** RAM's answer in KMS's words. */
export const permit = permitOrRefuse({
  status: 403,
  code: 'Forbidden.NoPermission',
  message: () => 'This operation is forbidden by permission system.',
});

/** What KMS keeps for one world. */
export interface KmsStore {
  readonly world: World;
  /** By name; a secret made in one region is in no other. */
  readonly secretsIn: (region: string) => Map<string, Secret>;
  /** The same in every region. */
  readonly keys: Map<string, KmsKey>;
  previousFollowsMoves: boolean;
}

/** The secrets of the region that a call is for, by name. */
export function secretsOf(store: KmsStore, { request }: RpcCall): Map<string, Secret> {
  return store.secretsIn(kmsRegion(request));
}

/** The ARN of a secret or a key, as access policies name it. */
export function kmsArn(
  { world }: KmsStore,
  { request }: RpcCall,
  resource: `${'secret' | 'key'}/${string}`,
): string {
  return `acs:kms:${kmsRegion(request)}:${world.identities.accountId}:${resource}`;
}

/**
 * The call's secret; RAM is asked before its existence is revealed. An ARN is of another account's or region's secret if
 * it says so, and neither is here.
 */
export function nameSecret(store: KmsStore, call: RpcCall, action: string): string {
  const { name, arn } = secretNamed(call.parameters);
  const own = kmsArn(store, call, `secret/${name}`);
  permit(call.caller, `kms:${action}`, arn ?? own);
  if (arn !== null && arn !== own) throw notFound();
  return name;
}

/** The secret of that name, or the cloud's refusal. */
export function existingSecret(store: KmsStore, call: RpcCall, name: string): Secret {
  const secret = secretsOf(store, call).get(name);
  if (!secret) throw notFound();
  return secret;
}

/** Encrypting and reading also need permission on the key, and an enabled key. */
export function useKey(
  store: KmsStore,
  call: RpcCall,
  keyId: string | null,
  action: 'GenerateDataKey' | 'Decrypt',
): void {
  if (!keyId) return;
  permit(call.caller, `kms:${action}`, kmsArn(store, call, `key/${keyId}`));
  usableKey(store.keys, keyId);
}

/** The store's time, in the wire's format. */
export function storeTime(store: KmsStore): string {
  return wireTime(store.world.clock.now());
}

/** A symmetric key for secrets and objects. It encrypts nothing here: only its rules are emulated. */
export interface KmsKey {
  readonly id: string;
  /** The KMS instance it lives in; null for a key of the shared service. */
  readonly instanceId: string | null;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

/** The key for a new secret, refused if it or the instance is not there, or if it cannot encrypt for that secret's instance. */
export function encryptionKey(
  keys: ReadonlyMap<string, KmsKey>,
  keyId: string | null,
  instanceId: string | null,
): KmsKey | null {
  if (!keyId) {
    const isThere = !instanceId || keys.values().some((key) => key.instanceId === instanceId);
    if (isThere) return null;
    throw new ApiError(404, 'Forbidden.DKMSInstanceNotFound', 'The specified KMS instance is not found.');
  }
  const key = usableKey(keys, keyId);
  if (instanceId && key.instanceId !== instanceId) {
    throw invalid('The key and the secret must be in the same KMS instance.');
  }
  return key;
}

/** A key that exists and is enabled. */
function usableKey(keys: ReadonlyMap<string, KmsKey>, id: string): KmsKey {
  const key = keys.get(id);
  if (!key) throw keyNotFound(id);
  if (key.state === 'Enabled') return key;
  const code = key.state === 'Disabled' ? 'Rejected.Disabled' : 'Rejected.PendingDeletion';
  throw new ApiError(409, code, 'The request was rejected because the key state is not enabled.');
}

/** No alias is made here, so none is found. */
export function keyNotFound(id: string): ApiError {
  const kind = id.startsWith('alias/') ? 'Alias' : 'Key';
  return new ApiError(404, `Forbidden.${kind}NotFound`, `The specified ${kind} is not found.`);
}

const namePattern = /^[\w/+=.@-]+$/;

/** The secret's name, and the ARN if that is how it was named. */
function secretNamed(parameters: URLSearchParams): { readonly name: string; readonly arn: string | null } {
  const given = parameters.get('SecretName') ?? '';
  const [arn = null, named] = /^acs:kms:[^:]*:[^:]*:secret\/(.+)$/.exec(given) ?? [];
  const name = named ?? given;
  if (!namePattern.test(name) || name.length > secretLimits.nameCharacters) {
    throw invalid('The parameter SecretName is not valid.');
  }
  return { name, arn };
}

/** A version to store; `VersionStages` is a JSON array of names, as in the reference. */
export function newVersion(parameters: URLSearchParams): NewVersion {
  return {
    id: parameters.get('VersionId') ?? '',
    data: parameters.get('SecretData') ?? '',
    dataType: parameters.get('SecretDataType') ?? 'text',
    stages: stageNames(parameters.get('VersionStages')),
  };
}

/** Tags in CreateSecret's format: `[{"TagKey":…,"TagValue":…}]`. */
export function tags(parameters: URLSearchParams): Readonly<Record<string, string>> {
  const text = parameters.get('Tags');
  if (!text) return {};
  const list = jsonArray(text, 'Tags');
  return Object.fromEntries(list.map((item) => [textMember(item, 'TagKey'), textMember(item, 'TagValue')]));
}

function stageNames(text: string | null): readonly string[] {
  if (!text) return [];
  const list = jsonArray(text, 'VersionStages');
  return list.map((item) => {
    if (typeof item !== 'string') throw invalid('The parameter VersionStages is not valid.');
    return item;
  });
}

function jsonArray(text: string, name: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value;
  } catch {
    // Refused below, the same way for both.
  }
  throw invalid(`The parameter ${name} is not valid.`);
}

function textMember(item: unknown, name: string): string {
  const value = typeof item === 'object' && item !== null ? Reflect.get(item, name) : undefined;
  if (typeof value === 'string') return value;
  throw invalid('The parameter Tags is not valid.');
}
