import type { ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { isLoopback, loopback, openOn, patient } from '../http/listener.js';
import { BodyTooLarge } from '../http/request.js';
import { issueServerCertificate } from '../pki/issue.js';
import type { KeyPair } from '../pki/key-pool.js';
import { type Access, type ClusterRecord, type Endpoint, endpointsOf } from '../world/cluster.js';
import { validFrom } from '../world/cluster-authorities.js';
import type { ApiServers, ApiServerUrls, ServedEndpoint, World } from '../world/world.js';
import { bindGrant, unbindName } from './access/grants.js';
import { handleKubernetes } from './handle.js';
import type { Further } from './route.js';

interface Running {
  readonly cluster: ClusterRecord;
  /** By endpoint. A removed endpoint keeps its listener, which refuses until it comes back. */
  readonly listeners: Map<string, Promise<EndpointListener>>;
  readonly sockets: Set<Socket>;
  https: Promise<HttpsServer> | null;
  paused: boolean;
}

interface EndpointListener {
  readonly server: NetServer;
  readonly port: number;
}

/** Where nothing listens: the port that API servers have in a VPC, or on loopback one that nobody has. */
function silentPort({ host }: Endpoint): number {
  return isLoopback(host) ? 1 : 6443;
}

/** Listens for no cluster before its endpoints are requested, and makes no key before somebody connects. */
export function createApiServers(world: () => World, further: Further): ApiServers {
  const running = new Map<string, Running>();
  const preferred = new Map<string, Readonly<Record<string, number>>>();
  const sharedPort = () => Number(new URL(world().endpoints.cs).port);
  let serverKeys: Promise<KeyPair> | undefined;
  let isStopped = false;

  async function open(cluster: ClusterRecord): Promise<readonly ServedEndpoint[]> {
    return Promise.all(endpointsOf(cluster).map((endpoint) => serve(cluster, endpoint)));
  }

  async function serve(cluster: ClusterRecord, endpoint: Endpoint): Promise<ServedEndpoint> {
    if (!endpoint.isListening) return withUrl(endpoint, silentPort(endpoint));
    // A request still running when the cloud was stopped must not leave a listener behind.
    if (isStopped) throw new Error('the embedded cloud was stopped');
    const server = serverOf(cluster);
    const found = server.listeners.get(endpoint.id) ?? listenFor(server, endpoint);
    server.listeners.set(endpoint.id, found);
    return withUrl(endpoint, (await found).port);
  }

  function serverOf(cluster: ClusterRecord): Running {
    const fresh = { cluster, listeners: new Map(), sockets: new Set<Socket>(), https: null, paused: false };
    const server = running.get(cluster.id) ?? fresh;
    running.set(cluster.id, server);
    return server;
  }

  async function listenFor(server: Running, { id, host }: Endpoint): Promise<EndpointListener> {
    const { cluster } = server;
    const listener = createNetServer((socket) => accept(server, id, socket));
    const wanted = cluster.ownAddress === null ? (preferred.get(cluster.id)?.[id] ?? 0) : sharedPort();
    // Its certificate names its endpoints: an additional one changes it.
    server.https = null;
    return {
      server: listener,
      port: await listenOn(listener, wanted, host === 'localhost' ? loopback : host),
    };
  }

  function accept(server: Running, endpointId: string, socket: Socket): void {
    // A client that leaves while the keys are being made must not end the process.
    socket.on('error', () => socket.destroy());
    const isBound = endpointsOf(server.cluster).some(
      ({ id, isListening }) => id === endpointId && isListening,
    );
    if (server.paused || !isBound) {
      socket.resetAndDestroy();
      return;
    }
    server.sockets.add(socket);
    socket.once('close', () => server.sockets.delete(socket));
    server.https ??= createTls(server.cluster);
    server.https.then(
      (https) => https.emit('connection', socket),
      () => socket.destroy(),
    );
  }

  async function createTls(cluster: ClusterRecord): Promise<HttpsServer> {
    serverKeys ??= world().keys.take();
    const [authorities, keys] = await Promise.all([world().authorities.of(cluster), serverKeys]);
    const certificate = issueServerCertificate({
      authority: authorities.server,
      keys,
      names: namesOf(cluster),
      from: validFrom(cluster),
    });
    const server = createHttpsServer(
      {
        cert: certificate + authorities.server.certificate,
        key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        ca: authorities.client.certificate,
        requestCert: true,
        // Judged by the handler instead, by the emulator's clock, so that it can answer 401 like Kubernetes.
        rejectUnauthorized: false,
      },
      (request, response) => {
        const serving = { world: world(), further };
        handleKubernetes(serving, cluster, authorities.client, request, response).catch((error: unknown) =>
          endFailed(response, error),
        );
      },
    );
    return patient(server);
  }

  async function endpoints(cluster: ClusterRecord): Promise<readonly ServedEndpoint[]> {
    if (cluster.ownAddress === null) return open(cluster);
    return endpointsOf(cluster).map((endpoint) =>
      withUrl(endpoint, endpoint.isListening ? sharedPort() : silentPort(endpoint)),
    );
  }

  return {
    endpoints,
    open,
    urls: async (cluster) => masterUrls(await endpoints(cluster)),
    pause(cluster) {
      const server = running.get(cluster.id);
      if (server) halt(server);
    },
    resume(cluster) {
      const server = running.get(cluster.id);
      if (server) Object.assign(server, { paused: false, https: null });
    },
    bind: (cluster, uid) => bindGrant(cluster, uid, world().clock.now()),
    forget: unbindName,
    async ports(cluster) {
      const listeners = running.get(cluster.id)?.listeners ?? new Map<string, Promise<EndpointListener>>();
      const ports = [...listeners].map(async ([id, listener]) => [id, (await listener).port] as const);
      return Object.fromEntries(await Promise.all(ports));
    },
    prefer: (cluster, ports) => void preferred.set(cluster.id, ports),
    async stop() {
      isStopped = true;
      const servers = [...running.values()];
      running.clear();
      await Promise.all(servers.map(close));
    },
  };
}

/** As kube-apiserver answers after a panic; a body that is too large to be read has an answer of its own. */
function endFailed(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const isTooLarge = error instanceof BodyTooLarge;
  const told = 'This request caused apiserver to panic. Look in the logs for details.\n';
  response.writeHead(isTooLarge ? 413 : 500, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(isTooLarge ? '' : told);
}

/** The first of each access. */
export function masterUrls(endpoints: readonly ServedEndpoint[]): ApiServerUrls {
  const first = (access: Access) => endpoints.find((endpoint) => endpoint.access === access)?.url ?? '';
  return { public: first('public'), private: first('private') };
}

function withUrl(endpoint: Endpoint, port: number): ServedEndpoint {
  return { ...endpoint, url: `https://${endpoint.host}:${port}` };
}

/** Listens on the port, or on a free one if it is taken. */
async function listenOn(listener: NetServer, port: number, host: string): Promise<number> {
  try {
    return await openOn(listener, host, port);
  } catch (error) {
    if (port === 0) throw error;
    return openOn(listener, host, 0);
  }
}

function halt(server: Running): void {
  server.paused = true;
  for (const socket of server.sockets) socket.destroy();
}

async function close(server: Running): Promise<void> {
  halt(server);
  const listeners = await Promise.allSettled(server.listeners.values());
  const opened = listeners.flatMap((each) => (each.status === 'fulfilled' ? [each.value.server] : []));
  await Promise.all(opened.map((listener) => new Promise((resolve) => listener.close(resolve))));
}

/** The names in the API server's certificate. */
function namesOf(cluster: ClusterRecord): string[] {
  const hosts = endpointsOf(cluster)
    .filter(({ access }) => !cluster.missingSans.includes(access))
    .map(({ host }) => host);
  const inner = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  return [...new Set([...inner, '172.21.0.1', ...hosts, ...cluster.extraSans])];
}
