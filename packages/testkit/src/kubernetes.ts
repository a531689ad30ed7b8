import { type Agent, request } from 'node:https';
import type { startCloud } from './cloud.js';

type Issued = Awaited<ReturnType<Awaited<ReturnType<typeof startCloud>>['fetch']>>;

export interface KubernetesAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Queries an API server by a kubeconfig, over TLS verified by the file's own authority; without a key as anonymous. */
export function askKubernetes(
  issued: Pick<Issued, 'server' | 'authority'> & Partial<Pick<Issued, 'pem' | 'key'>>,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  /** A kept one for many questions; by default each has a connection of its own. */
  agent: Agent | false = false,
): Promise<KubernetesAnswer> {
  const { server, authority, pem, key } = issued;
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server}${path}`,
      {
        method,
        ca: authority,
        ...(pem === undefined || key === undefined ? {} : { cert: pem, key }),
        agent,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += String(chunk);
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(text) }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parse(text: string): Record<string, unknown> {
  return text.startsWith('{') ? JSON.parse(text) : { text };
}

/** Whether the API server says the holder may. */
export async function mayDo(
  issued: Issued,
  verb: string,
  resource: string,
  more: { readonly namespace?: string; readonly group?: string } = {},
): Promise<boolean> {
  const body = { spec: { resourceAttributes: { verb, resource, ...more } } };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await askKubernetes(issued, 'POST', path, body);
  const { status } = answer.body;
  return typeof status === 'object' && status !== null && 'allowed' in status && status.allowed === true;
}
