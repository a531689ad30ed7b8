import { assuming, type RpcCall, type RpcOperation, required } from '../rpc/rpc-service.js';
import { pageOf } from './read.js';
import {
  existingSecret,
  type KmsKey,
  type KmsStore,
  keyNotFound,
  kmsArn,
  nameSecret,
  permit,
  secretsOf,
  storeTime,
} from './store.js';

/** Operations on keys and secrets that tools call before they write anything: read-only. */
export function keyOperations(store: KmsStore): Record<string, RpcOperation> {
  return {
    DescribeKey: assuming('all but its state and its instance is as a new symmetric key has it', (call) =>
      describeKey(store, call),
    ),
    ListKeys: (call) => listKeys(store, call),
    GetSecretPolicy: assuming('the policy that the cloud gives a secret, whoever made it', (call) =>
      getSecretPolicy(store, call),
    ),
    ListTagResources: assuming('of secrets alone, all at once', (call) => listTagResources(store, call)),
  };
}

function describeKey(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const id = required(call.parameters, 'KeyId');
  permit(call.caller, 'kms:DescribeKey', kmsArn(store, call, `key/${id}`));
  const key = store.keys.get(id);
  if (!key) throw keyNotFound(id);
  return { KeyMetadata: keyJson(store, call, key) };
}

function listKeys(store: KmsStore, call: RpcCall): Record<string, unknown> {
  permit(call.caller, 'kms:ListKeys', kmsArn(store, call, 'key/*'));
  const { items, ...page } = pageOf([...store.keys.values()], call.parameters);
  return {
    ...page,
    Keys: { Key: items.map(({ id }) => ({ KeyId: id, KeyArn: kmsArn(store, call, `key/${id}`) })) },
  };
}

function getSecretPolicy(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const name = nameSecret(store, call, 'GetSecretPolicy');
  existingSecret(store, call, name);
  const statement = {
    Sid: 'kms default secret policy',
    Effect: 'Allow',
    Principal: { RAM: [`acs:ram::${store.world.identities.accountId}:*`] },
    Action: ['kms:*'],
    Resource: ['*'],
  };
  return { Policy: JSON.stringify({ Statement: [statement], Version: '1' }) };
}

function listTagResources(store: KmsStore, call: RpcCall): Record<string, unknown> {
  const { parameters } = call;
  const type = required(parameters, 'ResourceType');
  const named = [...parameters]
    .filter(([member]) => /^ResourceId\.\d+$/.test(member))
    .map(([, value]) => value);
  permit(call.caller, 'kms:ListTagResources', kmsArn(store, call, 'secret/*'));
  const secrets = [...secretsOf(store, call).values()].filter(
    ({ name }) => named.length === 0 || named.includes(name),
  );
  const resources = secrets.flatMap(({ name, tags }) =>
    Object.entries(tags).map(([TagKey, TagValue]) => {
      return { ResourceId: name, ResourceType: 'secret', TagKey, TagValue };
    }),
  );
  return { TagResources: { TagResource: type === 'secret' ? resources : [] }, NextToken: '' };
}

function keyJson(store: KmsStore, call: RpcCall, { id, instanceId, state }: KmsKey) {
  return {
    KeyId: id,
    Arn: kmsArn(store, call, `key/${id}`),
    KeyState: state,
    KeyUsage: 'ENCRYPT/DECRYPT',
    KeySpec: 'Aliyun_AES_256',
    Origin: 'Aliyun_KMS',
    ProtectionLevel: 'SOFTWARE',
    Creator: store.world.identities.accountId,
    CreationDate: storeTime(store),
    Description: '',
    DeleteDate: '',
    MaterialExpireTime: '',
    AutomaticRotation: 'Disabled',
    RotationInterval: '',
    LastRotationDate: '',
    NextRotationDate: '',
    PrimaryKeyVersion: `${id}-v1`,
    DeletionProtection: 'Disabled',
    ...(instanceId ? { DKMSInstanceId: instanceId } : {}),
  };
}
