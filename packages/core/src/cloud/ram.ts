/** A RAM policy document. */
export interface RamPolicy {
  readonly Version: '1';
  readonly Statement: readonly RamStatement[];
}

export interface RamStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

export function allow(actions: readonly string[], resources: readonly string[]): RamStatement[] {
  return [{ Effect: 'Allow', Action: actions, Resource: resources }];
}

/**
 * Those of a policy's actions that no tag and no resource group narrows: they take no resource but `*`. The lists of
 * regions and clusters are of level list (the page of DescribeClustersForRegion, 2026-05-21); the others are about a
 * user and not about a cluster. A policy is JSON, which holds no remark: whoever prints one says it beside it.
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
]);

/** What a person does with the program, each with a policy of its own: `fleet` and `incident` come on top of `person`. */
export const personPolicyNames = ['person', 'fleet', 'incident'] as const;

export type PersonPolicyName = (typeof personPolicyNames)[number];

interface PersonPolicyScope {
  /** Null for any account. */
  readonly accountId?: string | null;
  /** Empty for every region. */
  readonly regions?: readonly string[];
}

/** The least that a person needs: the actions by what they are needed for, narrowed to clusters where that can be. */
export function personPolicy(name: PersonPolicyName, scope: PersonPolicyScope = {}): RamPolicy {
  const { everywhere, onClusters } = actions[name];
  return {
    Version: '1',
    Statement: [
      ...allow(everywhere, ['*']),
      ...(onClusters.length === 0 ? [] : allow(onClusters, clustersOf(scope))),
    ],
  };
}

/** The policy that grants an action; null when none of a person's does. */
export function personPolicyWith(action: string): PersonPolicyName | null {
  const grants = (name: PersonPolicyName) =>
    actions[name].everywhere.includes(action) || actions[name].onClusters.includes(action);
  return personPolicyNames.find(grants) ?? null;
}

interface Actions {
  /** Of these some cannot be narrowed at all, and for the others it is not documented how. */
  readonly everywhere: readonly string[];
  readonly onClusters: readonly string[];
}

const actions: Readonly<Record<PersonPolicyName, Actions>> = {
  person: {
    everywhere: ['cs:DescribeRegions', 'cs:DescribeClustersForRegion'],
    onClusters: ['cs:DescribeClusterDetail', 'cs:DescribeClusterUserKubeconfig'],
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
    onClusters: [],
  },
  incident: {
    everywhere: ['cs:CleanUserPermissions', 'cs:DescribeTaskInfo'],
    onClusters: ['cs:RevokeK8sClusterKubeConfig', 'cs:CleanClusterUserPermissions', 'cs:ModifyCluster'],
  },
};

function clustersOf({ accountId = null, regions = [] }: PersonPolicyScope): readonly string[] {
  const named = regions.length === 0 ? ['*'] : regions;
  return named.map((region) => `acs:cs:${region}:${accountId ?? '*'}:cluster/*`);
}
