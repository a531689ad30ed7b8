import * as v from 'valibot';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerTarget } from '../../words/target.js';
import { type ApiServerReply, type Connection, openConnection } from './connection.js';
import { proxyFor } from './proxy.js';

/** One kind of objects of an API server, in every namespace. */
export interface ListedKind {
  /** Such as `/apis/rbac.authorization.k8s.io/v1`. */
  readonly path: string;
  readonly plural: string;
}

/** Takes the objects of a page, and returns how many of them are of an unknown form. */
type TakeItems = (items: readonly unknown[]) => number;

/** Reads whole lists from an API server. */
export interface ListReader {
  /**
   * Page by page, so that what was read before a failure is kept. Throws Forbidden, ResourceNotFound for a kind that
   * the server does not have, ResponseUnreadable, ServerFault, and whatever the connection throws.
   */
  read(list: ListedKind, take: TakeItems): Promise<void>;
}

export interface ListReaderOptions {
  /** Of each page. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** An RBAC binding of Helm's has 2 to 3 KB with its managed fields. */
const pageSize = 250;

const largestPage = 8 * 1_048_576;

/** No cluster has this many objects of these kinds: an endless list is not followed for ever. */
const mostPages = 2_000;

export function listReader(
  target: ApiServerTarget,
  { timeoutMs, signal, environment }: ListReaderOptions,
): ListReader {
  const whole = signal ?? new AbortController().signal;
  return {
    read: async (list, take) => {
      const connection = connect(target, whole, environment);
      const ask = (path: string): Promise<ApiServerReply> => {
        const bounds = { signal: AbortSignal.timeout(timeoutMs), largestBody: largestPage };
        return connection.send('GET', path, undefined, bounds);
      };
      await readAll(ask, list, take).finally(connection.close);
    },
  };
}

export function unreachable({ server }: ApiServerTarget, cause: unknown): AckringError {
  return new AckringError('Unreachable', say('the API server {server} cannot be reached', { server }), {
    remedy: say('See why with `ackring verify`.'),
    cause,
  });
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

const expired = v.object({ metadata: v.object({ continue: v.pipe(v.string(), v.nonEmpty()) }) });

const page = v.object({
  metadata: v.optional(v.object({ continue: v.optional(v.string(), '') }), { continue: '' }),
  items: v.nullable(v.array(v.unknown())),
});

/**
 * If a page's history was compacted, the answer is 410 with another `continue` token, which lists the rest as it is now
 * (seen on 1.24.17): what changes meanwhile may appear twice or not at all, but nothing else is lost.
 */
async function readAll(
  ask: (path: string) => Promise<ApiServerReply>,
  { path, plural }: ListedKind,
  take: TakeItems,
): Promise<void> {
  let limit = pageSize;
  let next = '';
  let unreadable = 0;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const query = `limit=${limit}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`;
    const reply = await orTooLarge(ask(`${path}/${plural}?${query}`));
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
    unreadable += take(parsed.output.items ?? []);
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

function refusal({ status }: ApiServerReply, plural: string): AckringError {
  const codes: Readonly<Record<number, ErrorCode>> = {
    401: 'Forbidden',
    403: 'Forbidden',
    404: 'ResourceNotFound',
  };
  const code = codes[status] ?? 'ServerFault';
  return new AckringError(
    code,
    say('the API server did not list its {plural} (status {status})', { plural, status }),
    { remedy: say('Only an administrator of the cluster can read them.') },
  );
}
