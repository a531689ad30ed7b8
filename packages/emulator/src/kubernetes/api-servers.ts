import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { portOf } from '../http/listener.js';
import { isLoopback, loopback } from '../http/loopback.js';
import { validFrom } from '../pki/cluster-authorities.js';
import type { KeyPair } from '../pki/key-pool.js';
import { issueServerCertificate } from '../pki/server-certificate.js';
import { type ClusterRecord, hasApiServer, privateAddress } from '../world/cluster.js';
import type { World } from '../world/world.js';
import { handleKubernetes } from './handle.js';

/** A cluster's API server URLs as ACK reports them; empty where there is none. */
export interface ApiServerUrls {
  readonly public: string;
  readonly private: string;
}

/** The API servers of all clusters, each a TLS listener that is opened when its address is first told. */
export interface ApiServers {
  urls(cluster: ClusterRecord): Promise<ApiServerUrls>;
  /** The same, once it listens there: for a cluster with an address of its own only this opens it. */
  open(cluster: ClusterRecord): Promise<ApiServerUrls>;
  /** Cuts every connection and refuses new ones until `resume`, as a restart does; `resume` reads the names anew. */
  pause(cluster: ClusterRecord): void;
  resume(cluster: ClusterRecord): void;
  /** Where it listens now, for a snapshot; null when it does not. */
  ports(cluster: ClusterRecord): Promise<PortPair | null>;
  /** Where it should listen when it is opened, if those ports are free. */
  prefer(cluster: ClusterRecord, ports: PortPair): void;
  stop(): Promise<void>;
}

/** The ports of a cluster's two endpoints; null where there is no listener. */
interface PortPair {
  readonly public: number | null;
  readonly private: number | null;
}

interface Running {
  readonly listeners: readonly NetServer[];
  readonly urls: ApiServerUrls;
  readonly sockets: Set<Socket>;
  https: Promise<HttpsServer> | null;
  paused: boolean;
}

/** Listens for no cluster before its URLs are asked for, and makes no key before somebody connects. */
export function createApiServers(world: () => World): ApiServers {
  const running = new Map<string, Promise<Running>>();
  const preferred = new Map<string, PortPair>();
  const shared = () => ({ public: sharedPort(), private: null });
  const sharedPort = () => Number(new URL(world().endpoints.cs).port);
  let serverKeys: Promise<KeyPair> | undefined;
  let isStopped = false;

  async function open(cluster: ClusterRecord): Promise<Running> {
    // A request that was under way when the cloud was stopped must not leave a listener behind.
    if (isStopped) throw new Error('the embedded cloud was stopped');
    const found =
      running.get(cluster.id) ??
      start(cluster, cluster.ownAddress === null ? preferred.get(cluster.id) : shared(), accept);
    running.set(cluster.id, found);
    return found;
  }

  function accept(server: Running, cluster: ClusterRecord, socket: Socket): void {
    // A client that goes away while the keys are being made must not end the process.
    socket.on('error', () => socket.destroy());
    if (server.paused) {
      socket.resetAndDestroy();
      return;
    }
    server.sockets.add(socket);
    socket.once('close', () => server.sockets.delete(socket));
    server.https ??= createTls(cluster, server.urls);
    server.https.then(
      (https) => https.emit('connection', socket),
      () => socket.destroy(),
    );
  }

  async function createTls(cluster: ClusterRecord, urls: ApiServerUrls): Promise<HttpsServer> {
    serverKeys ??= world().keys.take();
    const [authorities, keys] = await Promise.all([world().authorities.of(cluster), serverKeys]);
    const certificate = issueServerCertificate({
      authority: authorities.server,
      keys,
      names: namesOf(cluster, urls),
      from: validFrom(cluster),
    });
    return createHttpsServer(
      {
        cert: certificate + authorities.server.certificate,
        key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
        ca: authorities.client.certificate,
        requestCert: true,
        // Judged by the handler instead, by the emulator's clock, so that it can answer 401 as Kubernetes does.
        rejectUnauthorized: false,
      },
      (request, response) => {
        handleKubernetes(world(), cluster, authorities.client, request, response).catch(() =>
          response.destroy(),
        );
      },
    );
  }

  return {
    async urls(cluster) {
      if (!hasApiServer(cluster)) return { public: '', private: privateUrl(cluster) };
      return cluster.ownAddress === null ? (await open(cluster)).urls : ownUrls(cluster, sharedPort());
    },
    open: async (cluster) => (await open(cluster)).urls,
    pause: (cluster) => void running.get(cluster.id)?.then(halt),
    resume(cluster) {
      void running.get(cluster.id)?.then((server) => {
        server.paused = false;
        server.https = null;
      });
    },
    async ports(cluster) {
      const server = await running.get(cluster.id);
      return server
        ? { public: loopbackPort(server.urls.public), private: loopbackPort(server.urls.private) }
        : null;
    },
    prefer: (cluster, ports) => void preferred.set(cluster.id, ports),
    async stop() {
      isStopped = true;
      const servers = await Promise.all(running.values());
      running.clear();
      await Promise.all(servers.map(close));
    },
  };
}

async function start(
  cluster: ClusterRecord,
  ports: PortPair = { public: null, private: null },
  accept: (server: Running, cluster: ClusterRecord, socket: Socket) => void,
): Promise<Running> {
  const listeners: NetServer[] = [];
  const listenerUrl = async (port: number | null) => {
    const listener = createNetServer((socket) => accept(server, cluster, socket));
    listeners.push(listener);
    const host = cluster.ownAddress ?? loopback;
    return `https://${host}:${await listenOn(listener, port ?? 0, host)}`;
  };
  const urls = {
    public: cluster.hasPublicEndpoint ? await listenerUrl(ports.public) : '',
    private: cluster.privateReachable ? await listenerUrl(ports.private) : privateUrl(cluster),
  };
  const server: Running = { listeners, urls, sockets: new Set(), https: null, paused: false };
  return server;
}

function ownUrls(cluster: ClusterRecord, port: number): ApiServerUrls {
  return {
    public: cluster.hasPublicEndpoint ? `https://${cluster.ownAddress}:${port}` : '',
    private: privateUrl(cluster),
  };
}

function privateUrl(cluster: ClusterRecord): string {
  return `https://${privateAddress(cluster)}:6443`;
}

/** Listens on the port, or on a free one when it is taken. */
function listenOn(listener: NetServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', (error) => {
      if (port === 0) reject(error);
      else resolve(listenOn(listener, 0, host));
    });
    listener.listen(port, host, () => resolve(portOf(listener.address())));
  });
}

/** Null for an endpoint nobody here listens on. */
function loopbackPort(url: string): number | null {
  return url !== '' && isLoopback(new URL(url).hostname) ? Number(new URL(url).port) : null;
}

function halt(server: Running): void {
  server.paused = true;
  for (const socket of server.sockets) socket.destroy();
}

async function close(server: Running): Promise<void> {
  halt(server);
  await Promise.all(server.listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
}

/** What the API server's certificate is valid for. */
function namesOf(cluster: ClusterRecord, urls: ApiServerUrls): string[] {
  const hosts = (['public', 'private'] as const)
    .filter((access) => urls[access] !== '' && !cluster.missingSans.includes(access))
    .map((access) => new URL(urls[access]).hostname);
  const inner = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  return [...new Set([...inner, '172.21.0.1', ...hosts, ...cluster.extraSans])];
}
