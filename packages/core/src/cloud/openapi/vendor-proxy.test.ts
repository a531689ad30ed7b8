import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueServerCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { skippingClock } from '@ackring/testkit/clock';
import anyTest, { type ExecutionContext, type TestFn } from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { createAck } from '../ack/ack.js';
import { createCredentials } from '../credentials/credentials.js';
import { openFunction } from '../function-compute/function-compute.js';
import { createKmsSecrets } from '../kms/kms-secrets.js';
import { createLogService } from '../log-service/log-service.js';
import { createOssObjects } from '../oss/oss-objects.js';
import { createRateLimiter } from '../rate-limit.js';
import { postJson } from '../receivers/post-json.js';
import { sendPresigned } from '../sts/presigned.js';
import { createSts } from '../sts/sts.js';
import { type AnswerBounds, usualBounds } from './answer-bounds.js';
import { clockSkewMs, resolveEndpoint, type Service } from './endpoints.js';

// The vendor's own host names, which only the embedded cloud's proxy leads anywhere. One after the other: some ways out
// have a limit of a few seconds, which a busy machine needs for ten handshakes at once.

const test = anyTest as TestFn<{ emulator: Emulator }>;
const region = 'ap-northeast-1';
const clock = skippingClock();

test.before(async (t) => {
  const emulator = await startEmulator({ scenario: 'single', tls: true });
  t.context = { emulator };
  setDefaultCACertificates([...getCACertificates('default'), emulator.tls?.certificateAuthority ?? '']);
});
test.after.always((t) => t.context.emulator.stop());

type Environment = Readonly<Record<string, string>>;
type T = ExecutionContext<{ emulator: Emulator }>;

function shared(t: T, service: Service, environment: Environment, bounds: AnswerBounds = usualBounds) {
  const { accessKeyId = '', accessKeySecret = '' } = t.context.emulator.identities['ops'] ?? {};
  const credentials = { get: async () => ({ accessKeyId, accessKeySecret, securityToken: null }) };
  const endpoint = resolveEndpoint(service, region, environment);
  return { credentials, region, endpoint, clock, limiter: createRateLimiter(clock), random: () => 0, bounds };
}

function regions(t: T, environment: Environment, bounds?: AnswerBounds) {
  const { endpoint, ...rest } = shared(t, 'cs', environment, bounds);
  return createAck({ ...rest, endpoint: () => endpoint }).listRegions();
}

const span = { from: new Date(0), to: new Date(1_000) };
const logs = { project: 'p', logstore: 'l', topic: '', query: '', limit: 1 };
const functionAt = (t: T, name: string, environment: Environment) =>
  openFunction(name, { ...shared(t, 'fc', environment), accountId: '1', isOverridden: false });

/** One call of each way out; `host` is what the proxy is asked for. */
const calls: Readonly<
  Record<string, readonly [string, (t: T, environment: Environment) => Promise<unknown>]>
> = {
  ACK: ['cs.ap-northeast-1.aliyuncs.com', regions],
  STS: ['sts.ap-northeast-1.aliyuncs.com', (t, env) => createSts(shared(t, 'sts', env)).callerIdentity()],
  KMS: ['kms.ap-northeast-1.aliyuncs.com', (t, env) => createKmsSecrets(shared(t, 'kms', env)).current('a')],
  OSS: [
    'ackring.oss-ap-northeast-1.aliyuncs.com',
    (t, env) => createOssObjects({ ...shared(t, 'oss', env), bucket: 'ackring' }).read('a.yaml'),
  ],
  'Log Service': [
    'p.ap-northeast-1.log.aliyuncs.com',
    (t, env) => createLogService(shared(t, 'sls', env)).find({ ...logs, ...span }),
  ],
  'Function Compute 3.0': [
    'fcv3.ap-northeast-1.aliyuncs.com',
    async (t, env) => (await functionAt(t, 'rotate', env)).status(),
  ],
  'Function Compute 2.0': [
    '1.ap-northeast-1.fc.aliyuncs.com',
    async (t, env) => (await functionAt(t, 'ops/rotate', env)).status(),
  ],
  'a signed request of somebody else': [
    'sts.ap-northeast-1.aliyuncs.com',
    (_, env) => sendPresigned({ query: {}, headers: {} }, resolveEndpoint('sts', region, env), undefined),
  ],
  'the clock': [
    'cs.ap-northeast-1.aliyuncs.com',
    (_, env) => clockSkewMs(resolveEndpoint('cs', region, env)),
  ],
  'a receiver of alarms': [
    'oapi.dingtalk.com',
    (_, environment) =>
      postJson({ url: 'https://oapi.dingtalk.com/robot/send?access_token=t', body: '{}', environment }),
  ],
};
for (const [what, [host, call]] of Object.entries(calls)) {
  test.serial(`${what} is asked through the proxy, and its certificate is verified`, async (t) => {
    const { heard, url } = await proxy(t, { to: new URL(t.context.emulator.tls?.proxy ?? '') });
    // What is missing in the cloud is told by the cloud, which has been asked then.
    await call(t, { HTTPS_PROXY: url }).catch((error: AckringError) =>
      t.false(['Unreachable', 'TimedOut', 'ResponseUnreadable'].includes(error.code), error.message),
    );
    t.deepEqual(heard.slice(0, 1), [`${host}:443 Basic ${Buffer.from('me:p%ss').toString('base64')}`]);
  });
}

test.serial('a role is assumed through the proxy', async (t) => {
  const { heard, url } = await proxy(t, { to: new URL(t.context.emulator.tls?.proxy ?? '') });
  const environment = {
    HTTPS_PROXY: url,
    ALIBABA_CLOUD_ROLE_ARN: 'acs:ram::1:role/r',
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: 'p',
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: import.meta.filename,
  };
  const error = await t.throwsAsync(createCredentials({ environment, home: '/proc/nowhere' }).get(), {
    instanceOf: AckringError,
  });
  t.is(error?.code, 'CredentialsInvalid');
  t.regex(heard[0] ?? '', /^sts(\.[\w-]+)?\.aliyuncs\.com:443 /);
  const stopped = await proxy(t, { answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' });
  await t.throwsAsync(
    createCredentials({
      environment: { ...environment, HTTPS_PROXY: stopped.url },
      home: '/proc/nowhere',
    }).get(),
    { code: 'Unreachable', message: /the proxy 127\.0\.0\.1:\d+ will not connect to sts\.aliyuncs\.com/ },
  );
});

test.serial('connections through the proxy are kept for the next call', async (t) => {
  const { heard, url } = await proxy(t, { to: new URL(t.context.emulator.tls?.proxy ?? '') });
  await regions(t, { HTTPS_PROXY: url });
  await regions(t, { HTTPS_PROXY: url });
  t.is(heard.length, 1);
});

test.serial('loopback and what NO_PROXY exempts are dialled directly', async (t) => {
  const { heard, url } = await proxy(t, { answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' });
  const { environment } = t.context.emulator;
  t.true((await regions(t, { ...environment, HTTPS_PROXY: url, HTTP_PROXY: url })).length > 0);
  const nowhere = { ACKRING_CS_ENDPOINT: 'https://cs.inside.invalid', NO_PROXY: '.inside.invalid' };
  await t.throwsAsync(regions(t, { ...nowhere, HTTPS_PROXY: url }), {
    message: /cs\.inside\.invalid cannot be reached \(E\w+\)$/,
  });
  t.deepEqual(heard, []);
});

const brief: AnswerBounds = { totalMs: 20_000, idleMs: 300, bytes: 65_536 };
const failures: Readonly<Record<string, readonly [Behaviour | null, ErrorCode, RegExp, RegExp]>> = {
  'is not there': [null, 'Unreachable', /the proxy \S+:1 in front of cs\.\S+ does not answer/, /to NO_PROXY/],
  'refuses the host': [
    { answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' },
    'Unreachable',
    /the proxy \S+ will not connect to cs\./,
    /add \.aliyuncs\.com to NO_PROXY/,
  ],
  'asks for a login': [
    { answer: 'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n' },
    'Unreachable',
    /the proxy \S+ asks for a user and password/,
    /percent-encoded/,
  ],
  'says nothing': [{ answer: '' }, 'TimedOut', /in time through the proxy/, /to NO_PROXY/],
  'hangs up at once': [{ hangsUp: true }, 'Unreachable', /the proxy \S+ in front of cs\./, /to NO_PROXY/],
  'hangs up in the tunnel': [
    { answer: 'HTTP/1.1 200 OK\r\n\r\n', hangsUp: true },
    'Unreachable',
    /cannot be reached through the proxy/,
    /to NO_PROXY/,
  ],
  'answers itself, in clear text': [
    { answer: 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}' },
    'Unreachable',
    /cannot be reached through the proxy/,
    /to NO_PROXY/,
  ],
  'falls silent in the tunnel': [
    { answer: 'HTTP/1.1 200 OK\r\n\r\n' },
    'TimedOut',
    /in time through the proxy/,
    /to NO_PROXY/,
  ],
  'does not speak HTTP': [{ answer: 'SSH-2.0-OpenSSH_9.6\r\n' }, 'Unreachable', /the proxy /, /to NO_PROXY/],
};
for (const [what, [behaviour, code, message, remedy]] of Object.entries(failures)) {
  test.serial(`a proxy that ${what} is named, without its password`, async (t) => {
    const url = behaviour === null ? 'http://me:p%25ss@127.0.0.1:1' : (await proxy(t, behaviour)).url;
    const error = await t.throwsAsync(
      regions(t, { HTTPS_PROXY: url }, code === 'TimedOut' ? brief : usualBounds),
      { instanceOf: AckringError },
    );
    t.is(error?.code, code, error?.message);
    t.regex(error?.message ?? '', message);
    t.regex(error?.remedy ?? '', remedy);
    t.notRegex(`${error?.message} ${error?.remedy}`, /p%|me:/);
  });
}

test.serial('a proxy that refused a password is not asked again at once', async (t) => {
  const { heard, url } = await proxy(t, { answer: 'HTTP/1.1 407 No\r\n\r\n' });
  await t.throwsAsync(regions(t, { HTTPS_PROXY: url }));
  await t.throwsAsync(regions(t, { HTTPS_PROXY: url }), { message: /user and password/ });
  t.is(heard.length, 1);
});

test.serial('a proxy that reads along with a certificate of its own reads nothing', async (t) => {
  const heard: string[] = [];
  const keys = createKeyPool();
  // The embedded cloud's own authority has the first of all pairs.
  const [, own, served] = [await keys.take(), await keys.take(), await keys.take()];
  const from = new Date(Date.now() - 3_600_000);
  const name = { organization: 'inspection', organizationalUnit: null, commonName: 'inspection' };
  const names = ['cs.ap-northeast-1.aliyuncs.com'];
  const authority = createAuthority(name, own, from);
  const reader = createTlsServer(
    {
      key: served.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: issueServerCertificate({ authority, keys: served, names, from }),
    },
    ({ headers }, response) => {
      heard.push(String(headers.authorization));
      response.end('{}');
    },
  ).listen(0, '127.0.0.1');
  await once(reader, 'listening');
  t.teardown(() => reader.close());
  const { url } = await proxy(t, { into: (reader.address() as AddressInfo).port });
  const error = await t.throwsAsync(regions(t, { HTTPS_PROXY: url }), { instanceOf: AckringError });
  t.is(error?.code, 'Unreachable');
  t.regex(error?.remedy ?? '', /NODE_EXTRA_CA_CERTS/);
  t.deepEqual(heard, []);
});

test.serial('what is no address of a proxy is never used as one, nor repeated', async (t) => {
  for (const HTTPS_PROXY of ['http://me:p ss@', 'ftp://me:word@proxy:21']) {
    const error = await t.throwsAsync(regions(t, { HTTPS_PROXY }), { instanceOf: AckringError });
    t.regex(error?.message ?? '', /unsupported kind/);
    t.notRegex(`${error?.message} ${error?.remedy}`, /word|p ss/);
  }
});

interface Behaviour {
  /** Passes what follows on to the next proxy. */
  readonly to?: URL;
  /** Leads every tunnel to this port. */
  readonly into?: number;
  /** Sent as it is. */
  readonly answer?: string;
  readonly hangsUp?: boolean;
}

/** `heard`: host, port and login of each request. Its address holds the user `me` and the password `p%ss`. */
async function proxy(t: T, { to, into, answer = '', hangsUp = false }: Behaviour) {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('connect', (message: IncomingMessage, client: Socket) => {
    heard.push(`${message.url} ${message.headers['proxy-authorization']}`);
    if (into !== undefined) {
      const next = connect(into, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
      sockets.add(next);
      next.on('error', () => client.destroy());
      next.pipe(client).pipe(next);
      return;
    }
    if (to === undefined) {
      if (answer !== '') client.write(answer);
      if (hangsUp) client.destroySoon();
      return;
    }
    const next = connect(Number(to.port), to.hostname);
    // Left open it would keep the far end, and so this process, for two minutes.
    sockets.add(next);
    next.on('error', () => client.destroy());
    next.write(`CONNECT ${message.url} HTTP/1.1\r\nhost: ${message.url}\r\n\r\n`);
    next.pipe(client).pipe(next);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { heard, url: `http://me:p%25ss@127.0.0.1:${(server.address() as AddressInfo).port}` };
}
