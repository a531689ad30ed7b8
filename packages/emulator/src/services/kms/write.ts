import { ApiError, wireTime } from '../../http/reply.js';
import { assuming, integer, type RpcCall, type RpcOperation } from '../rpc/rpc-service.js';
import {
  checkUsable,
  currentStage,
  findVersion,
  invalid,
  moveStage,
  putVersion,
  type Secret,
} from './secret.js';
import {
  encryptionKey,
  existingSecret,
  type KmsStore,
  kmsArn,
  nameSecret,
  newVersion,
  secretsOf,
  storeTime,
  tags,
  useKey,
} from './store.js';

const dayMs = 86_400_000;

/** The operations that change secrets. */
export function writeOperations(store: KmsStore): Record<string, RpcOperation> {
  return {
    CreateSecret: assuming('the code for a KMS instance that is not there', (call) =>
      createSecret(store, call),
    ),
    PutSecretValue: assuming('the eleventh version drops the oldest that carries no stage', (call) =>
      putSecretValue(store, call),
    ),
    UpdateSecretVersionStage: assuming(
      'moving ACSCurrent takes ACSPrevious along, or not, as setPreviousFollowsMoves says; the codes for a stage that cannot be removed and for too many stages',
      (call) => updateSecretVersionStage(store, call),
    ),
    UpdateSecret: (call) => updateSecret(store, call),
    DeleteSecret: (call) => deleteSecret(store, call),
    RestoreSecret: (call) => restoreSecret(store, call),
  };
}

function createSecret(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const name = nameSecret(store, call, 'CreateSecret');
  const empty = emptySecret(store, call, name);
  if (secretsOf(store, call).has(name))
    throw new ApiError(409, 'Rejected.ResourceExist', 'The resource already exists.');
  useKey(store, call, empty.encryptionKeyId, 'GenerateDataKey');
  const version = { ...newVersion(call.parameters), stages: [currentStage] };
  secretsOf(store, call).set(name, putVersion(empty, version, empty.created));
  return {
    Arn: kmsArn(store, call, `secret/${name}`),
    SecretName: name,
    VersionId: version.id,
    SecretType: 'Generic',
    AutomaticRotation: 'Disabled',
    ...(empty.instanceId ? { DKMSInstanceId: empty.instanceId } : {}),
  };
}

function emptySecret(store: KmsStore, { parameters }: RpcCall, name: string): Secret {
  if ((parameters.get('SecretType') ?? 'Generic') !== 'Generic')
    throw invalid('Only generic secrets are kept here.');
  const instanceId = parameters.get('DKMSInstanceId');
  const key = encryptionKey(store.keys, parameters.get('EncryptionKeyId'), instanceId);
  const created = storeTime(store);
  return {
    name,
    description: parameters.get('Description') ?? '',
    encryptionKeyId: key?.id ?? null,
    instanceId: instanceId ?? key?.instanceId ?? null,
    tags: tags(parameters),
    created,
    updated: created,
    plannedDelete: null,
    versions: [],
  };
}

function putSecretValue(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const name = nameSecret(store, call, 'PutSecretValue');
  const secret = checkUsable(existingSecret(store, call, name));
  useKey(store, call, secret.encryptionKeyId, 'GenerateDataKey');
  const version = newVersion(call.parameters);
  const changed = putVersion(secret, version, storeTime(store));
  secretsOf(store, call).set(name, changed);
  const { stages } = findVersion(changed, version.id, null);
  return { SecretName: name, VersionId: version.id, VersionStages: { VersionStage: stages } };
}

function updateSecretVersionStage(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const name = nameSecret(store, call, 'UpdateSecretVersionStage');
  const move = {
    stage: call.parameters.get('VersionStage') ?? '',
    from: call.parameters.get('RemoveFromVersion'),
    to: call.parameters.get('MoveToVersion'),
    previousFollows: store.previousFollowsMoves,
  };
  secretsOf(store, call).set(
    name,
    moveStage(checkUsable(existingSecret(store, call, name)), move, storeTime(store)),
  );
  return { SecretName: name };
}

function updateSecret(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const name = nameSecret(store, call, 'UpdateSecret');
  const secret = checkUsable(existingSecret(store, call, name));
  const description = call.parameters.get('Description') ?? secret.description;
  secretsOf(store, call).set(name, { ...secret, description, updated: storeTime(store) });
  return { SecretName: name };
}

function deleteSecret(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const name = nameSecret(store, call, 'DeleteSecret');
  const secret = existingSecret(store, call, name);
  if (call.parameters.get('ForceDeleteWithoutRecovery') === 'true') {
    secretsOf(store, call).delete(name);
    return { SecretName: name, PlannedDeleteTime: storeTime(store) };
  }
  const days = integer(call.parameters, 'RecoveryWindowInDays', { least: 7, most: 30, otherwise: 30 });
  const plannedDelete = wireTime(new Date(store.world.clock.now().getTime() + days * dayMs));
  secretsOf(store, call).set(name, { ...checkUsable(secret), plannedDelete });
  return { SecretName: name, PlannedDeleteTime: plannedDelete };
}

function restoreSecret(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const name = nameSecret(store, call, 'RestoreSecret');
  secretsOf(store, call).set(name, { ...existingSecret(store, call, name), plannedDelete: null });
  return { SecretName: name };
}
