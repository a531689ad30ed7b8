import type OSS from 'ali-oss';
import type { Clock } from '../ports.js';
import type { RateLimiter } from '../rate-limit.js';
import { retrying } from '../retry.js';
import { type Audience, toApiError } from './ack/error.js';
import type { AccessKey, CredentialSource } from './credentials/credentials.js';
import type { Endpoint } from './openapi/endpoints.js';
import type { ServiceRecord } from './openapi/operation.js';

export interface OssOptions {
  readonly credentials: Pick<CredentialSource, 'get'>;
  readonly endpoint: Endpoint;
  readonly region: string;
  readonly bucket: string;
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  readonly audience?: Audience | undefined;
  /** Bounds each try; default 15 s. */
  readonly timeoutMs?: number;
  /** Uniform in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

export interface PutObject {
  readonly name: string;
  readonly text: string;
  /** The KMS key that encrypts it; null for the bucket's own key of KMS. */
  readonly kmsKeyId: string | null;
  /** Refuses with Conflict where there is an object already. */
  readonly onlyNew: boolean;
}

/** Objects of one bucket, always encrypted by KMS on the server. */
export interface OssObjects {
  /** The object's text, or null when there is none. */
  read(name: string, signal?: AbortSignal): Promise<string | null>;
  put(object: PutObject, signal?: AbortSignal): Promise<void>;
}

/** All that we call of OSS, by the names of its client's methods. */
export const ossService = {
  product: 'oss',
  version: '2019-05-17',
  style: 'ROA',
  signature: 'OSS4-HMAC-SHA256',
  operations: {
    get: { method: 'GET', path: '/{object}', answer: null },
    put: {
      method: 'PUT',
      path: '/{object}',
      headers: [
        'x-oss-server-side-encryption',
        'x-oss-server-side-encryption-key-id',
        'x-oss-forbid-overwrite',
        'x-oss-object-acl',
      ],
      answer: null,
    },
  },
} as const satisfies ServiceRecord;

/** The client as far as its operations are declared. */
type DeclaredClient = Pick<OSS, keyof typeof ossService.operations>;

/** One bucket through the official `ali-oss`, loaded with the first call; throws AckringError only. */
export function createOssObjects(options: OssOptions): OssObjects {
  const { clock, limiter, random = Math.random, bucket, endpoint, audience } = options;
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
            return await call(client);
          } catch (error) {
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

async function put(client: DeclaredClient, { name, text, kmsKeyId, onlyNew }: PutObject): Promise<void> {
  await client.put(name, Buffer.from(text), {
    headers: {
      'x-oss-server-side-encryption': 'KMS',
      ...(kmsKeyId === null ? {} : { 'x-oss-server-side-encryption-key-id': kmsKeyId }),
      ...(onlyNew ? { 'x-oss-forbid-overwrite': 'true' } : {}),
      // Whatever the bucket is: a public one must not show a private key.
      'x-oss-object-acl': 'private',
      'content-type': name.endsWith('.json') ? 'application/json' : 'application/yaml',
    },
  });
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

function toOssOptions({ endpoint, region, bucket, timeoutMs = 15_000 }: OssOptions, key: AccessKey) {
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
    timeout: timeoutMs,
  };
}

/** ali-oss says `status` where the others say `statusCode`, and numbers below zero for what never arrived. */
function withStatus(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 0;
  if (/TimeoutError$/.test(error.name)) return { name: 'RequestTimeoutError' };
  const requestId = 'requestId' in error ? error.requestId : undefined;
  const code = codeOf(error);
  if (code === 'FileAlreadyExists') return { name: error.name, code, statusCode: 409, requestId };
  return { name: error.name, code, requestId, ...(status > 0 ? { statusCode: status } : {}) };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
