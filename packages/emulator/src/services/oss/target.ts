import { ApiError } from '../../http/api-error.js';
import type { ServiceRequest } from '../../http/request.js';

/** What a request is about: the account's buckets, a bucket, or an object in it. */
export interface OssTarget {
  readonly bucket: string | null;
  readonly key: string | null;
}

/**
 * Every way a request can be read, the likeliest first. `ali-oss` names the bucket in the Host header even when
 * its endpoint is an address, and with `sldEnable` in the path as well; only the signature tells which was meant.
 */
export function readTargets(request: ServiceRequest): readonly OssTarget[] {
  const path = decodePath(request.path).slice(1);
  const bucket = bucketOfHost(request.headers['host'] ?? '');
  const byPath = splitPath(path);
  if (bucket === null) return [byPath];
  const byHost = { bucket: bucket || null, key: path || null };
  return byPath.bucket === bucket ? [byPath, byHost] : [byHost];
}

/** The resource a signature covers: `/`, `/bucket/` or `/bucket/key`. */
export function resourceOf({ bucket, key }: OssTarget): string {
  return bucket === null ? '/' : `/${bucket}/${key ?? ''}`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ApiError(400, 'InvalidURI', 'Could not parse the specified URI.');
  }
}

/** The bucket before `oss-<region>.aliyuncs.com` or before `localhost`; null when the host names none at all. */
function bucketOfHost(host: string): string | null {
  const name = host.replace(/:\d+$/, '');
  return /^([\w-]*)\.(?:oss-[\w-]+\.aliyuncs\.com|localhost)$/.exec(name)?.[1] ?? null;
}

function splitPath(path: string): OssTarget {
  const slash = path.indexOf('/');
  if (slash < 0) return { bucket: path || null, key: null };
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) || null };
}
