import { throwIfCancelled } from '../../retry.js';
import type { ServerNames } from './san.js';

/** The names that one of the servers showed in its certificate. */
export interface SanLook {
  readonly server: string;
  readonly presented: readonly string[];
}

/** No server that answers at all takes longer to shake hands. */
const handshakeTimeoutMs = 10_000;

/**
 * Asks every server at once, as those of a VPC may not be reached from here, and takes the first in their order that
 * answers; null where none does. Throws Cancelled only.
 */
export async function lookAtServers(
  servers: readonly string[],
  names: ServerNames,
  signal: AbortSignal | undefined,
): Promise<SanLook | null> {
  const enough = new AbortController();
  const options = {
    timeoutMs: handshakeTimeoutMs,
    signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
  };
  const looks = servers.map((server) =>
    names.presented({ server, proxyUrl: null, tlsServerName: null }, options).catch(() => null),
  );
  try {
    for (const [index, look] of looks.entries()) {
      const [presented, server] = [await look, servers[index]];
      if (presented !== null && server !== undefined) return { server, presented };
    }
  } finally {
    enough.abort();
  }
  throwIfCancelled(signal);
  return null;
}

/** The name or address that a server is dialled by, as a certificate would hold it. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : server;
}
