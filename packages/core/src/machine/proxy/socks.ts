import { isIP, connect as openSocket, type Socket } from 'node:net';
import { loginOf } from './rule.js';

/** Why a SOCKS5 proxy refused: it wants other credentials, or would not connect (RFC 1928, RFC 1929). */
export class SocksRefusal extends Error {
  override readonly name = 'SocksRefusal';
  readonly isOfCredentials: boolean;

  constructor(why: 'credentials' | 'connect' | 'name' | 'cut off') {
    super(why);
    this.isOfCredentials = why === 'credentials';
  }
}

const version = 5;
const noAuthentication = 0;
const byPassword = 2;
const connectCommand = 1;
const addressTypes = { ipv4: 1, name: 3, ipv6: 4 } as const;

/**
 * A tunnel to `host:port` through a SOCKS5 proxy, which resolves names itself, as Go's does for kubectl. Rejects with
 * SocksRefusal, the socket's error, or the signal's reason.
 */
export async function openSocksTunnel(
  proxy: URL,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  const address = proxy.hostname.replace(/^\[|\]$/g, '');
  const socket = openSocket({ host: address, port: Number(proxy.port) || 1080 });
  const abort = (): void => void socket.destroy(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const read = readerOf(socket);
  try {
    await greet(socket, read, proxy);
    socket.write(Buffer.from([version, connectCommand, 0, ...addressOf(host), port >> 8, port & 0xff]));
    await readConnected(read);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

type Read = (length: number) => Promise<Buffer>;

async function greet(socket: Socket, read: Read, proxy: URL): Promise<void> {
  const login = loginOf(proxy);
  const methods = login === null ? [noAuthentication] : [noAuthentication, byPassword];
  socket.write(Buffer.from([version, methods.length, ...methods]));
  const [, method] = await read(2);
  if (method === noAuthentication) return;
  if (method !== byPassword || login === null) throw new SocksRefusal('credentials');
  const user = Buffer.from(login.user);
  const password = Buffer.from(login.password);
  if (user.length > 255 || password.length > 255) throw new SocksRefusal('credentials');
  socket.write(Buffer.from([1, user.length, ...user, password.length, ...password]));
  const [, status] = await read(2);
  if (status !== 0) throw new SocksRefusal('credentials');
}

function addressOf(host: string): readonly number[] {
  if (isIP(host) === 4) return [addressTypes.ipv4, ...host.split('.').map(Number)];
  if (isIP(host) === 6) return [addressTypes.ipv6, ...ipv6Bytes(host)];
  const name = Buffer.from(host);
  if (name.length > 255) throw new SocksRefusal('name');
  return [addressTypes.name, name.length, ...name];
}

function ipv6Bytes(host: string): readonly number[] {
  const [head = '', tail = ''] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const middle = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...middle, ...right].map((group) => Number.parseInt(group, 16));
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}

/** The answer ends with the address that the proxy dials from, whose type determines its length. */
async function readConnected(read: Read): Promise<void> {
  const [, status, , type] = await read(4);
  if (status !== 0) throw new SocksRefusal('connect');
  const length = type === addressTypes.ipv4 ? 4 : type === addressTypes.ipv6 ? 16 : (await read(1))[0];
  await read((length ?? 0) + 2);
}

/** Reads exactly `length` bytes; what follows stays in the socket, for TLS. */
function readerOf(socket: Socket): Read {
  return (length) =>
    new Promise((resolve, reject) => {
      const attempt = (): void => {
        const chunk: Buffer | null = socket.read(length);
        if (chunk === null) return;
        settle();
        if (chunk.length < length) reject(new SocksRefusal('cut off'));
        else resolve(chunk);
      };
      const fail = (error: Error): void => {
        settle();
        reject(error);
      };
      const ended = (): void => fail(new SocksRefusal('cut off'));
      const settle = (): void => {
        socket.off('readable', attempt).off('error', fail).off('end', ended).off('close', ended);
      };
      socket.on('readable', attempt).on('error', fail).on('end', ended).on('close', ended);
      attempt();
    });
}
