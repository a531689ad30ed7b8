import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { parse as parseYaml } from 'yaml';
import { readRequest, type ServiceRequest } from '../http/request.js';
import type { Authority } from '../pki/authority.js';
import type { ClusterRecord } from '../world/cluster.js';
import type { World } from '../world/world.js';
import { authenticateClient, type KubernetesUser } from './authenticate.js';
import { isAllowed } from './authorize.js';
import { discover } from './discovery.js';
import { handleObjects } from './objects.js';
import { isProtobuf, readProtobuf } from './protobuf.js';
import { review } from './reviews.js';
import { failure, type KubernetesReply, notFound, unauthorized } from './status.js';
import { parseTarget, type Target } from './target.js';

/** Answers one request to one cluster's API server. */
export async function handleKubernetes(
  world: World,
  cluster: ClusterRecord,
  authority: Authority,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(message);
  if (cluster.latencyMs > 0) await sleep(cluster.latencyMs);
  const now = world.clock.now();
  const user =
    message.socket instanceof TLSSocket ? authenticateClient(message.socket, authority, now) : null;
  if (user) noteActivity(cluster, user, now);
  const reply = user ? answer(request, cluster, user, now) : unauthorized;
  const body = typeof reply.body === 'string' ? reply.body : `${JSON.stringify(reply.body)}\n`;
  response.writeHead(reply.code, {
    'content-type': typeof reply.body === 'string' ? 'text/plain' : 'application/json',
    date: now.toUTCString(),
    'audit-id': request.id.toLowerCase(),
  });
  response.end(body);
}

function answer(
  request: ServiceRequest,
  cluster: ClusterRecord,
  user: KubernetesUser,
  now: Date,
): KubernetesReply {
  const path = request.path.length > 1 ? request.path.replace(/\/$/, '') : request.path;
  if (path === '/version') return { code: 200, body: version(cluster) };
  if (['/healthz', '/livez', '/readyz'].includes(path)) return { code: 200, body: 'ok' };
  const discovered = request.method === 'GET' ? discover(path) : null;
  if (discovered) return { code: 200, body: discovered };
  const target = parseTarget(path);
  if (!target) return notFound(path);
  const verb = verbOf(request.method, target);
  const { group, plural } = target.kind;
  if (!isAllowed(cluster, user, { verb, group, resource: plural, namespace: target.namespace })) {
    return forbidden(user, verb, target);
  }
  const body = readBody(request);
  if (body === null)
    return failure(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format');
  if (group === 'authentication.k8s.io' || group === 'authorization.k8s.io') {
    return review(target.kind.kind, recordAt(body, 'spec'), cluster, user);
  }
  const asTable = (request.headers['accept'] ?? '').includes('as=Table');
  return handleObjects({ verb, target, body, asTable, now }, cluster);
}

function verbOf(method: string, target: Target): string {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return 'delete';
    default:
      return target.name === null ? 'list' : 'get';
  }
}

function forbidden(user: KubernetesUser, verb: string, { kind, namespace, name }: Target): KubernetesReply {
  const resource = name === null ? `${kind.plural}` : `${kind.plural} "${name}"`;
  const place = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message =
    `${resource} is forbidden: User "${user.username}" cannot ${verb} resource "${kind.plural}" ` +
    `in API group "${kind.group}" ${place}`;
  return failure(403, 'Forbidden', message, {
    name: name ?? undefined,
    group: kind.group,
    kind: kind.plural,
  });
}

/** Null when the body is nothing we can read. */
function readBody(request: ServiceRequest): Record<string, unknown> | null {
  if (request.body.length === 0) return {};
  if (isProtobuf(request.body)) return readProtobuf(request.body);
  try {
    const text = request.body.toString('utf8');
    const isYaml = (request.headers['content-type'] ?? '').includes('yaml');
    const body: unknown = isYaml ? parseYaml(text) : JSON.parse(text);
    return typeof body === 'object' && body !== null ? { ...body } : null;
  } catch {
    return null;
  }
}

function recordAt(body: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  const value = body[name];
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function noteActivity(cluster: ClusterRecord, user: KubernetesUser, now: Date): void {
  const [uid = '', suffix = ''] = user.username.split('-');
  const grant = cluster.grants.get(uid);
  if (grant?.suffix === suffix) grant.lastActivity = now;
}

function version(cluster: ClusterRecord) {
  const [major = '1', minor = '0'] = cluster.version.split('.');
  return {
    major,
    minor,
    gitVersion: `v${cluster.version}`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '',
    goVersion: 'go1.24',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
