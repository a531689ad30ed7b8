import { createHash, randomBytes } from 'node:crypto';
import { ApiError, emptyReply, type Reply, xmlReply } from '../http/reply.js';
import { checkOverwrite, copiedContent, newObject } from '../services/oss/object-operations.js';
import { type OssCall, ownerOf } from '../services/oss/operation.js';
import {
  type Bucket,
  checkDigest,
  etagOf,
  type Upload,
  type UploadedPart,
} from '../services/oss/stored-object.js';
import { elementsOf, textOf, type XmlValue, xmlDocument } from '../services/oss/xml.js';

/** Uploads in parts: the vendor's tools make them of large files, ackring never does. */
export const multipart: OssCall['uploads'] = {
  InitiateMultipartUpload: initiateUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: abortUpload,
  ListParts: listParts,
  ListMultipartUploads: listUploads,
};

const leastPartBytes = 100 * 1024;

const mostParts = 10_000;

/** Starts a multipart upload: headers, ACL and tags are given now. */
function initiateUpload(call: OssCall, bucket: Bucket, key: string): Reply {
  const object = newObject(call, bucket, key);
  const id = randomBytes(16).toString('hex').toUpperCase();
  bucket.uploads.set(id, { id, key, begun: object.modified, object, parts: {} });
  const result = { Bucket: bucket.name, Key: key, UploadId: id };
  return xmlReply(200, xmlDocument('InitiateMultipartUploadResult', result));
}

/** Stores one part, or replaces it. */
function uploadPart(call: OssCall, bucket: Bucket, key: string): Reply {
  const { request } = call;
  checkDigest(request);
  const part = keepPart(call, existingUpload(call, bucket, key), bucket, request.body);
  return emptyReply(200, { etag: part.etag });
}

/** A part copied from another object, or from a range of it. */
function uploadPartCopy(call: OssCall, bucket: Bucket, key: string): Reply {
  const upload = existingUpload(call, bucket, key);
  const content = copiedContent(call);
  const [, first, last] =
    /^bytes=(\d+)-(\d+)$/.exec(call.request.headers['x-oss-copy-source-range'] ?? '') ?? [];
  const range = first && last ? content.subarray(Number(first), Number(last) + 1) : content;
  const { etag, modified } = keepPart(call, upload, bucket, range);
  const result = { ETag: etag, LastModified: new Date(modified).toISOString() };
  return xmlReply(200, xmlDocument('CopyPartResult', result));
}

/** Makes the object from its parts, which must be listed in order, each with its ETag. */
function completeUpload(call: OssCall, bucket: Bucket, key: string): Reply {
  const upload = existingUpload(call, bucket, key);
  checkOverwrite(call, bucket, key);
  const parts = chosenParts(call, upload);
  const contents = parts.map(({ data }) => Buffer.from(data, 'base64'));
  if (contents.slice(0, -1).some(({ length }) => length < leastPartBytes)) {
    throw new ApiError(400, 'EntityTooSmall', 'Your proposed upload smaller than the minimum allowed size.');
  }
  const etag = etagOfParts(parts);
  const data = Buffer.concat(contents).toString('base64');
  const modified = call.world.clock.now().getTime();
  bucket.objects.set(key, { ...upload.object, data, etag, modified, isMultipart: true });
  bucket.uploads.delete(upload.id);
  const result = { Location: `/${bucket.name}/${key}`, Bucket: bucket.name, Key: key, ETag: etag };
  return xmlReply(200, xmlDocument('CompleteMultipartUploadResult', result));
}

/** Discards the uploaded parts. */
function abortUpload(call: OssCall, bucket: Bucket, key: string): Reply {
  bucket.uploads.delete(existingUpload(call, bucket, key).id);
  return emptyReply(204);
}

/** The uploaded parts, in order. */
function listParts(call: OssCall, bucket: Bucket, key: string): Reply {
  const upload = existingUpload(call, bucket, key);
  const { query } = call.request;
  const after = Number(query.get('part-number-marker') ?? 0);
  const limit = Math.min(Number(query.get('max-parts') ?? 1000), 1000);
  const rest = numbered(upload).filter(([number]) => number > after);
  const page = rest.slice(0, limit);
  const result = {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.id,
    NextPartNumberMarker: page.at(-1)?.[0] ?? after,
    MaxParts: limit,
    IsTruncated: String(rest.length > limit),
    Part: page.map(([PartNumber, { etag, data, modified }]) => ({
      PartNumber,
      LastModified: new Date(modified).toISOString(),
      ETag: etag,
      Size: Buffer.byteLength(data, 'base64'),
    })),
  } satisfies XmlValue;
  return xmlReply(200, xmlDocument('ListPartsResult', result));
}

/** The active uploads, all at once, by prefix. */
function listUploads(call: OssCall, bucket: Bucket): Reply {
  const prefix = call.request.query.get('prefix') ?? '';
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix));
  const result = {
    Bucket: bucket.name,
    KeyMarker: '',
    UploadIdMarker: '',
    NextKeyMarker: '',
    NextUploadIdMarker: '',
    Delimiter: '',
    Prefix: prefix,
    MaxUploads: 1000,
    IsTruncated: 'false',
    Upload: uploads.map(({ key, id, begun }) => ({
      Key: key,
      UploadId: id,
      StorageClass: 'Standard',
      Initiated: new Date(begun).toISOString(),
      Owner: ownerOf(call),
    })),
  } satisfies XmlValue;
  return xmlReply(200, xmlDocument('ListMultipartUploadsResult', result));
}

function existingUpload({ request }: OssCall, bucket: Bucket, key: string): Upload {
  const upload = bucket.uploads.get(request.query.get('uploadId') ?? '');
  if (upload?.key === key) return upload;
  throw new ApiError(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
  );
}

function keepPart(call: OssCall, upload: Upload, bucket: Bucket, content: Buffer): UploadedPart {
  const number = Number(call.request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > mostParts) {
    throw new ApiError(400, 'InvalidArgument', `Part number must be an integer between 1 and ${mostParts}.`);
  }
  const modified = call.world.clock.now().getTime();
  const part = { etag: etagOf(content), data: content.toString('base64'), modified };
  bucket.uploads.set(upload.id, { ...upload, parts: { ...upload.parts, [number]: part } });
  return part;
}

function numbered({ parts }: Upload): readonly (readonly [number, UploadedPart])[] {
  return Object.entries(parts)
    .map(([number, part]) => [Number(number), part] as const)
    .sort(([left], [right]) => left - right);
}

function chosenParts({ request }: OssCall, upload: Upload): readonly UploadedPart[] {
  if (request.headers['x-oss-complete-all'] === 'yes') return numbered(upload).map(([, part]) => part);
  const named = elementsOf(request.body.toString('utf8'), 'Part').map((part) => ({
    number: Number(textOf(part, 'PartNumber')),
    etag: textOf(part, 'ETag') ?? '',
  }));
  if (named.length === 0)
    throw new ApiError(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  if (named.some(({ number }, index) => number <= (named[index - 1]?.number ?? 0))) {
    throw new ApiError(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  return named.map(({ number, etag }) => {
    const part = upload.parts[number];
    if (part && unquoted(part.etag) === unquoted(etag)) return part;
    throw new ApiError(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
  });
}

/** From the parts' digests, and their number. */
function etagOfParts(parts: readonly UploadedPart[]): string {
  const digests = parts.map(({ etag }) => unquoted(etag)).join('');
  return `"${createHash('md5').update(digests).digest('hex').toUpperCase()}-${parts.length}"`;
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '').toUpperCase();
}
