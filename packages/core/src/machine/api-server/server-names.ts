import type { ApiServerTarget } from '../../words/target.js';
import { proxyFor } from '../proxy/rule.js';
import { cancelled, throwIfCancelled } from '../retry.js';
import { presentedSans } from './connection.js';

/** What the other end of a connection presents. */
export interface ServerNames {
  /** The names in the presented certificate; null if nothing answers. Throws Cancelled only. */
  presented(
    target: Pick<ApiServerTarget, 'server' | 'proxyUrl' | 'tlsServerName'>,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<readonly string[] | null>;
}

/** Reads the certificates that servers present, presenting none of ours and trusting nobody. */
export function createServerNames(
  options: { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): ServerNames {
  return {
    presented: async ({ server, proxyUrl, tlsServerName }, { timeoutMs, signal }) => {
      throwIfCancelled(signal);
      if (!URL.canParse(server)) return null;
      const url = new URL(server);
      const deadline = AbortSignal.timeout(timeoutMs);
      const bounds = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      const target = {
        server,
        certificateAuthority: null,
        clientCertificate: null,
        clientKey: null,
        token: null,
        tlsServerName,
        insecureSkipTlsVerify: true,
        proxyUrl,
      };
      const proxy = proxyFor(url, proxyUrl, options.environment ?? {});
      const progress = { connected: false };
      try {
        return await presentedSans({ target, url, proxy, signal: bounds, progress, onlyLook: true });
      } catch {
        if (signal?.aborted) throw cancelled(signal.reason);
        return null;
      }
    },
  };
}
