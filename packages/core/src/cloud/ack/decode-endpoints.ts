import * as v from 'valibot';
import { type Access, type Endpoints, hostOf } from '../../words/endpoints.js';
import { holding } from '../openapi/operation.js';
import { parseApiJson } from '../openapi/runner.js';

// A drifting field must not cost the item, nor a drifting item the list: every field has a fallback.

export const text = v.fallback(
  v.pipe(
    v.union([v.string(), v.number(), v.boolean()]),
    v.transform((value) => String(value)),
  ),
  '',
);

const masterUrl = v.object({ api_server_endpoint: text, intranet_api_server_endpoint: text });

const loadBalancer = v.object({ endpoint: text, endpoint_type: text });

export const list = v.fallback(v.array(v.unknown()), []);

export const endpointsSchema = v.object({
  master_url: holding(v.fallback(v.unknown(), null), masterUrl),
  control_plane_endpoints_config: v.fallback(
    v.object({ load_balancers_config: holding(list, loadBalancer) }),
    { load_balancers_config: [] },
  ),
});

/**
 * Everything that a cluster's detail says about its endpoints. `master_url` is JSON inside a string and names one of
 * a kind (an empty public one means: no EIP); `control_plane_endpoints_config`, since 2026-07, names every load
 * balancer.
 */
export function decodeEndpoints(detail: unknown): Endpoints {
  const parsed = v.safeParse(endpointsSchema, detail);
  if (!parsed.success) return { public: [], private: [] };
  const { master_url: master, control_plane_endpoints_config: config } = parsed.output;
  const named = [...fromMasterUrl(master), ...config.load_balancers_config.flatMap(fromLoadBalancer)];
  return { public: urlsOf(named, 'public'), private: urlsOf(named, 'private') };
}

interface Named {
  readonly access: Access;
  readonly url: string;
}

function fromMasterUrl(value: unknown): readonly Named[] {
  const urls = v.safeParse(masterUrl, typeof value === 'string' ? parseOrNull(value) : value);
  if (!urls.success) return [];
  return [
    { access: 'public', url: toUrl(urls.output.api_server_endpoint) },
    { access: 'private', url: toUrl(urls.output.intranet_api_server_endpoint) },
  ];
}

function fromLoadBalancer(item: unknown): readonly Named[] {
  const parsed = v.safeParse(loadBalancer, item);
  if (!parsed.success) return [];
  const access = parsed.output.endpoint_type.toLowerCase();
  if (access !== 'public' && access !== 'private') return [];
  return [{ access, url: toUrl(parsed.output.endpoint) }];
}

/** A load balancer is named by its bare host; an address without a port stays without one. */
export function toUrl(endpoint: string): string {
  return endpoint === '' || endpoint.includes('://') ? endpoint : `https://${endpoint}`;
}

/** Each host once: `master_url` has the port that the other omits. */
function urlsOf(named: readonly Named[], access: Access): readonly string[] {
  const byHost = new Map<string, string>();
  for (const { url } of named.filter((each) => each.access === access && each.url !== '')) {
    // With its port, if any: two servers on one machine are two.
    const key = hostOf(url);
    if (!byHost.has(key)) byHost.set(key, url);
  }
  return [...byHost.values()];
}

function parseOrNull(json: string): unknown {
  try {
    return parseApiJson(json);
  } catch {
    return null;
  }
}

export const count = v.fallback(v.nullable(v.number()), null);

export const anything = v.fallback(v.unknown(), null);

export const truth = v.fallback(v.boolean(), false);

// The fallback comes outermost: inside a pipe, valibot returns it for a missing key without the rest of the pipe.
export const instant = v.fallback(
  v.pipe(
    v.string(),
    v.transform((value): Date | null => {
      const ms = Date.parse(value);
      return Number.isNaN(ms) ? null : new Date(ms);
    }),
  ),
  null,
);
