import * as v from 'valibot';
import { AckringError } from '../../errors.js';
import type { ApiServerTarget } from '../../ports.js';
import { throwIfCancelled } from '../../retry.js';
import { isTlsCode } from '../ack/error.js';
import { type ApiServerReply, openConnection } from './connection.js';
import { proxyFor } from './proxy.js';

/** A Secret as the API server keeps it; `data` is decoded. */
export interface KubernetesSecret {
  readonly resourceVersion: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

export interface SecretPlace {
  readonly namespace: string;
  readonly name: string;
}

/** Secrets of one cluster, over its API server's own HTTPS. */
export interface KubernetesSecrets {
  read(place: SecretPlace, signal?: AbortSignal): Promise<KubernetesSecret | null>;
  /** `resourceVersion` null creates. Throws Conflict when somebody else wrote in between. */
  write(
    place: SecretPlace,
    secret: Omit<KubernetesSecret, 'resourceVersion'> & { readonly resourceVersion: string | null },
    signal?: AbortSignal,
  ): Promise<void>;
}

export interface KubernetesSecretsOptions {
  readonly target: ApiServerTarget;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Bounds each request; default 15 s. */
  readonly timeoutMs?: number;
}

const secretSchema = v.object({
  metadata: v.object({
    resourceVersion: v.string(),
    annotations: v.optional(v.record(v.string(), v.string()), {}),
  }),
  data: v.optional(v.nullable(v.record(v.string(), v.string())), {}),
});

export function createKubernetesSecrets(options: KubernetesSecretsOptions): KubernetesSecrets {
  return {
    read: async (place, signal) => {
      const reply = await send(options, 'GET', pathOf(place), undefined, signal);
      if (reply.status === 404) return null;
      refuseFailure(reply, place, 'read');
      const parsed = v.safeParse(secretSchema, reply.body);
      if (!parsed.success) throw failed('ResponseUnreadable', place, 'read', 'its answer is no Secret');
      const { metadata, data } = parsed.output;
      return {
        ...metadata,
        data: mapValues(data ?? {}, (text) => Buffer.from(text, 'base64').toString('utf8')),
      };
    },
    write: async (place, { resourceVersion, annotations, data }, signal) => {
      const body = {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: {
          name: place.name,
          namespace: place.namespace,
          annotations,
          labels: { 'app.kubernetes.io/managed-by': 'ackring' },
          ...(resourceVersion === null ? {} : { resourceVersion }),
        },
        data: mapValues(data, (text) => Buffer.from(text).toString('base64')),
      };
      const reply =
        resourceVersion === null
          ? await send(options, 'POST', collectionOf(place), body, signal)
          : await send(options, 'PUT', pathOf(place), body, signal);
      refuseFailure(reply, place, 'write');
    },
  };
}

async function send(
  { target, environment, timeoutMs = 15_000 }: KubernetesSecretsOptions,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
): Promise<ApiServerReply> {
  throwIfCancelled(signal);
  if (target.insecureSkipTlsVerify) throw unproven(target.server);
  const deadline = AbortSignal.timeout(timeoutMs);
  const url = new URL(target.server);
  const connection = openConnection({
    target,
    url,
    proxy: proxyFor(url, target.proxyUrl, environment),
    signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    progress: { connected: false },
  });
  try {
    return await connection.send(method, path, body);
  } catch (error) {
    throwIfCancelled(signal);
    throw unreachable(url.host, error, deadline.aborted);
  } finally {
    connection.close();
  }
}

/** What is kept there is a private key: not for whoever answers. */
function unproven(server: string): AckringError {
  const { host } = new URL(server);
  return new AckringError(
    'EndpointRefused',
    `the certificate of ${host} is not checked, and keys would go there`,
    {
      remedy: 'Give that context its certificate authority instead of insecure-skip-tls-verify.',
    },
  );
}

function unreachable(host: string, error: unknown, isLate: boolean): AckringError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = isTlsCode(code) ? `its certificate was refused (${code})` : `it cannot be reached (${code})`;
  return new AckringError(
    isLate ? 'TimedOut' : 'Unreachable',
    `API server ${host}: ${isLate ? 'no answer' : why}`,
    {
      remedy: 'Look at the way there with `ackring verify`; the old version stays in use.',
      cause: error,
    },
  );
}

function refuseFailure({ status }: ApiServerReply, place: SecretPlace, what: 'read' | 'write'): void {
  if (status >= 200 && status < 300) return;
  if (status === 401 || status === 403)
    throw failed('Forbidden', place, what, `its API server says ${status}`);
  if (status === 409) throw failed('Conflict', place, what, 'somebody else wrote it meanwhile');
  if (status === 404) throw failed('ResourceNotFound', place, what, 'there is no such namespace');
  if (status === 429) throw failed('Throttled', place, what, 'the API server is busy');
  throw failed(
    status >= 500 ? 'ServerFault' : 'ResponseUnreadable',
    place,
    what,
    `its API server says ${status}`,
  );
}

function failed(
  code: 'Forbidden' | 'Conflict' | 'ResourceNotFound' | 'Throttled' | 'ServerFault' | 'ResponseUnreadable',
  { namespace, name }: SecretPlace,
  what: 'read' | 'write',
  why: string,
): AckringError {
  const verbs = what === 'read' ? 'get' : 'create,update';
  return new AckringError(code, `could not ${what} Secret ${namespace}/${name}: ${why}`, {
    remedy:
      code === 'Forbidden'
        ? `Grant it: kubectl create role ackring --verb=${verbs} --resource=secrets -n ${namespace}`
        : 'The next run tries again; the old version stays in use.',
  });
}

function collectionOf({ namespace }: SecretPlace): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
}

function pathOf(place: SecretPlace): string {
  return `${collectionOf(place)}/${encodeURIComponent(place.name)}`;
}

function mapValues(record: Readonly<Record<string, string>>, change: (text: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([name, text]) => [name, change(text)]));
}
