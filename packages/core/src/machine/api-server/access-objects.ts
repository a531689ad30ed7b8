import * as v from 'valibot';
import { hostOf } from '../../words/endpoints.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { isRecord, member } from '../../words/json.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerTarget } from '../../words/target.js';
import { proxyFor } from '../proxy/rule.js';
import { type RetryContext, retrying, throwIfCancelled } from '../retry.js';
import { type ApiServerReply, openConnection } from './connection.js';
import { serverWords } from './secret-refusers.js';

/** Whoever signs in as `arn` is `username` in `groups`: what ack-ram-authenticator reads (the vendor's pages of 2026). */
export interface IdentityMapping {
  readonly name: string;
  readonly arn: string;
  readonly username: string;
  readonly groups: readonly string[];
}

/** Where an object is: the path of its collection, and its name. */
export interface ObjectPlace {
  readonly collection: string;
  readonly name: string;
}

/** An object as the API server has it; `uid` and `version` tell whether it is still the same later. */
export interface StoredObject {
  readonly uid: string;
  readonly version: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** By its path below the object's own, such as `status`; null for the object itself. */
type Part = 'status' | null;

/** What became of an apply; `why` is what the API server says, on one line. */
export type ApplyOutcome = { readonly kind: 'applied' } | { readonly kind: 'refused'; readonly why: string };

/** Objects of one API server, read and written one by one. Every method throws AckringError only. */
export interface AccessObjects {
  /** Null where the cluster does not know mappings: the add-on was never there. */
  listMappings(): Promise<readonly IdentityMapping[] | null>;
  /** All of a collection; null where the API server does not know it. */
  list(collection: string): Promise<readonly unknown[] | null>;
  /**
   * Sets what the body has, as `manager` (server-side apply), and takes away what that manager had set before. Refused
   * where it is another manager's field, or has become another version than the body's metadata names.
   */
  apply(place: ObjectPlace, body: object, as: { manager: string; part: Part }): Promise<ApplyOutcome>;
  /** Null for none. */
  read(place: ObjectPlace): Promise<StoredObject | null>;
  /** Never changes what is there. */
  create(place: ObjectPlace, body: object): Promise<'created' | 'exists'>;
  /** Writes it only while it still is of the version in the body’s metadata. */
  replace(place: ObjectPlace, body: StoredObject['body']): Promise<'replaced' | 'gone' | 'changed'>;
  /** Removes it only while it is still exactly this one. */
  remove(place: ObjectPlace, stored: StoredObject): Promise<'removed' | 'gone' | 'changed'>;
}

export interface AccessObjectsOptions extends RetryContext {
  readonly target: ApiServerTarget;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of each request; default 15 s. */
  readonly timeoutMs?: number;
  /** What to do where the API server refuses; by default whom to ask for rights. */
  readonly remedy?: Sentence;
}

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const group = 'ramauthenticator.k8s.alibabacloud/v1alpha1';
const mappings = `/apis/${group}/ramidentitymappings`;

export function bindingPlace({
  namespace,
  name,
}: {
  readonly namespace: string | null;
  readonly name: string;
}): ObjectPlace {
  const collection =
    namespace === null
      ? `${rbac}/clusterrolebindings`
      : `${rbac}/namespaces/${encodeURIComponent(namespace)}/rolebindings`;
  return { collection, name };
}

export function mappingPlace(name: string): ObjectPlace {
  return { collection: mappings, name };
}

export function mappingBody({ name, arn, username, groups }: IdentityMapping): object {
  return {
    apiVersion: group,
    kind: 'RAMIdentityMapping',
    metadata: { name, labels: ours },
    spec: { arn, username, groups },
  };
}

/** For people who meet it in the cluster; what is ours is decided by name and content. */
export const ours = { 'app.kubernetes.io/managed-by': 'ackring' };

/** Null for what is no mapping. */
export function mappingIn(item: unknown): IdentityMapping | null {
  const parsed = v.safeParse(mappingSchema, item);
  return parsed.success ? { name: parsed.output.metadata.name, ...parsed.output.spec } : null;
}

const mappingSchema = v.object({
  metadata: v.object({ name: v.string() }),
  spec: v.object({
    arn: v.string(),
    username: v.string(),
    groups: v.pipe(
      v.optional(v.nullable(v.array(v.string())), []),
      v.transform((groups) => groups ?? []),
    ),
  }),
});

const listSchema = v.object({
  metadata: v.optional(v.object({ continue: v.optional(v.string(), '') }), { continue: '' }),
  items: v.nullable(v.array(v.unknown())),
});

const storedSchema = v.looseObject({
  metadata: v.looseObject({ uid: v.string(), resourceVersion: v.string() }),
});

const pageSize = 250;
/** A hundred thousand are none that anybody made. */
const mostPages = 400;
const largestPage = 8 * 1_048_576;

export function accessObjects(options: AccessObjectsOptions): AccessObjects {
  // A write that was sent twice is answered by 409 the second time, and every one is read back.
  const ask: Ask = (request) => retrying(() => send(options, request), options);
  return {
    listMappings: async () => {
      const items = await listAll(ask, mappings, options);
      const read = items?.map(mappingIn) ?? null;
      // One that cannot be read may be the identity's own.
      if (read?.includes(null)) throw unlikeKind(options.target, 'ramidentitymappings');
      return read?.filter((each) => each !== null) ?? null;
    },
    list: (collection) => listAll(ask, collection, options),
    apply: async (place, body, { manager, part }) => {
      const path = `${pathOf(place)}${part === null ? '' : `/${part}`}?fieldManager=${manager}`;
      const { status, body: said } = await ask({ method: 'PATCH', path, body, passes: [404, 409, 422] });
      if (status < 300) return { kind: 'applied' };
      const words = serverWords(String(member(said, 'message') ?? ''), []);
      return { kind: 'refused', why: words.kind === 'shown' ? words.text : String(status) };
    },
    read: async (place) => {
      const reply = await ask({ method: 'GET', path: pathOf(place), passes: [404] });
      if (reply.status === 404) return null;
      return storedIn(reply, options);
    },
    create: async ({ collection }, body) => {
      const reply = await ask({ method: 'POST', path: collection, body, passes: [409] });
      return reply.status === 409 ? 'exists' : 'created';
    },
    replace: async (place, body) => {
      const reply = await ask({ method: 'PUT', path: pathOf(place), body, passes: [404, 409] });
      if (reply.status === 404) return 'gone';
      return reply.status === 409 ? 'changed' : 'replaced';
    },
    remove: async (place, { uid, version }) => {
      const preconditions = { uid, resourceVersion: version };
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions };
      const reply = await ask({ method: 'DELETE', path: pathOf(place), body, passes: [404, 409] });
      if (reply.status === 404) return 'gone';
      return reply.status === 409 ? 'changed' : 'removed';
    },
  };
}

interface ObjectRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** Statuses that the caller understands; other failures are thrown. */
  readonly passes: readonly number[];
}

type Ask = (request: ObjectRequest) => Promise<ApiServerReply>;

async function listAll(
  ask: Ask,
  collection: string,
  { target }: AccessObjectsOptions,
): Promise<readonly unknown[] | null> {
  const kind = collection.replace(/^.*\//, '');
  const found: unknown[] = [];
  for (let next = '', pages = 0; pages < mostPages; pages += 1) {
    const more = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
    const path = `${collection}?limit=${pageSize}${more}`;
    const reply = await ask({ method: 'GET', path, passes: [404] });
    if (reply.status === 404) return null;
    const parsed = v.safeParse(listSchema, reply.body);
    if (!parsed.success) throw unlikeKind(target, kind);
    for (const item of parsed.output.items ?? []) found.push(item);
    next = parsed.output.metadata.continue;
    if (next === '') return found;
  }
  throw unlikeKind(target, kind);
}

function storedIn({ body }: ApiServerReply, { target }: AccessObjectsOptions): StoredObject {
  const parsed = v.safeParse(storedSchema, body);
  if (!parsed.success) throw unlikeKind(target, 'ramidentitymappings');
  const { metadata } = parsed.output;
  return { uid: metadata.uid, version: metadata.resourceVersion, body: parsed.output };
}

async function send(
  { target, environment, timeoutMs = 15_000, signal, remedy }: AccessObjectsOptions,
  { method, path, body, passes }: ObjectRequest,
): Promise<ApiServerReply> {
  throwIfCancelled(signal);
  const url = new URL(target.server);
  const deadline = AbortSignal.timeout(timeoutMs);
  const bound = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  const proxy = proxyFor(url, target.proxyUrl, environment);
  const connection = openConnection({ target, url, proxy, signal: bound, progress: { connected: false } });
  try {
    const contentType = method === 'PATCH' ? 'application/apply-patch+yaml' : undefined;
    const reply = await connection.send(method, path, body, { largestBody: largestPage, contentType });
    if (reply.status >= 200 && reply.status < 300) {
      // A login page in between answers with 200 too.
      if (!isRecord(reply.body)) throw unlike(target, say('See why with `ackring verify`.'));
      return reply;
    }
    if (passes.includes(reply.status)) return reply;
    throw refusal(reply, target, remedy);
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof AckringError) throw error;
    throw unreachable(target, error, deadline.aborted);
  } finally {
    connection.close();
  }
}

function refusal(
  { status, retryAfterMs }: ApiServerReply,
  target: ApiServerTarget,
  remedy = say('Only an administrator of the cluster may change who has access there.'),
): AckringError {
  return new AckringError(
    refusalCode(status),
    say('API server {host} refused (status {status})', { host: hostOf(target.server), status }),
    {
      remedy,
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    },
  );
}

/** What an API server's refusal with this status means. */
export function refusalCode(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'Forbidden';
  if (status === 429) return 'Throttled';
  return status >= 500 ? 'ServerFault' : 'RequestRejected';
}

function unreachable(target: ApiServerTarget, cause: unknown, isLate: boolean): AckringError {
  const { server } = target;
  return new AckringError(
    isLate ? 'TimedOut' : 'Unreachable',
    say('the API server {server} cannot be reached', { server }),
    { remedy: say('See why with `ackring verify`.'), cause },
  );
}

function unlikeKind(target: ApiServerTarget, kind: string): AckringError {
  const command = shell`kubectl get ${kind} --output yaml`;
  return unlike(target, say('Look at it: `{command}`.', { command }));
}

function unlike(target: ApiServerTarget, remedy: Sentence): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('what API server {host} answered cannot be read', { host: hostOf(target.server) }),
    { remedy },
  );
}

function pathOf({ collection, name }: ObjectPlace): string {
  return `${collection}/${encodeURIComponent(name)}`;
}
