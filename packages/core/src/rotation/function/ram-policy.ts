import { functionNameText } from '../../cloud/function-compute/api.js';
import { allow, type RamPolicy, type RamStatement } from '../../cloud/ram.js';
import { identityName, objectPlace, type RotationConfiguration } from '../configuration/configuration.js';
import { notifierStatements } from '../notifiers/notifiers.js';
import { type PolicyPlace, readingSecrets } from '../plug-in/plug-in.js';
import { sinkStatements } from '../sinks/sinks.js';

/** Who may assume a role. */
export interface RamTrust {
  readonly Version: '1';
  readonly Statement: readonly [
    {
      readonly Effect: 'Allow';
      readonly Action: 'sts:AssumeRole';
      readonly Principal: { readonly Service?: readonly string[]; readonly RAM?: readonly string[] };
      /**
       * Only a caller who knows it may assume the role: a service that assumes roles for many cannot be tricked into
       * ours.
       */
      readonly Condition?: { readonly StringEquals: { readonly 'sts:ExternalId': readonly string[] } };
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
  const own: RolePolicies = {
    role: place.role,
    policy: {
      Version: '1',
      Statement: [
        ...readingItself(storedAt, place),
        ...listing(configuration),
        ...fetching(configuration, place.accountId),
        ...records(configuration),
        ...subaccounts(configuration, place.accountId),
        ...assuming(configuration),
        ...configuration.sinks.flatMap((sink) => sinkStatements(sink, place)),
        ...telling(configuration, place),
        ...working(place),
      ],
    },
    trust: functionTrust,
  };
  return [own, ...assumedRoles(configuration, place)];
}

/**
 * The least that a person needs to look after the function: its status, its log, and calling it. What the API of 2016
 * asks is named after its own operations; the service itself takes no narrower resource than all (GetService).
 */
export function operatorPolicy(place: Omit<PolicyPlace, 'role'>): RamPolicy {
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
    if (identity === 'self' || 'uid' in identity) return [];
    const account = /^acs:ram::([0-9]+):/.exec(identity.roleArn)?.[1] ?? null;
    const isForeign = account !== place.accountId;
    // The clusters of the function's own account are listed with its own role.
    const lists = isForeign ? [...listing(configuration), ...records(configuration)] : [];
    const policy: RamPolicy = { Version: '1', Statement: [...lists, ...fetching(configuration, account)] };
    return [
      {
        role: isForeign ? identity.roleArn : identityName(identity),
        policy,
        trust: trusting({ RAM: [arn] }, identity.externalId),
      },
    ];
  });
}

function trusting(principal: RamTrust['Statement'][0]['Principal'], externalId?: string): RamTrust {
  const condition =
    externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': [externalId] } } };
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
  const invoke = allow(['fc:InvokeFunction'], [functionResource(place)]);
  if (place.logs === null) return invoke;
  return [...invoke, ...allow(['log:PostLogStoreLogs'], [logResource(place, place.logs)])];
}

function functionResource({ accountId, region, function: name }: Omit<PolicyPlace, 'role'>): string {
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
