import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { portOf } from '@ackring/emulator/http/listener';
import { createAuthority } from '@ackring/emulator/pki/certificate';
import { issueServerCertificate } from '@ackring/emulator/pki/issue';
import { createKeyPool } from '@ackring/emulator/pki/key-pool';
import test from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { targetByCertificate } from '../../words/target.js';
import {
  type ClusterAnswer,
  type ClusterQuestion,
  type ReadClusterOptions,
  readCluster,
} from './read-cluster.js';

// What an API server is asked, and what is made of each answer; a real one is asked in the long test beside.

const keys = createKeyPool();
const [authorityKeys, serverKeys] = [await keys.take(), await keys.take()];
const from = new Date(Date.now() - 3_600_000);
const name = { organization: 'a', organizationalUnit: null, commonName: 'kubernetes' };
const authority = createAuthority(name, authorityKeys, from);
const cert = issueServerCertificate({ authority, keys: serverKeys, names: ['127.0.0.1'], from });
const key = serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' });

const pods: ClusterQuestion = {
  ...{ apiVersion: 'v1', resource: 'pods', namespace: null, name: null },
  ...{ labelSelector: null, fieldSelector: null, log: null },
};
const log = { container: null, lines: 2, isPrevious: false };

const targetAt = (port: number) =>
  targetByCertificate({
    server: `https://127.0.0.1:${port}`,
    certificateAuthority: authority.certificate,
    clientCertificate: null,
    clientKey: null,
  });

type Answer = (asked: IncomingMessage, answer: ServerResponse) => void;

/** Asks a server that answers so. */
async function ask(
  answer: Answer,
  question: Partial<ClusterQuestion> = {},
  options: Partial<ReadClusterOptions> = {},
): Promise<ClusterAnswer> {
  const server = createServer({ cert, key }, answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target = targetAt(portOf(server.address()));
  return readCluster(target, { ...pods, ...question }, { environment: {}, ...options }).finally(() => {
    server.closeAllConnections();
    server.close();
  });
}

/** The body, with this status. */
const saying =
  (body: unknown, status = 200): Answer =>
  (_, answer) =>
    answer.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));

async function failure(answer: Promise<unknown>): Promise<AckringError | null> {
  const thrown = await answer.then(() => null).catch((error: unknown) => error);
  return thrown instanceof AckringError ? thrown : null;
}

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const web = { namespace: 'shop', name: 'web' };

const questions: [question: Partial<ClusterQuestion>, path: string, accept: string][] = [
  [{}, '/api/v1/pods?limit=200', table],
  [{ namespace: 'shop' }, '/api/v1/namespaces/shop/pods?limit=200', table],
  [{ apiVersion: 'apps/v1', resource: 'deployments' }, '/apis/apps/v1/deployments?limit=200', table],
  [{ labelSelector: 'app=web' }, '/api/v1/pods?limit=200&labelSelector=app%3Dweb', table],
  [{ fieldSelector: 'a=b' }, '/api/v1/pods?limit=200&fieldSelector=a%3Db', table],
  [web, '/api/v1/namespaces/shop/pods/web', 'application/json'],
  [{ ...web, log }, '/api/v1/namespaces/shop/pods/web/log?tailLines=3&limitBytes=1048576', '*/*'],
  [
    { ...web, log: { container: 'main', lines: 9, isPrevious: true } },
    '/api/v1/namespaces/shop/pods/web/log?tailLines=10&limitBytes=1048576&container=main&previous=true',
    '*/*',
  ],
];

for (const [question, path, accept] of questions)
  test(`asked is ${path}`, async (t) => {
    const asked: unknown[] = [];
    await ask((request, answer) => {
      asked.push([request.method, request.url, request.headers.accept]);
      saying({ items: [] })(request, answer);
    }, question);
    t.deepEqual(asked, [['GET', path, accept]]);
  });

const columnDefinitions = [
  { name: 'Name' },
  { name: 'Node', priority: 1 },
  { name: 'Restarts', priority: 0 },
];
const row = (name: string, namespace?: string) => ({
  cells: [name, 'node-1', 2],
  object: { metadata: { name, namespace } },
});
const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => row(`p${at}`));
const tableOf = (rows: unknown, metadata = {}) => ({ kind: 'Table', metadata, columnDefinitions, rows });
const list = (columns: string[], rows: string[][], isCut = false) => ({ kind: 'list', columns, rows, isCut });

const answers: [what: string, question: Partial<ClusterQuestion>, body: unknown, shown: unknown][] = [
  ['a table without what is wide', {}, tableOf([row('a')]), list(['Name', 'Restarts'], [['a', '2']])],
  [
    'a table of all namespaces',
    {},
    tableOf([row('node'), row('a', 'shop')]),
    list(
      ['Namespace', 'Name', 'Restarts'],
      [
        ['', 'node', '2'],
        ['shop', 'a', '2'],
      ],
    ),
  ],
  [
    'a table of one namespace',
    { namespace: 'shop' },
    tableOf([row('a', 'shop')]),
    list(['Name', 'Restarts'], [['a', '2']]),
  ],
  ['a table without rows', {}, tableOf(null), list(['Name', 'Restarts'], [])],
  [
    'a table with short rows',
    {},
    tableOf([{ ...row('a'), cells: ['a'] }]),
    list(['Name', 'Restarts'], [['a', '']]),
  ],
  [
    'the first page of a table',
    {},
    tableOf([row('a')], { continue: 'more' }),
    list(['Name', 'Restarts'], [['a', '2']], true),
  ],
  ['a list of names', {}, { items: [{ metadata: { name: 'a' } }] }, list(['Name'], [['a']])],
  [
    'the first page of a list',
    {},
    { metadata: { continue: 'more' }, items: [{ metadata: { name: 'a' } }] },
    list(['Name'], [['a']], true),
  ],
  [
    'an object',
    web,
    { kind: 'Pod', metadata: web },
    { kind: 'object', object: { kind: 'Pod', metadata: web } },
  ],
  ['a log', { ...web, log }, 'a\nb\n', { kind: 'log', lines: ['a', 'b'], isCut: false }],
  [
    'a log that ends within a line',
    { ...web, log },
    'a\nb',
    { kind: 'log', lines: ['a', 'b'], isCut: false },
  ],
  ['the end of a log', { ...web, log }, 'a\nb\nc\n', { kind: 'log', lines: ['b', 'c'], isCut: true }],
];

for (const [what, question, body, shown] of answers)
  test(`shown is ${what}`, async (t) => {
    t.deepEqual(await ask(saying(body), question), shown as ClusterAnswer);
  });

const most = 1_048_576;

test('two hundred rows are shown, and a log’s last mebibyte', async (t) => {
  for (const [count, isCut] of [
    [200, false],
    [201, true],
  ] as const) {
    const answer = await ask(saying(tableOf(rowsOf(count))));
    t.like(answer, { rows: { length: 200 }, isCut });
  }
  for (const [length, isCut] of [
    [most - 1, false],
    [most, true],
    [most + 1, true],
  ] as const)
    t.like(await ask(saying('x'.repeat(length)), { ...web, log }), { lines: { length: 1 }, isCut });
  const error = await failure(ask(saying('x'.repeat(most + 2)), { ...web, log }));
  t.is(error?.code, 'ResponseUnreadable');
  t.regex(error?.message ?? '', /longer than 1,?048,?576 bytes/);
});

const failures: [status: number, body: unknown, code: ErrorCode, words: RegExp][] = [
  [200, '<html>', 'ResponseUnreadable', /not what was asked for Ask for less/],
  [200, {}, 'ResponseUnreadable', /not what was asked for/],
  [300, { items: [] }, 'RequestRejected', /\(300\) See why: ackring verify/],
  [400, {}, 'RequestRejected', /\(400\) See why/],
  [401, {}, 'Forbidden', /\(401\) See why/],
  [403, {}, 'Forbidden', /\(403\) See why/],
  [404, {}, 'ResourceNotFound', /\(404\) Look at the names/],
  [429, {}, 'Throttled', /\(429\) See why/],
  [503, {}, 'ServerFault', /\(503\) See why/],
];

for (const [status, body, code, words] of failures)
  test(`${status} with ${JSON.stringify(body)} is ${code}`, async (t) => {
    const error = await failure(ask(saying(body, status)));
    t.is(error?.code, code);
    t.regex(`${error?.message} ${error?.remedy}`, words);
  });

test('what the read-only proxy does not let through is not asked', async (t) => {
  const never: Answer = () => t.fail();
  const secrets = await failure(ask(never, { resource: 'secrets' }));
  t.is(secrets?.message, 'Secrets are not shown from here');
  const exec = await failure(ask(never, { ...web, resource: 'pods/web/exec' }));
  t.regex(exec?.message ?? '', /^that is not asked: /);
  const impersonation = { user: 'admin', uid: null, groups: [], extra: {} };
  for (const [change, words] of [
    [{ impersonation }, /acts as somebody else/],
    [{ insecureSkipTlsVerify: true }, /does not check who answers/],
  ] as const) {
    const error = await failure(readCluster({ ...targetAt(1), ...change }, pods, { environment: {} }));
    t.is(error?.code, 'Refused');
    t.regex(error?.message ?? '', words);
  }
});

test('a server that is not there, one that is silent, and a reader who has gone', async (t) => {
  const nobody = await failure(readCluster(targetAt(1), pods, { environment: {} }));
  t.is(nobody?.code, 'Unreachable');
  t.is(nobody?.message, 'its API server cannot be reached: ECONNREFUSED');
  const late = await failure(ask(() => undefined, {}, { timeoutMs: 300 }));
  t.is(late?.code, 'TimedOut');
  t.is(late?.message, 'its API server did not answer in time');
  const reader = new AbortController();
  const gone = await failure(ask(() => reader.abort(), {}, { signal: reader.signal, timeoutMs: 86_400_000 }));
  t.is(gone?.code, 'Cancelled');
});
