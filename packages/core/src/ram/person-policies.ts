import { allow, type RamPolicy } from './policy-document.js';

/** What a person does with the program, each with a policy of its own: `fleet` and `incident` come on top of `person`. */
export const personPolicyNames = ['person', 'fleet', 'incident'] as const;

export type PersonPolicyName = (typeof personPolicyNames)[number];

export interface PersonPolicyScope {
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
