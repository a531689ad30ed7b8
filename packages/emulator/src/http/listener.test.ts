import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { startEmulator } from '../start.js';

/** Sends bytes as they are; returns the answer's first line, or an empty text if there is none. */
async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined).write(bytes);
  for await (const part of socket) return String(part).split('\r\n')[0] ?? '';
  return '';
}

const host = 'Host: 127.0.0.1\r\n';

const smuggled = 'GET /clock HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

const refused: Readonly<Record<string, readonly [bytes: string, answer: RegExp]>> = {
  'a length and chunks': [
    `POST / HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    / 400 /,
  ],
  'two lengths': [`POST / HTTP/1.1\r\n${host}Content-Length: 0\r\nContent-Length: 9\r\n\r\n`, / 400 /],
  'an unknown encoding': [`POST / HTTP/1.1\r\n${host}Transfer-Encoding: xchunked\r\n\r\n`, / 400 /],
  'a folded header': [`GET / HTTP/1.1\r\n${host}A: b\r\n c\r\n\r\n`, / 400 /],
  'no host': ['GET / HTTP/1.1\r\n\r\n', / 400 /],
  'a header without end': [`GET / HTTP/1.1\r\n${host}A: ${'a'.repeat(70_000)}\r\n\r\n`, / 431 /],
  'an address without end': [`GET /${'a'.repeat(70_000)} HTTP/1.1\r\n${host}\r\n`, / 431 /],
  'no HTTP': ['\u0016\u0003\u0001', / 400 /],
  'a tunnel': [`CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}\r\n`, /^$/],
};

test('requests of two meanings, or without end, are refused, and everybody else goes on', async (t) => {
  await using emulator = await startEmulator({ scenario: 'single' });
  for (const service of ['cs', 'oss', 'control'] as const) {
    for (const [what, [bytes, answer]] of Object.entries(refused)) {
      t.regex(await sendRaw(emulator.endpoints[service], bytes), answer, `${service}: ${what}`);
    }
  }
  t.is((await fetch(`${emulator.endpoints.cs}/regions`)).status, 400);
});

const pages = [
  ['a name that was made to lead here', 'Host: evil.example'],
  ['a name that begins like an address', 'Host: 127.0.0.1.evil.example'],
  ['a host that is none', 'Host: [::1'],
  ['a user before the address', 'Host: evil@127.0.0.1'],
  ['another site’s Origin', 'Host: 127.0.0.1\r\nOrigin: https://evil.example'],
  ['an Origin that is kept back', 'Host: 127.0.0.1\r\nOrigin: null'],
  ['an answer that the page would not see', 'Host: localhost\r\nSec-Fetch-Site: cross-site'],
] as const;

test('a page in a browser is answered by no listener, however it found it', async (t) => {
  await using emulator = await startEmulator({ scenario: 'single', tls: true });
  const front = { 'the proxy': emulator.tls?.proxy ?? '' };
  for (const [service, url] of Object.entries({ ...emulator.endpoints, ...front })) {
    for (const [what, headers] of pages) {
      const bytes = `POST /clock HTTP/1.1\r\n${headers}\r\nContent-Length: 0\r\n\r\n`;
      t.regex(await sendRaw(url, bytes), / 403 /, `${service}: ${what}`);
    }
  }
  t.is(emulator.requests.all().length, 0);
  for (const host of ['localhost:1', '[::1]', '127.1.2.3', 'cs.localhost', 'cs.cn-hangzhou.aliyuncs.com']) {
    const bytes = `GET /clock HTTP/1.1\r\nHost: ${host}\r\nSec-Fetch-Site: none\r\n\r\n`;
    t.regex(await sendRaw(emulator.endpoints.control, bytes), / 401 /, host);
  }
});

test('a body that is too large is refused before it has come', async (t) => {
  await using emulator = await startEmulator({ scenario: 'single' });
  // Who wants the connection closed may lose the answer with it.
  const agent = new Agent({ keepAlive: true });
  t.teardown(() => agent.destroy());
  const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = request(emulator.endpoints.oss, { method: 'PUT', agent }, async (response) => {
      resolve({ status: response.statusCode, body: await text(response) });
      sent.destroy();
    });
    const mebibyte = Buffer.alloc(1024 * 1024);
    const more = () => {
      while (!sent.destroyed && sent.write(mebibyte));
    };
    sent.on('drain', more).on('error', reject);
    more();
  });
  t.deepEqual(answer, { status: 413, body: '' });
  t.is((await fetch(`${emulator.endpoints.cs}/regions`)).status, 400);
});
