import { createServer as createProxy, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { type Authority, createAuthority } from '../pki/certificate.js';
import { issueServerCertificate } from '../pki/issue.js';
import type { KeyPair, KeyPool } from '../pki/key-pool.js';
import { answer, closed, type Handler, loopback, openOn, patient } from './listener.js';
import { bodyReply } from './reply.js';
import type { ServiceRequest } from './request.js';

/** All services on one TLS port, distinguished by host name, and a proxy that leads the vendor's names there. */
export interface TlsFront {
  readonly url: string;
  /** For HTTPS_PROXY and HTTP_PROXY: it reaches the vendor's names and nothing else. */
  readonly proxy: string;
  /** Signs a certificate for any requested name; PEM. */
  readonly certificateAuthority: string;
  stop(): Promise<void>;
}

interface FrontOptions {
  readonly host: string;
  readonly keys: KeyPool;
  /** The service of a host name; null if there is none. */
  readonly handlerOf: (host: string) => Handler | null;
}

/** Opens both on free ports of a loopback address. */
export async function openTlsFront({ host, keys, handlerOf }: FrontOptions): Promise<TlsFront> {
  const issuer = await createIssuer(keys);
  const respond = (message: IncomingMessage, response: ServerResponse) =>
    answer(message, response, (request) => byHost(request, handlerOf));
  const tls = createTlsServer(
    {
      ...issuer.pair([loopback, 'localhost']),
      // Any other name gets the certificate of the loopback address, and then no service.
      SNICallback: (name, done) => done(null, handlerOf(name) ? issuer.context(name) : undefined),
    },
    respond,
  );
  const port = await openOn(patient(tls), host, 0);
  const proxy = createProxy((message, response) => respond(originForm(message), response));
  proxy.on('connect', (message: IncomingMessage, client: Socket, head: Buffer) => {
    // There is no other listener, and a client that leaves early would end the process.
    client.on('error', () => client.destroy());
    if (handlerOf(message.url ?? '')) tunnel(client, head, { host, port });
    else client.end('HTTP/1.1 403 Forbidden\r\n\r\nonly hosts of the cloud are reached through here\n');
  });
  const proxyPort = await openOn(patient(proxy), host, 0);
  return {
    url: `https://${host}:${port}`,
    proxy: `http://${host}:${proxyPort}`,
    certificateAuthority: issuer.authority.certificate,
    stop: async () => void (await Promise.all([tls, proxy].map(closed))),
  };
}

async function byHost(request: ServiceRequest, handlerOf: FrontOptions['handlerOf']) {
  const host = request.headers['host'] ?? '';
  const handler = handlerOf(host);
  if (handler) return handler(request);
  const known = 'name a host of the cloud, or <service>.localhost';
  return bodyReply(421, `no service here is called ${host}: ${known}\n`, 'text/plain');
}

/** A request to a proxy has an absolute URL. */
function originForm(message: IncomingMessage): IncomingMessage {
  const { host, pathname, search } = URL.parse(message.url ?? '') ?? {};
  if (host === undefined) return message;
  message.headers.host = host;
  message.url = `${pathname}${search}`;
  return message;
}

function tunnel(client: Socket, head: Buffer, to: { readonly host: string; readonly port: number }): void {
  const server = connect(to, () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) server.write(head);
    server.pipe(client).pipe(server);
  });
  server.on('error', () => server.destroy());
  server.once('close', () => client.destroy());
  client.once('close', () => server.destroy());
}

/** Beyond this many names all certificates are dropped: a stray client cannot fill the memory. */
const keptNames = 1000;

async function createIssuer(keys: KeyPool) {
  // Real clients judge by the machine's clock, wherever the cloud's was set.
  const from = new Date(Math.floor((Date.now() - 86_400_000) / 1000) * 1000);
  const name = { organization: 'ackring', organizationalUnit: null, commonName: 'ackring embedded cloud' };
  const authority = createAuthority(name, await keys.take(), from);
  const own = await keys.take();
  const pair = (names: readonly string[]) => certified(authority, own, names, from);
  const contexts = new Map<string, SecureContext>();
  const context = (host: string) => {
    const made = contexts.get(host) ?? createSecureContext(pair([host]));
    if (contexts.size >= keptNames) contexts.clear();
    contexts.set(host, made);
    return made;
  };
  return { authority, pair, context };
}

function certified(authority: Authority, keys: KeyPair, names: readonly string[], from: Date) {
  return {
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    cert: issueServerCertificate({ authority, keys, names, from, commonName: 'ackring' }),
  };
}
