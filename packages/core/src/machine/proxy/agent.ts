import { Agent, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { monotonicMs } from '../clock.js';
import { openTunnel, ProxyFailure } from './tunnel.js';

type Ready = (error: Error | null, stream: Duplex) => void;

const usualTimeoutMs = 15_000;
/** How long a proxy that refused user and password is left alone. */
const pauseMs = 60_000;

const agents = new Map<string, TunnelAgent>();

/** The agent of all calls through a proxy: connections stay open between them. */
export function agentThrough(proxy: string): Agent {
  const agent = agents.get(proxy) ?? new TunnelAgent(proxy, { keepAlive: true });
  agents.set(proxy, agent);
  return agent;
}

/**
 * An https agent whose connections run through a proxy: TLS with the far side inside of the tunnel, its certificate
 * verified as without one. A proxy that refuses fails the request with ProxyFailure, one that is silent with
 * `ETIMEDOUT`. Many a directory locks its user after a few wrong passwords: after a refusal of user and password the
 * proxy is left alone for a minute.
 */
export class TunnelAgent extends Agent {
  readonly #proxy: string;
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(proxy: string, options: { readonly keepAlive: boolean }) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: RequestOptions, ready?: Ready): undefined {
    // Node takes no socket together with an error.
    const fail = (error: unknown) => Reflect.apply(ready ?? (() => undefined), undefined, [error]);
    this.#tunnel(options)
      .then((socket) => {
        const secured = super.createConnection({ ...options, ...{ path: null, socket } });
        if (secured) ready?.(null, secured);
      })
      .catch(fail);
  }

  async #tunnel({ host, port, timeout }: RequestOptions): Promise<Socket> {
    if (monotonicMs() - this.#refusedAt < pauseMs) throw new ProxyFailure('PROXY_CREDENTIALS');
    const bound = new AbortController();
    const timer = setTimeout(() => bound.abort(new Silence()), timeout || usualTimeoutMs);
    try {
      return await openTunnel(this.#proxy, host ?? '', Number(port) || 443, bound.signal);
    } catch (error) {
      if (error instanceof ProxyFailure && error.code === 'PROXY_CREDENTIALS')
        this.#refusedAt = monotonicMs();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

class Silence extends Error {
  readonly code = 'ETIMEDOUT';
}
