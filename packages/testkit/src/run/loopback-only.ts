import dns, { type LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, type LookupFunction, Socket, type SocketConnectOpts } from 'node:net';
import { isClaimed } from './own-ports.js';
import { report } from './trespasses.js';

// What a test dials outside answers on one machine and not on another, and some day somebody answers who should not
// have been asked.

/** Lets this process connect to nothing but what its own run listens on, and look up no name but `localhost`. */
export function stayOnLoopback(): void {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function connectOnLoopback(this: Socket, ...given: unknown[]) {
    const options = optionsOf(given);
    const place = options === null ? null : outside(options);
    if (place !== null) return refuse(this, place);
    if (options !== null) watchLookup(options);
    return Reflect.apply(connect, this, given);
  } as typeof connect;
  refuseLookups();
  syncBuiltinESMExports();
}

type Options = SocketConnectOpts & {
  readonly path?: string;
  readonly host?: string | undefined;
  readonly port?: number | string;
  lookup?: LookupFunction;
};

/** Null for a socket in the file system. Node passes its own calls on as one array. */
function optionsOf([first, second]: readonly unknown[]): Options | null {
  if (Array.isArray(first)) return optionsOf(first);
  if (typeof first === 'object' && first !== null)
    return 'path' in first && first.path ? null : (first as Options);
  if (typeof first === 'string' && !/^\d+$/.test(first)) return null;
  return { port: first as number, ...(typeof second === 'string' ? { host: second } : {}) } as Options;
}

/** What is not to be dialled; null if it may be, or if the lookup will tell. */
function outside({ host = 'localhost', port }: Options): string | null {
  if (!mayLookUp(host)) return null;
  if (host !== 'localhost' && !isLoopback(host)) return `${host}:${port}`;
  return mayDial(Number(port)) ? null : `${host}:${port}, on which no test of this run listened`;
}

/** On port 1 nothing listens: only the administrator could, and nobody has for decades. */
function mayDial(port: number): boolean {
  return port === 1 || isClaimed(port);
}

function isLoopback(address: string): boolean {
  return /^(?:(?:::ffff:)?127\.|::ffff:7f[0-9a-f]{2}:)/i.test(address) || address === '::1';
}

function refuse(socket: Socket, place: string): Socket {
  report('dialled', place);
  const error = Object.assign(new Error(`connect ENETUNREACH ${place}`), {
    code: 'ENETUNREACH',
    syscall: 'connect',
  });
  process.nextTick(() => socket.destroy(error));
  return socket;
}

/** A lookup of the program's own may lead anywhere. */
function watchLookup(options: Options): void {
  const { lookup } = options;
  if (lookup === undefined) return;
  options.lookup = (host, how, done) =>
    lookup(host, how, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map(({ address }: LookupAddress) => address) : [found];
      const stray = error ? undefined : addresses.find((address) => !isLoopback(address));
      if (stray === undefined) return done(error, found as string, family as number);
      report('dialled', `${host}, found at ${stray}`);
      done(notFound(host), '', 0);
    });
}

function notFound(name: string): NodeJS.ErrnoException {
  const code = 'ENOTFOUND';
  return Object.assign(new Error(`getaddrinfo ${code} ${name}`), {
    code,
    syscall: 'getaddrinfo',
    hostname: name,
  });
}

/** `.invalid` never resolves (RFC 6761): it is answered without asking anybody. */
function mayLookUp(name: string): boolean {
  return isIP(name) !== 0 || name.toLowerCase() === 'localhost';
}

function refuseLookup(name: string): NodeJS.ErrnoException {
  if (!/\.invalid\.?$/i.test(name)) report('looked up', name);
  return notFound(name);
}

function refuseLookups(): void {
  const { lookup } = dns;
  const { lookup: lookUp } = dns.promises;
  Object.assign(dns, {
    lookup: (name: string, ...more: unknown[]) => {
      if (mayLookUp(name)) return Reflect.apply(lookup, dns, [name, ...more]);
      const done = more.at(-1) as (error: Error) => void;
      process.nextTick(done, refuseLookup(name));
    },
  });
  Object.assign(dns.promises, {
    lookup: async (name: string, ...more: unknown[]) => {
      if (mayLookUp(name)) return Reflect.apply(lookUp, dns.promises, [name, ...more]);
      throw refuseLookup(name);
    },
  });
  const { Resolver } = dns;
  const { Resolver: Promising } = dns.promises;
  for (const asking of [dns, dns.promises, Resolver.prototype, Promising.prototype]) refuseQuestions(asking);
}

/** Asks a name server itself, whatever it is asked. */
function refuseQuestions(asking: object): void {
  // Resolver's own and what both kinds of it inherit.
  for (let from = asking; from !== Object.prototype; from = Object.getPrototypeOf(from)) {
    for (const method of Object.getOwnPropertyNames(from).filter((name) =>
      /^(?:resolve|reverse)/.test(name),
    )) {
      Reflect.set(asking, method, (name: string) => {
        throw refuseLookup(name);
      });
    }
  }
}
