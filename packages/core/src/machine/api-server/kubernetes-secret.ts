import * as v from 'valibot';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerTarget } from '../../words/target.js';
import type { Clock } from '../clock.js';
import { proxyFor } from '../proxy/rule.js';
import { retrying, throwIfCancelled } from '../retry.js';
import { type ApiServerReply, type Connection, openConnection } from './connection.js';
import { isTlsCode } from './handshake.js';
import {
  isFailedTest,
  isStatus,
  refusalOf,
  type SecretPlace,
  type SecretRequest,
  secretFailure,
} from './secret-failure.js';
import { type KubernetesSecret, type SecretChange, secretPatch } from './secret-patch.js';

/**
 * Overtaken is only what the API server says: a webhook answers in the same way. Read again and decide anew; if nobody
 * wrote in between, `refusal` is what happened.
 */
export type WriteOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'overtaken'; readonly refusal: AckringError };

/** Secrets of one cluster, over its API server's own HTTPS. */
export interface KubernetesSecrets {
  read(place: SecretPlace, signal?: AbortSignal): Promise<KubernetesSecret | null>;
  /** Those with a label, all pages. */
  list(
    namespace: string,
    label: { readonly name: string; readonly value: string },
    signal?: AbortSignal,
  ): Promise<readonly KubernetesSecret[]>;
  /** Creates an `Opaque` one; overtaken if that name exists. */
  create(place: SecretPlace, made: SecretChange, signal?: AbortSignal): Promise<WriteOutcome>;
  /** Changes what was read, and nothing else in it. */
  change(
    place: SecretPlace,
    from: KubernetesSecret,
    change: SecretChange,
    signal?: AbortSignal,
  ): Promise<WriteOutcome>;
}

export interface KubernetesSecretsOptions {
  /** How to reach the hub; asked before each request, so that a short-lived credential can be renewed. */
  readonly target: (signal?: AbortSignal) => Promise<ApiServerTarget>;
  /** The hub, for commands: its context, or the cluster's id. */
  readonly hub: string;
  readonly clock: Clock;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Timeout of each request; default 15 s. */
  readonly timeoutMs?: number;
  /** Uniform in [0, 1), for the jitter between attempts. */
  readonly random?: () => number;
}

/** Maximum total size of a Secret's data, in bytes (kube-apiserver's `MaxSecretSize`). */
export const secretDataBytes = 1_048_576;

const texts = v.optional(v.nullable(v.record(v.string(), v.string())), null);
const ownerSchema = v.object({
  kind: v.string(),
  name: v.string(),
  controller: v.optional(v.nullable(v.boolean()), false),
});
const secretSchema = v.object({
  metadata: v.object({
    name: v.string(),
    uid: v.string(),
    resourceVersion: v.string(),
    labels: texts,
    annotations: texts,
    deletionTimestamp: v.optional(v.nullable(v.string()), null),
    ownerReferences: v.optional(v.nullable(v.array(ownerSchema)), null),
  }),
  data: texts,
  immutable: v.optional(v.nullable(v.boolean()), false),
});
const listSchema = v.object({
  metadata: v.object({ continue: v.optional(v.nullable(v.string()), null) }),
  items: v.nullable(v.array(secretSchema)),
});

type Ask = (request: HttpRequest, signal?: AbortSignal) => Promise<ApiServerReply>;

/** Transient failures are retried within bounds, 429 when the server says; all writes can be repeated. */
export function createKubernetesSecrets(options: KubernetesSecretsOptions): KubernetesSecrets {
  const { clock, random = Math.random } = options;
  const connections = createConnections(options);
  const ask: Ask = (request, signal) =>
    retrying(() => send(connections, options, request, signal), { clock, random, signal });
  const write = async (request: HttpRequest, signal?: AbortSignal): Promise<WriteOutcome> => {
    const reply = await ask(request, signal);
    if (reply.status < 300) return { kind: 'written' };
    const refusal = await failureOf(reply, request, options, connections, signal);
    if (reply.status === 422 && !isFailedTest(reply)) throw refusal;
    return { kind: 'overtaken', refusal };
  };
  return {
    read: async (place, signal) => {
      const request = { method: 'GET', path: pathOf(place), place, doing: 'read', passes: [404] } as const;
      const reply = await ask(request, signal);
      return reply.status === 404 ? null : toSecret(parsed(secretSchema, reply, options.hub));
    },
    list: (namespace, label, signal) => listAll({ ask, hub: options.hub }, namespace, label, signal),
    create: (place, made, signal) => {
      const path = collectionOf(place);
      const body = draftOf(place, made);
      const values = valuesIn(made.data);
      return write({ method: 'POST', path, body, values, place, doing: 'write', passes: [409] }, signal);
    },
    change: async (place, from, change, signal) => {
      const body = secretPatch(from, change);
      if (body.length === 0) return { kind: 'written' };
      const values = [...valuesIn(from.data ?? {}), ...valuesIn(change.data)];
      const passes = [404, 409, 422];
      return write(
        { method: 'PATCH', path: pathOf(place), body, values, place, doing: 'write', passes },
        signal,
      );
    },
  };
}

async function listAll(
  { ask, hub }: { readonly ask: Ask; readonly hub: string },
  namespace: string,
  label: { readonly name: string; readonly value: string },
  signal: AbortSignal | undefined,
): Promise<readonly KubernetesSecret[]> {
  const place = { namespace, name: '' };
  const selector = `labelSelector=${encodeURIComponent(`${label.name}=${label.value}`)}&limit=20`;
  const found: KubernetesSecret[] = [];
  for (let next = ''; ; ) {
    const page = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
    const path = `${collectionOf(place)}?${selector}${page}`;
    const reply = await ask({ method: 'GET', path, place, doing: 'list', passes: [] }, signal);
    const { items, metadata } = parsed(listSchema, reply, hub);
    found.push(...(items ?? []).map(toSecret));
    next = metadata.continue ?? '';
    if (next === '') return found;
  }
}

function toSecret({ metadata, data, immutable }: v.InferOutput<typeof secretSchema>): KubernetesSecret {
  const { deletionTimestamp, ownerReferences, ...rest } = metadata;
  const controller = ownerReferences?.find((owner) => owner.controller === true);
  return {
    ...rest,
    data,
    controller: controller === undefined ? null : `${controller.kind}/${controller.name}`,
    immutable: immutable === true,
    isBeingDeleted: deletionTimestamp !== null,
  };
}

function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  { body }: ApiServerReply,
  hub: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  throw new AckringError('ResponseUnreadable', say('what the API server gave is no Secret'), {
    remedy: say('Look for a proxy in between: {command}', { command: shell`ackring verify ${hub}` }),
  });
}

function valuesIn(data: SecretChange['data']): readonly string[] {
  return Object.values(data).filter((value) => value !== null);
}

function draftOf({ namespace, name }: SecretPlace, { labels, annotations, data }: SecretChange) {
  const metadata = { name, namespace, labels, annotations };
  return { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, data };
}

interface HttpRequest extends Pick<SecretRequest, 'place' | 'doing'> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  /** Base64: what the Secret holds and would hold. */
  readonly values?: readonly string[];
  /** Statuses that the caller understands; other failures are thrown. */
  readonly passes: readonly number[];
}

async function send(
  connections: Connections,
  options: KubernetesSecretsOptions,
  request: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<ApiServerReply> {
  const reply = await connections.exchange(request, signal);
  if (reply.status >= 200 && reply.status < 300) return reply;
  const isAboutNamespace = reply.status === 404 && refusalOf(reply).kind === 'namespaces';
  if (request.passes.includes(reply.status) && isStatus(reply) && !isAboutNamespace) return reply;
  throw await failureOf(reply, request, options, connections, signal);
}

async function failureOf(
  reply: ApiServerReply,
  request: HttpRequest,
  { hub, target }: KubernetesSecretsOptions,
  connections: Connections,
  signal: AbortSignal | undefined,
): Promise<AckringError> {
  const { place, doing, values = [] } = request;
  const { clientCertificate } = await target(signal);
  const user = clientCertificate === null ? null : readCertificateFacts(clientCertificate).subject.commonName;
  const isPermitted = reply.status === 403 ? await mayDo(connections, request, signal) : null;
  return secretFailure(reply, { place, doing, values, hub, user, isPermitted });
}

const verbs = { GET: 'get', POST: 'create', PATCH: 'patch' } as const;
const accessReviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const review = v.object({ status: v.object({ allowed: v.boolean() }) });

/** A quota, a policy and a missing role are all 403: the server itself says whether it is the role, or null. */
async function mayDo(
  connections: Connections,
  { method, place, doing }: HttpRequest,
  signal: AbortSignal | undefined,
): Promise<boolean | null> {
  const verb = doing === 'list' ? 'list' : verbs[method];
  // A role may name the Secrets it is for; one that is made has no name yet, and a list has none.
  const named = verb === 'get' || verb === 'patch' ? { name: place.name } : {};
  const resourceAttributes = { verb, resource: 'secrets', namespace: place.namespace, ...named };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const ask = { method: 'POST', path: accessReviews, body, place, doing, passes: [] } as const;
  const reply = await connections.exchange(ask, signal).catch(() => null);
  const parsed = v.safeParse(review, reply?.body);
  return parsed.success ? parsed.output.status.allowed : null;
}

/** One connection per concurrent request, kept for the next. */
interface Connections {
  exchange(request: HttpRequest, signal: AbortSignal | undefined): Promise<ApiServerReply>;
}

function createConnections(options: KubernetesSecretsOptions): Connections {
  const { target: targetOf, environment, timeoutMs = 15_000, hub } = options;
  let idle: readonly Connection[] = [];
  let known: ApiServerTarget | null = null;
  const take = (target: ApiServerTarget): Connection => {
    // Connections of a credential that has since been renewed do not fit.
    if (known !== target) for (const old of idle) old.close();
    if (known !== target) idle = [];
    known = target;
    const [kept, ...others] = idle;
    idle = others;
    return kept ?? connect(target, environment);
  };
  return {
    exchange: async ({ method, path, body }, signal) => {
      throwIfCancelled(signal);
      const target = await targetOf(signal);
      if (target.insecureSkipTlsVerify) throw unproven(target.server);
      const deadline = AbortSignal.timeout(timeoutMs);
      const bound = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      const connection = take(target);
      try {
        const reply = await connection.send(method, path, body, { signal: bound, largestBody });
        if (known === target && idle.length < mostIdle) idle = [...idle, connection];
        else connection.close();
        return reply;
      } catch (error) {
        connection.close();
        throwIfCancelled(signal);
        if (error instanceof AckringError) throw error;
        throw unreachable({ host: new URL(target.server).host, hub }, error, deadline.aborted);
      }
    },
  };
}

const mostIdle = 8;
/** A page of our Secrets, or one of 1 MiB, which is 1.4 MiB in base64. */
const largestBody = 4_194_304;

function connect(target: ApiServerTarget, environment: KubernetesSecretsOptions['environment']): Connection {
  const url = new URL(target.server);
  const proxy = proxyFor(url, target.proxyUrl, environment);
  return openConnection({
    target,
    url,
    proxy,
    signal: new AbortController().signal,
    progress: { connected: false },
  });
}

/** The content is a private key: not for whoever answers. */
function unproven(server: string): AckringError {
  const { host } = new URL(server);
  return new AckringError(
    'EndpointRefused',
    say('the certificate of {host} is not checked, and keys would go there', { host }),
    {
      remedy: say('Give that context its certificate authority instead of insecure-skip-tls-verify.'),
    },
  );
}

function unreachable(
  { host, hub }: { readonly host: string; readonly hub: string },
  error: unknown,
  isLate: boolean,
): AckringError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const what = isLate
    ? say('API server {host}: no answer', { host })
    : isTlsCode(code)
      ? say('API server {host}: its certificate was refused ({code})', { host, code })
      : say('API server {host}: it cannot be reached ({code})', { host, code });
  return new AckringError(isLate ? 'TimedOut' : 'Unreachable', what, {
    remedy: say('Look at the way there: {command}', { command: shell`ackring verify ${hub}` }),
    cause: error,
  });
}

function collectionOf({ namespace }: Pick<SecretPlace, 'namespace'>): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
}

function pathOf(place: SecretPlace): string {
  return `${collectionOf(place)}/${encodeURIComponent(place.name)}`;
}
