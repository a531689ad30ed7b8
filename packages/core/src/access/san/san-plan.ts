import { clusterKind } from '../../cluster.js';
import type { ClusterDetail } from '../../ports.js';

/** What can be done about an API server's certificate that does not name the address dialled. */
export type SanPlan =
  /** It names everything that is dialled. */
  | { readonly kind: 'fine' }
  /** Names can be added; the API server restarts for it. */
  | { readonly kind: 'add'; readonly names: readonly string[] }
  /** Added before, but not presented yet: the restart is still to come, or something else answers. */
  | { readonly kind: 'pending'; readonly names: readonly string[] }
  /** A dedicated cluster takes names at its creation only: the last resort switches the check off. */
  | { readonly kind: 'lastResort'; readonly names: readonly string[] }
  /** The certificate is made by whoever runs the cluster. */
  | { readonly kind: 'byOperator'; readonly names: readonly string[] }
  /** What is no name or address that a certificate could hold. */
  | { readonly kind: 'impossible'; readonly names: readonly string[] };

export interface SanPlanInput {
  readonly cluster: ClusterDetail;
  /** Hosts that are dialled: of the endpoints, of local contexts, and those asked for. */
  readonly dialled: readonly string[];
  /** What the handshake showed. */
  readonly presented: readonly string[];
}

/** The proposal by cluster type, before anything is changed. */
export function planSan({ cluster, dialled, presented }: SanPlanInput): SanPlan {
  const wanted = [...new Set(dialled.map((name) => name.toLowerCase()))];
  const missing = wanted.filter((name) => !isNamed(name, presented));
  if (missing.length === 0) return { kind: 'fine' };
  const impossible = missing.filter((name) => !isSan(name));
  if (impossible.length > 0) return { kind: 'impossible', names: impossible };
  const kind = clusterKind(cluster);
  if (kind === 'dedicated') return { kind: 'lastResort', names: missing };
  if (kind === 'registered' || kind === 'unknown') return { kind: 'byOperator', names: missing };
  const isAsked = missing.every((name) => isNamed(name, cluster.extraSans));
  return { kind: isAsked ? 'pending' : 'add', names: missing };
}

/** A certificate's wildcard stands for exactly one label. */
export function isNamed(host: string, presented: readonly string[]): boolean {
  const wildcard = host.replace(/^[^.]+\./, '*.');
  return presented.some((name) => {
    const known = name.toLowerCase();
    return known === host || (known.startsWith('*.') && known === wildcard && !isAddress(host));
  });
}

/** What ACK takes: a host name, or an IPv4 or IPv6 address, without scheme or port. */
function isSan(name: string): boolean {
  if (isAddress(name)) return true;
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  return name.length <= 253 && new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`).test(name);
}

function isAddress(name: string): boolean {
  if (name.includes(':')) return URL.canParse(`https://[${name}]/`);
  const parts = name.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}
