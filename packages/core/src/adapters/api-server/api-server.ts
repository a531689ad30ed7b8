import * as v from 'valibot';
import type { ApiServer, ApiServerIdentity, ApiServerObservation, WhoAmIOptions } from '../../ports.js';
import { cancelled, throwIfCancelled } from '../../retry.js';
import { isTlsCode } from '../ack/error.js';
import { isClearText } from '../openapi/endpoints.js';
import {
  type ApiServerReply,
  type Connection,
  type ConnectionOptions,
  openConnection,
  presentedSans,
} from './connection.js';
import { ProxyFailure, proxyFor } from './proxy.js';

export interface ApiServerOptions {
  /** For HTTPS_PROXY and NO_PROXY; default none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Asks API servers over their own HTTPS, without kubectl: who am I (SelfSubjectReview, in the newest version
 * the server has), may I list namespaces, and where not, have I any right at all. A server whose certificate
 * fails is looked at a second time without showing it ours, for the names it presents.
 */
export function createApiServer({ environment = {} }: ApiServerOptions = {}): ApiServer {
  return {
    whoAmI: async (target, options) => {
      const url = URL.canParse(target.server) ? new URL(target.server) : null;
      if (url === null || !['https:', 'http:'].includes(url.protocol)) return network('INVALID_URL');
      if (isClearText(url)) return network('CLEAR_TEXT');
      throwIfCancelled(options.signal);
      const deadline = AbortSignal.timeout(options.timeoutMs);
      const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal]);
      const proxy = proxyFor(url, target.proxyUrl, environment);
      const connection = { target, url, proxy, signal, progress: { connected: false } };
      try {
        return await look(connection, options);
      } catch (error) {
        if (options.signal?.aborted) throw cancelled(options.signal.reason);
        return observeFailure(error, connection);
      }
    },
  };
}

async function look(options: ConnectionOptions, { namespace }: WhoAmIOptions): Promise<ApiServerObservation> {
  let connection: Connection;
  try {
    connection = openConnection(options);
  } catch (error) {
    return { kind: 'credential', code: codeOf(error) };
  }
  try {
    const startedAt = performance.now();
    const review = await askWhoIAm(connection);
    const latencyMs = performance.now() - startedAt;
    const identity = identityOf(review.body);
    const isAsked = isSuccess(review) || review.status === 404;
    const answer = isAsked ? await connection.send('GET', '/api/v1/namespaces?limit=1') : review;
    return {
      kind: 'answered',
      status: answer.status,
      identity,
      rights: await rightsOf(connection, answer, isAsked, namespace ?? 'default'),
      latencyMs,
      serverTime: answer.serverTime,
      reason: reasonOf(answer.body),
    };
  } finally {
    connection.close();
  }
}

const authentication = '/apis/authentication.k8s.io';

/** SelfSubjectReview is stable since 1.28, beta in 1.27, alpha in 1.26; the answer is a 404 before. */
async function askWhoIAm(connection: Connection): Promise<ApiServerReply> {
  let reply: ApiServerReply = { status: 404, body: null, serverTime: null };
  for (const version of ['v1', 'v1beta1', 'v1alpha1']) {
    const body = { apiVersion: `authentication.k8s.io/${version}`, kind: 'SelfSubjectReview' };
    reply = await connection.send('POST', `${authentication}/${version}/selfsubjectreviews`, body);
    if (reply.status !== 404) break;
  }
  return reply;
}

/**
 * Refused even the question who it is, an identity has no rights at all. Refused the list of namespaces, it may
 * still be at home in its own: the server is asked for its rules there.
 */
async function rightsOf(
  connection: Connection,
  answer: ApiServerReply,
  isAsked: boolean,
  namespace: string,
): Promise<'some' | 'none' | 'unknown'> {
  if (isSuccess(answer)) return 'some';
  if (answer.status !== 403) return 'unknown';
  if (!isAsked) return 'none';
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
  const reply = await connection.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body);
  return rulesSay(reply);
}

const rule = v.object({ apiGroups: v.optional(v.array(v.string()), []), verbs: v.array(v.string()) });
const rulesReview = v.object({ status: v.object({ resourceRules: v.nullable(v.array(rule)) }) });

/** The groups in which everyone authenticated may ask about itself, which is no right to speak of. */
const aboutSelf = new Set(['authentication.k8s.io', 'authorization.k8s.io']);

function rulesSay(reply: ApiServerReply): 'some' | 'none' | 'unknown' {
  const parsed = v.safeParse(rulesReview, reply.body);
  if (!isSuccess(reply) || !parsed.success) return 'unknown';
  const rules = parsed.output.status.resourceRules ?? [];
  return rules.some(({ apiGroups }) => apiGroups.some((group) => !aboutSelf.has(group))) ? 'some' : 'none';
}

const review = v.object({
  status: v.object({
    userInfo: v.object({ username: v.string(), groups: v.fallback(v.array(v.string()), []) }),
  }),
});

function identityOf(body: unknown): ApiServerIdentity | null {
  const parsed = v.safeParse(review, body);
  return parsed.success ? parsed.output.status.userInfo : null;
}

function reasonOf(body: unknown): string | null {
  const parsed = v.safeParse(v.object({ kind: v.literal('Status'), reason: v.string() }), body);
  return parsed.success ? parsed.output.reason : null;
}

function isSuccess({ status }: ApiServerReply): boolean {
  return status >= 200 && status < 300;
}

async function observeFailure(error: unknown, options: ConnectionOptions): Promise<ApiServerObservation> {
  if (error instanceof ProxyFailure && !options.signal.aborted) return network(error.code);
  if (options.signal.aborted)
    return network(options.progress.connected ? 'ANSWER_TIMEOUT' : 'CONNECT_TIMEOUT');
  const code = codeOf(error);
  if (!isTlsCode(code)) return network(code);
  return { kind: 'tls', code, ...(await lookOnly(options)) };
}

/** What the server presents to anyone, in what is left of the time. */
async function lookOnly(
  options: ConnectionOptions,
): Promise<{ presentedSans: readonly string[]; serverTime: Date | null }> {
  const only = { ...options, onlyLook: true };
  const sans = await presentedSans(only).catch(() => []);
  const connection = openConnection(only);
  const version = await connection.send('GET', '/version').catch(() => null);
  connection.close();
  return { presentedSans: sans, serverTime: version?.serverTime ?? null };
}

function network(code: string): ApiServerObservation {
  return { kind: 'network', code };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
