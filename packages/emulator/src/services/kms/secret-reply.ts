import type { Secret, SecretVersion } from './secret.js';

/** GetSecretValue's members. */
export function valueReply(secret: Secret, version: SecretVersion): Record<string, unknown> {
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

/** DescribeSecret's members; tags only when asked for. */
export function metadataReply(secret: Secret, arn: string, fetchTags: boolean): Record<string, unknown> {
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
export function listItem(secret: Secret, fetchTags: boolean): Record<string, unknown> {
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
export function versionItem(version: SecretVersion): Record<string, unknown> {
  return {
    VersionId: version.id,
    CreateTime: version.created,
    VersionStages: { VersionStage: version.stages },
  };
}

function tagList(secret: Secret): Record<string, unknown> {
  return { Tag: Object.entries(secret.tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) };
}
