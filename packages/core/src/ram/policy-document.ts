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
