import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { closed, openOn } from '../../http/listener.js';
import type { Dialogue, InstanceOptions, InstanceOrder, InstanceReport, Outcome } from './instance-order.js';

const program = fileURLToPath(new URL('./instance-process.js', import.meta.url));

/** The managed Node runtime: it loads the code's exports, on the function's own Node, and calls them. */
export function startHandlers(options: InstanceOptions): Dialogue {
  const child = spawn(options.nodeBinary, [`--max-old-space-size=${heapMb(options.memoryMb)}`, program], {
    cwd: options.code,
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return { child, begun: beginOf(child), answer: (order) => answerTo(child, order) };
}

/** Half of the memory, as Node itself takes in a container of that size; the rest is for non-heap memory. */
function heapMb(memoryMb: number): number {
  return Math.floor(memoryMb / 2);
}

function answerTo(child: ChildProcess, order: InstanceOrder): Promise<Outcome> {
  return new Promise((resolve) => {
    const listen = (message: InstanceReport) => {
      if (message.kind !== 'result' && message.kind !== 'failure') return;
      child.off('message', listen);
      resolve(
        message.kind === 'result' ? { kind: 'result', body: Buffer.from(message.body, 'base64') } : message,
      );
    };
    child.on('message', listen);
    // A process that is gone receives nothing; its exit is then the outcome.
    child.send(order, () => undefined);
  });
}

function beginOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message: InstanceReport) => {
      if (message.kind === 'begun') resolve();
    });
  });
}

/**
 * A custom runtime: the code is an HTTP server, started by the function's command. It is posted `/initialize` and
 * `/invoke` with the context in headers, and answers 200, or 404 if the function failed ("Principles", "Context and log
 * format" of custom runtimes, 2025). Its clock is this machine's, whatever the cloud's says.
 */
export function startServer(options: InstanceOptions & { readonly command: readonly string[] }): Dialogue {
  const { code, command, environment } = options;
  const words = command.map((word) => word.replace(/^\/code(?=\/)/, code));
  // A port is known only once somebody listened on it. `exec` leaves one process, to be watched and killed.
  const begin = 'read -r FC_SERVER_PORT && export FC_SERVER_PORT && exec "$0" "$@"';
  const child = spawn('/bin/sh', ['-c', begin, ...words], {
    cwd: code,
    env: { ...environment, FC_SERVER_ADDRESS: '127.0.0.1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const port = freePort();
  void port.then((number) => child.stdin.end(`${number}\n`));
  const begun = port.then((number) => listening(number, () => child.exitCode === null));
  return { child, begun, answer: async (order) => answered(await port, order) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await openOn(server, '127.0.0.1', 0);
  await closed(server);
  return port;
}

const pollMs = 10;

/** Function Compute waits 120 s for it; here the invocation's own time is the limit. */
async function listening(port: number, isAlive: () => boolean): Promise<void> {
  while (isAlive()) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await setTimeout(pollMs);
  }
}

async function answered(port: number, order: InstanceOrder): Promise<Outcome> {
  try {
    const { status, body } = await posted(port, order);
    if (status === 200) return { kind: 'result', body };
    return { kind: 'failure', error: failureIn(body), handled: false };
  } catch {
    // Whoever hangs up is gone, or about to be; its end is the outcome then.
    return { kind: 'failure', error: { errorMessage: 'the server did not answer' }, handled: false };
  }
}

async function posted(port: number, order: InstanceOrder) {
  const path = order.kind === 'initialize' ? '/initialize' : '/invoke';
  const asking = request({ port, host: '127.0.0.1', method: 'POST', path, headers: headersOf(order, path) });
  asking.end(order.kind === 'invoke' ? Buffer.from(order.event, 'base64') : undefined);
  const [answer]: IncomingMessage[] = await once(asking, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of answer ?? []) chunks.push(chunk);
  return {
    status: answer?.headers['x-fc-status'] === '404' ? 404 : answer?.statusCode,
    body: Buffer.concat(chunks),
  };
}

/** The common headers; those without a value are left out. */
function headersOf({ context }: InstanceOrder, path: string): Record<string, string> {
  const at = (name: string, field: string): unknown => Reflect.get(Object(context[name]), field);
  const all: Record<string, unknown> = {
    'x-fc-control-path': path,
    'x-fc-request-id': context['requestId'],
    'x-fc-access-key-id': at('credentials', 'accessKeyId'),
    'x-fc-access-key-secret': at('credentials', 'accessKeySecret'),
    'x-fc-security-token': at('credentials', 'securityToken'),
    'x-fc-function-name': at('function', 'name'),
    'x-fc-function-handler': at('function', 'handler'),
    'x-fc-function-memory': at('function', 'memory'),
    'x-fc-function-timeout': at('function', 'timeout'),
    'x-fc-service-name': at('service', 'name'),
    'x-fc-qualifier': at('service', 'qualifier'),
    'x-fc-version-id': at('service', 'versionId'),
    'x-fc-region': context['region'],
    'x-fc-account-id': context['accountId'],
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  );
}

function failureIn(body: Buffer) {
  const text = body.toString('utf8');
  try {
    const { errorMessage = text, ...rest } = JSON.parse(text);
    return { errorMessage: String(errorMessage), ...rest };
  } catch {
    return { errorMessage: text };
  }
}
