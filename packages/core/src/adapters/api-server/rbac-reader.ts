import * as v from 'valibot';
import type { RbacBinding, RbacReader } from '../../access/rbac.js';
import { AckringError, type ErrorCode } from '../../errors.js';
import type { ApiServerTarget } from '../../ports.js';
import { throwIfCancelled } from '../../retry.js';
import { type ApiServerReply, type Connection, openConnection } from './connection.js';
import { proxyFor } from './proxy.js';

const pageSize = 500;

/** Reads RBAC bindings from API servers, a page at a time. */
export function createRbacReader(
  options: { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): RbacReader {
  return {
    listBindings: async (target, { timeoutMs, signal }) => {
      throwIfCancelled(signal);
      const deadline = AbortSignal.timeout(timeoutMs);
      const bounds = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
      try {
        const connection = connect(target, bounds, options.environment ?? {});
        try {
          const cluster = await readAll(connection, 'clusterrolebindings', 'ClusterRoleBinding');
          return [...cluster, ...(await readAll(connection, 'rolebindings', 'RoleBinding'))];
        } finally {
          connection.close();
        }
      } catch (error) {
        throwIfCancelled(signal);
        throw error instanceof AckringError
          ? error
          : failure('Unreachable', target, 'cannot be reached', error);
      }
    },
  };
}

function connect(
  target: ApiServerTarget,
  signal: AbortSignal,
  environment: Readonly<Record<string, string | undefined>>,
): Connection {
  const url = new URL(target.server);
  const proxy = proxyFor(url, target.proxyUrl, environment);
  return openConnection({ target, url, proxy, signal, progress: { connected: false } });
}

const subject = v.object({
  kind: v.string(),
  name: v.string(),
  namespace: v.optional(v.nullable(v.string()), null),
});
const binding = v.object({
  metadata: v.object({ name: v.string(), namespace: v.optional(v.nullable(v.string()), null) }),
  roleRef: v.object({ kind: v.string(), name: v.string() }),
  subjects: v.optional(v.nullable(v.array(subject)), null),
});
const page = v.object({
  metadata: v.optional(v.object({ continue: v.optional(v.string(), '') }), { continue: '' }),
  items: v.nullable(v.array(v.unknown())),
});

async function readAll(
  connection: Connection,
  plural: string,
  kind: RbacBinding['kind'],
): Promise<readonly RbacBinding[]> {
  const bindings: RbacBinding[] = [];
  for (let next = ''; ; ) {
    const query = `limit=${pageSize}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
    const reply = await connection.send('GET', `/apis/rbac.authorization.k8s.io/v1/${plural}?${query}`);
    const parsed = v.safeParse(page, reply.body);
    if (reply.status !== 200 || !parsed.success) throw refusal(reply, plural);
    bindings.push(...(parsed.output.items ?? []).flatMap((item) => toBinding(item, kind)));
    next = parsed.output.metadata.continue;
    if (next === '') return bindings;
  }
}

function toBinding(item: unknown, kind: RbacBinding['kind']): readonly RbacBinding[] {
  const parsed = v.safeParse(binding, item);
  if (!parsed.success) return [];
  const { metadata, roleRef, subjects } = parsed.output;
  const { name, namespace } = metadata;
  return [{ kind, name, namespace, role: roleRef, subjects: subjects ?? [] }];
}

function refusal({ status }: ApiServerReply, plural: string): AckringError {
  const code: ErrorCode = status === 403 || status === 401 ? 'Forbidden' : 'ServerFault';
  return new AckringError(code, `the API server did not list its ${plural} (status ${status})`, {
    remedy: 'It takes an administrator of the cluster to read them.',
  });
}

function failure(code: ErrorCode, { server }: ApiServerTarget, what: string, cause: unknown): AckringError {
  return new AckringError(code, `the API server ${server} ${what}`, {
    remedy: 'See why with `ackring verify`.',
    cause,
  });
}
