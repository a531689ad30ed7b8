import { type IncomingMessage, type OutgoingHttpHeaders, request as requestInClear } from 'node:http';
import { type Agent, request as requestSecurely } from 'node:https';

export interface OneRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: OutgoingHttpHeaders;
  readonly signal?: AbortSignal | undefined;
  /** Null for none. */
  readonly proxy: string | null;
}

/** Sends one request without a body, follows no redirect, and leaves no connection behind. Throws what Node throws. */
export async function requestOnce(
  url: URL,
  { method = 'GET', headers = {}, signal, proxy }: OneRequest,
): Promise<IncomingMessage> {
  const send = url.protocol === 'http:' ? requestInClear : requestSecurely;
  const agent = await agentOnce(proxy);
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers, agent, signal }, resolve);
    sent.once('error', reject);
    sent.end();
  });
}

/** The agent of a single request: through the proxy if there is one, and nothing stays open afterwards. */
export async function agentOnce(proxy: string | null): Promise<Agent | false> {
  if (proxy === null) return false;
  const { TunnelAgent } = await import('./agent.js');
  return new TunnelAgent(proxy, { keepAlive: false });
}
