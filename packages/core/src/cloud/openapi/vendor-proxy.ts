import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProxyRule } from '../../machine/proxy/rule.js';
import { lazy } from '../lazy.js';

const rules = new AsyncLocalStorage<ProxyRule>();

/**
 * Makes a call of the vendor's clients through the proxy that `rule` names, if any. Their own settings for proxies
 * (`httpsProxy`, `noProxy`, `socks5Proxy`) are declared and never read, and neither Node's NODE_USE_ENV_PROXY nor its
 * global agents reach the agent of their HTTP client. That client does take one with each request, so it is given
 * one, in the context of our own calls only. Plain http stays direct: that is a service on this machine, or the
 * metadata server of an instance.
 */
export async function throughProxy<T>(rule: ProxyRule | undefined, call: () => Promise<T>): Promise<T> {
  if (rule === undefined) return call();
  await watchClient();
  return rules.run(rule, call);
}

const watchClient = lazy(async () => {
  const [{ default: client }, { agentThrough }] = await Promise.all([
    import('httpx'),
    import('../../machine/proxy/agent.js'),
  ]);
  const { request } = client;
  client.request = (url, options) => {
    const proxy = rules.getStore()?.(new URL(url)) ?? null;
    return request(url, proxy === null ? options : { ...options, agent: agentThrough(proxy) });
  };
});
