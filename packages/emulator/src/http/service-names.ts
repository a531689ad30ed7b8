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
  'rd',
  'adcp',
] as const;

export type ServiceName = (typeof serviceNames)[number];

/** The vendor's host names by service: with and without a region, public and VPC. */
const patterns: readonly (readonly [ServiceName, RegExp])[] = [
  ['cs', /^cs(-anony|-anony-vpc|-vpc)?(\.[\w-]+)?\.aliyuncs\.com$/],
  ['kms', /^kms(-vpc)?(\.[\w-]+)?\.aliyuncs\.com$/],
  ['ram', /^ram(\.vpc-proxy)?\.aliyuncs\.com$/],
  ['actiontrail', /^actiontrail(\.[\w-]+)?\.aliyuncs\.com$/],
  ['rd', /^resourcedirectory(\.[\w-]+)?\.aliyuncs\.com$/],
  ['adcp', /^adcp(-vpc)?(\.[\w-]+)?\.aliyuncs\.com$/],
  ['sts', /^sts(-vpc)?(\.[\w-]+)?\.aliyuncs\.com$/],
  ['oss', /^([\w-]+\.)?oss(-[\w-]+)?\.aliyuncs\.com$/],
  ['fc', /^([\w-]+\.)?[\w-]+\.fc\.aliyuncs\.com$|^(fcv3|fc)(\.[\w-]+)?\.aliyuncs\.com$/],
  ['cms', /^metrics(\.[\w-]+)?\.aliyuncs\.com$/],
  ['sls', /^([\w-]+\.)?[\w-]+\.log\.aliyuncs\.com$/],
  ['dingtalk', /^oapi\.dingtalk\.com$/],
  ['wecom', /^qyapi\.weixin\.qq\.com$/],
  ['feishu', /^open\.(feishu\.cn|larksuite\.com)$/],
  ['slack', /^hooks\.slack\.com$/],
  ['teams', /^[\w.-]+\.logic\.azure\.com$/],
  ['pagerduty', /^events\.pagerduty\.com$/],
];

/** Whether it is one of the vendor's names, or ends in `.localhost`, which a browser never asks anybody for. */
export function isVendorHost(host: string): boolean {
  // ali-oss sends a dot first where it asks about no bucket.
  const name = host.toLowerCase().replace(/^\./, '');
  return name.endsWith('.localhost') || patterns.some(([, pattern]) => pattern.test(name));
}

/** The service of a host name, with or without a port: the vendor's own, or `<service>.localhost`. */
export function serviceOfHost(host: string, names: readonly ServiceName[]): ServiceName | null {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const [, local] = /^(?:[\w-]+\.)?(\w+)\.localhost$/.exec(name) ?? [];
  return (
    names.find((each) => each === local) ?? patterns.find(([, pattern]) => pattern.test(name))?.[0] ?? null
  );
}
