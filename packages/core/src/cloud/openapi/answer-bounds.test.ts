import { once } from 'node:events';
import { createServer, get, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { skippingClock } from '@ackring/testkit/clock';
import test from 'ava';
import { openConnection } from '../../machine/api-server/connection.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { createAck } from '../ack/ack.js';
import { createCredentials } from '../credentials/credentials.js';
import { openFunction } from '../function-compute/function-compute.js';
import { createKmsSecrets } from '../kms/kms-secrets.js';
import { createLogService } from '../log-service/log-service.js';
import { createOssObjects } from '../oss/oss-objects.js';
import { createRateLimiter } from '../rate-limit.js';
import { createSts } from '../sts/sts.js';
import { type AnswerBounds, withinBounds } from './answer-bounds.js';
import { resolveEndpoint, type Service } from './endpoints.js';

/** Hostile and broken answers, and which of the bounds stops them. */
interface Behaviour {
  readonly answer: RequestListener;
  readonly bounds: Partial<AnswerBounds>;
  readonly code: ErrorCode;
}

const flood = Buffer.alloc(65_536, 'x');
/** Without an end, as fast as it is read. */
function endless(response: ServerResponse): void {
  response.write(flood, (error) => {
    if (error == null && !response.destroyed) endless(response);
  });
}

function dripping(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
}

const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));

const behaviours: Readonly<Record<string, Behaviour>> = {
  'a gzip bomb': {
    answer: (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    bounds: {},
    code: 'ResponseUnreadable',
  },
  'a body without end': {
    answer: (_, response) => endless(response.writeHead(200)),
    bounds: {},
    code: 'ResponseUnreadable',
  },
  'a refusal without end': {
    answer: (_, response) => endless(response.writeHead(500, { 'content-type': 'application/json' })),
    bounds: {},
    code: 'ResponseUnreadable',
  },
  'a byte from time to time': {
    answer: (_, response) => dripping(response.writeHead(200)),
    bounds: { totalMs: 100 },
    code: 'TimedOut',
  },
  'a refusal, a byte from time to time': {
    answer: (_, response) => dripping(response.writeHead(403)),
    bounds: { totalMs: 100 },
    code: 'TimedOut',
  },
  'an answer that stalls': {
    answer: (_, response) => void response.writeHead(200).write('{'),
    bounds: { idleMs: 100 },
    code: 'TimedOut',
  },
  'headers without end': {
    answer: (request) => {
      const { socket } = request;
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = (): void => {
        socket.write(`x-${'y'.repeat(4_096)}: z\r\n`, (error) => {
          if (error == null && !socket.destroyed) more();
        });
      };
      more();
    },
    bounds: {},
    code: 'ResponseUnreadable',
  },
  'no answer at all': { answer: () => {}, bounds: { idleMs: 100 }, code: 'TimedOut' },
};

const patient: AnswerBounds = { totalMs: 60_000, idleMs: 60_000, bytes: 65_536 };
const clock = skippingClock();
const key = { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: null };
const credentials = { get: async () => key };
const region = 'cn-hangzhou';
const nobody = {
  certificateAuthority: null,
  clientCertificate: null,
  clientKey: null,
  token: null,
  tlsServerName: null,
  insecureSkipTlsVerify: false,
  proxyUrl: null,
};

function shared(service: Service, url: string, bounds: AnswerBounds) {
  const endpoint = resolveEndpoint(service, region, { [`ACKRING_${service.toUpperCase()}_ENDPOINT`]: url });
  return { credentials, region, endpoint, clock, limiter: createRateLimiter(clock), bounds, random: () => 0 };
}

/** One call per service, by its reader. */
const readers: Readonly<Record<string, (url: string, bounds: AnswerBounds) => Promise<unknown>>> = {
  ACK: (url, bounds) => {
    const { endpoint, ...rest } = shared('cs', url, bounds);
    return createAck({ ...rest, endpoint: () => endpoint }).listRegions();
  },
  STS: (url, bounds) => createSts(shared('sts', url, bounds)).callerIdentity(),
  KMS: (url, bounds) => createKmsSecrets(shared('kms', url, bounds)).current('prod'),
  'an object of OSS': (url, bounds) =>
    createOssObjects({ ...shared('oss', url, bounds), bucket: 'keys' }).read('prod.yaml'),
  'a list of OSS': (url, bounds) =>
    createOssObjects({ ...shared('oss', url, bounds), bucket: 'keys' }).list(''),
  'Log Service': (url, bounds) => {
    const place = { project: 'p', logstore: 'l', topic: '', query: '', limit: 1 };
    const span = { from: new Date(0), to: new Date(1_000) };
    return createLogService(shared('sls', url, bounds)).find({ ...place, ...span });
  },
  'Function Compute 3.0': async (url, bounds) =>
    (await openFunction('rotate', functionOptions(url, bounds))).status(),
  'Function Compute 2.0': async (url, bounds) =>
    (await openFunction('ops/rotate', functionOptions(url, bounds))).status(),
};

function functionOptions(url: string, bounds: AnswerBounds) {
  return { ...shared('fc', url, bounds), accountId: '1', isOverridden: true };
}

for (const [who, read] of Object.entries(readers)) {
  for (const [what, { answer, bounds, code }] of Object.entries(behaviours)) {
    test(`${what} from ${who} is cut off with one clear error`, async (t) => {
      await using server = await serve(answer);
      const error = await t.throwsAsync(read(server.url, { ...patient, ...bounds }), {
        instanceOf: AckringError,
        code,
      });
      t.not(error.remedy, '');
    });
  }
}

for (const [what, { answer, bounds }] of Object.entries(behaviours)) {
  test(`${what} from a credentials URI is cut off with one clear error`, async (t) => {
    await using server = await serve(answer);
    const environment = { ALIBABA_CLOUD_CREDENTIALS_URI: server.url };
    const source = createCredentials({
      environment,
      home: '/proc/nowhere',
      bounds: { ...patient, ...bounds },
    });
    await t.throwsAsync(source.get(), { instanceOf: AckringError, code: 'CredentialsInvalid' });
  });

  test(`${what} from an API server is cut off, or is not an answer of one`, async (t) => {
    await using server = await serve(answer);
    const { totalMs, idleMs } = { ...patient, ...bounds };
    const connection = openConnection({
      target: { ...nobody, server: server.url },
      url: new URL(server.url),
      proxy: null,
      signal: AbortSignal.timeout(Math.min(totalMs, idleMs)),
      progress: { connected: false },
    });
    t.teardown(() => connection.close());
    const reply = await connection.send('GET', '/version').catch(() => null);
    t.is(reply?.body ?? null, null);
  });
}

test('calls outside of bounds have none, and bounds belong to their own call', async (t) => {
  await using server = await serve((_, response) => void response.end(flood));
  const text = await withinBounds({ ...patient, bytes: flood.length }, async () =>
    (await fetchPlainly(server.url)).toString(),
  );
  t.is(text.length, flood.length);
  await t.throwsAsync(
    withinBounds({ ...patient, bytes: 1 }, () => fetchPlainly(server.url)),
    {
      code: 'ANSWER_TOO_LONG',
    },
  );
  t.is((await fetchPlainly(server.url)).length, flood.length);
});

function fetchPlainly(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (response) => buffer(response).then(resolve, reject));
    request.once('error', reject);
  });
}

async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}
