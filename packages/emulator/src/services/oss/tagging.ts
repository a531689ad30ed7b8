import { ApiError, emptyReply, type Reply, xmlReply } from '../../http/reply.js';
import type { OssCall } from './operation.js';
import { type Bucket, existingObject, type Tags } from './stored-object.js';
import { elementsOf, textOf, xmlDocument } from './xml.js';

const limits = { bucket: 20, object: 10, keyCharacters: 128, valueCharacters: 256 } as const;

/** A bucket's tags; empty if it has none. */
export function getBucketTags(_: OssCall, bucket: Bucket): Reply {
  return tagsReply(bucket.tags);
}

export function putBucketTags({ request }: OssCall, bucket: Bucket): Reply {
  bucket.tags = tagsOfDocument(request.body.toString('utf8'), limits.bucket);
  return emptyReply(200);
}

export function deleteBucketTags(_: OssCall, bucket: Bucket): Reply {
  bucket.tags = {};
  return emptyReply(204);
}

/** An object's tags; empty if it has none. */
export function getObjectTagging(_: OssCall, bucket: Bucket, key: string): Reply {
  return tagsReply(existingObject(bucket, key).tags ?? {});
}

export function putObjectTagging({ request }: OssCall, bucket: Bucket, key: string): Reply {
  const object = existingObject(bucket, key);
  const tags = tagsOfDocument(request.body.toString('utf8'), limits.object);
  bucket.objects.set(key, { ...object, tags });
  return emptyReply(200);
}

export function deleteObjectTagging(__: OssCall, bucket: Bucket, key: string): Reply {
  const { tags: _, ...object } = existingObject(bucket, key);
  bucket.objects.set(key, object);
  return emptyReply(204);
}

/** The tags in an upload's header, `key=value&…`, as the stored member. */
export function objectTagsOf({ request }: OssCall): { readonly tags?: Tags } {
  const given = request.headers['x-oss-tagging'];
  if (!given) return {};
  return { tags: checked([...new URLSearchParams(given)], limits.object) };
}

function tagsReply(tags: Tags): Reply {
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlReply(200, xmlDocument('Tagging', { TagSet: { Tag } }));
}

function tagsOfDocument(xml: string, most: number): Tags {
  if (!/<Tagging[\s>]/.test(xml)) {
    throw new ApiError(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  }
  const pairs = elementsOf(xml, 'Tag').map(
    (tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const,
  );
  return checked(pairs, most);
}

function checked(pairs: readonly (readonly [string, string])[], most: number): Tags {
  const tags = Object.fromEntries(pairs);
  const isRight = pairs.every(([key, value]) => {
    return key !== '' && key.length <= limits.keyCharacters && value.length <= limits.valueCharacters;
  });
  if (isRight && pairs.length <= most && Object.keys(tags).length === pairs.length) return tags;
  throw new ApiError(400, 'InvalidTag', 'The tag set you provided is not valid.');
}
