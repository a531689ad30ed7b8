import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** The limits on an answer. */
export interface AnswerBounds {
  /** From the call to the last byte of the answer. */
  readonly totalMs: number;
  /** Without receiving a byte. */
  readonly idleMs: number;
  /** Of the body, after decompression. */
  readonly bytes: number;
}

/** For one answer of the cloud: the longest page of clusters has about 2 MiB. */
export const usualBounds: AnswerBounds = { totalMs: 60_000, idleMs: 15_000, bytes: 16 * 1_048_576 };

/** Like the SDKs' own failures: `code` says what happened to the answer. */
class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
  readonly code: 'ETIMEDOUT' | 'ANSWER_TOO_LONG' | 'ANSWER_COMPRESSED' | 'ANSWER_MALFORMED';

  constructor(code: AnswerRefused['code']) {
    super(code);
    this.code = code;
  }
}

interface BoundedCall {
  readonly bounds: AnswerBounds;
  readonly requests: Set<ClientRequest>;
  giveUp(code: AnswerRefused['code']): void;
}

const calls = new AsyncLocalStorage<BoundedCall>();
let isWatching = false;

/**
 * Makes a call of an SDK that reads answers without limits: every HTTP request in it is cut off if its answer exceeds
 * the bounds. We never request compression, so a compressed answer is refused unread: its decompressed size has no
 * bound. Rejects with a `code`: `ETIMEDOUT`, `ANSWER_TOO_LONG`, `ANSWER_COMPRESSED` or `ANSWER_MALFORMED`, which
 * includes endless headers.
 */
export async function withinBounds<T>(bounds: AnswerBounds, call: () => Promise<T>): Promise<T> {
  // Node reports each request in the context of its caller: an SDK need not expose its requests.
  if (!isWatching) subscribe('http.client.request.start', watchStarted);
  isWatching = true;
  const requests = new Set<ClientRequest>();
  let refuse: (refusal: AnswerRefused) => void = () => undefined;
  const exceeded = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  const giveUp = (code: AnswerRefused['code']): void => {
    const refusal = new AnswerRefused(code);
    refuse(refusal);
    for (const request of requests) request.destroy(refusal);
  };
  // Neither timer keeps a finished process alive: open connections do, as long as they are open.
  const total = setTimeout(() => giveUp('ETIMEDOUT'), bounds.totalMs).unref();
  try {
    return await Promise.race([calls.run({ bounds, requests, giveUp }, call), exceeded]);
  } finally {
    clearTimeout(total);
  }
}

function watchStarted(message: unknown): void {
  const call = calls.getStore();
  if (call === undefined) return;
  // What the channel publishes, which has no type of its own.
  const { request } = message as { readonly request: ClientRequest };
  // A tunnel has its own bounds, and the request in it has these.
  if (request.method === 'CONNECT') return;
  watch(request, call);
}

function watch(request: ClientRequest, { bounds, requests, giveUp }: BoundedCall): void {
  const idle = setTimeout(() => giveUp('ETIMEDOUT'), bounds.idleMs).unref();
  const mostBytes = bounds.bytes + headerBytes;
  let size = 0;
  const count = (chunk: Buffer): void => {
    idle.refresh();
    size += chunk.length;
    if (size > mostBytes) giveUp('ANSWER_TOO_LONG');
  };
  let socket: Socket | null = null;
  const listen = (assigned: Socket): void => {
    socket = assigned;
    assigned.on('data', count);
  };
  requests.add(request);
  // Published once it is written, when it usually has its connection.
  if (request.socket === null) request.once('socket', listen);
  else listen(request.socket);
  request.once('response', (response: IncomingMessage) => {
    const { 'content-encoding': encoding = 'identity' } = response.headers;
    if (encoding !== 'identity') giveUp('ANSWER_COMPRESSED');
  });
  request.once('error', (error) => {
    if ('code' in error && String(error.code).startsWith('HPE_')) giveUp('ANSWER_MALFORMED');
  });
  request.once('close', () => {
    clearTimeout(idle);
    requests.delete(request);
    // The next request on a reused connection starts its own count.
    socket?.off('data', count);
  });
}

/** Node's own limit on an answer's headers, which count together with its body. */
const headerBytes = 16_384;
