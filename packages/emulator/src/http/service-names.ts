/** Every service of the embedded cloud, each on its own loopback port. */
export const serviceNames = [
  'cs',
  'kms',
  'oss',
  'fc',
  'sts',
  'cms',
  'sls',
  'dingtalk',
  'webhook',
  'wecom',
  'feishu',
  'slack',
  'teams',
  'pagerduty',
  'ram',
  'actiontrail',
] as const;

export type ServiceName = (typeof serviceNames)[number];
