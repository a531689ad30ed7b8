import { randomBytes } from 'node:crypto';
import { ApiError, wireTime } from '../../http/reply.js';
import { type RpcCall, type RpcOperation, required } from '../../services/rpc/rpc-service.js';
import type { AccessKey, Identity } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { existing } from './entities.js';

const mostKeys = 2;

/** Users' access keys: a new one signs at once, an inactive or deleted one no more. */
export function accessKeyOperations(world: World): Record<string, RpcOperation> {
  return {
    CreateAccessKey: (call) => createKey(world, call),
    ListAccessKeys: (call) => {
      const { accessKeys } = userOf(world, call, 'ListAccessKeys');
      return { AccessKeys: { AccessKey: accessKeys.map((key) => keyJson(world, key)) } };
    },
    UpdateAccessKey: (call) => {
      const status = required(call.parameters, 'Status');
      if (status !== 'Active' && status !== 'Inactive') {
        throw new ApiError(400, 'InvalidParameter.Status', 'The parameter Status is Active or Inactive.');
      }
      keyOf(userOf(world, call, 'UpdateAccessKey'), call).active = status === 'Active';
      return {};
    },
    DeleteAccessKey: (call) => {
      const user = userOf(world, call, 'DeleteAccessKey');
      user.accessKeys.splice(user.accessKeys.indexOf(keyOf(user, call)), 1);
      return {};
    },
  };
}

function createKey(world: World, call: RpcCall) {
  const user = userOf(world, call, 'CreateAccessKey');
  if (user.accessKeys.length >= mostKeys) {
    throw new ApiError(409, 'LimitExceeded.User.AccessKey', `A user has ${mostKeys} access keys at most.`);
  }
  const key: AccessKey = {
    id: `LTAI5t${randomBytes(9).toString('hex')}`,
    secret: randomBytes(15).toString('hex'),
    active: true,
    created: wireTime(world.clock.now()),
  };
  user.accessKeys.push(key);
  // The secret is told this once.
  const { AccessKeyId, ...rest } = keyJson(world, key);
  return { AccessKey: { AccessKeyId, AccessKeySecret: key.secret, ...rest } };
}

/** The user named, or else the caller. */
function userOf(world: World, call: RpcCall, action: string): Identity {
  const parameters = new URLSearchParams(call.parameters);
  if (!parameters.get('UserName')) parameters.set('UserName', call.caller.identity.name);
  return existing(world, { ...call, parameters }, 'User', action);
}

function keyOf({ accessKeys }: Identity, { parameters }: RpcCall): AccessKey {
  const id = required(parameters, 'UserAccessKeyId');
  const key = accessKeys.find((each) => each.id === id);
  if (key) return key;
  throw new ApiError(404, 'EntityNotExist.User.AccessKey', `The access key not exists: ${id}.`);
}

function keyJson({ toldAt }: World, { id, active, created = wireTime(toldAt) }: AccessKey) {
  return { AccessKeyId: id, Status: active ? 'Active' : 'Inactive', CreateDate: created };
}
