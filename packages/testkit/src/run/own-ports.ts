import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type ListenOptions, Server } from 'node:net';
import { join } from 'node:path';
import { currentRun } from './test-run.js';
import { report } from './trespasses.js';

// A port that the system chose is given to somebody else as soon as it is free: to another test, to a browser. What a
// test stopped would answer again. So ports are taken where the system chooses none, in blocks. A block is leased by
// listening on its first port: whoever dies gives it back, nothing is left to clean up, and another run, of whatever
// user, cannot take it. Addresses of one's own in 127.0.0.0/8 would do the same on Linux alone, and would have to be in
// every certificate.

const blockSize = 128;
const host = '127.0.0.1';
/** Before anything replaces it. */
const { listen } = Server.prototype;

/** Ports of leased blocks that this process has not tried yet. */
let left: number[] = [];
let leasing: Promise<void> = Promise.resolve();

/**
 * A port of 127.0.0.1 on which nothing listens, and which nobody else gets for as long as this process lives; within a
 * run of tests, never again.
 */
export async function ownPort(): Promise<number> {
  if (left.length === 0) left = inherited();
  for (;;) {
    for (let port = left.shift(); port !== undefined; port = left.shift()) {
      if (!claim(port) || !(await canListen(port))) continue;
      // Early: a process started from here on finds enough in the new block.
      leaseMore().catch(() => undefined);
      return port;
    }
    await leaseMore();
  }
}

/** One at a time: each caller would lease a block of its own. */
function leaseMore(): Promise<void> {
  const lease = async () => (left.length < blockSize / 2 ? leasePorts() : undefined);
  leasing = leasing.then(lease, lease);
  return leasing;
}

/**
 * Leases a block, which the processes started by this one from now on share: what they stop stays dead for as long as
 * this one lives, and not only they. Throws if every block is taken.
 */
export async function leasePorts(blocks = inAnyOrder(blocksOutside(ephemeralPorts()))): Promise<void> {
  const run = currentRun();
  const used: number[] = [];
  for (const block of blocks) {
    const isUnused = run === null || portsOf(block).some((port) => !isClaimed(port));
    if (!isUnused) used.push(block);
    else if (await takeBlock(block)) return;
  }
  // Where others have all that is unused, a run begins again with the numbers of its processes that have ended.
  for (const block of used) {
    if (!(await takeBlock(block))) continue;
    if (run !== null) for (const port of portsOf(block)) disclaim(run.folder, port);
    return;
  }
  throw new Error(`all ${blocks.length} blocks of ports are taken`);
}

/** False if somebody holds it. */
async function takeBlock(block: number): Promise<boolean> {
  if (!(await canListen(block, true))) return false;
  const run = currentRun();
  if (run !== null) run.block = block;
  left.push(...portsOf(block));
  return true;
}

/** True if a process of this run was given it. */
export function isClaimed(port: number): boolean {
  const run = currentRun();
  return run === null || existsSync(claimOf(run.folder, port));
}

/** False if it has been given to somebody in this run. */
function claim(port: number): boolean {
  const run = currentRun();
  if (run === null) return true;
  try {
    closeSync(openSync(claimOf(run.folder, port), 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function disclaim(folder: string, port: number): void {
  rmSync(claimOf(folder, port), { force: true });
}

function claimOf(folder: string, port: number): string {
  return join(folder, 'ports', String(port));
}

function inherited(): number[] {
  const run = currentRun();
  return run === null || run.block === null ? [] : portsOf(run.block);
}

function portsOf(block: number): number[] {
  return Array.from({ length: blockSize - 1 }, (_, index) => block + 1 + index);
}

/** From a random one on: most are free. */
function inAnyOrder(blocks: readonly number[]): readonly number[] {
  const first = Math.floor(Math.random() * blocks.length);
  return [...blocks.slice(first), ...blocks.slice(0, first)];
}

/** Whether this process could; kept open, without keeping the process, if it is a lease. */
function canListen(port: number, isLease = false): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).once('error', () => resolve(false));
    const opened = () => (isLease ? resolve(server.unref().listening) : server.close(() => resolve(true)));
    Reflect.apply(listen, server, [{ port, host, exclusive: true }, opened]);
  });
}

interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** What the system chooses from; without Linux's answer, what covers the defaults of the others. */
function ephemeralPorts(): PortRange {
  try {
    const [first = 0, last = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number);
    return { first, last };
  } catch {
    return { first: 32_768, last: 65_535 };
  }
}

/** Below 10240 are the well-known services. */
const lowest = 10_240;
/** For one process each, and its children's. */
const fewestBlocks = 16;

/** First ports of blocks. Where the system chooses from nearly all ports, nothing is better than the usual ones. */
export function blocksOutside({ first, last }: PortRange): number[] {
  const below = blocksIn({ first: lowest, last: first - 1 });
  const above = blocksIn({ first: Math.max(lowest, last + 1), last: 65_535 });
  const outside = [...below, ...above];
  return outside.length >= fewestBlocks ? outside : blocksIn({ first: lowest, last: 32_767 });
}

function blocksIn({ first, last }: PortRange): number[] {
  const count = Math.max(0, Math.floor((last + 1 - first) / blockSize));
  return Array.from({ length: count }, (_, index) => first + index * blockSize);
}

/** Replaces the system's choice of a port, `listen(0)`, by one of this process's own, and reports any other. */
export function chooseOwnPorts(): void {
  Server.prototype.listen = function listenOnOwnPort(this: Server, ...given: unknown[]) {
    const asked = portAskedOf(given[0]);
    if (asked !== 0) {
      if (asked !== null && !isClaimed(asked)) report('listened on', `port ${asked}, which it did not own`);
      return Reflect.apply(listen, this, given);
    }
    ownPort().then(
      (port) => Reflect.apply(listen, this, onPort(port, given)),
      (error) => this.emit('error', error),
    );
    return this;
  } as typeof listen;
}

/** Null for what is no port, such as a socket in the file system. */
function portAskedOf(place: unknown): number | null {
  if (place === undefined || typeof place === 'function') return 0;
  if (typeof place === 'number') return place;
  return (Object(place) as ListenOptions).port ?? null;
}

function onPort(port: number, [place, ...more]: readonly unknown[]): unknown[] {
  if (typeof place === 'object') return [{ ...place, port }, ...more];
  return typeof place === 'function' ? [port, place] : [port, ...more];
}
