import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import test, { type ExecutionContext } from 'ava';
import { type Serving, serve } from './serve.js';

async function served(t: ExecutionContext, token: string | null = null) {
  const serving: Serving = {
    listen: { host: '127.0.0.1', port: 0 },
    door: { names: [], token },
    answer: (path) => (path === '/' ? { type: 'text/html', text: '<p>hello', refreshSeconds: 9 } : null),
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
  const { url } = await served(t, 'a-token-of-some-length');
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
