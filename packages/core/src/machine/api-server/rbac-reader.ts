import * as v from 'valibot';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerTarget } from '../../words/target.js';
import { proxyFor } from '../proxy/rule.js';
import { throwIfCancelled } from '../retry.js';
import { type ApiServerReply, type Connection, openConnection } from './connection.js';

/** One RBAC binding of a cluster, with what is needed to create it again. */
export interface RbacBinding {
  readonly kind: 'ClusterRoleBinding' | 'RoleBinding';
  readonly name: string;
  /** Null for a ClusterRoleBinding. */
  readonly namespace: string | null;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly RbacSubject[];
}

interface RbacSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
}

/** A cluster's bindings, as far as they could be read. */
export interface RbacListing {
  readonly bindings: readonly RbacBinding[];
  /** Why some are missing: Forbidden, Unreachable, …; null if all were read. */
  readonly problem: AckringError | null;
}

export interface RbacReader {
  /** Every binding of a cluster, or those that could be read. Throws Cancelled only. */
  listBindings(
    target: ApiServerTarget,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<RbacListing>;
}

/** Those that name an identity: ACK binds to the certificate's common name, `<uid>-<suffix>`. */
export function bindingsOf(bindings: readonly RbacBinding[], uid: string): readonly RbacBinding[] {
  const isHeld = ({ kind, name }: RbacSubject): boolean =>
    kind === 'User' && (name === uid || name.startsWith(`${uid}-`));
  return bindings.filter(({ subjects }) => subjects.some(isHeld));
}

/** In the form that `kubectl create -f` takes. */
export function toManifest({ kind, name, namespace, role, subjects }: RbacBinding) {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...role },
    subjects: subjects.map((subject) => ({
      kind: subject.kind,
      name: subject.name,
      ...(subject.namespace === null
        ? { apiGroup: 'rbac.authorization.k8s.io' }
        : { namespace: subject.namespace }),
    })),
  };
}

/** The users that bindings name, each once. */
export function namesIn(bindings: readonly RbacBinding[]): readonly string[] {
  const users = bindings.flatMap(({ subjects }) => subjects.filter(({ kind }) => kind === 'User'));
  return [...new Set(users.map(({ name }) => name))];
}

/** A binding of Helm's has 2 to 3 KB with its managed fields. */
const pageSize = 250;

const largestPage = 8 * 1_048_576;

/** No cluster has this many bindings: an endless list is not followed for ever. */
const mostPages = 2_000;

/**
 * Reads RBAC bindings from API servers, page by page, each within its own timeout; a page that is too large is
 * requested in halves.
 */
export function createRbacReader(
  options: { readonly environment?: Readonly<Record<string, string | undefined>> } = {},
): RbacReader {
  return {
    listBindings: async (target, { timeoutMs, signal }) => {
      throwIfCancelled(signal);
      const whole = signal ?? new AbortController().signal;
      const bindings: RbacBinding[] = [];
      let problem: AckringError | null = null;
      for (const list of lists) {
        try {
          const connection = connect(target, whole, options.environment ?? {});
          const ask = (path: string): Promise<ApiServerReply> => {
            const bounds = { signal: AbortSignal.timeout(timeoutMs), largestBody: largestPage };
            return connection.send('GET', path, undefined, bounds);
          };
          await readAll(ask, list, bindings).finally(connection.close);
        } catch (error) {
          throwIfCancelled(signal);
          problem ??= problemOf(error, target);
        }
        // A caller without access to one list may have access to the other; a server that is gone is not asked again.
        if (problem?.code === 'Unreachable') break;
      }
      return { bindings, problem };
    },
  };
}

interface List {
  readonly plural: string;
  readonly kind: RbacBinding['kind'];
}

const lists: readonly List[] = [
  { plural: 'clusterrolebindings', kind: 'ClusterRoleBinding' },
  { plural: 'rolebindings', kind: 'RoleBinding' },
];

function problemOf(error: unknown, target: ApiServerTarget): AckringError {
  return error instanceof AckringError ? error : unreachable(target, error);
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

const expired = v.object({ metadata: v.object({ continue: v.pipe(v.string(), v.nonEmpty()) }) });

const page = v.object({
  metadata: v.optional(v.object({ continue: v.optional(v.string(), '') }), { continue: '' }),
  items: v.nullable(v.array(v.unknown())),
});

/**
 * Adds a list's bindings to `found`, page by page, so that those read before a failure are kept. If a page's history
 * was compacted, the answer is 410 with another `continue` token, which lists the rest as it is now (seen on
 * 1.24.17): what changes meanwhile may appear twice or not at all, but nothing else is lost.
 */
async function readAll(
  ask: (path: string) => Promise<ApiServerReply>,
  { plural, kind }: List,
  found: RbacBinding[],
): Promise<void> {
  let limit = pageSize;
  let next = '';
  let unreadable = 0;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const query = `limit=${limit}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
    const reply = await orTooLarge(ask(`/apis/rbac.authorization.k8s.io/v1/${plural}?${query}`));
    if (reply === 'tooLarge' && limit > 1) {
      limit = Math.ceil(limit / 2);
      continue;
    }
    if (reply === 'tooLarge') throw endless(plural);
    const left = reply.status === 410 ? v.safeParse(expired, reply.body) : null;
    if (left?.success) {
      next = left.output.metadata.continue;
      continue;
    }
    const parsed = v.safeParse(page, reply.body);
    if (reply.status !== 200 || !parsed.success) throw refusal(reply, plural);
    const items = parsed.output.items ?? [];
    const read = items.flatMap((item) => toBinding(item, kind));
    found.push(...read);
    unreadable += items.length - read.length;
    next = parsed.output.metadata.continue;
    if (next !== '') continue;
    if (unreadable > 0) throw unlike(plural, unreadable);
    return;
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
  return new AckringError(
    'ResponseUnreadable',
    say('the API server has too many {plural} to read them all', { plural }),
    { remedy: say('Look at them: `{command}`.', { command: shell`kubectl get ${plural} --all-namespaces` }) },
  );
}

function unlike(plural: string, count: number): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('{count} of the API server’s {plural} are of an unknown kind', { count, plural }),
    {
      remedy: say('Look at them: `{command}`.', {
        command: shell`kubectl get ${plural} --all-namespaces --output yaml`,
      }),
    },
  );
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
  return new AckringError(
    code,
    say('the API server did not list its {plural} (status {status})', { plural, status }),
    { remedy: say('Only an administrator of the cluster can read them.') },
  );
}

function unreachable({ server }: ApiServerTarget, cause: unknown): AckringError {
  return new AckringError('Unreachable', say('the API server {server} cannot be reached', { server }), {
    remedy: say('See why with `ackring verify`.'),
    cause,
  });
}
