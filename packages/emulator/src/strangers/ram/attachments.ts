import { ApiError, wireTime } from '../../http/reply.js';
import { leavingOut, type RpcCall, type RpcOperation } from '../../services/rpc/rpc-service.js';
import type { Identity } from '../../world/identities.js';
import { existing as existingEntity, type Kind } from './entities.js';
import { existing as existingNamed } from './policies.js';
import {
  customPolicies,
  defaultVersionOf,
  existingPolicy,
  holdersOf,
  type PolicyStore,
} from './policy-store.js';

/** Who has which policy: what is attached is in force with the next request. */
export function attachmentOperations(store: PolicyStore): Record<string, RpcOperation> {
  return {
    AttachPolicyToUser: (call) => attach(store, call, 'User'),
    AttachPolicyToRole: (call) => attach(store, call, 'Role'),
    DetachPolicyFromUser: (call) => detach(store, call, 'User'),
    DetachPolicyFromRole: (call) => detach(store, call, 'Role'),
    ListPoliciesForUser: (call) => listPolicies(store, call, 'User'),
    ListPoliciesForRole: (call) => listPolicies(store, call, 'Role'),
    ListEntitiesForPolicy: leavingOut(['Groups.Group[]'], (call) => listEntities(store, call)),
  };
}

/** RAM is asked about the identity and about the policy. */
function attach(store: PolicyStore, call: RpcCall, kind: Kind) {
  const action = `AttachPolicyTo${kind}`;
  const identity = existingEntity(store.world, call, kind, action);
  const policy = existingNamed(store, call, action);
  if (holds(identity, policy)) {
    const message = `The policy has already been attached to the ${kind.toLowerCase()}: ${policy.name}.`;
    throw new ApiError(409, `EntityAlreadyExists.${kind}.Policy`, message);
  }
  const date = wireTime(store.world.clock.now());
  const attached = { type: policy.type, name: policy.name, date };
  identity.policies = [...identity.policies, { ...defaultVersionOf(policy).document, attached }];
  return {};
}

function detach(store: PolicyStore, call: RpcCall, kind: Kind) {
  const action = `DetachPolicyFrom${kind}`;
  const identity = existingEntity(store.world, call, kind, action);
  const policy = existingNamed(store, call, action);
  if (!holds(identity, policy)) {
    const message = `The policy is not attached to the ${kind.toLowerCase()}: ${policy.name}.`;
    throw new ApiError(404, `EntityNotExist.${kind}.Policy`, message);
  }
  identity.policies = identity.policies.filter(
    ({ attached }) => attached?.type !== policy.type || attached.name !== policy.name,
  );
  return {};
}

function listPolicies(store: PolicyStore, call: RpcCall, kind: Kind) {
  const { accountId } = call.caller.identity;
  const identity = existingEntity(store.world, call, kind, `ListPoliciesFor${kind}`);
  // Also makes the scenario's own documents policies with a name.
  customPolicies(store, accountId);
  const Policy = identity.policies.flatMap(({ attached }) => {
    if (!attached) return [];
    const { description, defaultVersion } = existingPolicy(store, accountId, attached);
    return [
      {
        PolicyName: attached.name,
        PolicyType: attached.type,
        Description: description,
        DefaultVersion: defaultVersion,
        AttachDate: attached.date ?? wireTime(store.world.toldAt),
      },
    ];
  });
  return { Policies: { Policy } };
}

function listEntities(store: PolicyStore, call: RpcCall) {
  const policy = existingNamed(store, call, 'ListEntitiesForPolicy');
  const all = holdersOf(store.world, call.caller.identity.accountId, policy);
  const dateOf = (date: string | undefined) => ({ AttachDate: date ?? wireTime(store.world.toldAt) });
  const User = all
    .filter(({ identity }) => identity.type === 'RamUser')
    .map(({ identity: { uid, name, displayName }, held }) => {
      return { UserId: uid, UserName: name, DisplayName: displayName, ...dateOf(held.attached?.date) };
    });
  const Role = all
    .filter(({ identity }) => identity.type === 'RamRole')
    .map(({ identity, held }) => ({
      RoleId: identity.uid,
      RoleName: identity.name,
      Arn: store.world.identities.arn(identity),
      Description: identity.description ?? '',
      ...dateOf(held.attached?.date),
    }));
  return { Users: { User }, Roles: { Role }, Groups: { Group: [] } };
}

function holds(
  { policies }: Identity,
  { type, name }: { readonly type: string; readonly name: string },
): boolean {
  return policies.some(({ attached }) => attached?.type === type && attached.name === name);
}
