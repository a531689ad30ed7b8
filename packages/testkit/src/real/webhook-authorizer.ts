import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { portOf } from '@ackring/emulator/http/listener';

/** An authorizer that a real kube-apiserver calls after RBAC, on 127.0.0.1. */
export interface WebhookAuthorizer extends AsyncDisposable {
  /** For `startRealApiServer`. */
  readonly flags: readonly string[];
  /** From now on it cannot be reached. */
  stop(): Promise<void>;
}

/** Lets one user list pods, and has no opinion on anything else. */
export async function startWebhookAuthorizer(podReader: string): Promise<WebhookAuthorizer> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-webhook-authorizer-'));
  const server = createServer(async (request, response) => {
    const review = await json(request);
    const { user, resourceAttributes: { verb = '', resource = '' } = {} } = Object(review).spec;
    const allowed = user === podReader && verb === 'list' && resource === 'pods';
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        status: { allowed },
      }),
    );
  });
  const file = join(folder, 'webhook.yaml');
  await writeFile(file, configuration(await listenOn(server)));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    flags: [
      '--authorization-mode=Node,RBAC,Webhook',
      `--authorization-webhook-config-file=${file}`,
      '--authorization-webhook-version=v1',
    ],
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As a kubeconfig, which may be JSON. */
function configuration(port: number): string {
  const [name, url] = ['webhook', `http://127.0.0.1:${port}/authorize`];
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url } }],
    users: [{ name, user: {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  });
}

function listenOn(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
  });
}
