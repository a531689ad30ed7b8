/** What no installed SDK describes: why, and how we know it. */
export interface Undescribed {
  readonly product: string;
  readonly version: string;
  /** Null for all of the version. */
  readonly operation: string | null;
  /** Such as `parameter DKMSInstanceId`; null for all of the operation. */
  readonly place: string | null;
  readonly reason: string;
  readonly source: string;
}

export const undescribed: readonly Undescribed[] = [
  {
    product: 'adcp',
    version: '2022-01-01',
    operation: null,
    place: null,
    reason: 'no installed SDK has it',
    source:
      'the pages of DescribeHubClusters, …Details and …Kubeconfig, and the client of its own for TypeScript',
  },
  {
    product: 'cs',
    version: '2015-12-15',
    operation: 'DescribeUserClusterActivityState',
    place: null,
    reason: 'the SDK does not have it',
    source: "the vendor's own ack-ram-tool, which calls it",
  },
  {
    product: 'fc',
    version: '2016-08-15',
    operation: null,
    place: null,
    reason: '@alicloud/fc2 is written by hand: methods, and no models',
    source: 'its source, and the pages of FC 2.0',
  },
  {
    product: 'kms',
    version: '2016-01-20',
    operation: 'CreateSecret',
    place: 'parameter DKMSInstanceId',
    reason: 'the newest SDK for Node on npm is older than KMS instances',
    source: "KMS, the page of CreateSecret, and the vendor's SDK for PHP",
  },
  {
    product: 'kms',
    version: '2016-01-20',
    operation: 'DescribeKey',
    place: 'field KeyMetadata.DKMSInstanceId',
    reason: 'the newest SDK for Node on npm is older than KMS instances',
    source: 'KMS, the page of DescribeKey',
  },
  {
    product: 'oss',
    version: '2019-05-17',
    operation: null,
    place: null,
    reason: 'ali-oss is written by hand: methods, and no models',
    source: 'its declarations, and the pages of GetObject and PutObject',
  },
  {
    product: 'resourcedirectorymaster',
    version: '2022-04-19',
    operation: null,
    place: null,
    reason: 'the vendor has not put its SDK for Node on npm',
    source: "the vendor's SDKs for C# and Java, and the page of ListAccounts",
  },
];
