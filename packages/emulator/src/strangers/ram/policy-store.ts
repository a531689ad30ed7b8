import { ApiError, wireTime } from '../../http/reply.js';
import { readPolicyDocument } from '../../ram/evaluate.js';
import type { HeldPolicy, Identity, PolicyDocument, PolicyType } from '../../world/identities.js';
import type { World } from '../../world/world.js';

/** One version of a policy, its document also as it was sent. */
export interface PolicyVersion {
  /** `v1`, `v2`, …; an id is never reused. */
  readonly id: string;
  readonly text: string;
  readonly document: PolicyDocument;
  readonly created: string;
}

export interface ManagedPolicy {
  readonly type: PolicyType;
  readonly name: string;
  readonly description: string;
  readonly created: string;
  readonly updated: string;
  readonly defaultVersion: string;
  /** Oldest first. */
  readonly versions: readonly PolicyVersion[];
  /** The number of the next version. */
  readonly next: number;
}

/** The custom policies of every account. What is attached stands with the identities, by which RAM is asked. */
export interface PolicyStore {
  readonly world: World;
  /** By account and name. */
  readonly custom: Map<string, ManagedPolicy>;
}

/** Custom policies of one account. */
export function customPolicies(store: PolicyStore, accountId: string): readonly ManagedPolicy[] {
  adopt(store, accountId);
  return [...store.custom].filter(([key]) => key.startsWith(`${accountId}/`)).map(([, policy]) => policy);
}

/** The policy of that name, or the refusal. */
export function existingPolicy(
  store: PolicyStore,
  accountId: string,
  { type, name }: { readonly type: PolicyType; readonly name: string },
): ManagedPolicy {
  const all = type === 'System' ? systemPoliciesIn(store) : customPolicies(store, accountId);
  const found = all.find((policy) => policy.name === name);
  if (found) return found;
  throw new ApiError(404, 'EntityNotExist.Policy', `The policy not exists: ${name}.`);
}

/** The cloud's own policies, each in its only version. */
export function systemPoliciesIn({ world }: PolicyStore): readonly ManagedPolicy[] {
  const made = { created: wireTime(world.toldAt), updated: wireTime(world.toldAt) };
  return systemPolicies.map(({ name, description, document }) => {
    const version = { id: 'v1', text: JSON.stringify(document), document, created: made.created };
    const versions = [version];
    return { type: 'System', name, description, ...made, defaultVersion: 'v1', versions, next: 2 };
  });
}

/** Keeps a custom policy; whoever it is attached to has its default version from now on. */
export function keepPolicy(store: PolicyStore, accountId: string, policy: ManagedPolicy): void {
  store.custom.set(`${accountId}/${policy.name}`, policy);
  const { document } = defaultVersionOf(policy);
  for (const { identity, held } of holdersOf(store.world, accountId, policy)) {
    identity.policies = identity.policies.map((each) =>
      each === held ? { ...document, ...(held.attached ? { attached: held.attached } : {}) } : each,
    );
  }
}

export function forgetPolicy(store: PolicyStore, accountId: string, name: string): void {
  store.custom.delete(`${accountId}/${name}`);
}

/** Every identity of the account that a policy is attached to. */
export function holdersOf(
  world: World,
  accountId: string,
  { type, name }: { readonly type: PolicyType; readonly name: string },
): readonly { readonly identity: Identity; readonly held: HeldPolicy }[] {
  return world.identities
    .all()
    .filter((identity) => identity.accountId === accountId && identity.state !== 'Deleted')
    .flatMap((identity) =>
      identity.policies
        .filter(({ attached }) => attached?.type === type && attached.name === name)
        .map((held) => ({ identity, held })),
    );
}

export function defaultVersionOf({ versions, defaultVersion }: ManagedPolicy): PolicyVersion {
  const found = versions.find(({ id }) => id === defaultVersion);
  if (!found) throw new Error(`a policy without its version ${defaultVersion}`);
  return found;
}

const mostCharacters = 6144;

/** A new version's document; the length is RAM's for a custom policy. */
export function newVersion({ world }: PolicyStore, number: number, text: string): PolicyVersion {
  if (text.length > mostCharacters) {
    const message = `The policy document beyond the length limits: ${mostCharacters}.`;
    throw new ApiError(400, 'InvalidParameter.PolicyDocument.Length', message);
  }
  const document = readPolicyDocument(text);
  if (!document) {
    throw new ApiError(
      400,
      'InvalidParameter.PolicyDocument',
      'The policy document has not passed grammar check.',
    );
  }
  return { id: `v${number}`, text, document, created: wireTime(world.clock.now()) };
}

/** A scenario's own documents become custom policies named after their holder, so that they are told like others. */
function adopt(store: PolicyStore, accountId: string): void {
  const { world, custom } = store;
  const date = wireTime(world.toldAt);
  for (const identity of world.identities.all()) {
    if (identity.accountId !== accountId || identity.policies.every(({ attached }) => attached)) continue;
    identity.policies = identity.policies.map((held) => {
      if (held.attached) return held;
      const name = freeName(custom, accountId, identity.name);
      const { Version, Statement } = held;
      const document = { Version, Statement };
      const version = { id: 'v1', text: JSON.stringify(document), document, created: date };
      custom.set(`${accountId}/${name}`, {
        type: 'Custom',
        name,
        description: '',
        created: date,
        updated: date,
        defaultVersion: 'v1',
        versions: [version],
        next: 2,
      });
      return { ...document, attached: { type: 'Custom', name } };
    });
  }
}

function freeName(custom: ReadonlyMap<string, unknown>, accountId: string, holder: string): string {
  const base = holder.replaceAll(/[^a-zA-Z0-9-]/g, '-');
  let number = 1;
  while (custom.has(`${accountId}/${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

/** A policy of the cloud itself: the same in every account, changed by nobody. */
interface SystemPolicy {
  readonly name: string;
  readonly description: string;
  readonly document: PolicyDocument;
}

/**
 * Those of the services that are served here, in outline: what their documents say in the cloud is longer. Names from
 * the vendor's list of system policies.
 */
const systemPolicies: readonly SystemPolicy[] = [
  policy('AdministratorAccess', 'Full access to every service and resource.', ['*']),
  policy('ReadOnlyAccess', 'Read-only access to every service and resource.', readingOf('*')),
  ...servicePolicies('AliyunCS', 'cs', 'Container Service'),
  ...servicePolicies('AliyunContainerRegistry', 'cr', 'Container Registry'),
  ...servicePolicies('AliyunFC', 'fc', 'Function Compute'),
  policy('AliyunFCInvocationAccess', 'Invokes functions.', ['fc:InvokeFunction']),
  ...servicePolicies('AliyunKMS', 'kms', 'Key Management Service'),
  ...servicePolicies('AliyunLog', 'log', 'Log Service'),
  ...servicePolicies('AliyunCloudMonitor', 'cms', 'CloudMonitor'),
  ...servicePolicies('AliyunOSS', 'oss', 'Object Storage Service'),
  ...servicePolicies('AliyunRAM', 'ram', 'Resource Access Management'),
  policy('AliyunSTSAssumeRoleAccess', 'Assumes roles.', ['sts:AssumeRole']),
];

function servicePolicies(prefix: string, service: string, title: string): readonly SystemPolicy[] {
  return [
    policy(`${prefix}FullAccess`, `Full access to ${title}.`, [`${service}:*`]),
    policy(`${prefix}ReadOnlyAccess`, `Read-only access to ${title}.`, readingOf(service)),
  ];
}

function readingOf(service: string): readonly string[] {
  return ['Describe', 'Get', 'List', 'Check', 'Query'].map((verb) => `${service}:${verb}*`);
}

function policy(name: string, description: string, Action: readonly string[]): SystemPolicy {
  const Statement = [{ Effect: 'Allow' as const, Action, Resource: '*' }];
  return { name, description, document: { Version: '1', Statement } };
}
