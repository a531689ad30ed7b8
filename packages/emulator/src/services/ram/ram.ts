import { randomInt } from 'node:crypto';
import { ApiError, wireTime } from '../../http/reply.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { Identity, IdentityType } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import {
  assuming,
  createRpcService,
  integer,
  leavingOut,
  type RpcCall,
  required,
} from '../rpc/rpc-service.js';
import type { Service } from '../service.js';
import { readTrust, trustDocument } from './trust.js';

/** Resource Access Management: the users and roles of the caller's account, from the world. */
export function createRam(world: World): Service {
  const of = (operation: (world: World, call: RpcCall) => Record<string, unknown>) => (call: RpcCall) =>
    operation(world, call);
  return createRpcService({
    world,
    product: 'Ram',
    version: '2015-05-01',
    operations: {
      ListUsers: leavingOut(['Marker'], assuming(told, of(listUsers))),
      GetUser: assuming(told, of(getUser)),
      CreateUser: assuming(told, of(createUser)),
      DeleteUser: assuming(
        'keys and policies go with the user, whom the cloud would not delete before them; what it holds in clusters stays',
        of(deleteUser),
      ),
      ListRoles: leavingOut(['Marker', 'Roles.Role.Tags'], assuming(told, of(listRoles))),
      GetRole: assuming(told, of(getRole)),
      CreateRole: assuming(told, of(createRole)),
      UpdateRole: assuming(told, of(updateRole)),
      DeleteRole: assuming('policies go with the role; what it holds in clusters stays', of(deleteRole)),
    },
  });
}

const told =
  'everybody was made when the scenario begins, and never changed; phone, mail and comments are empty';

const permit = permitOrRefuse({
  status: 403,
  code: 'NoPermission',
  message: () => 'You are not authorized to do this action. You should be authorized by RAM.',
});

type Kind = 'User' | 'Role';

const typeOf: Readonly<Record<Kind, IdentityType>> = { User: 'RamUser', Role: 'RamRole' };

function listUsers(world: World, call: RpcCall) {
  const { items, ...page } = listed(world, call, 'User');
  return { Users: { User: items.map((each) => userJson(world, each)) }, ...page };
}

function listRoles(world: World, call: RpcCall) {
  const { items, ...page } = listed(world, call, 'Role');
  return { Roles: { Role: items.map((each) => roleJson(world, each)) }, ...page };
}

function getUser(world: World, call: RpcCall) {
  const user = existing(world, call, 'User', 'GetUser');
  return { User: { ...userJson(world, user), LastLoginDate: '' } };
}

function getRole(world: World, call: RpcCall) {
  return { Role: documentedRole(world, existing(world, call, 'Role', 'GetRole')) };
}

function createUser(world: World, call: RpcCall) {
  const displayName = call.parameters.get('DisplayName');
  const made = added(world, call, 'User', { trusts: [], externalId: null, displayName });
  return { User: userJson(world, made) };
}

function createRole(world: World, call: RpcCall) {
  const trust = readTrust(required(call.parameters, 'AssumeRolePolicyDocument'));
  return { Role: documentedRole(world, added(world, call, 'Role', { ...trust, displayName: null })) };
}

function updateRole(world: World, call: RpcCall) {
  const role = existing(world, call, 'Role', 'UpdateRole');
  const document = call.parameters.get('NewAssumeRolePolicyDocument');
  if (document) Object.assign(role, readTrust(document));
  return { Role: documentedRole(world, role) };
}

function deleteUser(world: World, call: RpcCall) {
  existing(world, call, 'User', 'DeleteUser').state = 'Deleted';
  return {};
}

function deleteRole(world: World, call: RpcCall) {
  existing(world, call, 'Role', 'DeleteRole').state = 'Deleted';
  return {};
}

/** By name, after the marker, which is the last name of the previous page. */
function listed(world: World, { caller, parameters }: RpcCall, kind: Kind) {
  const { accountId } = caller.identity;
  permit(caller, `ram:List${kind}s`, resourceOf(accountId, kind, '*'));
  const size = integer(parameters, 'MaxItems', { least: 1, most: 1000, otherwise: 100 });
  const marker = parameters.get('Marker') ?? '';
  const rest = living(world, accountId, kind)
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .filter(({ name }) => name > marker);
  const items = rest.slice(0, size);
  const isTruncated = rest.length > size;
  return { items, IsTruncated: isTruncated, ...(isTruncated ? { Marker: items.at(-1)?.name ?? '' } : {}) };
}

function existing(world: World, call: RpcCall, kind: Kind, action: string): Identity {
  const { caller, parameters } = call;
  const { accountId } = caller.identity;
  const name = required(parameters, `${kind}Name`);
  permit(caller, `ram:${action}`, resourceOf(accountId, kind, name));
  const found = living(world, accountId, kind).find((each) => each.name === name);
  if (found) return found;
  const message = `The ${kind.toLowerCase()} not exists: ${name}.`;
  throw new ApiError(404, `EntityNotExist.${kind}`, message);
}

type Made = Pick<Identity, 'trusts' | 'externalId' | 'trustPolicy'> & { readonly displayName: string | null };

const namePattern = /^[\w.-]{1,64}$/;

/** A new identity, without rights and keys. */
function added(world: World, { caller, parameters }: RpcCall, kind: Kind, made: Made): Identity {
  const { accountId } = caller.identity;
  const name = required(parameters, `${kind}Name`);
  permit(caller, `ram:Create${kind}`, resourceOf(accountId, kind, name));
  if (!namePattern.test(name)) {
    throw new ApiError(400, `InvalidParameter.${kind}Name.InvalidChars`, `The ${kind}Name is invalid.`);
  }
  if (living(world, accountId, kind).some((each) => each.name === name)) {
    const message = `The ${kind.toLowerCase()} already exists: ${name}.`;
    throw new ApiError(409, `EntityAlreadyExists.${kind}`, message);
  }
  return world.identities.add({
    ...made,
    uid: `${kind === 'Role' ? '3' : '2'}${randomInt(1e8, 1e9)}${randomInt(1e7, 1e8)}`,
    accountId,
    name,
    displayName: made.displayName ?? name,
    type: typeOf[kind],
    state: 'Active',
    accessKeys: [],
    policies: [],
    cloudService: null,
  });
}

/** Deleted identities are no longer in RAM, though clusters still know them. */
function living(world: World, accountId: string, kind: Kind): readonly Identity[] {
  return world.identities.all().filter((each) => {
    return each.accountId === accountId && each.type === typeOf[kind] && each.state !== 'Deleted';
  });
}

function resourceOf(accountId: string, kind: Kind, name: string): string {
  return `acs:ram:*:${accountId}:${kind.toLowerCase()}/${name}`;
}

function userJson({ toldAt }: World, { uid, name, displayName }: Identity) {
  const date = wireTime(toldAt);
  const contact = { MobilePhone: '', Email: '', Comments: '' };
  return {
    UserId: uid,
    UserName: name,
    DisplayName: displayName,
    ...contact,
    CreateDate: date,
    UpdateDate: date,
  };
}

function roleJson({ identities, toldAt }: World, role: Identity) {
  const date = wireTime(toldAt);
  return {
    RoleId: role.uid,
    RoleName: role.name,
    Arn: identities.arn(role),
    Description: '',
    MaxSessionDuration: 3600,
    CreateDate: date,
    UpdateDate: date,
  };
}

function documentedRole(world: World, role: Identity) {
  return { ...roleJson(world, role), AssumeRolePolicyDocument: trustDocument(role) };
}
