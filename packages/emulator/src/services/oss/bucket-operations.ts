import { ApiError, emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import { hostRegion, usualRegion } from '../kms/store.js';
import { bucketAclOf } from './acl.js';
import { type OssCall, ownerOf } from './operation.js';
import { addBucket, type Bucket, removeBucket, type StoredObject } from './stored-object.js';
import { type XmlValue, xmlDocument } from './xml.js';

/** Every bucket of the account. */
export function listBuckets(call: OssCall): Reply {
  const buckets = [...call.buckets.values()].map(summary);
  const result = { Owner: ownerOf(call), Buckets: { Bucket: buckets } };
  return xmlReply(200, xmlDocument('ListAllMyBucketsResult', result));
}

/** Creates a bucket, in the region of its host, or else in the one that the signature names. */
export function putBucket(call: OssCall, name: string): Reply {
  const acl = bucketAclOf(call);
  const region = hostRegion(call.request) ?? call.region ?? usualRegion;
  const bucket = addBucket(call.buckets, name, { now: call.world.clock.now(), region });
  if (acl) bucket.acl = acl;
  return emptyReply(200, { location: `/${name}` });
}

/** Deletes an empty bucket. */
export function deleteBucket(call: OssCall, name: string): Reply {
  removeBucket(call.buckets, name);
  return emptyReply(204);
}

/** A bucket's description. */
export function bucketInfo(call: OssCall, bucket: Bucket): Reply {
  const info = { ...summary(bucket), Owner: ownerOf(call), AccessControlList: { Grant: bucket.acl } };
  return xmlReply(200, xmlDocument('BucketInfo', { Bucket: info }));
}

/** A bucket's location. */
export function bucketLocation(_: OssCall, { region }: Bucket): Reply {
  return xmlReply(200, xmlDocument('LocationConstraint', `oss-${region}`));
}

/** How much a bucket holds. */
export function bucketStat(_: OssCall, bucket: Bucket): Reply {
  const sizes = [...bucket.objects.values()].map(({ data }) => Buffer.byteLength(data, 'base64'));
  const Storage = sizes.reduce((sum, size) => sum + size, 0);
  const counts = { ObjectCount: sizes.length, MultipartUploadCount: bucket.uploads.size };
  return xmlReply(200, xmlDocument('BucketStat', { Storage, ...counts }));
}

/** One page of a bucket's objects. */
export function listObjects(call: OssCall, bucket: Bucket): Reply {
  const { accountId } = call.world.identities;
  const result = listing(bucket.name, [...bucket.objects.values()], call.request.query, accountId);
  return xmlReply(200, xmlDocument('ListBucketResult', result));
}

function summary(bucket: Bucket) {
  const location = `oss-${bucket.region}`;
  return {
    Name: bucket.name,
    Location: location,
    CreationDate: new Date(bucket.created).toISOString(),
    StorageClass: 'Standard',
    ExtranetEndpoint: `${location}.aliyuncs.com`,
    IntranetEndpoint: `${location}-internal.aliyuncs.com`,
  } satisfies XmlValue;
}

const maximumKeys = 1000;

/** ListObjects, either version: `list-type=2` pages by token, the older by marker; both here by the last key. */
function listing(
  bucket: string,
  objects: readonly StoredObject[],
  query: URLSearchParams,
  ownerId: string,
): XmlValue {
  const isV2 = query.get('list-type') === '2';
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after =
    (isV2
      ? (decodeToken(query.get('continuation-token')) ?? query.get('start-after'))
      : query.get('marker')) ?? '';
  const limit = maxKeys(query);

  const entries = groupByDelimiter(objects, prefix, delimiter).filter((entry) => entry.name > after);
  const page = entries.slice(0, limit);
  const isTruncated = entries.length > page.length;
  const last = page.at(-1)?.name ?? '';
  const isEncoded = query.get('encoding-type') === 'url';
  const written = (key: string) => (isEncoded ? encodeURIComponent(key) : key);
  const owner = { ID: ownerId, DisplayName: ownerId };
  const showOwner = !isV2 || query.get('fetch-owner') === 'true';
  return {
    Name: bucket,
    EncodingType: isEncoded ? 'url' : null,
    Prefix: written(prefix),
    MaxKeys: limit,
    Delimiter: written(delimiter),
    IsTruncated: String(isTruncated),
    ...(isV2
      ? { KeyCount: page.length, NextContinuationToken: isTruncated ? encodeToken(last) : null }
      : { Marker: written(after), NextMarker: isTruncated ? written(last) : null }),
    Contents: page.flatMap(({ object }) =>
      object ? [contents(object, written(object.key), showOwner ? owner : null)] : [],
    ),
    CommonPrefixes: page.flatMap(({ object, name }) => (object ? [] : [{ Prefix: written(name) }])),
  };
}

interface Entry {
  readonly name: string;
  /** Null for a common prefix. */
  readonly object: StoredObject | null;
}

function groupByDelimiter(
  objects: readonly StoredObject[],
  prefix: string,
  delimiter: string,
): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue;
    const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1;
    const name = end < 0 ? object.key : object.key.slice(0, end + delimiter.length);
    entries.set(name, { name, object: end < 0 ? object : null });
  }
  return [...entries.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function contents(object: StoredObject, key: string, owner: XmlValue): XmlValue {
  return {
    Key: key,
    LastModified: new Date(object.modified).toISOString(),
    ETag: object.etag,
    Type: object.isMultipart ? 'Multipart' : 'Normal',
    Size: Buffer.byteLength(object.data, 'base64'),
    StorageClass: 'Standard',
    Owner: owner,
  };
}

function maxKeys(query: URLSearchParams): number {
  const keys = Number(query.get('max-keys') ?? 100);
  if (Number.isInteger(keys) && keys >= 1 && keys <= maximumKeys) return keys;
  throw new ApiError(400, 'InvalidArgument', 'The max-keys must be an integer within 1 and 1000.');
}

function encodeToken(key: string): string {
  return Buffer.from(key).toString('base64');
}

function decodeToken(token: string | null): string | null {
  return token === null ? null : Buffer.from(token, 'base64').toString('utf8');
}
