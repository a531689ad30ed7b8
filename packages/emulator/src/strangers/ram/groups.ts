import { randomBytes } from 'node:crypto';
import { ApiError, wireTime } from '../../http/reply.js';
import { leavingOut, type RpcCall, type RpcOperation, required } from '../../services/rpc/rpc-service.js';
import type { AccessKey, HeldPolicy, Identity } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { existing, pageOf, permit, resourceOf } from './entities.js';
import { existing as existingPolicy } from './policies.js';
import { defaultVersionOf, type PolicyStore } from './policy-store.js';
import type { FurtherRam } from './ram.js';

/** A group of users of one account. */
interface UserGroup {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly comments: string;
  readonly created: string;
  /** Uids. */
  members: readonly string[];
  policies: readonly HeldPolicy[];
}

/** Groups by account and name. */
type UserGroups = Map<string, UserGroup>;

/** RAM's operations on users' keys and groups, and the groups themselves. */
export function keysAndGroups(world: World): FurtherRam {
  const groups: UserGroups = new Map();
  return {
    operations: (store) => ({ ...accessKeyOperations(world), ...groupOperations(store, groups) }),
    save: () => [...groups],
    load: (saved) => {
      groups.clear();
      for (const [key, group] of saved as readonly (readonly [string, UserGroup])[]) groups.set(key, group);
    },
  };
}

/** Groups and their members: what is attached to a group counts for each of them, at once. */
function groupOperations(store: PolicyStore, groups: UserGroups): Record<string, RpcOperation> {
  const group = (call: RpcCall, action: string) => existingGroup(groups, call, action);
  return {
    CreateGroup: (call) => ({ Group: groupJson(createGroup(store, groups, call)) }),
    GetGroup: (call) => ({ Group: groupJson(group(call, 'GetGroup')) }),
    ListGroups: leavingOut(['Marker'], (call) => {
      const { accountId } = call.caller.identity;
      permit(call.caller, 'ram:ListGroups', resourceOf(accountId, 'Group', '*'));
      const { items, ...page } = pageOf(call, ownGroups(groups, accountId));
      return { Groups: { Group: items.map(groupJson) }, ...page };
    }),
    DeleteGroup: (call) => {
      const found = group(call, 'DeleteGroup');
      if (found.members.length > 0) throw conflict('DeleteConflict.Group.User', 'The group has users.');
      if (found.policies.length > 0) throw conflict('DeleteConflict.Group.Policy', 'The group has policies.');
      groups.delete(`${found.accountId}/${found.name}`);
      return {};
    },
    AddUserToGroup: (call) => changeMembers(store, groups, call, 'AddUserToGroup'),
    RemoveUserFromGroup: (call) => changeMembers(store, groups, call, 'RemoveUserFromGroup'),
    ListUsersForGroup: leavingOut(['Marker', 'Users.User.JoinDate'], (call) => {
      const { members } = group(call, 'ListUsersForGroup');
      const User = members.flatMap((uid) => userJson(store.world.identities.get(uid)));
      return { Users: { User }, IsTruncated: false };
    }),
    ListGroupsForUser: leavingOut(['Groups.Group.JoinDate'], (call) => {
      const user = existing(store.world, call, 'User', 'ListGroupsForUser');
      const all = ownGroups(groups, user.accountId).filter(({ members }) => members.includes(user.uid));
      return { Groups: { Group: all.map(groupJson) } };
    }),
    AttachPolicyToGroup: (call) => changePolicies(store, groups, call, 'AttachPolicyToGroup'),
    DetachPolicyFromGroup: (call) => changePolicies(store, groups, call, 'DetachPolicyFromGroup'),
    ListPoliciesForGroup: (call) => {
      const { policies } = group(call, 'ListPoliciesForGroup');
      const Policy = policies.map(({ attached }) => ({
        PolicyName: attached?.name ?? '',
        PolicyType: attached?.type ?? 'Custom',
        AttachDate: attached?.date ?? '',
        DefaultVersion: 'v1',
        Description: '',
      }));
      return { Policies: { Policy } };
    },
  };
}

function createGroup({ world }: PolicyStore, groups: UserGroups, { caller, parameters }: RpcCall): UserGroup {
  const { accountId } = caller.identity;
  const name = required(parameters, 'GroupName');
  permit(caller, 'ram:CreateGroup', resourceOf(accountId, 'Group', name));
  if (groups.has(`${accountId}/${name}`))
    throw conflict('EntityAlreadyExists.Group', `The group already exists: ${name}.`);
  const created = wireTime(world.clock.now());
  const comments = parameters.get('Comments') ?? '';
  const id = `g-${randomBytes(8).toString('hex')}`;
  const group = { id, accountId, name, comments, created, members: [], policies: [] };
  groups.set(`${accountId}/${name}`, group);
  return group;
}

function existingGroup(groups: UserGroups, { caller, parameters }: RpcCall, action: string): UserGroup {
  const { accountId } = caller.identity;
  const name = required(parameters, 'GroupName');
  permit(caller, `ram:${action}`, resourceOf(accountId, 'Group', name));
  const found = groups.get(`${accountId}/${name}`);
  if (found) return found;
  throw new ApiError(404, 'EntityNotExist.Group', `The group not exists: ${name}.`);
}

function changeMembers(
  store: PolicyStore,
  groups: UserGroups,
  call: RpcCall,
  action: 'AddUserToGroup' | 'RemoveUserFromGroup',
) {
  const group = existingGroup(groups, call, action);
  const user = existing(store.world, call, 'User', action);
  const isThere = group.members.includes(user.uid);
  const isAdding = action === 'AddUserToGroup';
  if (isAdding && isThere)
    throw conflict('EntityAlreadyExists.User.Group', 'The user is in the group already.');
  if (!isAdding && !isThere) {
    throw new ApiError(404, 'EntityNotExist.User.Group', 'The user is not in the group.');
  }
  const rest = group.members.filter((uid) => uid !== user.uid);
  group.members = isAdding ? [...rest, user.uid] : rest;
  inherit(groups, user);
  return {};
}

function changePolicies(
  store: PolicyStore,
  groups: UserGroups,
  call: RpcCall,
  action: 'AttachPolicyToGroup' | 'DetachPolicyFromGroup',
) {
  const group = existingGroup(groups, call, action);
  const policy = existingPolicy(store, call, action);
  const { type, name } = policy;
  const rest = group.policies.filter(({ attached }) => attached?.type !== type || attached.name !== name);
  const isThere = rest.length < group.policies.length;
  const isAttaching = action === 'AttachPolicyToGroup';
  if (isAttaching && isThere)
    throw conflict('EntityAlreadyExists.Group.Policy', 'The policy is attached already.');
  if (!isAttaching && !isThere) {
    throw new ApiError(404, 'EntityNotExist.Group.Policy', 'The policy is not attached.');
  }
  const date = wireTime(store.world.clock.now());
  const held = { ...defaultVersionOf(policy).document, attached: { type, name, date } };
  group.policies = isAttaching ? [...rest, held] : rest;
  for (const uid of group.members) {
    const user = store.world.identities.get(uid);
    if (user) inherit(groups, user);
  }
  return {};
}

/** What RAM asks about the user besides its own policies. */
function inherit(groups: UserGroups, user: Identity): void {
  user.inherited = ownGroups(groups, user.accountId)
    .filter(({ members }) => members.includes(user.uid))
    .flatMap(({ policies }) => policies);
}

function ownGroups(groups: UserGroups, accountId: string): readonly UserGroup[] {
  return [...groups.values()].filter((group) => group.accountId === accountId);
}

function groupJson({ id, name, comments, created }: UserGroup) {
  return { GroupId: id, GroupName: name, Comments: comments, CreateDate: created, UpdateDate: created };
}

function userJson(user: Identity | undefined) {
  return user === undefined || user.state === 'Deleted'
    ? []
    : [{ UserName: user.name, DisplayName: user.displayName }];
}

function conflict(code: string, message: string): ApiError {
  return new ApiError(409, code, message);
}

const mostKeys = 2;

/** Users' access keys: a new one signs at once, an inactive or deleted one no more. */
function accessKeyOperations(world: World): Record<string, RpcOperation> {
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
