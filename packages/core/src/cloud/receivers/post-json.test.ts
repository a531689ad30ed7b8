import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { type PostJson, postJson } from '../../cloud/receivers/post-json.js';

async function server(answer: RequestListener) {
  const listening = createServer(answer).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const close = async () => {
    listening.closeAllConnections();
    listening.close();
  };
  return { url: `http://127.0.0.1:${port}/hook?token=SECRET`, [Symbol.asyncDispose]: close };
}

const bounds = { totalMs: 20_000, idleMs: 20_000, bytes: 65_536 };
const post = (url: string, more: Partial<PostJson> = {}) =>
  postJson({ url, body: '{}', bounds, environment: {}, ...more });

const answered = test.macro({
  title: (what) => `an answer ${what}`,
  async exec(t, answer: RequestListener, expected: string | { code: string }) {
    await using receiver = await server(answer);
    if (typeof expected === 'string') {
      t.is((await post(receiver.url)).text, expected);
      return;
    }
    const error = await t.throwsAsync(post(receiver.url));
    t.like(error, expected);
    t.false(error.message.includes('SECRET'));
  },
});

test('is given', answered, (_, response) => void response.end('ok'), 'ok');
test(
  'of the maximum length',
  answered,
  (_, response) => void response.end('x'.repeat(65_536)),
  'x'.repeat(65_536),
);
test('a byte too long', answered, (_, response) => void response.end('x'.repeat(65_537)), {
  code: 'ResponseUnreadable',
});
const encoded =
  (encoding: string, body: Buffer): RequestListener =>
  (_, response) => {
    response.setHeader('content-encoding', encoding);
    response.end(body);
  };
test('compressed without being asked', answered, encoded('gzip', gzipSync('ok')), 'ok');
test('compressed by brotli', answered, encoded('br', brotliCompressSync('ok')), 'ok');
test(
  'small, but a gigabyte decompressed',
  answered,
  encoded('gzip', gzipSync(Buffer.alloc(64 * 1024 * 1024))),
  {
    code: 'ResponseUnreadable',
  },
);
test('compressed twice', answered, encoded('gzip, gzip', gzipSync(gzipSync('ok'))), {
  code: 'ResponseUnreadable',
});
test('declared as compressed', answered, encoded('gzip', Buffer.from('ok')), { code: 'ResponseUnreadable' });
const status =
  (code: number): RequestListener =>
  (_, response) =>
    void response.writeHead(code).end('SECRET');
test('of status 400', answered, status(400), { code: 'RequestRejected' });
test('of status 403', answered, status(403), { code: 'Forbidden' });
test('of status 429', answered, status(429), { code: 'Throttled' });
test('of status 503', answered, status(503), { code: 'ServerFault' });
test('cut off', answered, (request) => void request.socket.destroy(), { code: 'Unreachable' });
test(
  'cut off in the middle',
  answered,
  (request, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('ok', () => request.socket.destroy());
  },
  { code: 'Unreachable' },
);

/** As fast as it is read, until nobody reads any more. */
function flood(
  write: (chunk: string, written: (error?: Error | null) => void) => unknown,
  chunk: string,
): void {
  write(chunk, (error) => {
    if (error == null) flood(write, chunk);
  });
}
test(
  'without end',
  answered,
  (_, response) => flood((chunk, written) => response.write(chunk, written), 'x'.repeat(65_536)),
  { code: 'ResponseUnreadable' },
);
test(
  'with endless headers',
  answered,
  ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    flood((chunk, written) => socket.write(chunk, written), `x: ${'y'.repeat(4_096)}\r\n`);
  },
  { code: 'Unreachable' },
);

test('a redirect is refused, and its target never called', async (t) => {
  let asked = 0;
  await using elsewhere = await server((_, response) => {
    asked += 1;
    response.end('ok');
  });
  for (const code of [301, 302, 303, 307, 308]) {
    await using receiver = await server((_, response) => {
      response.writeHead(code, { location: elsewhere.url }).end();
    });
    t.like(await t.throwsAsync(post(receiver.url)), { code: 'RequestRejected' });
  }
  t.is(asked, 0);
});

test('a receiver that never answers is given up on', async (t) => {
  await using receiver = await server(() => {});
  const error = await t.throwsAsync(post(receiver.url, { bounds: { ...bounds, idleMs: 50 } }));
  t.like(error, { code: 'TimedOut' });
});

test('an answer that stalls is given up on', async (t) => {
  await using receiver = await server((_, response) => void response.write('o'));
  const error = await t.throwsAsync(post(receiver.url, { bounds: { ...bounds, idleMs: 50 } }));
  t.like(error, { code: 'TimedOut' });
});

test('an answer that trickles is given up on, though it never stalls', async (t) => {
  await using emulator = await startEmulator({ scenario: { clusters: [] } });
  emulator.faults.add({ service: 'webhook', effect: { kind: 'drip', ms: 5 } });
  const url = emulator.services.webhook.url();
  const error = await t.throwsAsync(post(url, { bounds: { ...bounds, totalMs: 30 } }));
  t.like(error, { code: 'TimedOut' });
});

test('a caller whose time is up does not wait', async (t) => {
  await using receiver = await server(() => {});
  const gone = AbortSignal.abort();
  t.like(await t.throwsAsync(post(receiver.url, { signal: gone })), { code: 'Unreachable' });
});

const clear = test.macro({
  title: (_, url: string) => `${url} is no place for a notice`,
  exec: async (t, url: string) => t.like(await t.throwsAsync(post(url)), { code: 'EndpointRefused' }),
});
test(clear, 'http://example.com/');
test(clear, 'http://127.0.0.1.example.com/');
test(clear, 'ftp://example.com/');
test(clear, 'file:///etc/passwd');
test(clear, 'hooks.slack.com/services');

test('TLS older than 1.2 is not used, whatever the process allows', async (t) => {
  const usual = tls.DEFAULT_MIN_VERSION;
  tls.DEFAULT_MIN_VERSION = 'TLSv1';
  t.teardown(() => {
    tls.DEFAULT_MIN_VERSION = usual;
  });
  const old = tls.createServer({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' });
  old.listen(0, '127.0.0.1');
  await once(old, 'listening');
  t.teardown(() => void old.close());
  const refused = once(old, 'tlsClientError');
  const { port } = old.address() as AddressInfo;
  await t.throwsAsync(post(`https://127.0.0.1:${port}/`));
  t.like(await refused, { 0: { code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' } });
});
