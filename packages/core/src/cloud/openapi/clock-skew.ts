import { requestOnce } from '../../machine/proxy/once.js';
import type { Endpoint } from './endpoints.js';

/**
 * How far a server's clock is ahead of this machine's, in ms, by the Date header of any answer, halfway between
 * request and response; null if it does not say.
 */
export async function clockSkewMs({ url, proxyOf }: Endpoint, signal?: AbortSignal): Promise<number | null> {
  const asked = Date.now();
  const deadline = AbortSignal.timeout(10_000);
  try {
    const target = new URL(url);
    const { headers } = await requestOnce(target, {
      method: 'HEAD',
      proxy: proxyOf?.(target) ?? null,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    const told = Date.parse(headers.date ?? '');
    return Number.isNaN(told) ? null : told - (asked + Date.now()) / 2;
  } catch {
    return null;
  }
}
