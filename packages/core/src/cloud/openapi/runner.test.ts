import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { skippingClock } from '@ackring/testkit/clock';
import test from 'ava';
import type { AckringError } from '../../words/errors.js';
import { createAck } from '../ack/ack.js';
import { ackService } from '../ack/operations.js';
import { openFunction } from '../function-compute/function-compute.js';
import { functionCompute2Service, functionComputeService } from '../function-compute/operations.js';
import { createKmsSecrets } from '../kms/kms-secrets.js';
import { createLogService } from '../log-service/log-service.js';
import { createOssObjects } from '../oss/oss-objects.js';
import { createRateLimiter } from '../rate-limit.js';
import { createSts } from '../sts/sts.js';
import { resolveEndpoint, type Service } from './endpoints.js';
import type { ServiceRecord } from './operation.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

const clock = skippingClock();
const region = 'cn-hangzhou';
const cluster = { id: 'c1', region };
/** What answers here answers at once, however late a busy machine runs it: only a failing test waits for these. */
const bounds = { totalMs: 600_000, idleMs: 600_000, bytes: 1_048_576 };
const key = { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: null };

function shared(service: Service, url: string) {
  const endpoint = resolveEndpoint(service, region, { [`ACKRING_${service.toUpperCase()}_ENDPOINT`]: url });
  const credentials = { get: async () => key };
  return { credentials, region, endpoint, clock, limiter: createRateLimiter(clock), random: () => 0, bounds };
}

const ackOn = (url: string) => {
  const { endpoint, ...rest } = shared('cs', url);
  return createAck({ ...rest, endpoint: () => endpoint });
};
const functionOn = (name: string, url: string) =>
  openFunction(name, { ...shared('fc', url), accountId: '1', isOverridden: true });
const bucketOn = (url: string) => createOssObjects({ ...shared('oss', url), bucket: 'keys' });

type Ask = (url: string, signal?: AbortSignal) => Promise<unknown>;
interface Reading {
  readonly ask: Ask;
  readonly answer: unknown;
}

const listing = '<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';
const wholeFunction = { functionName: 'rotate', environmentVariables: {} };

/** One call to each service, with an answer it accepts. */
const readings: Readonly<Record<string, Reading>> = {
  ACK: { ask: (url, signal) => ackOn(url).listRegions(signal), answer: { regions: [{ region_id: region }] } },
  STS: {
    ask: (url, signal) => createSts(shared('sts', url)).callerIdentity(signal),
    answer: { AccountId: '1', UserId: '1' },
  },
  'a secret of KMS': {
    ask: (url, signal) => createKmsSecrets(shared('kms', url)).current('prod', signal),
    answer: { SecretData: 'data', VersionId: 'v1' },
  },
  'a secret stored in KMS': {
    ask: (url, signal) =>
      createKmsSecrets(shared('kms', url)).moveCurrent({ name: 'prod', from: 'v1', to: 'v2' }, signal),
    answer: { RequestId: '1' },
  },
  'a list of OSS': { ask: (url, signal) => bucketOn(url).list('', signal), answer: listing },
  'Log Service': {
    ask: (url, signal) => {
      const span = { from: new Date(0), to: new Date(1_000), limit: 1 };
      const place = { project: 'p', logstore: 'l', topic: '', query: '' };
      return createLogService(shared('sls', url)).find({ ...place, ...span }, signal);
    },
    answer: [],
  },
  'Function Compute 3.0': {
    ask: async (url, signal) => (await functionOn('rotate', url)).rotationSetting(signal),
    answer: wholeFunction,
  },
  'Function Compute 2.0': {
    ask: async (url, signal) => (await functionOn('ops/rotate', url)).rotationSetting(signal),
    answer: wholeFunction,
  },
};

for (const [what, header] of Object.entries({
  ACK: 'x-acs-request-id',
  'a secret of KMS': 'x-acs-request-id',
  'Log Service': 'x-log-requestid',
  'Function Compute 2.0': 'x-fc-request-id',
})) {
  test.serial(`${what}: an unreadable answer is reported with its ${header}`, async (t) => {
    await using server = await serve(() => (request, response) => {
      response.setHeader(header, 'request-42');
      html(request, response);
    });
    const error = await t.throwsAsync<AckringError>(async () => readings[what]?.ask(server.url));
    t.is(error.requestId, 'request-42');
  });
}

for (const [what, { ask, answer }] of Object.entries(readings)) {
  test.serial(`${what}: a page of HTML is retried`, async (t) => {
    await using server = await serve((call) => (call === 1 ? html : json(answer)));
    await t.notThrowsAsync(ask(server.url));
    t.is(server.calls(), 2);
  });

  test.serial(`${what}: only pages of HTML is an unreadable answer`, async (t) => {
    await using server = await serve(() => html);
    await t.throwsAsync(ask(server.url), { code: 'ResponseUnreadable' });
    t.is(server.calls(), 3);
  });

  test.serial(`${what}: a dropped connection is retried`, async (t) => {
    await using server = await serve((call) => (call === 1 ? cut : json(answer)));
    await t.notThrowsAsync(ask(server.url));
    t.is(server.calls(), 2);
  });

  test.serial(`${what}: cancelling does not wait for the answer`, async (t) => {
    const giveUp = new AbortController();
    await using server = await serve(() => () => giveUp.abort());
    await t.throwsAsync(ask(server.url, giveUp.signal), { code: 'Cancelled' });
    t.is(server.calls(), 1);
  });
}

/** Every operation that must not be sent twice, by its name in the record. */
const changes: Readonly<Record<string, Ask>> = {
  RevokeK8sClusterKubeConfig: (url) => ackOn(url).revokeKubeconfig(cluster),
  CleanClusterUserPermissions: (url) => ackOn(url).cleanClusterUser(cluster, '42', { force: false }),
  CleanUserPermissions: (url) => ackOn(url).cleanUser('42', { region, clusterIds: ['c1'], force: false }),
  ModifyCluster: (url) => ackOn(url).changeSans(cluster, { names: ['a.example'], action: 'append' }),
  UpdateUserPermissions: (url) => {
    const role = { name: 'dev', isCustom: false, namespace: null };
    return ackOn(url).updateUserPermissions('42', { cluster, role, isRamRole: false, mode: 'patch' });
  },
  UpdateK8sClusterUserConfigExpire: (url) => ackOn(url).setKubeconfigLife(cluster, '42', 24),
  InvokeFunction: async (url) => (await functionOn('rotate', url)).invoke('{}'),
  invokeFunction: async (url) => (await functionOn('ops/rotate', url)).invoke('{}'),
};

test.serial('every operation of these services that changes something is in this table', (t) => {
  const services: readonly ServiceRecord[] = [ackService, functionComputeService, functionCompute2Service];
  const declared = services.flatMap(({ operations }) =>
    Object.keys(operations).filter((name) => operations[name]?.changesSomething),
  );
  t.deepEqual(declared.toSorted(), Object.keys(changes).toSorted());
});

for (const [operation, change] of Object.entries(changes)) {
  test.serial(`${operation} is not retried after a dropped connection`, async (t) => {
    await using server = await serve(() => cut);
    await t.throwsAsync(change(server.url), { code: 'Unreachable' });
    t.is(server.calls(), 1);
  });

  test.serial(`${operation} is not retried after a gateway's 503`, async (t) => {
    await using server = await serve(() => refusal(503, 'ServiceUnavailable'));
    await t.throwsAsync(change(server.url), { code: 'ServerFault' });
    t.is(server.calls(), 1);
  });

  test.serial(`${operation} is retried after throttling`, async (t) => {
    await using server = await serve((call) => (call === 1 ? refusal(429, 'ResourceThrottled') : json({})));
    await change(server.url).catch(() => undefined);
    t.is(server.calls(), 2);
  });
}

const html: RequestListener = (_, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><p>Please log in.</p></html>');

const cut: RequestListener = (request) => void request.socket.destroy();

function json(answer: unknown): RequestListener {
  const body = typeof answer === 'string' ? answer : JSON.stringify(answer);
  const type = typeof answer === 'string' ? 'application/xml' : 'application/json';
  return (_, response) => void response.writeHead(200, { 'content-type': type }).end(body);
}

/** In each service's spelling. */
function refusal(status: number, code: string): RequestListener {
  const body = JSON.stringify({ code, Code: code, ErrorCode: code, ErrorMessage: code });
  return (_, response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

async function serve(behave: (call: number) => RequestListener) {
  let calls = 0;
  // A kept connection is not closed between two calls either.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    calls += 1;
    request.resume().once('end', () => behave(calls)(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, calls: () => calls, [Symbol.asyncDispose]: close };
}
