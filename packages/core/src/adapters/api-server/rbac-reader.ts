import * as v from 'valibot';
import type { RbacBinding, RbacReader } from '../../access/rbac.js';
import { AckringError, type ErrorCode } from '../../errors.js';
import type { ApiServerTarget } from '../../ports.js';
import { throwIfCancelled } from '../../retry.js';
import { type ApiServerReply, type Connection, openConnection } from './connection.js';
import { proxyFor } from './proxy.js';

/** A binding of Helm's is 2 to 3 KB with its managed fields. */
const pageSize = 250;
const largestPage = 8 * 1_048_576;
/** Nobody has so many bindings: a server that never ends its list is not followed for ever. */
const mostPages = 2_000;

/**
 * Reads RBAC bindings from API servers, a page at a time, each within its own bound; a page that is too large is
 * asked for in halves.
 */
export function createRbacReader(
  options: { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): RbacReader {
  return {
    listBindings: async (target, { timeoutMs, signal }) => {
      throwIfCancelled(signal);
      try {
        const whole = signal ?? new AbortController().signal;
        const connection = connect(target, whole, options.environment ?? {});
        const ask = (path: string): Promise<ApiServerReply> => {
          const bounds = { signal: AbortSignal.timeout(timeoutMs), largestBody: largestPage };
          return connection.send('GET', path, undefined, bounds);
        };
        try {
          const cluster = await readAll(ask, 'clusterrolebindings', 'ClusterRoleBinding');
          return [...cluster, ...(await readAll(ask, 'rolebindings', 'RoleBinding'))];
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
  ask: (path: string) => Promise<ApiServerReply>,
  plural: string,
  kind: RbacBinding['kind'],
): Promise<readonly RbacBinding[]> {
  const bindings: RbacBinding[] = [];
  let limit = pageSize;
  let next = '';
  for (let pages = 0; pages < mostPages; pages += 1) {
    const query = `limit=${limit}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
    const reply = await orTooLarge(ask(`/apis/rbac.authorization.k8s.io/v1/${plural}?${query}`));
    if (reply === 'tooLarge' && limit > 1) {
      limit = Math.ceil(limit / 2);
      continue;
    }
    if (reply === 'tooLarge') throw endless(plural);
    const parsed = v.safeParse(page, reply.body);
    if (reply.status !== 200 || !parsed.success) throw refusal(reply, plural);
    bindings.push(...(parsed.output.items ?? []).flatMap((item) => toBinding(item, kind)));
    next = parsed.output.metadata.continue;
    if (next === '') return bindings;
  }
  throw endless(plural);
}

async function orTooLarge(asked: Promise<ApiServerReply>): Promise<ApiServerReply | 'tooLarge'> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AckringError && error.code === 'ResponseUnreadable') return 'tooLarge';
    throw error;
  }
}

function endless(plural: string): AckringError {
  return new AckringError('ResponseUnreadable', `the API server’s ${plural} are too many to be read`, {
    remedy: `Look at them: \`kubectl get ${plural} --all-namespaces\`.`,
  });
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
