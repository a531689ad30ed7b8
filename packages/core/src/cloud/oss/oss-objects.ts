import type { Agent } from 'node:https';
import type OSS from 'ali-oss';
import * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { objectKeyFailure } from '../kms/kms-failure.js';
import { usualBounds } from '../openapi/answer-bounds.js';
import type { AccessKey } from '../openapi/credential-source.js';
import type { Endpoint } from '../openapi/endpoints.js';
import type { ServiceRecord } from '../openapi/operation.js';
import {
  type Answer,
  type Attempt,
  createRunner,
  type Operation,
  type RunnerOptions,
  textHeaders,
} from '../openapi/runner.js';

export interface OssOptions extends RunnerOptions {
  readonly endpoint: Endpoint;
  readonly region: string;
  readonly bucket: string;
}

export interface PutObject {
  readonly name: string;
  readonly text: string;
  /** The KMS key that encrypts it; null for the bucket's own key of KMS. */
  readonly kmsKeyId: string | null;
}

/** Objects of one bucket, always encrypted by KMS on the server. */
export interface OssObjects {
  /** The object's text, or null if there is none. */
  read(name: string, signal?: AbortSignal): Promise<string | null>;
  put(object: PutObject, signal?: AbortSignal): Promise<void>;
  /** The names with this prefix, all pages. */
  list(prefix: string, signal?: AbortSignal): Promise<readonly string[]>;
}

const pageSchema = v.object({
  // Every list states its length; from a body that is not a list the client makes an empty list.
  keyCount: v.number(),
  objects: v.optional(v.nullable(v.array(v.object({ name: v.string() }))), []),
  isTruncated: v.optional(v.boolean(), false),
  nextContinuationToken: v.optional(v.nullable(v.string()), null),
});

/** Every OSS operation that we call, by its client's method names. */
export const ossService = {
  product: 'oss',
  version: '2019-05-17',
  style: 'ROA',
  signature: 'OSS4-HMAC-SHA256',
  operations: {
    get: {
      method: 'GET',
      path: '/{object}',
      answer: null,
      permission: 'oss:GetObject',
      openApi: 'GetObject',
    },
    listV2: {
      method: 'GET',
      path: '/',
      query: ['list-type', 'prefix', 'max-keys', 'continuation-token'],
      answer: pageSchema,
      permission: 'oss:ListObjects',
      openApi: 'ListObjectsV2',
    },
    put: {
      method: 'PUT',
      path: '/{object}',
      headers: ['x-oss-server-side-encryption', 'x-oss-server-side-encryption-key-id', 'x-oss-object-acl'],
      answer: null,
      permission: 'oss:PutObject and oss:PutObjectAcl',
      openApi: 'PutObject',
    },
  },
} as const satisfies ServiceRecord;

/** The client, as far as its operations are declared. */
type DeclaredClient = Pick<OSS, keyof typeof ossService.operations>;

/** One bucket through the official `ali-oss`, loaded on the first call; throws AckringError only. */
export function createOssObjects(options: OssOptions): OssObjects {
  const { bucket, endpoint, region } = options;
  const clientOf = createClients(options);
  const run = createRunner(ossService, options);
  const call = <Body, Result>(
    { ask, object, keyId = null, ...operation }: OssCall<Body, Result>,
    signal?: AbortSignal,
  ) => {
    const send = async ({ key }: Attempt): Promise<Answer<Body>> => {
      const client = await clientOf(key);
      try {
        return await ask(client);
      } catch (error) {
        if (isElsewhere(error)) throw noBucket(options, operation.doing);
        const { doing } = operation;
        throw objectKeyFailure(error, { doing, object, region, keyId }) ?? withStatus(error);
      }
    };
    return run({ ...operation, endpoint, region, send }, signal);
  };
  return {
    read: async (name, signal) => {
      const object = `oss://${bucket}/${name}`;
      const doing = say('read {object}', { object });
      const ask = (client: DeclaredClient) => contentOrNull(client, name);
      const decode = ({ body }: Answer<unknown>) => ({ text: body === null ? null : String(body) });
      return (await call({ operation: 'get', doing, object, ask, decode }, signal)).text;
    },
    put: async (stored, signal) => {
      const object = `oss://${bucket}/${stored.name}`;
      const doing = say('store {object}', { object });
      const ask = (client: DeclaredClient) => put(client, stored);
      const keyId = stored.kmsKeyId;
      await call({ operation: 'put', doing, object, keyId, ask, decode: () => true }, signal);
    },
    list: async (prefix, signal) => {
      const object = `oss://${bucket}/${prefix}`;
      const doing = say('list {object}', { object });
      const names: string[] = [];
      for (let token: string | null = null; ; ) {
        const ask = (client: DeclaredClient) => listPage(client, prefix, token);
        const page = await call({ operation: 'listV2', doing, object, ask, decode: decodePage }, signal);
        names.push(...page.names);
        token = page.next;
        if (token === null) return names;
      }
    },
  };
}

interface OssCall<Body, Result> extends Pick<Operation<Body, Result>, 'doing' | 'decode'> {
  readonly operation: keyof DeclaredClient;
  /** Its URL. */
  readonly object: string;
  /** The key it is written with; null for OSS's own, or when it is read. */
  readonly keyId?: string | null;
  readonly ask: (client: DeclaredClient) => Promise<Answer<Body>>;
}

interface ObjectPage {
  readonly names: readonly string[];
  readonly next: string | null;
}

async function listPage(
  client: DeclaredClient,
  prefix: string,
  token: string | null,
): Promise<Answer<unknown>> {
  const query = { prefix, 'max-keys': '1000', ...(token === null ? {} : { 'continuation-token': token }) };
  const page = await client.listV2(query, {});
  return { body: page, headers: headersOf(page) };
}

/** What the client passes on of the response. */
function headersOf({ res }: { readonly res?: unknown }): Answer['headers'] {
  const headers = typeof res === 'object' && res !== null && 'headers' in res ? res.headers : null;
  return textHeaders(typeof headers === 'object' ? headers : null);
}

function decodePage({ body }: Answer<unknown>): ObjectPage | null {
  const parsed = v.safeParse(ossService.operations.listV2.answer, body);
  if (!parsed.success) return null;
  const { objects, isTruncated, nextContinuationToken } = parsed.output;
  return {
    names: (objects ?? []).map(({ name }) => name),
    next: isTruncated ? nextContinuationToken : null,
  };
}

async function contentOrNull(client: DeclaredClient, name: string): Promise<Answer<unknown>> {
  try {
    const found = await client.get(name);
    return { body: found.content, headers: headersOf(found) };
  } catch (error) {
    if (codeOf(error) === 'NoSuchKey') return { body: null, headers: {} };
    throw error;
  }
}

async function put(client: DeclaredClient, { name, text, kmsKeyId }: PutObject): Promise<Answer<unknown>> {
  const stored = await client.put(name, Buffer.from(text), {
    headers: {
      'x-oss-server-side-encryption': 'KMS',
      ...(kmsKeyId === null ? {} : { 'x-oss-server-side-encryption-key-id': kmsKeyId }),
      // Whatever the bucket's ACL: a public one must not expose a private key.
      'x-oss-object-acl': 'private',
      'content-type': name.endsWith('.json') ? 'application/json' : 'application/yaml',
    },
  });
  return { body: null, headers: headersOf(stored) };
}

/** Not there at all, or not in the region that was signed for (OSS's pages 0002-00000226 and 0002-00000228). */
function isElsewhere(error: unknown): boolean {
  const ec = error instanceof Error && 'ecCode' in error ? error.ecCode : null;
  return codeOf(error) === 'NoSuchBucket' || ec === '0002-00000226' || ec === '0002-00000228';
}

/** Its content is then unknown, not empty: a missing bucket must not look like an empty one. */
function noBucket({ bucket, region }: OssOptions, doing: Sentence): AckringError {
  return new AckringError(
    'ResourceNotFound',
    say('could not {doing}: there is no bucket {bucket} in {region}', { doing, bucket, region }),
    {
      remedy: say('Create it, or name the region it is in: {command}', {
        command: shell`aliyun oss mb oss://${bucket} --region ${region}`,
      }),
    },
  );
}

/** A client for the current key: a role's key changes every hour. */
function createClients(options: OssOptions): (key: AccessKey) => Promise<DeclaredClient> {
  let made: { readonly keyId: string; readonly client: DeclaredClient } | null = null;
  return async (key) => {
    if (made?.keyId === key.accessKeyId) return made.client;
    const { default: Client } = await import('ali-oss');
    const client = new Client({ ...toOssOptions(options, key), ...(await wayTo(options.endpoint)) });
    made = { keyId: key.accessKeyId, client };
    return client;
  };
}

/** Its own agent, unless there is a proxy. */
async function wayTo({ url, proxyOf }: Endpoint): Promise<{ httpsAgent?: Agent }> {
  const proxy = proxyOf?.(new URL(url)) ?? null;
  if (proxy === null) return {};
  return { httpsAgent: (await import('../../machine/proxy/agent.js')).agentThrough(proxy) };
}

function toOssOptions({ endpoint, region, bucket, bounds = usualBounds }: OssOptions, key: AccessKey) {
  return {
    ...ownKey(key),
    region: `oss-${region}`,
    bucket,
    endpoint: endpoint.url,
    secure: endpoint.protocol === 'https',
    // An IP address cannot have the bucket's name prefixed.
    sldEnable: endpoint.protocol === 'http',
    authorizationV4: true,
    // Its own timeouts are not reported as such: ours come first.
    timeout: bounds.totalMs * 2,
  };
}

/** Without a way to renew a session it warns on the console; another key has a client of its own. */
function ownKey({ accessKeyId, accessKeySecret, securityToken: stsToken }: AccessKey) {
  const key = { accessKeyId, accessKeySecret };
  if (stsToken === null) return key;
  return { ...key, stsToken, refreshSTSToken: async () => ({ ...key, stsToken }) };
}

/** ali-oss says `status` where the others say `statusCode`, with negative numbers for what never arrived. */
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
