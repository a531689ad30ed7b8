import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { type Serving, serve } from './serve.js';

const hello = Buffer.from('<p>hello');

async function served(
  t: ExecutionContext,
  { token = null, ...others }: Partial<Serving> & { readonly token?: string | null } = {},
) {
  const serving: Serving = {
    listen: { host: '127.0.0.1', port: 0 },
    door: { names: [], token },
    answer: (path) => (path === '/' ? { type: 'text/html', bytes: hello, refreshSeconds: 9 } : null),
    ...others,
  };
  const { url, close } = await serve(serving);
  t.teardown(close);
  return { url, port: Number(new URL(url).port) };
}

test('a page is answered in a way that no other page can use', async (t) => {
  const { url } = await served(t);
  t.regex(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(url);
  t.is(await response.text(), '<p>hello');
  t.is(response.headers.get('refresh'), '9');
  t.regex(
    response.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*frame-ancestors 'none'/,
  );
  t.is(response.headers.get('x-content-type-options'), 'nosniff');
  t.is(response.headers.get('access-control-allow-origin'), null);
  t.is((await fetch(`${url}/other`)).status, 404);
  const refused = await fetch(url, { method: 'POST', body: 'x' });
  t.is(refused.status, 405);
  t.is(refused.headers.get('allow'), 'GET');
});

test('a foreign Host learns nothing', async (t) => {
  const { port } = await served(t);
  const asked = request({ port, host: '127.0.0.1', headers: { host: 'evil.example' } }).end();
  const [response] = await once(asked, 'response');
  t.is(response.statusCode, 403);
  t.notRegex(await text(response), /hello/);
});

test('a browser is asked for the token like a password', async (t) => {
  const { url } = await served(t, { token: 'a-token-of-some-length' });
  const response = await fetch(url);
  t.is(response.status, 401);
  t.regex(response.headers.get('www-authenticate') ?? '', /^Basic /);
  t.is((await fetch(url, { headers: { authorization: 'Bearer a-token-of-some-length' } })).status, 200);
});

test('anything but HTTP, or too long, is cut off', async (t) => {
  const { port, url } = await served(t);
  for (const said of ['\u0000\u0001\u0002\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`]) {
    const socket = connect(port, '127.0.0.1').resume();
    socket.on('error', () => undefined);
    socket.write(said);
    await once(socket, 'close');
  }
  t.is((await fetch(url)).status, 200, 'and others are answered');
});

test('whoever does not read an answer is cut off, and makes room for others', async (t) => {
  const answer = (path: string) =>
    path === '/' ? { type: 'text/plain', bytes: Buffer.alloc(32_000_000) } : null;
  const { port, url } = await served(t, { answer, longestAnswerMs: 300 });
  const lazy = Array.from({ length: 64 }, () => asksAndNeverReads(port));
  await Promise.all(lazy.map((socket) => once(socket, 'connect')));
  for (;;) {
    const status = await fetch(`${url}/other`).then(
      (response) => response.status,
      () => null,
    );
    if (status === 404) break;
  }
  t.pass();
});

test('hundreds that connect and ask nothing keep nobody out', async (t) => {
  const { port, url } = await served(t);
  const silent = Array.from({ length: 200 }, (_, index) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    // Some begin a request and never end it.
    if (index % 2 === 0) socket.write('GET / HTTP/1.1\r\nHost: 127');
    return socket.resume();
  });
  t.teardown(() => {
    for (const socket of silent) socket.destroy();
  });
  await Promise.all(silent.map((socket) => once(socket, 'connect')));
  for (let reader = 0; reader < 5; reader += 1) {
    const answer = await fetch(url, { headers: { connection: 'close' } });
    t.is(await answer.text(), '<p>hello');
  }
});

/** This many connections of one client, in the order in which they were made. */
async function connected(t: ExecutionContext, port: number, count: number): Promise<readonly Socket[]> {
  const sockets = Array.from({ length: count }, () =>
    connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .resume(),
  );
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}

async function isAnswered(socket: Socket): Promise<void> {
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await once(socket, 'data');
}

for (const [count, cutOff] of [
  [64, []],
  [65, [0]],
  [66, [0, 1]],
] as const)
  test(`of ${count} connections ${cutOff.length} are cut off, those first made, also after others have gone`, async (t) => {
    const { port } = await served(t, { longestSilenceMs: 600_000 });
    for (const socket of await connected(t, port, 40)) await once(socket.end(), 'close');
    const sockets = await connected(t, port, count);
    await isAnswered(sockets.at(-1) ?? t.fail());
    await Promise.all(cutOff.map((at) => sockets[at]?.closed || once(sockets[at] ?? t.fail(), 'close')));
    t.deepEqual(
      sockets.flatMap((socket, at) => (socket.closed ? [at] : [])),
      [...cutOff],
    );
  });

test('those that were answered, and ask no more, make room', async (t) => {
  const { port, url } = await served(t, { longestSilenceMs: 600_000 });
  await Promise.all((await connected(t, port, 64)).map(isAnswered));
  t.is(await (await fetch(url)).text(), '<p>hello');
});

function asksAndNeverReads(port: number): Socket {
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  return socket;
}

test('an answer that cannot be made is an error of its own, and others are made', async (t) => {
  const answer = (path: string) => {
    if (path === '/') return { type: 'text/html', bytes: hello };
    throw new RangeError('Invalid time value');
  };
  const { url } = await served(t, { answer });
  t.is((await fetch(`${url}/metrics`)).status, 500);
  t.is(await (await fetch(url)).text(), '<p>hello');
});

/** The status line's number for bytes as they are; null for a connection that is closed without an answer. */
async function statusOf(port: number, asked: string): Promise<number | null> {
  const socket = connect(port, '127.0.0.1');
  socket.end(asked);
  const told = await text(socket).catch(() => '');
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(told)?.[1] ?? Number.NaN) || null;
}

const raw: readonly (readonly [what: string, asked: string, status: number | null])[] = [
  ['HTTP/1.0 without a Host', 'GET / HTTP/1.0\r\n\r\n', 403],
  ['HTTP/1.1 without a Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two Hosts, the foreign one first', 'GET / HTTP/1.1\r\nHost: evil\r\nHost: 127.0.0.1\r\n\r\n', 403],
  ['a foreign address as the target', 'GET http://evil/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', 400],
  ['a name with a dot behind it', 'GET / HTTP/1.1\r\nHost: evil.example.\r\n\r\n', 403],
  ['a tunnel', 'CONNECT evil:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', null],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', null],
];

for (const [what, asked, status] of raw) {
  test(`asked in ${what}: ${status ?? 'no answer'}`, async (t) => {
    const { port } = await served(t);
    t.is(await statusOf(port, asked), status);
  });
}

test('a port in use is reported, and beyond loopback a token is required', async (t) => {
  const { port } = await served(t);
  const serving: Serving = {
    listen: { host: '127.0.0.1', port },
    door: { names: [], token: null },
    answer: () => null,
  };
  await t.throwsAsync(serve(serving), { message: /taken by another program/ });
  await t.throwsAsync(serve({ ...serving, listen: { host: '0.0.0.0', port: 0 } }), { code: 'Refused' });
});

test('an address that is not this machine’s is refused with the system’s reason', async (t) => {
  const listen = { host: '240.0.0.1', port: 0 };
  const error = await t.throwsAsync(served(t, { listen, door: { names: [], token: 'x'.repeat(40) } }), {
    code: 'Unreachable',
  });
  t.regex(error?.message ?? '', /^240\.0\.0\.1:0 cannot be listened on \(E[A-Z]+\)$/);
});
