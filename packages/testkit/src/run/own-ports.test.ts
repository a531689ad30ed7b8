import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { blocksOutside, leasePorts, ownPort } from './own-ports.js';
import { currentRun, toldOf } from './test-run.js';

/** Does something with `ownPorts` and prints what it gives. */
function start(t: ExecutionContext, script: string, folder?: string): ChildProcess {
  const code = `const ports = await import(${JSON.stringify(new URL('own-ports.js', import.meta.url))});
    const { createServer } = await import('node:net');
    const opened = () => new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
    });
    console.log(JSON.stringify(await (async () => { ${script} })().catch((error) => error.message)));
    setInterval(() => {}, 1_000_000);`;
  const other =
    folder === undefined ? null : { folder, home: folder, file: null, test: null, block: null, added: {} };
  const environment = { PATH: process.env['PATH'] };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    env: other === null ? environment : toldOf(environment, other),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

async function told(child: ChildProcess): Promise<unknown> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.endsWith('\n')) break;
  }
  return JSON.parse(text);
}

async function anotherRun(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-another-run-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'ports'));
  return folder;
}

async function openedAndClosed(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function isRefused(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  return error.code === 'ECONNREFUSED';
}

test.serial(
  'the port of a stopped server is given to no other process of the run, and to none of its own',
  async (t) => {
    const stopped = await openedAndClosed();
    const many = 'return Promise.all(Array.from({ length: 80 }, opened));';
    const others = await Promise.all([start(t, many), start(t, many)].map(told));
    const own = await Promise.all(Array.from({ length: 80 }, () => ownPort()));
    const all = [stopped, ...own, ...(others.flat() as number[])];
    t.is(all.length, 241);
    t.is(new Set(all).size, all.length);
    t.true(await isRefused(stopped));
  },
);

test.serial(
  "a killed process's ports stay dead for another run while whoever started it lives",
  async (t) => {
    await leasePorts();
    const child = start(t, 'return opened();');
    const port = (await told(child)) as number;
    child.kill('SIGKILL');
    await once(child, 'exit');
    const block = currentRun()?.block ?? 0;
    t.true(port > block && port < block + 128);
    const other = start(t, `return ports.leasePorts([${block}]);`, await anotherRun(t));
    t.regex(String(await told(other)), /all 1 blocks of ports are taken/);
  },
);

test.serial(
  'what a process has leased is free after its end, in its own run without the ports that were used',
  async (t) => {
    const run = await anotherRun(t);
    await leasePorts();
    const free = (currentRun()?.block ?? 0) + 1;
    const leased = `await ports.leasePorts([${free}]); return Promise.all([opened(), opened()]);`;
    const holder = start(t, leased, run);
    t.deepEqual(await told(holder), [free + 1, free + 2]);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    t.deepEqual(await told(start(t, leased, run)), [free + 3, free + 4]);
  },
);

for (const [what, range, first, count] of [
  ['Linux', { first: 32_768, last: 60_999 }, 10_240, 211],
  ['macOS', { first: 49_152, last: 65_535 }, 10_240, 304],
  ['a low range', { first: 1_024, last: 40_000 }, 40_001, 199],
  ['nearly everything', { first: 1_024, last: 65_000 }, 10_240, 176],
] as const) {
  test(`blocks are outside what the system chooses from: ${what}`, (t) => {
    const blocks = blocksOutside(range);
    t.is(blocks[0], first);
    t.true(blocks.length >= count - 1 && blocks.length <= count, `${blocks.length}`);
  });
}
