import { randomInt } from 'node:crypto';
import { ApiError, wireTime } from '../../http/reply.js';
import { readTrust, trustDocument } from '../../ram/trust.js';
import {
  assuming,
  createRpcService,
  integer,
  leavingOut,
  type RpcCall,
  type RpcOperation,
  required,
} from '../../services/rpc/rpc-service.js';
import type { Service } from '../../services/service.js';
import { type Identity, usualSessionSeconds } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { attachmentOperations } from './attachments.js';
import { existing, type Kind, living, pageOf, permit, resourceOf, typeOf } from './entities.js';
import { policyOperations } from './policies.js';
import type { ManagedPolicy, PolicyStore } from './policy-store.js';

/** Operations that stand elsewhere, with what they keep. */
export interface FurtherRam {
  operations(store: PolicyStore): Record<string, RpcOperation>;
  save(): unknown;
  load(saved: unknown): void;
}

interface SavedRam {
  readonly policies: readonly (readonly [string, ManagedPolicy])[];
  readonly further: unknown;
}

/** Resource Access Management: users, roles and policies of the caller's account, from the world. */
export function createRam(world: World, further: FurtherRam): Service {
  const store: PolicyStore = { world, custom: new Map() };
  const of = (operation: (world: World, call: RpcCall) => Record<string, unknown>) => (call: RpcCall) =>
    operation(world, call);
  const service = createRpcService({
    world,
    product: 'Ram',
    version: '2015-05-01',
    operations: {
      ListUsers: leavingOut(['Marker'], assuming(told, of(listUsers))),
      GetUser: assuming(told, of(getUser)),
      CreateUser: assuming(told, of(createUser)),
      DeleteUser: assuming(
        'keys go with the user, whom the cloud would not delete before them; what it holds in clusters stays',
        of(deleteUser),
      ),
      ListRoles: leavingOut(['Marker', 'Roles.Role.Tags'], assuming(told, of(listRoles))),
      GetRole: assuming(told, of(getRole)),
      CreateRole: assuming(told, of(createRole)),
      UpdateRole: assuming(told, of(updateRole)),
      DeleteRole: assuming('what it holds in clusters stays', of(deleteRole)),
      ...policyOperations(store),
      ...attachmentOperations(store),
      ...further.operations(store),
    },
  });
  return {
    ...service,
    save: (): SavedRam => ({ policies: [...store.custom], further: further.save() }),
    load: (saved) => {
      store.custom.clear();
      const { policies, further: more } = saved as SavedRam;
      for (const [key, policy] of policies) store.custom.set(key, policy);
      further.load(more);
    },
  };
}

const told =
  'everybody was made when the scenario begins, and never changed; phone, mail and comments are empty';

/** By name, after the marker, which is the last name of the previous page. */
function listed(world: World, call: RpcCall, kind: Kind) {
  const { accountId } = call.caller.identity;
  permit(call.caller, `ram:List${kind}s`, resourceOf(accountId, kind, '*'));
  return pageOf(call, living(world, accountId, kind));
}

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
  const { parameters } = call;
  const trust = readTrust(required(parameters, 'AssumeRolePolicyDocument'));
  const description = parameters.get('Description') ?? '';
  const settings = { description, ...sessionLimit(parameters, 'MaxSessionDuration') };
  const made = added(world, call, 'Role', { ...trust, ...settings, displayName: null });
  return { Role: documentedRole(world, made) };
}

function updateRole(world: World, call: RpcCall) {
  const role = existing(world, call, 'Role', 'UpdateRole');
  const { parameters } = call;
  const document = parameters.get('NewAssumeRolePolicyDocument');
  const description = parameters.get('NewDescription');
  const settings = sessionLimit(parameters, 'NewMaxSessionDuration');
  if (document) Object.assign(role, readTrust(document));
  if (description !== null) role.description = description;
  Object.assign(role, settings);
  return { Role: documentedRole(world, role) };
}

function deleteUser(world: World, call: RpcCall) {
  return deleted(existing(world, call, 'User', 'DeleteUser'), 'User');
}

function deleteRole(world: World, call: RpcCall) {
  return deleted(existing(world, call, 'Role', 'DeleteRole'), 'Role');
}

/** Policies that were attached have to be detached first; a scenario's own go along. */
function deleted(identity: Identity, kind: Kind): Record<string, unknown> {
  if (identity.policies.some(({ attached }) => attached?.date !== undefined)) {
    const message = `The ${kind.toLowerCase()} has policies: ${identity.name}.`;
    throw new ApiError(409, `DeleteConflict.${kind}.Policy`, message);
  }
  identity.state = 'Deleted';
  identity.inherited = [];
  return {};
}

/** From an hour to twelve (CreateRole's reference, 2026). */
function sessionLimit(parameters: URLSearchParams, name: string): Pick<Identity, 'maxSessionSeconds'> {
  if (!parameters.get(name)) return {};
  const bounds = { least: 3600, most: 43_200, otherwise: usualSessionSeconds };
  return { maxSessionSeconds: integer(parameters, name, bounds) };
}

type Made = Pick<Identity, 'trusts' | 'externalId' | 'trustPolicy' | 'description' | 'maxSessionSeconds'> & {
  readonly displayName: string | null;
};

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
    Description: role.description ?? '',
    MaxSessionDuration: role.maxSessionSeconds ?? usualSessionSeconds,
    CreateDate: date,
    UpdateDate: date,
  };
}

function documentedRole(world: World, role: Identity) {
  return { ...roleJson(world, role), AssumeRolePolicyDocument: trustDocument(role) };
}
