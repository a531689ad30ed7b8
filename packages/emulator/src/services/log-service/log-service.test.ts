import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { keyOf, type TestKey } from '@ackring/testkit/official-rpc-client';
import Gateway from '@alicloud/gateway-sls';
import test from 'ava';
import { type Emulator, startEmulator } from '../../start.js';

const scenario = { identities: [{ name: 'nobody', policies: 'none' as const }] };
const span = { from: '1764000000', to: '1764003600' };

/** The vendor's own gateway signs and reads the answer; in between is a plain socket. */
async function getLogs(emulator: Emulator, query: Record<string, string>, options: Asked = {}) {
  const { key = keyOf(emulator, 'ops'), project = 'logs', logstore = 'rotate' } = options;
  const { port, host } = new URL(emulator.endpoints.sls);
  const gateway = new Gateway.default();
  const context = {
    configuration: { regionId: 'cn-hangzhou', endpoint: host },
    request: {
      action: 'GetLogs',
      method: 'GET',
      pathname: `/logstores/${logstore}?type=log`,
      query: { ...query },
      headers: {},
      hostMap: { project },
      credential: { getCredential: async () => ({ securityToken: '', ...key }) },
      signatureVersion: options.version ?? 'v4',
      reqBodyType: 'json',
      bodyType: 'array',
      userAgent: 'test',
    },
    response: {},
  };
  await Reflect.apply(gateway.modifyRequest, gateway, [context, {}]);
  const search = new URLSearchParams(context.request.query);
  const path = `${context.request.pathname}?${search.toString().replaceAll('+', '%20')}`;
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    headers: { ...context.request.headers, ...options.spoil },
  });
  sent.end();
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  const response = {
    statusCode: answer?.statusCode,
    headers: answer?.headers,
    body: answer,
    deserializedBody: null,
  };
  context.response = response;
  await Reflect.apply(gateway.modifyResponse, gateway, [context, {}]);
  return { headers: answer?.headers, logs: response.deserializedBody };
}

interface Asked {
  readonly key?: TestKey;
  readonly project?: string;
  readonly logstore?: string;
  readonly spoil?: Record<string, string>;
  readonly version?: 'v1' | 'v4';
}

async function withLogs() {
  const emulator = await startEmulator({ scenario });
  const { sls } = emulator.services;
  const role = emulator.world.identities.byName('ops');
  if (!role) throw new Error('no ops');
  sls.createLogstore('logs', 'rotate');
  const place = { project: 'logs', logstore: 'rotate', region: 'cn-hangzhou' };
  const post = (topic: string, message: string, time: number) =>
    sls.post(place, role, [{ time, topic, fields: { message } }]);
  for (let second = 0; second < 150; second++)
    post('FCLogs:rotate', `line ${second}`, 1_764_000_000 + second);
  post('FCLogs:other', "it's *another* 東京 function", 1_764_000_000);
  return emulator;
}

const found = test.macro({
  title: (_, version: 'v1' | 'v4') =>
    `logs are found by topic and words, in pages, with the vendor's own signature ${version}`,
  async exec(t, version: 'v1' | 'v4') {
    await using emulator = await withLogs();
    const asked = (query: Record<string, string>) => getLogs(emulator, { ...span, ...query }, { version });
    const newest = await asked({ topic: 'FCLogs:rotate', reverse: 'true', line: '2' });
    t.like(newest.headers, { 'x-log-progress': 'Complete', 'x-log-count': '2' });
    t.like(newest.logs, [
      { __time__: '1764000149', __topic__: 'FCLogs:rotate', message: 'line 149' },
      { message: 'line 148' },
    ]);
    const second = await asked({ topic: 'FCLogs:rotate', offset: '100' });
    t.is(Reflect.get(second.logs ?? [], 'length'), 50);
    const words = await asked({ query: '"東京" and another' });
    t.like(words.logs, [{ message: "it's *another* 東京 function" }]);
  },
});

test(found, 'v1');
test(found, 'v4');

const refusals: readonly (readonly [string, Record<string, string>, Asked, string])[] = [
  ['a project that is not there', span, { project: 'nowhere' }, 'ProjectNotExist'],
  ['a logstore that is not there', span, { logstore: 'nothing' }, 'LogStoreNotExist'],
  ['an empty span', { from: '5', to: '5' }, {}, 'ParameterInvalid'],
  ['an unknown key', span, { key: { accessKeyId: 'LTAI', accessKeySecret: 'x' } }, 'Unauthorized'],
  ['a header changed on the way', span, { spoil: { 'x-log-bodyrawsize': '1' } }, 'SignatureNotMatch'],
  [
    'a header changed on the way, of the older signature,',
    span,
    { version: 'v1', spoil: { 'x-log-bodyrawsize': '1' } },
    'SignatureNotMatch',
  ],
  [
    'the older signature of another day',
    span,
    { version: 'v1', spoil: { date: 'Wed, 01 Jan 2020 00:00:00 GMT' } },
    'RequestTimeExpired',
  ],
];
for (const [what, query, asked, code] of refusals) {
  test(`${what} is refused with ${code}`, async (t) => {
    await using emulator = await withLogs();
    await t.throwsAsync(getLogs(emulator, query, asked), { code });
  });
}

test('without permission to read logs the missing action is named, and what a role may not write is lost', async (t) => {
  await using emulator = await withLogs();
  const key = keyOf(emulator, 'nobody');
  const error = await t.throwsAsync(getLogs(emulator, span, { key }), { code: 'Unauthorized' });
  t.regex(error?.message ?? '', /log:GetLogStoreLogs/);
  const nobody = emulator.world.identities.byName('nobody');
  if (!nobody) throw new Error('no nobody');
  const place = { project: 'logs', logstore: 'rotate', region: 'cn-hangzhou' };
  emulator.services.sls.post(place, nobody, [{ time: 1, topic: '', fields: {} }]);
  t.is(emulator.services.sls.stores.get('logs/rotate')?.length, 151);
});

test("a cluster's audit log is in a project of its region, and a SELECT aggregates it", async (t) => {
  const use = { daysAgo: 2, address: '203.0.113.7', times: 3 };
  await using emulator = await startEmulator({
    scenario: {
      clusters: [{ name: 'a', region: 'cn-hangzhou', holders: { ops: { daysLeft: 900, uses: [use] } } }],
    },
  });
  const [cluster] = emulator.world.clusters.all();
  const place = { project: `k8s-log-${cluster?.id}`, logstore: `audit-${cluster?.id}` };
  const now = Math.floor(Date.now() / 1000);
  const asked = { from: String(now - 7 * 86_400), to: String(now), line: '0', offset: '0' };
  // Its client signs brackets and apostrophes unencoded, so that a SELECT with any is refused.
  const select = 'select "user.username" as name, verb from log group by name, verb order by name';
  const { logs, headers } = await getLogs(emulator, { ...asked, query: `* | ${select} limit 0,10` }, place);
  const uid = emulator.identities['ops']?.uid ?? '';
  const name = `${uid}-${cluster?.grants.get(uid)?.suffix}`;
  t.like(logs, [
    { name, verb: 'list' },
    { name: 'system:kube-scheduler', verb: 'update' },
  ]);
  t.is(headers?.['x-log-has-sql'], 'true');
  await t.throwsAsync(getLogs(emulator, asked, { ...place, project: 'k8s-log-other' }), {
    code: 'ProjectNotExist',
  });
});
