import { temporaryMinutes } from '../words/certificate.js';

/** A RAM policy document. */
export interface RamPolicy {
  readonly Version: '1';
  readonly Statement: readonly RamStatement[];
}

export interface RamStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  /** By operator, then by key. */
  readonly Condition?: RamConditions;
}

type RamConditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export function allow(actions: readonly string[], resources: readonly string[]): RamStatement[] {
  return [{ Effect: 'Allow', Action: actions, Resource: resources }];
}

/**
 * The policy's actions that cannot be narrowed by tag or resource group: they take no resource but `*`. The lists of
 * regions and clusters are at list level (the page of DescribeClustersForRegion, 2026-05-21); the others are about a
 * user, not a cluster. A policy is JSON, without comments: whoever prints one says it beside it.
 */
export function unscopedActions({ Statement }: RamPolicy): readonly string[] {
  return Statement.flatMap(({ Action }) => Action.filter((action) => unscoped.has(action)));
}

const unscoped: ReadonlySet<string> = new Set([
  'cs:DescribeRegions',
  'cs:DescribeClustersForRegion',
  'cs:ListUserKubeConfigStates',
  'cs:DescribeUserPermission',
  'cs:DescribeUserClusterActivityState',
  'cs:CheckUserClustersActivity',
  'cs:CleanUserPermissions',
  'cs:DescribeTaskInfo',
  'cs:UpdateUserPermissions',
  'fc:GetService',
  'adcp:DescribeHubClusterKubeconfig',
]);

/**
 * What a person does with the program, each with its own policy: the others add to `person`, and the last two to
 * `fleet` as well. What only the account root may do (`life`, `get --user`) is in none: no policy grants it.
 */
export const personPolicyNames = ['person', 'fleet', 'incident', 'granting'] as const;

export type PersonPolicyName = (typeof personPolicyNames)[number];

interface PersonPolicyScope {
  /** Null for any account. */
  readonly accountId?: string | null;
  /** Empty for every region. */
  readonly regions?: readonly string[];
  /** Also the hubs of ACK One's fleets. */
  readonly hubs?: boolean;
}

const fetchAction = 'cs:DescribeClusterUserKubeconfig';

/** Under which a kubeconfig may be fetched at all. */
export interface FetchLimits {
  /** The longest life of a temporary kubeconfig, 15–4320; also forbids long-term ones. */
  readonly maxMinutes?: number;
  /** Addresses and CIDR blocks that may ask. */
  readonly sourceAddresses?: readonly string[];
  /** Only who signed in with a second factor. */
  readonly isMfaNeeded?: boolean;
}

/** The least that a person needs: the actions by purpose, narrowed to clusters where possible. */
export function personPolicy(
  name: PersonPolicyName,
  scope: PersonPolicyScope = {},
  limits: FetchLimits = {},
): RamPolicy {
  const { everywhere, onClusters, onAuditLogs = [] } = actions[name];
  const condition = conditionOf(limits);
  const isLimited = Object.keys(condition).length > 0 && onClusters.includes(fetchAction);
  const unlimited = isLimited ? onClusters.filter((action) => action !== fetchAction) : onClusters;
  return {
    Version: '1',
    Statement: [
      ...allow(everywhere, ['*']),
      ...(unlimited.length === 0 ? [] : allow(unlimited, clustersOf(scope))),
      ...(isLimited
        ? allow([fetchAction], clustersOf(scope)).map((each) => ({ ...each, Condition: condition }))
        : []),
      ...(onAuditLogs.length === 0 ? [] : allow(onAuditLogs, auditLogsOf(scope))),
      ...(name === 'person' && scope.hubs ? hubStatements(scope, isLimited) : []),
    ],
  };
}

/**
 * `cs:KubeConfigDurationMinutes` is the condition key of the fetch (the vendor's page on RAM policies for ACK). Whether a
 * long-term request has it as 0 or not at all is not documented: with a lower bound beside the upper one neither is let
 * through.
 */
function conditionOf({ maxMinutes, sourceAddresses = [], isMfaNeeded = false }: FetchLimits): RamConditions {
  const key = 'cs:KubeConfigDurationMinutes';
  return {
    ...(maxMinutes === undefined
      ? {}
      : {
          NumericGreaterThanEquals: { [key]: [String(temporaryMinutes.min)] },
          NumericLessThanEquals: { [key]: [String(maxMinutes)] },
        }),
    ...(sourceAddresses.length === 0 ? {} : { IpAddress: { 'acs:SourceIp': sourceAddresses } }),
    ...(isMfaNeeded ? { Bool: { 'acs:MFAPresent': ['true'] } } : {}),
  };
}

/** The policy that grants an action; null if none of a person's does. */
export function personPolicyWith(action: string): PersonPolicyName | null {
  const grants = (name: PersonPolicyName) => {
    const { everywhere, onClusters, onAuditLogs = [] } = actions[name];
    return [...everywhere, ...onClusters, ...onAuditLogs].includes(action);
  };
  return personPolicyNames.find(grants) ?? null;
}

interface Actions {
  /** Some of these cannot be narrowed, and for the others it is not documented how. */
  readonly everywhere: readonly string[];
  readonly onClusters: readonly string[];
  /** On the logstores in which ACK keeps audit logs; a manually chosen one has another project. */
  readonly onAuditLogs?: readonly string[];
}

const actions: Readonly<Record<PersonPolicyName, Actions>> = {
  person: {
    everywhere: ['cs:DescribeRegions', 'cs:DescribeClustersForRegion'],
    onClusters: [
      'cs:DescribeClusterDetail',
      fetchAction,
      // All three tell refusals of an API server apart: a missing add-on, mappings that it ignores and a missing one;
      // no role from one elsewhere.
      'cs:ListClusterAddonInstances',
      'cs:GetClusterAddonInstance',
      'cs:DescribeUserClusterNamespaces',
    ],
  },
  fleet: {
    everywhere: [
      'cs:ListClusterKubeconfigStates',
      'cs:ListUserKubeConfigStates',
      'cs:DescribeUserPermission',
      // The vendor's page and its own tool name the same call's action differently.
      'cs:DescribeUserClusterActivityState',
      'cs:CheckUserClustersActivity',
      'ram:ListUsers',
      'ram:ListRoles',
    ],
    onClusters: ['cs:GetClusterAuditProject'],
    onAuditLogs: ['log:GetLogStoreLogs'],
  },
  incident: {
    everywhere: ['cs:CleanUserPermissions', 'cs:DescribeTaskInfo'],
    onClusters: ['cs:RevokeK8sClusterKubeConfig', 'cs:CleanClusterUserPermissions', 'cs:ModifyCluster'],
  },
  // GrantPermissions would replace all that somebody has, and is never called.
  granting: { everywhere: ['cs:UpdateUserPermissions'], onClusters: [] },
};

/**
 * The fetch takes no resource but `*` (the pages of 2025). No condition bounds the life of a hub's kubeconfig: where
 * lives are limited there is none.
 */
function hubStatements({ accountId = null }: PersonPolicyScope, isLimited: boolean): readonly RamStatement[] {
  return [
    ...allow(
      ['adcp:DescribeHubClusters', 'adcp:DescribeHubClusterDetails'],
      [`acs:adcp:*:${accountId ?? '*'}:cluster/*`],
    ),
    ...(isLimited ? [] : allow(['adcp:DescribeHubClusterKubeconfig'], ['*'])),
  ];
}

function clustersOf({ accountId = null, regions = [] }: PersonPolicyScope): readonly string[] {
  const named = regions.length === 0 ? ['*'] : regions;
  return named.map((region) => `acs:cs:${region}:${accountId ?? '*'}:cluster/*`);
}

/** The names of the project and the logstore are ACK's own. */
function auditLogsOf({ accountId = null, regions = [] }: PersonPolicyScope): readonly string[] {
  const named = regions.length === 0 ? ['*'] : regions;
  return named.map((region) => `acs:log:${region}:${accountId ?? '*'}:project/k8s-log-*/logstore/audit-*`);
}
