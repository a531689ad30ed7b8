import { ApiError, wireTime } from '../../http/reply.js';
import {
  assuming,
  leavingOut,
  type RpcCall,
  type RpcOperation,
  required,
} from '../../services/rpc/rpc-service.js';
import type { PolicyType } from '../../world/identities.js';
import { pageOf, permit, resourceOf } from './entities.js';
import {
  customPolicies,
  defaultVersionOf,
  existingPolicy,
  forgetPolicy,
  holdersOf,
  keepPolicy,
  type ManagedPolicy,
  newVersion,
  type PolicyStore,
  type PolicyVersion,
  systemPoliciesIn,
} from './policy-store.js';

/** Policies and their versions. */
export function policyOperations(store: PolicyStore): Record<string, RpcOperation> {
  const of = (operation: (store: PolicyStore, call: RpcCall) => Record<string, unknown>) => (call: RpcCall) =>
    operation(store, call);
  return {
    CreatePolicy: assuming('NotAction and NotResource are refused', of(createPolicy)),
    GetPolicy: of(getPolicy),
    ListPolicies: leavingOut(
      ['Marker', 'Policies.Policy.Tags'],
      assuming('which system policies there are, and in outline what they allow', of(listPolicies)),
    ),
    DeletePolicy: of(deletePolicy),
    UpdatePolicyDescription: of(updateDescription),
    CreatePolicyVersion: assuming('NotAction and NotResource are refused', of(createVersion)),
    GetPolicyVersion: of(getVersion),
    ListPolicyVersions: of(listVersions),
    SetDefaultPolicyVersion: of(setDefaultVersion),
    DeletePolicyVersion: of(deleteVersion),
  };
}

const namePattern = /^[a-zA-Z0-9-]{1,128}$/;

const mostVersions = 5;

function createPolicy(store: PolicyStore, call: RpcCall) {
  const { accountId } = call.caller.identity;
  const { name } = permitted(call, 'CreatePolicy', 'Custom');
  if (!namePattern.test(name)) {
    throw new ApiError(400, 'InvalidParameter.PolicyName.InvalidChars', 'The PolicyName is invalid.');
  }
  const text = required(call.parameters, 'PolicyDocument');
  if ([...systemPoliciesIn(store), ...customPolicies(store, accountId)].some((each) => each.name === name)) {
    throw new ApiError(409, 'EntityAlreadyExists.Policy', `The policy already exists: ${name}.`);
  }
  const version = newVersion(store, 1, text);
  const policy: ManagedPolicy = {
    type: 'Custom',
    name,
    description: call.parameters.get('Description') ?? '',
    created: version.created,
    updated: version.created,
    defaultVersion: version.id,
    versions: [version],
    next: 2,
  };
  keepPolicy(store, accountId, policy);
  return { Policy: policyJson(policy) };
}

function getPolicy(store: PolicyStore, call: RpcCall) {
  const policy = existing(store, call, 'GetPolicy');
  const version = defaultVersionOf(policy);
  return {
    Policy: { ...countedJson(store, call, policy), PolicyDocument: version.text },
    DefaultPolicyVersion: versionJson(policy, version),
  };
}

function listPolicies(store: PolicyStore, call: RpcCall) {
  const { caller, parameters } = call;
  const { accountId } = caller.identity;
  permit(caller, 'ram:ListPolicies', resourceOf(accountId, 'Policy', '*'));
  const type = parameters.get('PolicyType') ? typeAsked(parameters) : null;
  const all = [...customPolicies(store, accountId), ...systemPoliciesIn(store)];
  const { items, ...page } = pageOf(
    call,
    all.filter((policy) => type === null || policy.type === type),
  );
  return { Policies: { Policy: items.map((policy) => countedJson(store, call, policy)) }, ...page };
}

function deletePolicy(store: PolicyStore, call: RpcCall) {
  const { accountId } = call.caller.identity;
  const policy = existing(store, call, 'DeletePolicy', 'Custom');
  const [holder] = holdersOf(store.world, accountId, policy);
  if (holder) {
    const kind = holder.identity.type === 'RamRole' ? 'Role' : 'User';
    const message = `The policy is attached to a ${kind.toLowerCase()}: ${holder.identity.name}.`;
    throw new ApiError(409, `DeleteConflict.Policy.${kind}`, message);
  }
  if (policy.versions.length > 1) {
    throw new ApiError(
      409,
      'DeleteConflict.Policy.Version',
      'The policy has other versions than its default.',
    );
  }
  forgetPolicy(store, accountId, policy.name);
  return {};
}

function updateDescription(store: PolicyStore, call: RpcCall) {
  const policy = existing(store, call, 'UpdatePolicyDescription', 'Custom');
  const changed = { ...policy, description: call.parameters.get('NewDescription') ?? '' };
  return { Policy: policyJson(kept(store, call, changed)) };
}

/** The sixth is refused, unless the oldest that is not the default may go for it. */
function createVersion(store: PolicyStore, call: RpcCall) {
  const policy = existing(store, call, 'CreatePolicyVersion', 'Custom');
  const { parameters } = call;
  const version = newVersion(store, policy.next, required(parameters, 'PolicyDocument'));
  const isFull = policy.versions.length >= mostVersions;
  const rotates = parameters.get('RotateStrategy') === 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
  if (isFull && !rotates) {
    const message = `The count of policy version beyond the current limits: ${mostVersions}.`;
    throw new ApiError(409, 'LimitExceeded.Policy.Version', message);
  }
  const oldest = isFull ? policy.versions.find(({ id }) => id !== policy.defaultVersion) : undefined;
  const changed = kept(store, call, {
    ...policy,
    versions: [...policy.versions.filter((each) => each !== oldest), version],
    defaultVersion: parameters.get('SetAsDefault') === 'true' ? version.id : policy.defaultVersion,
    next: policy.next + 1,
  });
  return { PolicyVersion: versionJson(changed, version) };
}

function getVersion(store: PolicyStore, call: RpcCall) {
  const policy = existing(store, call, 'GetPolicyVersion');
  return { PolicyVersion: versionJson(policy, versionAsked(policy, call)) };
}

function listVersions(store: PolicyStore, call: RpcCall) {
  const policy = existing(store, call, 'ListPolicyVersions');
  return { PolicyVersions: { PolicyVersion: policy.versions.map((each) => versionJson(policy, each)) } };
}

function setDefaultVersion(store: PolicyStore, call: RpcCall) {
  const policy = existing(store, call, 'SetDefaultPolicyVersion', 'Custom');
  kept(store, call, { ...policy, defaultVersion: versionAsked(policy, call).id });
  return {};
}

function deleteVersion(store: PolicyStore, call: RpcCall) {
  const policy = existing(store, call, 'DeletePolicyVersion', 'Custom');
  const version = versionAsked(policy, call);
  if (version.id === policy.defaultVersion) {
    const message = `The default version of a policy cannot be deleted: ${version.id}.`;
    throw new ApiError(409, 'DeleteConflict.PolicyVersion.Default', message);
  }
  kept(store, call, { ...policy, versions: policy.versions.filter((each) => each !== version) });
  return {};
}

/** The policy that a request names, once RAM has allowed the action on it. Operations on custom ones name no type. */
export function existing(
  store: PolicyStore,
  call: RpcCall,
  action: string,
  type: PolicyType = typeAsked(call.parameters),
): ManagedPolicy {
  return existingPolicy(store, call.caller.identity.accountId, permitted(call, action, type));
}

function permitted({ caller, parameters }: RpcCall, action: string, type: PolicyType) {
  const name = required(parameters, 'PolicyName');
  const owner = type === 'System' ? 'system' : caller.identity.accountId;
  permit(caller, `ram:${action}`, resourceOf(owner, 'Policy', name));
  return { type, name };
}

function typeAsked(parameters: URLSearchParams): PolicyType {
  const type = required(parameters, 'PolicyType');
  if (type === 'System' || type === 'Custom') return type;
  throw new ApiError(400, 'InvalidParameter.PolicyType', 'The PolicyType is invalid.');
}

function versionAsked({ name, versions }: ManagedPolicy, { parameters }: RpcCall): PolicyVersion {
  const id = required(parameters, 'VersionId');
  const found = versions.find((each) => each.id === id);
  if (found) return found;
  const message = `The policy version not exists: ${name}, ${id}.`;
  throw new ApiError(404, 'EntityNotExist.Policy.Version', message);
}

function kept(store: PolicyStore, { caller }: RpcCall, policy: ManagedPolicy): ManagedPolicy {
  const changed = { ...policy, updated: wireTime(store.world.clock.now()) };
  keepPolicy(store, caller.identity.accountId, changed);
  return changed;
}

function countedJson(store: PolicyStore, { caller }: RpcCall, policy: ManagedPolicy) {
  const holders = holdersOf(store.world, caller.identity.accountId, policy);
  return { ...policyJson(policy), AttachmentCount: holders.length };
}

function policyJson(policy: ManagedPolicy) {
  return {
    PolicyName: policy.name,
    PolicyType: policy.type,
    Description: policy.description,
    DefaultVersion: policy.defaultVersion,
    CreateDate: policy.created,
    UpdateDate: policy.updated,
  };
}

function versionJson({ defaultVersion }: ManagedPolicy, { id, text, created }: PolicyVersion) {
  return {
    VersionId: id,
    IsDefaultVersion: id === defaultVersion,
    PolicyDocument: text,
    CreateDate: created,
  };
}
