import type { ServerNames } from '../../access/san.js';
import { cancelled, throwIfCancelled } from '../../cloud/retry.js';
import { presentedSans } from './connection.js';
import { proxyFor } from './proxy.js';

/** Looks at the certificates that servers present, showing none of ours and trusting nobody. */
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
