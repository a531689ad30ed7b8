import { setTimeout as sleep } from 'node:timers/promises';
import { isClearText } from '../../words/endpoints.js';
import type { ApiServerTarget } from '../../words/target.js';
import { monotonicMs } from '../clock.js';
import { proxyFor } from '../proxy/rule.js';
import { ProxyFailure } from '../proxy/tunnel.js';
import { cancelled, throwIfCancelled } from '../retry.js';
import type { Ask } from './answer.js';
import { answerOf, identityOf } from './answer.js';
import type {
  ApiServer,
  ApiServerAnswer,
  ApiServerIdentity,
  ApiServerObservation,
  ShownCredential,
  WhoAmIOptions,
} from './api.js';
import {
  type ApiServerReply,
  type Connection,
  type ConnectionOptions,
  openConnection,
  presentedSans,
} from './connection.js';
import { isTlsCode } from './handshake.js';
import { askRights } from './rights.js';

export interface ApiServerOptions {
  /** For HTTPS_PROXY and NO_PROXY; default none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default the machine's. */
  readonly timing?: Timing;
}

/** How long requests take, and what ends one that takes too long. */
export interface Timing {
  readonly monotonicMs: () => number;
  readonly timeout: (ms: number) => AbortSignal;
}

const machineTiming: Timing = { monotonicMs, timeout: (ms) => AbortSignal.timeout(ms) };

/**
 * Queries API servers over their own HTTPS, without kubectl: who am I (SelfSubjectReview, in the newest version the
 * server has), may I list namespaces, and if not, what may I do in those that matter; and which version it is. If a
 * server's certificate fails verification, a second connection without our certificate reads the names that it
 * presents.
 */
export function createApiServer({
  environment = {},
  timing = machineTiming,
}: ApiServerOptions = {}): ApiServer {
  return {
    whoAmI: async (target, options) => {
      const url = URL.canParse(target.server) ? new URL(target.server) : null;
      if (url === null || !['https:', 'http:'].includes(url.protocol)) return network('INVALID_URL');
      if (isClearText(url)) return network('CLEAR_TEXT');
      throwIfCancelled(options.signal);
      const proxy = proxyFor(url, target.proxyUrl, environment);
      const signal = options.signal ?? new AbortController().signal;
      const connection = { target, url, proxy, signal, progress: { connected: false } };
      try {
        return await look(connection, { ...options, timing });
      } catch (error) {
        if (options.signal?.aborted) throw cancelled(options.signal.reason);
        return observeFailure(error, connection, { ...options, timing });
      }
    },
  };
}

interface Bounds extends WhoAmIOptions {
  readonly timing: Timing;
}

async function look(options: ConnectionOptions, bounds: Bounds): Promise<ApiServerObservation> {
  let connection: Connection;
  try {
    connection = openConnection(options);
  } catch (error) {
    return { kind: 'credential', code: codeOf(error) };
  }
  try {
    const { monotonicMs } = bounds.timing;
    const startedAt = monotonicMs();
    const review = await orUnreadable(askWhoIAm((...request) => send(connection, bounds, ...request)));
    const latencyMs = Math.round(monotonicMs() - startedAt);
    const identity = review === null ? null : identityOf(review);
    const answer = reviewAnswer(review, identity);
    const endsAt = monotonicMs() + mostBounds * bounds.timeoutMs;
    const ask: Ask = (...request) => sendOrNull(connection, leftOf(bounds, endsAt), ...request);
    return {
      kind: 'answered',
      shown: shownTo(connection, options.target),
      review: answer,
      identity,
      ...(await askRights(answer, bounds, ask)),
      latencyMs,
      serverTime: review?.serverTime ?? null,
    };
  } finally {
    connection.close();
  }
}

/** All requests after the first share this many timeouts of one: a slow server is then left alone. */
const mostBounds = 6;

function leftOf(bounds: Bounds, endsAt: number): Bounds {
  const left = endsAt - bounds.timing.monotonicMs();
  return { ...bounds, timeoutMs: Math.max(0, Math.min(bounds.timeoutMs, left)) };
}

/** A Kubernetes API server's review always names a user. */
function reviewAnswer(review: ApiServerReply | null, identity: ApiServerIdentity | null): ApiServerAnswer {
  if (review === null) return { kind: 'foreign', status: null };
  const answer = answerOf(review, 'SelfSubjectReview');
  const isNameless = answer.kind === 'served' && identity === null;
  return isNameless ? { kind: 'foreign', status: review.status } : answer;
}

function shownTo(
  connection: Connection,
  { clientCertificate, token, basic = null, impersonation = null }: ApiServerTarget,
): ShownCredential {
  if (clientCertificate === null || token !== null || basic !== null) return 'other';
  if (!connection.isCertificateAskedFor()) return 'withheld';
  return impersonation === null ? 'certificate' : 'other';
}

/** Null for an answer that is not HTTP, or longer than any review. */
async function orUnreadable(asked: Promise<ApiServerReply>): Promise<ApiServerReply | null> {
  try {
    return await asked;
  } catch (error) {
    const code = codeOf(error);
    if (!code.startsWith('HPE_') && code !== 'ResponseUnreadable') throw error;
    return null;
  }
}

const authentication = '/apis/authentication.k8s.io';

type Send = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<ApiServerReply>;

/** SelfSubjectReview is stable since 1.28, beta in 1.27, alpha in 1.26; before, 404 for an administrator, else 403. */
async function askWhoIAm(ask: Send): Promise<ApiServerReply> {
  let reply: ApiServerReply = { status: 404, body: null, serverTime: null, retryAfterMs: null };
  for (const version of ['v1', 'v1beta1', 'v1alpha1']) {
    const body = { apiVersion: `authentication.k8s.io/${version}`, kind: 'SelfSubjectReview' };
    reply = await ask('POST', `${authentication}/${version}/selfsubjectreviews`, body);
    if (reply.status !== 404) break;
  }
  return reply;
}

/** One request within its timeout; a busy server with a Retry-After is asked again within it. */
async function send(
  connection: Connection,
  { timeoutMs, signal, timing }: Bounds,
  ...[method, path, body]: Parameters<Send>
): Promise<ApiServerReply> {
  const endsAt = timing.monotonicMs() + timeoutMs;
  const bound = timing.timeout(timeoutMs);
  for (;;) {
    const reply = await connection.send(method, path, body, { signal: bound });
    const { status, retryAfterMs } = reply;
    const isBusy = (status === 429 || status === 503) && retryAfterMs !== null;
    if (!isBusy || timing.monotonicMs() + retryAfterMs >= endsAt) return reply;
    await sleep(retryAfterMs, undefined, { signal });
  }
}

async function sendOrNull(
  connection: Connection,
  bounds: Bounds,
  ...request: Parameters<Send>
): Promise<ApiServerReply | null> {
  try {
    return await send(connection, bounds, ...request);
  } catch (error) {
    if (bounds.signal?.aborted) throw error;
    return null;
  }
}

async function observeFailure(
  error: unknown,
  options: ConnectionOptions,
  { timeoutMs, timing }: Bounds,
): Promise<ApiServerObservation> {
  if (error instanceof ProxyFailure) return network(error.code);
  if (isTimeout(error)) return network(options.progress.connected ? 'ANSWER_TIMEOUT' : 'CONNECT_TIMEOUT');
  const code = codeOf(error);
  if (!isTlsCode(code)) return network(code);
  const signal = AbortSignal.any([options.signal, timing.timeout(timeoutMs)]);
  return { kind: 'tls', code, ...(await lookOnly({ ...options, signal })) };
}

/** A request's timeout, as itself or as the reason for aborting it. */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'TimeoutError' || (error.name === 'AbortError' && isTimeout(error.cause));
}

/** What the server presents to anyone, in the remaining time. */
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
