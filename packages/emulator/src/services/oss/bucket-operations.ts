import { emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import { addBucket, type Bucket, removeBucket } from './buckets.js';
import type { OssCall } from './call.js';
import { listing } from './listing.js';
import { type XmlValue, xmlDocument } from './xml.js';

const location = 'oss-cn-hangzhou';

/** Every bucket of the account. */
export function listBuckets(call: OssCall): Reply {
  const buckets = [...call.buckets.values()].map(summary);
  const result = { Owner: owner(call), Buckets: { Bucket: buckets } };
  return xmlReply(200, xmlDocument('ListAllMyBucketsResult', result));
}

/** Makes a bucket. */
export function putBucket(call: OssCall, name: string): Reply {
  addBucket(call.buckets, name, call.world.clock.now());
  return emptyReply(200, { location: `/${name}` });
}

/** Takes an empty bucket away. */
export function deleteBucket(call: OssCall, name: string): Reply {
  removeBucket(call.buckets, name);
  return emptyReply(204);
}

/** What a bucket is. */
export function bucketInfo(call: OssCall, bucket: Bucket): Reply {
  const info = { ...summary(bucket), Owner: owner(call), AccessControlList: { Grant: 'private' } };
  return xmlReply(200, xmlDocument('BucketInfo', { Bucket: info }));
}

/** One page of a bucket's objects. */
export function listObjects(call: OssCall, bucket: Bucket): Reply {
  const { accountId } = call.world.identities;
  const result = listing(bucket.name, [...bucket.objects.values()], call.request.query, accountId);
  return xmlReply(200, xmlDocument('ListBucketResult', result));
}

function summary(bucket: Bucket) {
  return {
    Name: bucket.name,
    Location: location,
    CreationDate: new Date(bucket.created).toISOString(),
    StorageClass: 'Standard',
    ExtranetEndpoint: `${location}.aliyuncs.com`,
    IntranetEndpoint: `${location}-internal.aliyuncs.com`,
  } satisfies XmlValue;
}

function owner(call: OssCall): XmlValue {
  const { accountId } = call.world.identities;
  return { ID: accountId, DisplayName: accountId };
}
