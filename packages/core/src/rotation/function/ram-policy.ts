import { type FunctionName, functionNameText } from '../../cloud/function-compute/api.js';
import { allow, type RamPolicy, type RamStatement } from '../../cloud/ram.js';
import type { Rrsa } from '../../words/cluster.js';
import {
  assumedRole,
  identityName,
  objectPlace,
  type RotationConfiguration,
} from '../configuration/configuration.js';
import { notifierStatements } from '../notifiers/notifiers.js';
import { type PolicyPlace, readingSecrets } from '../plug-in/plug-in.js';
import { sinkStatements } from '../sinks/sinks.js';

/** The place of a function, whoever is asked about it. */
export interface FunctionPolicyPlace extends Omit<PolicyPlace, 'role'> {
  readonly function: FunctionName;
}

/** Who may assume a role. */
export interface RamTrust {
  readonly Version: '1';
  readonly Statement: readonly [
    {
      readonly Effect: 'Allow';
      readonly Action: 'sts:AssumeRole';
      readonly Principal: {
        readonly Service?: readonly string[];
        readonly RAM?: readonly string[];
        readonly Federated?: readonly string[];
      };
      /** Each key must have one of its values, such as `sts:ExternalId` or `oidc:sub`. */
      readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
    },
  ];
}

/** A role with its permissions and its trust. */
export interface RolePolicies {
  /** The role's name or ARN. */
  readonly role: string;
  readonly policy: RamPolicy;
  readonly trust: RamTrust;
}

/** Of a function's own role. */
export const functionTrust: RamTrust = trusting({ Service: ['fc.aliyuncs.com'] });

/** Of a role that one service account of a cluster may be, and no other of that cluster's. */
export function serviceAccountTrust(
  { provider, issuer, audience }: Rrsa,
  account: { readonly namespace: string; readonly name: string },
): RamTrust {
  return trusting(
    { Federated: [provider] },
    {
      'oidc:iss': [issuer],
      'oidc:aud': [audience],
      'oidc:sub': [`system:serviceaccount:${account.namespace}:${account.name}`],
    },
  );
}

/**
 * The least that the function's role needs for this configuration, its trust policy, and then the same for every role
 * it assumes.
 */
export function rotationPolicies(
  configuration: RotationConfiguration,
  place: PolicyPlace,
  /** Where the configuration itself is kept, as `oss://bucket/key`; null for the function's environment or package. */
  storedAt: string | null = null,
): readonly RolePolicies[] {
  return [ownPolicies(configuration, place, storedAt), ...assumedRoles(configuration, place)];
}

/** The first of them: the rotation's own role. */
export function ownPolicies(
  configuration: RotationConfiguration,
  place: PolicyPlace,
  storedAt: string | null = null,
): RolePolicies {
  return {
    role: place.role,
    policy: {
      Version: '1',
      Statement: [
        ...readingItself(storedAt, place),
        ...listing(configuration),
        ...fetching(configuration, place.accountId),
        ...records(configuration),
        ...takingBack(configuration),
        ...subaccounts(configuration, place.accountId),
        ...assuming(configuration),
        ...configuration.sinks.flatMap((sink) => sinkStatements(sink, place)),
        ...telling(configuration, place),
        ...working(place),
      ],
    },
    trust: functionTrust,
  };
}

/**
 * The least that a person needs to look after the function: its status, its log, and calling it. What the API of 2016
 * asks is named after its own operations; the service itself takes no narrower resource than all (GetService).
 */
export function operatorPolicy(place: FunctionPolicyPlace): RamPolicy {
  const { function: name, logs } = place;
  const [own, services] =
    name.service === null
      ? [['fc:GetAsyncInvokeConfig'], []]
      : [['fc:GetAsyncInvokeConfig', 'fc:GetFunctionAsyncInvokeConfig'], allow(['fc:GetService'], ['*'])];
  const resource = functionResource(place);
  return {
    Version: '1',
    Statement: [
      ...services,
      ...allow(
        ['fc:GetFunction', 'fc:ListTriggers', ...own, 'fc:InvokeFunction'],
        [resource, `${resource}/triggers/*`],
      ),
      ...(logs === null ? [] : allow(['log:GetLogStoreLogs'], [logResource(place, logs)])),
    ],
  };
}

function assumedRoles(configuration: RotationConfiguration, place: PolicyPlace): RolePolicies[] {
  // A trust without an account would apply to any: RAM refuses angle brackets.
  const arn = `acs:ram::${place.accountId ?? '<account id>'}:role/${place.role}`;
  return configuration.identities.flatMap((identity) => {
    const assumed = assumedRole(identity);
    if (assumed === null) return [];
    const { accountId, roleArn } = assumed;
    const isForeign = accountId !== place.accountId;
    // The clusters of the function's own account are listed with its own role, which takes rights back there too.
    const alone = [...listing(configuration), ...records(configuration), ...takingBack(configuration)];
    const policy: RamPolicy = {
      Version: '1',
      Statement: [...(isForeign ? alone : []), ...fetching(configuration, accountId)],
    };
    return [
      {
        role: isForeign ? roleArn : identityName(identity),
        policy,
        trust: trusting({ RAM: [arn] }, externalIdOf(assumed)),
      },
    ];
  });
}

/** Only a caller who knows it may assume the role: a service that does so for many cannot be tricked into ours. */
function externalIdOf({ externalId }: { readonly externalId?: string | undefined }) {
  return externalId === undefined ? {} : { 'sts:ExternalId': [externalId] };
}

function trusting(
  principal: RamTrust['Statement'][0]['Principal'],
  conditions: Readonly<Record<string, readonly string[]>> = {},
): RamTrust {
  const condition = Object.keys(conditions).length === 0 ? {} : { Condition: { StringEquals: conditions } };
  return {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...condition }],
  };
}

function readingItself(storedAt: string | null, { accountId }: PolicyPlace): readonly RamStatement[] {
  const object = storedAt === null ? null : objectPlace(storedAt);
  if (object === null) return [];
  return allow(['oss:GetObject'], [`acs:oss:*:${accountId ?? '*'}:${object.bucket}/${object.name}`]);
}

function listing({ regions }: RotationConfiguration): RamStatement[] {
  const ask = regions === undefined ? ['cs:DescribeRegions'] : [];
  // At list level: it takes no resource but `*`, no tag and no resource group.
  return allow([...ask, 'cs:DescribeClustersForRegion'], ['*']);
}

function fetching(configuration: RotationConfiguration, accountId: string | null): RamStatement[] {
  const actions = ['cs:DescribeClusterDetail', 'cs:DescribeClusterUserKubeconfig'];
  return allow(actions, clusterResources(configuration, accountId));
}

function clusterResources({ regions = ['*'] }: RotationConfiguration, accountId: string | null): string[] {
  return regions.map((region) => `acs:cs:${region}:${accountId ?? '*'}:cluster/*`);
}

/** The records of certificates' ends; without them a run uses what the sinks hold. */
function records({ holders }: RotationConfiguration): RamStatement[] {
  if (!holders) return allow(['cs:ListUserKubeConfigStates'], ['*']);
  return allow(['cs:ListClusterKubeconfigStates', 'ram:ListUsers', 'ram:ListRoles'], ['*']);
}

/** Roles inside clusters that end; both actions are about a user, and take no resource but `*`. */
function takingBack({ rights }: RotationConfiguration): RamStatement[] {
  return rights ? allow(['cs:DescribeUserPermission', 'cs:UpdateUserPermissions'], ['*']) : [];
}

function subaccounts(configuration: RotationConfiguration, accountId: string | null): RamStatement[] {
  const isUsed = configuration.identities.some((identity) => identity !== 'self' && 'uid' in identity);
  if (!isUsed) return [];
  return allow(['cs:DescribeSubaccountK8sClusterUserConfig'], clusterResources(configuration, accountId));
}

function assuming({ identities }: RotationConfiguration): RamStatement[] {
  const arns = identities.flatMap((identity) =>
    identity !== 'self' && 'roleArn' in identity ? [identity.roleArn] : [],
  );
  return arns.length === 0 ? [] : allow(['sts:AssumeRole'], arns);
}

/** Notifying people, and reading the secrets that this needs. */
function telling({ notify, heartbeat }: RotationConfiguration, place: PolicyPlace): RamStatement[] {
  return joined([
    ...readingSecrets([heartbeat], place),
    ...notify.flatMap((notifier) => notifierStatements(notifier, place)),
  ]);
}

/** Merges statements of the same actions, each resource once. */
export function joined(statements: readonly RamStatement[]): RamStatement[] {
  const resources = new Map<string, Set<string>>();
  for (const { Action, Resource } of statements) {
    const known = resources.get(Action.join()) ?? new Set();
    resources.set(Action.join(), new Set([...known, ...Resource]));
  }
  return [...resources].flatMap(([actions, all]) => allow(actions.split(','), [...all]));
}

/** Its logs, and calling itself for the shards of a large fleet. */
function working(place: PolicyPlace): RamStatement[] {
  const { function: name } = place;
  const invoke =
    name === null ? [] : allow(['fc:InvokeFunction'], [functionResource({ ...place, function: name })]);
  if (place.logs === null) return invoke;
  return [...invoke, ...allow(['log:PostLogStoreLogs'], [logResource(place, place.logs)])];
}

function functionResource({ accountId, region, function: name }: Omit<FunctionPolicyPlace, 'logs'>): string {
  const resource =
    name.service === null
      ? `functions/${functionNameText(name)}`
      : `services/${name.service}/functions/${name.function}`;
  return `acs:fc:${region}:${accountId ?? '*'}:${resource}`;
}

function logResource(
  { accountId, region }: Pick<PolicyPlace, 'accountId' | 'region'>,
  { project, logstore }: NonNullable<PolicyPlace['logs']>,
): string {
  return `acs:log:${region}:${accountId ?? '*'}:project/${project}/logstore/${logstore}`;
}
