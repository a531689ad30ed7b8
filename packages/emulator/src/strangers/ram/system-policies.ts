import type { PolicyDocument } from '../../world/identities.js';

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
export const systemPolicies: readonly SystemPolicy[] = [
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
