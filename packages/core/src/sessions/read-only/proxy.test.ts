import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request, type Server } from 'node:https';
// biome-ignore lint/style/noRestrictedImports: nothing tells that a writer has stalled.
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { portOf } from '@ackring/emulator/http/listener';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueServerCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { startReadOnlyProxy } from './proxy.js';

// A recording server stands in for the API server: the test looks for what must not reach it.

const keys = createKeyPool();
const [authorityKeys, serverKeys] = [await keys.take(), await keys.take()];
const from = new Date(Date.now() - 3_600_000);
const name = { organization: 'a', organizationalUnit: null, commonName: 'kubernetes' };
const authority = createAuthority(name, authorityKeys, from);
const cert = issueServerCertificate({ authority, keys: serverKeys, names: ['127.0.0.1'], from });
const key = serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' });

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const emptyList: Answer = (_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end('{"kind":"List"}');
};

interface Place {
  readonly port: number;
  readonly token: string;
  readonly authority: string;
  readonly reached: IncomingMessage[];
  readonly upstream: Server;
  readonly close: () => Promise<void>;
  readonly refused: () => readonly { readonly path: string; readonly why: string; readonly count: number }[];
  /** Sends raw bytes over TLS; returns everything received until the proxy closes, or until a pause. */
  raw(text: string): Promise<string>;
  ask(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: string; head: IncomingMessage }>;
  open(path: string): Promise<IncomingMessage>;
}

async function place(t: ExecutionContext, answer: Answer = emptyList, withSecrets = false): Promise<Place> {
  const reached: IncomingMessage[] = [];
  const upstream = createServer({ cert, key }, (incoming, response) => {
    reached.push(incoming);
    answer(incoming, response);
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const proxy = await startReadOnlyProxy(
    {
      server: `https://127.0.0.1:${portOf(upstream.address())}`,
      certificateAuthority: authority.certificate,
      clientCertificate: null,
      clientKey: null,
      token: null,
      tlsServerName: null,
      insecureSkipTlsVerify: false,
      proxyUrl: null,
    },
    { withSecrets, environment: {}, now: new Date() },
  );
  t.teardown(async () => {
    await proxy.close();
    upstream.closeAllConnections();
    upstream.close();
  });
  const port = Number(new URL(proxy.server).port);
  const { token, certificateAuthority: ca } = proxy;
  const open: Place['open'] = async (path) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      ca,
      path,
      headers: { authorization: `Bearer ${token}` },
      agent: false,
    });
    sent.end();
    const [response] = await once(sent, 'response');
    return response;
  };
  return {
    port,
    token,
    authority: ca,
    reached,
    upstream,
    close: proxy.close,
    refused: proxy.refused,
    open,
    ask: async (path, headers = {}) => {
      const all = { authorization: `Bearer ${token}`, ...headers };
      const sent = request({ host: '127.0.0.1', port, ca, path, headers: all, agent: false });
      sent.end();
      const [head]: [IncomingMessage] = (await once(sent, 'response')) as [IncomingMessage];
      let body = '';
      for await (const chunk of head) body += String(chunk);
      return { status: head.statusCode ?? 0, body, head };
    },
    raw: (text) => rawly(connect({ host: '127.0.0.1', port, ca }), text),
  };
}

/** A `connection: close` in the request makes its end certain. */
async function rawly(socket: TLSSocket, text: string): Promise<string> {
  let said = '';
  socket.on('data', (chunk) => {
    said += String(chunk);
  });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  socket.write(text);
  await once(socket, 'close');
  return said;
}

const statuses = (said: string) =>
  [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

test('a read reaches the API server without the token, and its answer comes back', async (t) => {
  const { ask, reached } = await place(t);
  const { status, body, head } = await ask('/api/v1/pods?limit=1', {
    accept: 'application/json;as=Table',
    cookie: 'x=y',
    'x-forwarded-for': '10.0.0.1',
    'proxy-authorization': 'Basic x',
  });
  t.is(status, 200);
  t.is(body, '{"kind":"List"}');
  t.is(head.headers['content-type'], 'application/json');
  t.is(reached[0]?.url, '/api/v1/pods?limit=1');
  const { accept, host: _, connection: __, ...others } = reached[0]?.headers ?? {};
  t.is(accept, 'application/json;as=Table');
  t.deepEqual(others, {});
});

test('a refusal is a Status, reaches nobody, and is listed without its query', async (t) => {
  const { ask, reached, refused } = await place(t);
  const { status, body } = await ask('/api/v1/namespaces/x/pods/p/exec?command=secret-word');
  t.is(status, 403);
  t.like(JSON.parse(body), {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason: 'Forbidden',
    code: 403,
  });
  await ask('/api/v1/namespaces/x/pods/p/exec?command=another');
  t.deepEqual(refused(), [
    { method: 'GET', path: '/api/v1/namespaces/x/pods/p/exec', why: 'subresource', count: 2 },
  ]);
  t.deepEqual(reached, []);
});

test('requests without the exact token, or under another host name, are not answered', async (t) => {
  const { port, token, raw, reached, refused } = await place(t);
  const host = `127.0.0.1:${port}`;
  const attempts: readonly (readonly [head: string, status: number])[] = [
    [`Host: ${host}`, 401],
    [`Host: ${host}\r\nAuthorization: Bearer ${token}x`, 401],
    [`Host: ${host}\r\nAuthorization: Bearer ${token.slice(0, -1)}`, 401],
    [`Host: ${host}\r\nAuthorization: bearer ${token}`, 401],
    [`Host: ${host}\r\nAuthorization: Bearer  ${token}`, 401],
    [`Host: ${host}\r\nAuthorization: Bearer x\r\nAuthorization: Bearer ${token}`, 401],
    [`Host: ${host}\r\nProxy-Authorization: Bearer ${token}`, 401],
    [`Host: evil.example:${port}\r\nAuthorization: Bearer ${token}`, 403],
    [`Host: localhost:${port}\r\nAuthorization: Bearer ${token}`, 403],
    [`Host: 127.0.0.1\r\nAuthorization: Bearer ${token}`, 403],
    [`Host: ${host}\r\nHost: evil.example\r\nAuthorization: Bearer ${token}`, 403],
    [`Authorization: Bearer ${token}`, 400],
  ];
  for (const [head, status] of attempts) {
    const said = await raw(`GET /api/v1/pods HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`);
    t.deepEqual(statuses(said), [status], head);
    t.false(said.includes(token));
  }
  t.deepEqual(reached, []);
  // Requests by strangers are not the command's.
  t.deepEqual(refused(), []);
});

test('a token in the path or the query does not count', async (t) => {
  const { token, ask } = await place(t);
  t.is((await ask(`/${token}/api/v1/pods?token=${token}`, { authorization: '' })).status, 401);
});

test('smuggled requests reach nobody', async (t) => {
  const { port, token, raw, reached } = await place(t);
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}`;
  const hidden = `DELETE /api/v1/namespaces/x HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`;
  const review = 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1';
  const attempts = [
    // Both lengths: one reader ends the body at the first chunk, another after that many bytes.
    `${review}\r\n${head}\r\nContent-Length: ${hidden.length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `${review}\r\n${head}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${hidden}`,
    `${review}\r\n${head}\r\nContent-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    `${review}\r\n${head}\r\nTransfer-Encoding: xchunked\r\n\r\n${hidden}`,
    `${review}\r\n${head}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    `${review}\r\n${head}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${hidden}`,
    `GET /api/v1/pods HTTP/1.1\r\n${head}\r\nContent-Length: ${hidden.length}\r\nConnection: close\r\n\r\n${hidden}`,
    `GET /api/v1/pods HTTP/1.1\r\n${head}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    `GET /api/v1/pods HTTP/1.1\r\n${head}\r\nX: y\n\n${hidden}`,
    `GET /api/v1/pods HTTP/1.1\r\n${head}\r\nX: y\rDELETE /x HTTP/1.1\r\n\r\n${hidden}`,
    `GET /api/v1/pods\tHTTP/1.1\r\n${head}\r\n\r\n`,
    `GET /api/v1/pods HTTP/1.1\r\n${head}\r\n X-Folded: y\r\nConnection: close\r\n\r\n`,
    `GET /api/v1/pods HTTP/1.0\r\n${head}\r\n\r\n`,
    `GET /api/v1/pods HTTP/0.9\r\n${head}\r\n\r\n`,
    `GET /api/v1/pods\r\n\r\n`,
    `CONNECT 127.0.0.1:${port} HTTP/1.1\r\n${head}\r\n\r\n`,
    `GET https://127.0.0.1:${port}/api/v1/pods HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`,
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
  ];
  for (const attempt of attempts) {
    const said = await raw(attempt);
    for (const status of statuses(said)) t.true(status >= 400, `${attempt}\n${said}`);
    // If the hidden request was parsed as a request of its own, it was refused as one.
    t.false(/^HTTP\/1\.1 2/m.test(said), attempt);
  }
  t.deepEqual(
    reached.map(({ method, url }) => `${method} ${url}`),
    [],
  );
});

test('pipelined requests are judged one by one, and answered in order', async (t) => {
  const { port, token, raw, reached } = await place(t);
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}`;
  const said = await raw(
    [
      `GET /api/v1/pods HTTP/1.1\r\n${head}\r\n\r\n`,
      `GET /api/v1/secrets HTTP/1.1\r\n${head}\r\n\r\n`,
      `DELETE /api/v1/namespaces/x HTTP/1.1\r\n${head}\r\n\r\n`,
      `GET /api/v1/nodes HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`,
    ].join(''),
  );
  t.deepEqual(statuses(said), [200, 403, 403, 200]);
  t.deepEqual(reached.map(({ url }) => url).toSorted(), ['/api/v1/nodes', '/api/v1/pods']);
});

test('an upgrade is refused, and the connection remains plain HTTP', async (t) => {
  const { port, token, raw, reached } = await place(t);
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}`;
  const upgrade = `GET /api/v1/pods HTTP/1.1\r\n${head}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n`;
  const said = await raw(`${upgrade}GET /api/v1/secrets HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`);
  t.true(statuses(said).length > 0);
  t.true(
    statuses(said).every((status) => status === 403),
    said,
  );
  t.deepEqual(reached, []);
});

test('a watch arrives event by event, and ends at the API server when its reader leaves', async (t) => {
  let ended = false;
  let write = (_: string): void => undefined;
  const { open } = await place(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    write = (text) => void response.write(text);
    request.socket.once('close', () => {
      ended = true;
    });
  });
  const response = await open('/api/v1/pods?watch=true');
  t.is(response.statusCode, 200);
  for (const event of ['one', 'two']) {
    write(event);
    const [chunk] = await once(response, 'data');
    t.is(String(chunk), event);
  }
  response.destroy();
  await until(() => ended);
  t.pass();
});

test('a large answer is read no faster than its reader reads', async (t) => {
  let written = 0;
  const piece = Buffer.alloc(65_536, 'x');
  const all = 64 * 1_048_576;
  const { open } = await place(t, async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    while (written < all && !response.destroyed) {
      written += piece.length;
      if (!response.write(piece)) await once(response, 'drain').catch(() => undefined);
    }
    response.end();
  });
  const response = await open('/api/v1/pods');
  let before = -1;
  // It stalls although nobody reads.
  while (before !== written || written === 0) {
    before = written;
    await sleep(250);
  }
  t.true(written < all / 2, `${written}`);
  let read = 0;
  for await (const chunk of response) read += chunk.length;
  t.is(read, all);
});

test('a truncated answer is not passed on as complete', async (t) => {
  const { open } = await place(t, (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"kind":"Lis', () => request.socket.destroy());
  });
  const response = await open('/api/v1/pods');
  await t.throwsAsync(async () => {
    for await (const _ of response);
  });
});

test('redirects, and headers that a browser would keep, are removed', async (t) => {
  const { ask } = await place(t, (_, response) => {
    response.setHeader('warning', ['299 - "a"', '299 - "b"']);
    response.writeHead(302, { location: 'https://evil.example/', 'set-cookie': 'x=y' });
    response.end();
  });
  const { status, head } = await ask('/api/v1/pods');
  t.is(status, 302);
  t.is(head.headers.location, undefined);
  t.is(head.headers['set-cookie'], undefined);
  t.deepEqual(head.headersDistinct['warning'], ['299 - "a"', '299 - "b"']);
});

test('an API server with another authority, and a missing one, are reported as unreachable', async (t) => {
  const other = createAuthority(name, serverKeys, from);
  const upstream = createServer({ cert, key }, emptyList);
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  t.teardown(() => upstream.close());
  const target = {
    server: `https://127.0.0.1:${portOf(upstream.address())}`,
    certificateAuthority: other.certificate,
    ...{ clientCertificate: null, clientKey: null, token: null, tlsServerName: null },
    ...{ insecureSkipTlsVerify: false, proxyUrl: null },
  };
  for (const server of [target.server, 'https://127.0.0.1:1']) {
    const proxy = await startReadOnlyProxy(
      { ...target, server },
      { withSecrets: false, environment: {}, now: new Date() },
    );
    t.teardown(proxy.close);
    const sent = request(`${proxy.server}/api/v1/pods`, {
      ca: proxy.certificateAuthority,
      headers: { authorization: `Bearer ${proxy.token}` },
      agent: false,
    });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    t.is(response.statusCode, 502);
    let body = '';
    for await (const chunk of response) body += String(chunk);
    t.regex(JSON.parse(body).message, /^ackring cannot reach the API server: [A-Z_]+$/);
  }
});

test('connections to the API server are reused, even after it closed one', async (t) => {
  const { ask, upstream, reached } = await place(t);
  await ask('/api/v1/pods');
  await ask('/api/v1/nodes');
  t.is(reached[0]?.socket.remotePort, reached[1]?.socket.remotePort);
  upstream.closeIdleConnections();
  t.is((await ask('/api/v1/pods')).status, 200);
});

for (const [length, status] of [
  [65_536, 200],
  [65_537, 413],
] as const)
  test(`a question of ${length} bytes is answered with ${status}`, async (t) => {
    const { port, token, raw, reached } = await place(t);
    const said = await raw(
      `POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${'x'.repeat(length)}`,
    );
    t.deepEqual(statuses(said), [status]);
    t.deepEqual(
      reached.map(({ method, headers }) => [method, headers['content-length']]),
      status === 200 ? [['POST', String(length)]] : [],
    );
  });

test('once closed, nobody is answered', async (t) => {
  const { ask, close } = await place(t);
  t.is((await ask('/api/v1/pods')).status, 200);
  await close();
  await t.throwsAsync(ask('/api/v1/pods'), { code: 'ECONNREFUSED' });
});
