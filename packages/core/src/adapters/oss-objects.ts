import type OSS from 'ali-oss';
import * as v from 'valibot';
import { AckringError } from '../errors.js';
import type { Clock } from '../ports.js';
import type { RateLimiter } from '../rate-limit.js';
import { retrying } from '../retry.js';
import { shell } from '../shell-word.js';
import { type AnswerBounds, usualBounds, withinBounds } from './answer-bounds.js';
import type { AccessKey, CredentialSource } from './credentials/credentials.js';
import type { Endpoint } from './openapi/endpoints.js';
import { type Audience, toApiError } from './openapi/error.js';
import { ossService } from './oss/operations.js';

export interface OssOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: Endpoint;
  readonly region: string;
  readonly bucket: string;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  readonly audience?: Audience | undefined;
  /** What one answer may be, of each try. */
  readonly bounds?: AnswerBounds;
  /** Uniform in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

export interface PutObject {
  readonly name: string;
  readonly text: string;
  /** The KMS key that encrypts it; null for the bucket's own key of KMS. */
  readonly kmsKeyId: string | null;
}

/** Objects of one bucket, always encrypted by KMS on the server. */
export interface OssObjects {
  /** The object's text, or null when there is none. */
  read(name: string, signal?: AbortSignal): Promise<string | null>;
  put(object: PutObject, signal?: AbortSignal): Promise<void>;
  /** The names that begin so, all pages. */
  list(prefix: string, signal?: AbortSignal): Promise<readonly string[]>;
}

/** The client as far as its operations are declared. */
type DeclaredClient = Pick<OSS, keyof typeof ossService.operations>;

/** One bucket through the official `ali-oss`, loaded with the first call; throws AckringError only. */
export function createOssObjects(options: OssOptions): OssObjects {
  const { clock, limiter, random = Math.random, bucket, endpoint, audience, bounds = usualBounds } = options;
  const clientOf = createClients(options);
  const run = <T>(
    doing: string,
    permission: string,
    call: (client: DeclaredClient) => Promise<T>,
    signal?: AbortSignal,
  ) =>
    retrying(
      () =>
        limiter.run(async () => {
          const client = await clientOf();
          try {
            return await withinBounds(bounds, () => call(client));
          } catch (error) {
            if (codeOf(error) === 'NoSuchBucket') throw noBucket(options, doing);
            throw toApiError(withStatus(error), { doing, permission, host: endpoint.host, audience });
          }
        }, signal),
      { clock, random, signal },
    );
  return {
    read: (name, signal) =>
      run(`read oss://${bucket}/${name}`, 'oss:GetObject', (client) => readOrNull(client, name), signal),
    put: async (object, signal) => {
      const doing = `store oss://${bucket}/${object.name}`;
      await run(doing, 'oss:PutObject and oss:PutObjectAcl', (client) => put(client, object), signal);
    },
    list: async (prefix, signal) => {
      const doing = `list oss://${bucket}/${prefix}`;
      const names: string[] = [];
      for (let token: string | null = null; ; ) {
        const page = await run(doing, 'oss:ListObjects', (client) => listPage(client, prefix, token), signal);
        names.push(...page.names);
        token = page.next;
        if (token === null) return names;
      }
    },
  };
}

interface ObjectPage {
  readonly names: readonly string[];
  readonly next: string | null;
}

async function listPage(client: DeclaredClient, prefix: string, token: string | null): Promise<ObjectPage> {
  const query = { prefix, 'max-keys': '1000', ...(token === null ? {} : { 'continuation-token': token }) };
  const { objects, isTruncated, nextContinuationToken } = v.parse(
    ossService.operations.listV2.answer,
    await client.listV2(query, {}),
  );
  return {
    names: (objects ?? []).map(({ name }) => name),
    next: isTruncated ? nextContinuationToken : null,
  };
}

async function readOrNull(client: DeclaredClient, name: string): Promise<string | null> {
  try {
    const { content } = await client.get(name);
    return Buffer.isBuffer(content) ? content.toString('utf8') : String(content);
  } catch (error) {
    if (codeOf(error) === 'NoSuchKey') return null;
    throw error;
  }
}

async function put(client: DeclaredClient, { name, text, kmsKeyId }: PutObject): Promise<void> {
  await client.put(name, Buffer.from(text), {
    headers: {
      'x-oss-server-side-encryption': 'KMS',
      ...(kmsKeyId === null ? {} : { 'x-oss-server-side-encryption-key-id': kmsKeyId }),
      // Whatever the bucket is: a public one must not show a private key.
      'x-oss-object-acl': 'private',
      'content-type': name.endsWith('.json') ? 'application/json' : 'application/yaml',
    },
  });
}

/** What was kept there is unknown then, not none: a missing bucket must not pass for an empty one. */
function noBucket({ bucket, region }: OssOptions, doing: string): AckringError {
  return new AckringError(
    'ResourceNotFound',
    `could not ${doing}: there is no bucket ${bucket} in ${region}`,
    {
      remedy: `Make it, or name the region it is in: ${shell`aliyun oss mb oss://${bucket} --region ${region}`}`,
    },
  );
}

/** A client for the key in use: a role's key changes from hour to hour. */
function createClients(options: OssOptions): () => Promise<OSS> {
  let made: { readonly keyId: string; readonly client: OSS } | null = null;
  return async () => {
    const key = await options.credentials.get();
    if (made?.keyId === key.accessKeyId) return made.client;
    const { default: Client } = await import('ali-oss');
    const client = new Client(toOssOptions(options, key));
    made = { keyId: key.accessKeyId, client };
    return client;
  };
}

function toOssOptions({ endpoint, region, bucket, bounds = usualBounds }: OssOptions, key: AccessKey) {
  return {
    accessKeyId: key.accessKeyId,
    accessKeySecret: key.accessKeySecret,
    ...(key.securityToken === null ? {} : { stsToken: key.securityToken }),
    region: `oss-${region}`,
    bucket,
    endpoint: endpoint.url,
    secure: endpoint.protocol === 'https',
    // An address has no room for the bucket in front of it.
    sldEnable: endpoint.protocol === 'http',
    authorizationV4: true,
    // Its own are told as anything but time-outs: ours come first.
    timeout: bounds.totalMs * 2,
  };
}

/** ali-oss says `status` where the others say `statusCode`, and numbers below zero for what never arrived. */
function withStatus(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 0;
  if (/TimeoutError$/.test(error.name)) return { name: 'RequestTimeoutError' };
  const requestId = 'requestId' in error ? error.requestId : undefined;
  const code = codeOf(error);
  return { name: error.name, code, requestId, ...(status > 0 ? { statusCode: status } : {}) };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
