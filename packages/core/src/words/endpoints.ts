/** Which kind of a cluster's API server endpoints a kubeconfig dials. */
export type Access = 'private' | 'public';

/** What a user may ask for: `auto` takes a public endpoint if there is one, else a private one. */
export type AccessChoice = Access | 'auto';

/**
 * The API server's URLs by kind, the cloud's preferred one first. A cluster can have several of a kind, by address or
 * by DNS name (DescribeClusterDetail's `control_plane_endpoints_config`, since 2026-07); an empty list means none of
 * a kind. Until they are read there is no `Endpoints` at all: unknown is not none.
 */
export type Endpoints = Readonly<Record<Access, readonly string[]>>;

/** The access to use, or null if the cluster has no endpoint of the kind asked for. */
export function resolveAccess(endpoints: Endpoints, choice: AccessChoice): Access | null {
  if (choice !== 'auto') return endpoints[choice].length === 0 ? null : choice;
  if (endpoints.public.length > 0) return 'public';
  return endpoints.private.length === 0 ? null : 'private';
}

/** The URL that the cloud puts into kubeconfigs of this access, as far as its detail says; null if it has none. */
export function preferredEndpoint(endpoints: Endpoints, access: Access): string | null {
  return endpoints[access][0] ?? null;
}

/** Every URL, the public ones first. */
export function allEndpoints(endpoints: Endpoints): readonly string[] {
  return [...endpoints.public, ...endpoints.private];
}

/**
 * The server to dial for an endpoint: port 6443, where ACK's API servers listen, for a bare host, since
 * `control_plane_endpoints_config` names load balancers by address or DNS name.
 */
export function serverOf(endpoint: string): string {
  if (!URL.canParse(endpoint) || hasPort(endpoint)) return endpoint;
  const url = new URL(endpoint);
  url.port = '6443';
  return url.origin;
}

/** Which access a server belongs to; null if it is none of the cluster's endpoints. */
export function accessOfServer(endpoints: Endpoints, server: string): Access | null {
  if (isEndpointOf(endpoints, 'private', server)) return 'private';
  return isEndpointOf(endpoints, 'public', server) ? 'public' : null;
}

/** A stored server is right when it is any of the cluster's endpoints of that access. */
export function isEndpointOf(endpoints: Endpoints, access: Access, server: string): boolean {
  return endpoints[access].some((endpoint) => isSameServer(server, endpoint));
}

/**
 * Compares host and port. The cloud names a load balancer by its bare DNS name, and whether its kubeconfigs then say
 * 6443 is not documented: an endpoint without a port matches that host at any port.
 */
export function isSameServer(server: string, endpoint: string): boolean {
  if (!URL.canParse(server) || !URL.canParse(endpoint)) return server === endpoint;
  const [dialled, known] = [new URL(server), new URL(endpoint)];
  if (dialled.hostname !== known.hostname) return false;
  return !hasPort(endpoint) || dialled.port === known.port;
}

/** Host and port of a server, as it is written if that is no URL. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}

/** Whether requests could be read in transit: plain http, and not to this machine itself. */
export function isClearText({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isOwnHost(hostname);
}

/** Whether a URL's host name is this machine itself. */
export function isOwnHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** As written: `URL` drops a scheme's default port. */
function hasPort(url: string): boolean {
  return /^[a-z]+:\/\/[^/]*:\d+(\/|$)/i.test(url);
}
