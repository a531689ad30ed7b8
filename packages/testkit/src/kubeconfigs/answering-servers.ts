import { generateKeyPairSync } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as askOn, createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createNetServer, type Socket } from 'node:net';
import { openOn, patient } from '@ackring/emulator/http/listener';
import { handleKubernetes } from '@ackring/emulator/kubernetes/handle';
import { type Authority, createAuthority, makeCertificate } from '@ackring/emulator/pki/certificate';
import {
  basicConstraints,
  clientAuth,
  extendedKeyUsage,
  keyUsage,
  serverAuth,
  subjectAlternativeNames,
} from '@ackring/emulator/pki/der';
import type { KeyPair } from '@ackring/emulator/pki/key-pool';
import { furtherKubernetes } from '@ackring/emulator/strangers/kubernetes';
import { startCloud } from '../cloud.js';

/** Where an API server is dialled, and the authority to check it by; PEM. */
export interface Answering {
  readonly url: string;
  readonly authority: string;
}

export type Cloud = Awaited<ReturnType<typeof startCloud>>;

const dayMs = 86_400_000;
const loopback = '127.0.0.1';

/** A cloud with clusters whose API servers answer, one under a certificate without its address. */
export function startAnsweringCloud(): Promise<Cloud> {
  const holders = { ops: { daysLeft: 900 } };
  return startCloud({
    clusters: [
      { name: 'alpha', holders, addons: ['ack-ram-authenticator'] },
      { name: 'beta', holders },
      { name: 'misnamed', holders, missingSans: ['public'] },
    ],
  });
}

/** Whoever knows the password is let in with this token. */
interface Gateway {
  readonly behind: Answering;
  readonly token: string;
}

/** Other TLS doors to the API server of `alpha`, by what is odd about their certificate. */
export async function openOddDoors(
  { emulator: { world }, cluster }: Cloud,
  undo: AsyncDisposableStack,
  gateway: Gateway,
): Promise<Readonly<Record<string, Answering>>> {
  const alpha = cluster('alpha');
  const { client } = await world.authorities.of(alpha);
  const [root, middle] = [await authority('odd doors', -400), await authority('in between', -400)];
  const api = { world, further: furtherKubernetes };
  const pair = await world.keys.take();
  const serving = { names: [loopback], days: [-1, 365] as const, usage: serverAuth, by: root, keys: pair };
  const old = { ...root, certificate: authorityCertificate(root, [-400, -1]) };
  const between = signed(root, { ...middle.name, keys: middle.keys, extensions: authorityExtensions });
  const ofLeaf = leaf({ ...serving, by: { ...root, keys: pair, name: named(loopback) } }, named(loopback));
  const curve: KeyPair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serve: Handle = (request, response) => {
    handleKubernetes(api, alpha, client, request, response).catch(() => response.destroy());
  };
  const open = async (
    certificate: string,
    trusted: string,
    { keys = pair, isAsking = true, handle = serve }: Door = {},
  ): Promise<Answering> => {
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
    const options = { cert: certificate, key, requestCert: isAsking, rejectUnauthorized: false };
    const server = createHttpsServer(options, handle);
    undo.defer(() => server.closeAllConnections());
    undo.defer(() => void server.close());
    return { url: `https://${loopback}:${await openOn(patient(server), loopback, 0)}`, authority: trusted };
  };
  return {
    usual: await open(leaf(serving), root.certificate),
    expired: await open(leaf({ ...serving, days: [-300, -2] }), root.certificate),
    early: await open(leaf({ ...serving, days: [2, 300] }), root.certificate),
    forClients: await open(leaf({ ...serving, usage: clientAuth }), root.certificate),
    commonName: await open(leaf({ ...serving, names: [] }, named(loopback)), root.certificate),
    addressAsName: await open(leaf({ ...serving, names: ['a.example'] }), root.certificate),
    localhost: await open(leaf({ ...serving, names: ['localhost'] }), root.certificate),
    dotted: await open(leaf({ ...serving, names: ['localhost.'] }), root.certificate),
    expiredAuthority: await open(leaf(serving), old.certificate),
    // Self-signed, and trusted as it stands.
    selfSigned: await open(ofLeaf, ofLeaf),
    chain: await open(leaf({ ...serving, by: middle }) + between, root.certificate),
    chainCut: await open(leaf({ ...serving, by: middle }), root.certificate),
    chainTrustedInBetween: await open(leaf({ ...serving, by: middle }), between),
    curve: await open(leaf({ ...serving, keys: curve }), root.certificate, { keys: curve }),
    terminator: await open(leaf(serving), root.certificate, { isAsking: false }),
    gateway: await open(leaf(serving), root.certificate, { isAsking: false, handle: letIn(gateway) }),
  };

  async function authority(commonName: string, from: number): Promise<Authority> {
    return createAuthority(named(commonName), await world.keys.take(), inDays(from));
  }
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

interface Door {
  readonly keys?: KeyPair;
  readonly isAsking?: boolean;
  readonly handle?: Handle;
}

/** The password of `answering-contexts`. */
const known = `Basic ${btoa('u:p')}`;

function letIn({ behind, token }: Gateway): Handle {
  return (request, response) => {
    const { headers, method, url = '' } = request;
    if (headers.authorization !== known) return void response.writeHead(401).end();
    const sent = askOn(`${behind.url}${url}`, {
      ca: behind.authority,
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    sent.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    request.pipe(sent);
  };
}

const inDays = (days: number): Date => new Date(Date.now() + days * dayMs);
const named = (commonName: string) => ({ organization: 'doors', organizationalUnit: null, commonName });
const authorityExtensions = [keyUsage(['keyCertSign', 'digitalSignature']), basicConstraints(true)];

interface Leaf {
  readonly names: readonly string[];
  readonly days: readonly [from: number, to: number];
  readonly usage: string;
  readonly by: Authority;
  readonly keys: KeyPair;
}

function leaf({ names, days, usage, by, keys }: Leaf, subject = named('a server')): string {
  const extensions = [
    keyUsage(['digitalSignature', 'keyEncipherment']),
    extendedKeyUsage([usage]),
    basicConstraints(false),
    ...(names.length === 0 ? [] : [subjectAlternativeNames(names)]),
  ];
  return signed(by, { ...subject, keys, extensions, days });
}

function authorityCertificate(of: Authority, days: Leaf['days']): string {
  return signed(of, { ...of.name, keys: of.keys, extensions: authorityExtensions, days });
}

function signed(
  by: Authority,
  {
    keys,
    extensions,
    days: [from, to] = [-300, 300],
    ...subject
  }: Authority['name'] & {
    readonly keys: KeyPair;
    readonly extensions: readonly ReturnType<typeof keyUsage>[];
    readonly days?: Leaf['days'];
  },
): string {
  return makeCertificate({
    subject,
    issuer: by.name,
    publicKey: keys.publicKey,
    signingKey: by.keys.privateKey,
    notBefore: inDays(from),
    notAfter: inDays(to),
    serialBytes: 8,
    extensions,
  });
}

/** Proxies on loopback, by how they behave. */
export async function openProxies(undo: AsyncDisposableStack): Promise<Readonly<Record<string, string>>> {
  const sockets = new Set<Socket>();
  const tunnel = (wanted: string, socket: Socket, greeting: string | Buffer): void => {
    const [host = '', port = ''] = wanted.split(':');
    const upstream = connect(Number(port), host, () => {
      socket.write(greeting);
      upstream.pipe(socket).pipe(upstream);
    });
    sockets.add(upstream.on('error', () => socket.destroy()));
    sockets.add(socket.on('error', () => upstream.destroy()));
  };
  const open = createHttpServer().on('connect', (request, socket) =>
    tunnel(request.url ?? '', socket as Socket, 'HTTP/1.1 200 OK\r\n\r\n'),
  );
  const asking = createHttpServer().on('connect', (request, socket) => {
    const isKnown = request.headers['proxy-authorization'] === `Basic ${btoa('me:secret')}`;
    if (isKnown) tunnel(request.url ?? '', socket as Socket, 'HTTP/1.1 200 OK\r\n\r\n');
    else socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  const socks = createNetServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => {
      socket.write(Buffer.from([5, 0]));
      socket.once('data', (request) => {
        const bytes = Buffer.from(request);
        const isName = bytes[3] === 3;
        const end = isName ? 5 + (bytes[4] ?? 0) : 8;
        const host = isName ? bytes.toString('latin1', 5, end) : bytes.subarray(4, 8).join('.');
        const reply = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        tunnel(`${host}:${bytes.readUInt16BE(end)}`, socket, reply);
      });
    });
  });
  for (const server of [open, asking, socks]) {
    undo.defer(() => void server.close());
  }
  undo.defer(() => {
    for (const socket of sockets) socket.destroy();
  });
  const [opened, asked, socked] = [
    await openOn(open, loopback, 0),
    await openOn(asking, loopback, 0),
    await openOn(socks, loopback, 0),
  ];
  return {
    open: `http://${loopback}:${opened}`,
    withLogin: `http://me:secret@${loopback}:${asked}`,
    asking: `http://${loopback}:${asked}`,
    socks: `socks5://${loopback}:${socked}`,
    dead: `http://${loopback}:1`,
  };
}
