import { integer, type RpcCall, type RpcOperation } from '../rpc/rpc-service.js';
import { checkUsable, findVersion, type Secret, type SecretVersion } from './secret.js';
import { existingSecret, type KmsStore, kmsArn, nameSecret, permit, secretsOf, useKey } from './store.js';

/** The read-only operations. */
export function readOperations(store: KmsStore): Record<string, RpcOperation> {
  return {
    GetSecretValue: (call) => getSecretValue(store, call),
    DescribeSecret: (call) => describeSecret(store, call),
    ListSecretVersionIds: (call) => listSecretVersionIds(store, call),
    ListSecrets: (call) => listSecrets(store, call),
  };
}

function getSecretValue(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const secret = checkUsable(existingSecret(store, call, nameSecret(store, call, 'GetSecretValue')));
  useKey(store, call, secret.encryptionKeyId, 'Decrypt');
  const id = call.parameters.get('VersionId');
  return valueReply(secret, findVersion(secret, id, call.parameters.get('VersionStage')));
}

function describeSecret(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const secret = existingSecret(store, call, nameSecret(store, call, 'DescribeSecret'));
  return metadataReply(
    secret,
    kmsArn(store, call, `secret/${secret.name}`),
    call.parameters.get('FetchTags') === 'true',
  );
}

/** Newest first; versions without a stage count as deprecated and are shown only on request. */
function listSecretVersionIds(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const secret = existingSecret(store, call, nameSecret(store, call, 'ListSecretVersionIds'));
  const all = call.parameters.get('IncludeDeprecated') === 'true';
  const shown = secret.versions.filter((version) => all || version.stages.length > 0).toReversed();
  const { items, ...page } = pageOf(shown, call.parameters);
  return { SecretName: secret.name, ...page, VersionIds: { VersionId: items.map(versionItem) } };
}

function listSecrets(store: KmsStore, call: RpcCall): Record<string, unknown> {
  permit(call.caller, 'kms:ListSecrets', kmsArn(store, call, 'secret/*'));
  const fetchTags = call.parameters.get('FetchTags') === 'true';
  const { items, ...page } = pageOf([...secretsOf(store, call).values()], call.parameters);
  return { ...page, SecretList: { Secret: items.map((secret) => listItem(secret, fetchTags)) } };
}

export function pageOf<Item>(all: readonly Item[], parameters: URLSearchParams) {
  const number = integer(parameters, 'PageNumber', { least: 1, most: 1_000_000, otherwise: 1 });
  const size = integer(parameters, 'PageSize', { least: 1, most: 100, otherwise: 10 });
  const items = all.slice((number - 1) * size, number * size);
  return { items, PageNumber: number, PageSize: size, TotalCount: all.length };
}

/** GetSecretValue's members. */
function valueReply(secret: Secret, version: SecretVersion): Record<string, unknown> {
  return {
    SecretName: secret.name,
    SecretType: 'Generic',
    SecretData: version.data,
    SecretDataType: version.dataType,
    VersionId: version.id,
    VersionStages: { VersionStage: version.stages },
    CreateTime: version.created,
    AutomaticRotation: 'Disabled',
    RotationInterval: '',
    NextRotationDate: '',
    LastRotationDate: '',
    ExtendedConfig: '',
  };
}

/** DescribeSecret's members; tags only on request. */
function metadataReply(secret: Secret, arn: string, fetchTags: boolean): Record<string, unknown> {
  return {
    SecretName: secret.name,
    Arn: arn,
    SecretType: 'Generic',
    Description: secret.description,
    EncryptionKeyId: secret.encryptionKeyId ?? '',
    ...(secret.instanceId ? { DKMSInstanceId: secret.instanceId } : {}),
    AutomaticRotation: 'Disabled',
    CreateTime: secret.created,
    UpdateTime: secret.updated,
    PlannedDeleteTime: secret.plannedDelete ?? '',
    ...(fetchTags ? { Tags: tagList(secret) } : {}),
  };
}

/** One item of ListSecrets. */
function listItem(secret: Secret, fetchTags: boolean): Record<string, unknown> {
  return {
    SecretName: secret.name,
    SecretType: 'Generic',
    CreateTime: secret.created,
    UpdateTime: secret.updated,
    PlannedDeleteTime: secret.plannedDelete ?? '',
    ...(fetchTags ? { Tags: tagList(secret) } : {}),
  };
}

/** One item of ListSecretVersionIds. */
function versionItem(version: SecretVersion): Record<string, unknown> {
  return {
    VersionId: version.id,
    CreateTime: version.created,
    VersionStages: { VersionStage: version.stages },
  };
}

function tagList(secret: Secret): Record<string, unknown> {
  return { Tag: Object.entries(secret.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) };
}
