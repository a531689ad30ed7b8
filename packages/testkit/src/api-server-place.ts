import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { ApiServerObservation, WhoAmIOptions } from '@ackring/core/internal/machine/api-server/api';
import { createApiServer, type Timing } from '@ackring/core/internal/machine/api-server/api-server';
import type { ApiServerTarget } from '@ackring/core/internal/words/target';
import { makeCertificate } from '@ackring/emulator/pki/certificate';
import {
  basicConstraints,
  clientAuth,
  extendedKeyUsage,
  keyUsage,
  serverAuth,
  subjectAlternativeNames,
} from '@ackring/emulator/pki/der';
import { createKeyPool, type KeyPair } from '@ackring/emulator/pki/key-pool';

// For tests: a TLS server in place of an API server, with its own certificates.

const keys = createKeyPool();
export const who = { organization: 'system:users', organizationalUnit: null, commonName: '2995-1700000000' };
const authorityName = { organization: 'one', organizationalUnit: null, commonName: 'kubernetes' };

export interface Issuer {
  readonly pair: KeyPair;
  readonly certificate: string;
}

function pemOf(pair: KeyPair): string {
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function make(subject: typeof who, of: KeyPair, by: KeyPair, extensions: 'authority' | 'leaf'): string {
  return makeCertificate({
    subject,
    issuer: authorityName,
    publicKey: of.publicKey,
    signingKey: by.privateKey,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    serialBytes: 8,
    // Without key identifiers, like handmade authorities.
    extensions:
      extensions === 'authority'
        ? [keyUsage(['keyCertSign']), basicConstraints(true)]
        : [extendedKeyUsage([serverAuth, clientAuth]), subjectAlternativeNames(['127.0.0.1'])],
  });
}

export async function issuer(): Promise<Issuer> {
  const pair = await keys.take();
  return { pair, certificate: make(authorityName, pair, pair, 'authority') };
}

/** Answers one request; `count` starts at 1. */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface Place extends AsyncDisposable {
  readonly target: ApiServerTarget;
  readonly asked: string[];
  look(
    options?: Partial<WhoAmIOptions> & { readonly timing?: Timing },
    change?: Partial<ApiServerTarget>,
  ): Promise<ApiServerObservation>;
}

export interface PlaceOptions {
  /** False: it requests no client certificate, like a TLS terminator in front of an API server. Default true. */
  readonly asksForCertificate?: boolean;
}

/** A TLS server in place of an API server. */
export function place(answer: Answer, { asksForCertificate = true }: PlaceOptions = {}): Promise<Place> {
  const asked: string[] = [];
  return placed(asked, (own) => {
    const policy = { requestCert: asksForCertificate, rejectUnauthorized: false };
    // On a busy machine the next request may be late.
    const options = { ...own, ...policy, keepAliveTimeout: 0 };
    const server = createServer(options, (request, response) => {
      request.resume();
      asked.push(`${request.method} ${request.url}`);
      answer(request, response, asked.length);
    });
    return { server, closeAll: () => server.closeAllConnections() };
  });
}

/** A server that answers each request over TLS with raw bytes. `count` starts at 1. */
export function rawPlace(
  answer: (socket: TLSSocket, request: string, count: number) => void,
): Promise<Place> {
  const asked: string[] = [];
  return placed(asked, (own) => {
    const sockets = new Set<TLSSocket>();
    const server = createTlsServer({ ...own, requestCert: true, rejectUnauthorized: false }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      socket.on('data', (data) => {
        asked.push(String(data).split(' HTTP/')[0] ?? '');
        answer(socket, String(data), asked.length);
      });
    });
    const closeAll = (): void => {
      for (const socket of sockets) socket.destroy();
    };
    return { server, closeAll };
  });
}

interface Serving {
  readonly server: Server;
  closeAll(): void;
}

async function placed(
  asked: string[],
  serve: (own: { readonly cert: string; readonly key: string }) => Serving,
): Promise<Place> {
  const [authority, pair] = [await issuer(), await keys.take()];
  const leaf = make(who, pair, authority.pair, 'leaf');
  const { server, closeAll } = serve({ cert: leaf, key: pemOf(pair) });
  const port = await listenOn(server);
  const target: ApiServerTarget = {
    server: `https://127.0.0.1:${port}`,
    certificateAuthority: authority.certificate,
    clientCertificate: leaf,
    clientKey: pemOf(pair),
    token: null,
    tlsServerName: null,
    insecureSkipTlsVerify: false,
    proxyUrl: null,
  };
  return {
    target,
    asked,
    // Only a test that fails waits for so long.
    look: ({ timing, ...options } = {}, change = {}) =>
      createApiServer(timing === undefined ? {} : { timing }).whoAmI(
        { ...target, ...change },
        { timeoutMs: 600_000, ...options },
      ),
    [Symbol.asyncDispose]: async () => {
      closeAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function listenOn(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
