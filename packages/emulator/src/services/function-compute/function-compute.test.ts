import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type DeployedWorld, deployed } from '@ackring/testkit/deployed-function';
import { keyOf } from '@ackring/testkit/official-rpc-client';
import * as FC from '@alicloud/fc20230330';
import { RuntimeOptions } from '@darabonba/typescript';
import test from 'ava';

const echo = `
let initialized = 'no';
export const initialize = async (context) => { initialized = context.function.name; };
export const handler = async (event, context) => {
  console.log('got %d bytes', event.length);
  return { event: event.toString(), context, initialized, env: process.env.MODE, node: process.version, cwd: process.cwd() };
};`;

interface Echo {
  readonly event: string;
  readonly initialized: string;
  readonly env: string;
  readonly node: string;
  readonly context: { readonly requestId: string; readonly credentials: { readonly accessKeyId: string } };
}

async function invoke3({ fc3 }: DeployedWorld, event: string, more: object = {}) {
  const request = new FC.InvokeFunctionRequest({ body: Readable.from(Buffer.from(event)) });
  const headers = new FC.InvokeFunctionHeaders(more);
  const answer = await fc3().invokeFunctionWithOptions('f', request, headers, new RuntimeOptions({}));
  const body = answer.body ? await text(answer.body) : '';
  return { status: answer.statusCode, headers: answer.headers ?? {}, body };
}

test('both official clients invoke a function, which gets its event, context, role and environment', async (t) => {
  await using world = await deployed(echo, {
    timeout: 30,
    environmentVariables: { MODE: 'test' },
    instanceLifecycleConfig: { initializer: { handler: 'index.initialize', timeout: 10 } },
  });
  world.deploy({
    timeout: 30,
    environmentVariables: { MODE: 'test' },
    role: world.emulator.identities['rotator']?.arn ?? '',
    instanceLifecycleConfig: { initializer: { handler: 'index.initialize', timeout: 10 } },
  });
  const old = await world.fc2().invokeFunction('s', 'f', 'héllo', { 'x-fc-log-type': 'Tail' }, 'LATEST');
  const log = Buffer.from(old.headers['x-fc-log-result'] ?? '', 'base64').toString();
  t.regex(log, /FC Invoke Start RequestId: .*\n.* \[verbose\] got 6 bytes\nFC Invoke End/);
  const seen: Echo = JSON.parse(String(old.data));
  t.like(seen, { event: 'héllo', initialized: 'f', env: 'test' });
  t.is(old.headers['x-fc-request-id'], seen.context.requestId);
  t.true(seen.context.credentials.accessKeyId.startsWith('STS.'));
  t.like(seen.context, {
    function: { name: 'f', handler: 'index.handler', memory: 512, timeout: 30 },
    accountId: world.emulator.accountId,
  });
  const now = await invoke3(world, 'again', { xFcLogType: 'Tail' });
  t.is(now.status, 200);
  t.truthy(now.headers['x-fc-log-result']);
  const seenNow: Echo = JSON.parse(now.body);
  t.like(seenNow, { event: 'again', initialized: 'f' });
});

test('a function runs on the given Node', async (t) => {
  const node20 = fileURLToPath(new URL('bin/node', import.meta.resolve('node20/package.json')));
  await using world = await deployed(echo, { nodeBinary: node20 });
  const seen: Echo = JSON.parse((await invoke3(world, '')).body);
  t.regex(seen.node, /^v20\./);
});

test('a function sees only the environment that Function Compute gives it, not this process’s', async (t) => {
  process.env['EMULATOR_SECRET'] = 'nobody’s business';
  await using world = await deployed('export const handler = async () => Object.keys(process.env)', {
    environmentVariables: { MODE: 'test' },
  });
  const given = ['FC_ACCOUNT_ID', 'FC_FUNCTION_HANDLER', 'FC_FUNCTION_MEMORY_SIZE', 'FC_FUNCTION_NAME'];
  const names: string[] = JSON.parse((await invoke3(world, '')).body);
  // `any-day` moves the clock of the function's process too, and libfaketime adds a name of its own.
  const moved = new Set([...(process.env['MOVED_CLOCK']?.split(',') ?? []), 'FAKETIME_SHARED']);
  t.deepEqual(names.filter((name) => !moved.has(name)).sort(), [
    ...given,
    'FC_FUNC_CODE_PATH',
    'FC_REGION',
    'MODE',
    'PATH',
  ]);
  const role = world.emulator.identities['rotator']?.arn ?? '';
  world.deploy({ role });
  const withRole: string[] = JSON.parse((await invoke3(world, '')).body);
  t.deepEqual(
    withRole.filter((name) => name.startsWith('ALIBABA')),
    ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'],
  );
});

test('a function’s clock is the cloud’s', async (t) => {
  await using world = await deployed('export const handler = async () => new Date().toISOString()');
  await world.emulator.clock.set(new Date('2031-02-03T04:05:06Z'));
  t.regex((await invoke3(world, '')).body, /^2031-02-03T04:05:0/);
});

const failing = test.macro({
  async exec(t, code: string, type: string, message: RegExp, change: object = {}) {
    await using world = await deployed(code, change);
    const old = await world.fc2().invokeFunction('s', 'f', '{}');
    t.is(old.headers['x-fc-error-type'], type);
    t.regex(String(Reflect.get(Object(old.data), 'errorMessage')), message);
    const now = await invoke3(world, '{}');
    t.is(now.status, 200);
    t.is(now.headers['x-fc-error-type'], type);
    t.regex(now.body, message);
  },
  title: (what) => `${what} is told as an error of the function, with status 200`,
});

test("a function's time begins when its process has", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-late-node-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const late = join(folder, 'node');
  await writeFile(late, `#!/bin/sh\nsleep 2.2\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
  await using world = await deployed(echo, { nodeBinary: late, timeout: 2 });
  t.like(JSON.parse((await invoke3(world, 'late')).body), { event: 'late' });
});

const unhandled = 'UnhandledInvocationError';
test(
  'an exception',
  failing,
  'export const handler = async () => { throw new TypeError("oops") }',
  unhandled,
  /oops/,
);
test(
  'an error passed to the callback',
  failing,
  'export const handler = (event, context, callback) => { callback(new Error("known")) }',
  'HandledInvocationError',
  /known/,
);
test(
  'a process that exits',
  failing,
  'export const handler = async () => process.exit(0)',
  unhandled,
  /exited unexpectedly/,
);
test(
  'an endless function',
  failing,
  'export const handler = async () => { for (;;); }',
  unhandled,
  /timed out after 1 s/,
  {
    timeout: 1,
  },
);
test(
  'a function that exhausts its memory',
  failing,
  'export const handler = async () => { const all = []; for (;;) all.push(Buffer.alloc(1 << 22, 1)); }',
  unhandled,
  /out of memory/,
  { memorySize: 128, timeout: 30 },
);
test('a missing handler', failing, 'export const other = 1', unhandled, /Handler 'handler' is missing/);
test(
  'a failing initializer',
  failing,
  'export const initialize = async () => { throw new Error("cold") }; export const handler = async () => "warm"',
  'InitializationError',
  /cold/,
  { instanceLifecycleConfig: { initializer: { handler: 'index.initialize' } } },
);

test('an asynchronous invocation is retried until it succeeds, and its history can be read', async (t) => {
  await using world = await deployed(`
    let count = 0;
    export const handler = async (event) => {
      count += 1;
      if (count < 3) throw new Error('not yet');
      return count;
    };`);
  const accepted = await invoke3(world, '{"a":1}', { xFcInvocationType: 'Async', xFcAsyncTaskId: 'shard-1' });
  t.is(accepted.status, 202);
  await world.emulator.services.fc.idle();
  const { body } = await world.fc3().getAsyncTask('f', 'shard-1', new FC.GetAsyncTaskRequest({}));
  t.like(body, { status: 'Succeeded', alreadyRetriedTimes: 2, taskPayload: '{"a":1}', returnPayload: '3' });
  await t.throwsAsync(invoke3(world, '', { xFcInvocationType: 'Async', xFcAsyncTaskId: 'shard-1' }), {
    code: 'AsyncTaskAlreadyExists',
  });
  const list = await world.fc3().listAsyncTasks('f', new FC.ListAsyncTasksRequest({ status: 'Succeeded' }));
  t.deepEqual(
    list.body?.tasks?.map((task) => task.taskId),
    ['shard-1'],
  );
});

test('an asynchronous invocation fails after the attempts that its function allows', async (t) => {
  await using world = await deployed('export const handler = async () => { throw new Error("never") }');
  const fc2 = world.fc2();
  await t.throwsAsync(fc2.getFunctionAsyncConfig('s', 'f'), { code: 'AsyncConfigNotFound' });
  await fc2.putFunctionAsyncConfig('s', 'f', undefined, { maxAsyncRetryAttempts: 1 });
  t.like((await fc2.getFunctionAsyncConfig('s', 'f')).data, { maxAsyncRetryAttempts: 1 });
  await fc2.invokeFunction('s', 'f', '{}', { 'x-fc-invocation-type': 'Async' });
  await world.emulator.services.fc.idle();
  const entry = world.emulator.services.fc.get('s', 'f');
  t.is(entry?.invocations.length, 2);
  t.deepEqual(
    [...(entry?.tasks.values() ?? [])].map((task) => task.status),
    ['Failed'],
  );
});

test('a timer follows the cloud’s clock, and changes of its own', async (t) => {
  await using world = await deployed('export const handler = async (event) => event', {
    triggers: [
      {
        triggerName: 'daily',
        triggerConfig: {
          cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *',
          enable: true,
          payload: '{"mode":"plan"}',
        },
      },
    ],
  });
  const { clock, services } = world.emulator;
  const today = Math.floor(clock.now().getTime() / 86_400_000);
  const inDays = (days: number, hour: number) => new Date((today + days) * 86_400_000 + hour * 3_600_000);
  await clock.set(inDays(1, 0));
  const entry = services.fc.get(null, 'f');
  entry?.invocations.splice(0);
  await clock.set(inDays(3, 21));
  const events = entry?.invocations.map((invocation) => JSON.parse(String(invocation.event)));
  t.deepEqual(
    events?.map((event) => Date.parse(event.triggerTime)),
    [1, 2, 3].map((days) => inDays(days, 20).getTime()),
  );
  t.like(events?.[0], { triggerName: 'daily', payload: '{"mode":"plan"}' });

  const off = JSON.stringify({ cronExpression: '0 0 4 * * *', enable: false, payload: '' });
  const input = new FC.UpdateTriggerInput({ triggerConfig: off });
  await world.fc3().updateTrigger('f', 'daily', new FC.UpdateTriggerRequest({ body: input }));
  await clock.set(inDays(10, 0));
  t.is(entry?.invocations.length, 3);
});

test('triggers are listed, read, created, changed and deleted by both clients', async (t) => {
  await using world = await deployed(echo);
  const [fc2, fc3] = [world.fc2(), world.fc3()];
  const config = { cronExpression: '@every 1h', enable: false, payload: 'p' };
  await fc2.createTrigger('s', 'f', { triggerName: 'hourly', triggerType: 'timer', triggerConfig: config });
  t.like((await fc2.getTrigger('s', 'f', 'hourly')).data, { triggerType: 'timer', triggerConfig: config });
  await fc2.updateTrigger('s', 'f', 'hourly', { triggerConfig: { ...config, enable: true } });
  t.like((await fc2.listTriggers('s', 'f')).data, { triggers: [{ triggerConfig: { enable: true } }] });
  const broken = { triggerConfig: { ...config, cronExpression: 'never' } };
  await t.throwsAsync(fc2.updateTrigger('s', 'f', 'hourly', broken), { code: 'InvalidArgument' });
  await fc2.deleteTrigger('s', 'f', 'hourly');
  await t.throwsAsync(fc2.getTrigger('s', 'f', 'hourly'), { code: 'TriggerNotFound' });

  const body = new FC.CreateTriggerInput({
    triggerName: 'hourly',
    triggerType: 'timer',
    triggerConfig: JSON.stringify(config),
  });
  await fc3.createTrigger('f', new FC.CreateTriggerRequest({ body }));
  const made = (await fc3.getTrigger('f', 'hourly')).body;
  t.deepEqual(JSON.parse(made?.triggerConfig ?? ''), config);
  const { body: list } = await fc3.listTriggers('f', new FC.ListTriggersRequest({}));
  t.deepEqual(
    list?.triggers?.map((trigger) => trigger.triggerName),
    ['hourly'],
  );
});

test('each client sees the functions of its own version', async (t) => {
  await using world = await deployed(echo, { timeout: 3 });
  t.like((await world.fc2().getFunction('s', 'f')).data, {
    functionName: 'f',
    runtime: 'nodejs20',
    timeout: 3,
  });
  t.like((await world.fc2().getService('s')).data, { serviceName: 's' });
  t.like((await world.fc3().getFunction('f', new FC.GetFunctionRequest({}))).body, {
    functionName: 'f',
    runtime: 'nodejs20',
    state: 'Active',
  });
  await t.throwsAsync(world.fc2().getFunction('s', 'g'), { name: 'FCFunctionNotFoundError' });
  await t.throwsAsync(world.fc2().getFunction('r', 'f'), { name: 'FCServiceNotFoundError' });
  await t.throwsAsync(world.fc2().invokeFunction('s', 'f', '', {}, 'v9'), { name: 'FCVersionNotFoundError' });
  await t.throwsAsync(world.fc3().getFunction('g', new FC.GetFunctionRequest({})), {
    code: 'FunctionNotFound',
  });
});

test('wrong keys, missing rights and a role that does not trust the service are refused', async (t) => {
  await using world = await deployed(echo);
  const ops = keyOf(world.emulator, 'ops');
  const nobody = keyOf(world.emulator, 'nobody');
  const wrong = { ...ops, accessKeySecret: 'wrong' };
  await t.throwsAsync(world.fc2(wrong).getFunction('s', 'f'), { code: 'SignatureNotMatch' });
  await t.throwsAsync(world.fc2({ ...ops, accessKeyId: 'LTAIx' }).getFunction('s', 'f'), {
    code: 'InvalidAccessKeyID',
  });
  await t.throwsAsync(world.fc2(nobody).invokeFunction('s', 'f', ''), { code: 'AccessDenied' });
  await t.throwsAsync(world.fc3(nobody).getFunction('f', new FC.GetFunctionRequest({})), {
    code: 'AccessDenied',
  });
  world.deploy({ role: world.emulator.identities['distrustful']?.arn ?? '' });
  await t.throwsAsync(world.fc2().invokeFunction('s', 'f', ''), { code: 'AccessDenied' });
});

test('a deployment beyond the limits is refused', async (t) => {
  await using world = await deployed(echo);
  const refused = (change: object) => t.throws(() => world.deploy(change), { code: 'InvalidArgument' });
  refused({ environmentVariables: { FC_REGION: 'x' } });
  refused({ environmentVariables: { LARGE: 'x'.repeat(4096) } });
  refused({ timeout: 86_401 });
  refused({ memorySize: 64 });
  refused({ handler: 'handler' });
});

test('several invocations run at once', async (t) => {
  await using world = await deployed(
    `
    export const handler = async (event) => {
      await fetch(event.toString());
      return process.pid;
    };`,
    { timeout: 30 },
  );
  const { services, requests } = world.emulator;
  world.emulator.faults.add({ service: 'webhook', effect: { kind: 'delay', ms: 300 } });
  const both = [services.webhook.url('/a'), services.webhook.url('/b')].map((url) => invoke3(world, url));
  const [first, second] = await Promise.all(both);
  t.not(first?.body, second?.body);
  t.is(requests.count('Webhook'), 2);
});

test('a run can be killed between any two of its calls, and the next attempt starts over', async (t) => {
  await using world = await deployed(
    `export const handler = async (event) => {
      for (const step of ['a', 'b', 'c']) await fetch(event + step + '?AccessKeyId=' + process.env.ALIBABA_CLOUD_ACCESS_KEY_ID);
      return 'done';
    };`,
  );
  const { services, faults } = world.emulator;
  world.deploy({ role: world.emulator.identities['rotator']?.arn ?? '', timeout: 30 });
  faults.add({ service: 'webhook', skip: 1, times: 1, effect: { kind: 'kill', after: true } });
  await invoke3(world, services.webhook.url('/'), { xFcInvocationType: 'Async' });
  await services.fc.idle();
  t.deepEqual(
    services.webhook.deliveries.map(({ path }) => path),
    ['/a', '/b', '/a', '/b', '/c'],
  );
  const errors = services.fc.get(null, 'f')?.invocations.map(({ errorType }) => errorType);
  t.deepEqual(errors, ['UnhandledInvocationError', null]);
});
