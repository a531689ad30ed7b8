import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { systemClock } from '../../machine/clock.js';
import { resolveEndpoint } from '../openapi/endpoints.js';
import { createRateLimiters } from '../rate-limit.js';
import { createLogService, type LogQuery } from './log-service.js';

const start = 1_764_000_000;
const query: LogQuery = {
  project: 'ackring-logs',
  logstore: 'rotate',
  topic: 'FCLogs:rotate',
  query: '',
  from: new Date(start * 1000),
  to: new Date((start + 1_000) * 1000),
  limit: 1_000,
};

/** A logstore with this many lines, a second apart, and somebody else's among them. */
async function cloudWithLines(lines: number): Promise<Emulator> {
  const emulator = await startEmulator({ scenario: 'single' });
  const role = emulator.world.identities.byName('ops');
  if (role === undefined) throw new Error('no ops');
  emulator.services.sls.createLogstore(query.project, query.logstore);
  const records = Array.from({ length: lines }, (_, line) => ({
    time: start + line,
    topic: query.topic,
    fields: { message: `line ${line}`, instanceID: 'c-1' },
  }));
  const other = { time: start, topic: 'FCLogs:other', fields: { message: 'not ours' } };
  emulator.services.sls.post({ ...query, region: 'cn-hangzhou' }, role, [other, ...records]);
  return emulator;
}

function serviceOf({ environment }: Emulator) {
  return createLogService({
    credentials: {
      get: async () => ({
        accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
        accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
        securityToken: null,
      }),
    },
    region: 'cn-hangzhou',
    endpoint: resolveEndpoint('sls', 'cn-hangzhou', environment),
    clock: systemClock,
    limiter: createRateLimiters(systemClock)('sls'),
  });
}

const pages = test.macro({
  async exec(t, lines: number, limit: number, found: number, isComplete: boolean, calls: number) {
    await using emulator = await cloudWithLines(lines);
    const { entries, isComplete: complete } = await serviceOf(emulator).find({ ...query, limit });
    t.is(entries.length, found);
    t.is(complete, isComplete);
    t.is(entries.at(-1)?.fields['message'], lines === 0 ? undefined : `line ${lines - 1}`);
    t.deepEqual(
      entries,
      [...entries].sort((a, b) => a.at.getTime() - b.at.getTime()),
    );
    t.is(emulator.requests.count('GetLogs'), calls);
  },
  title: (_, lines, limit) => `of ${lines} lines the newest ${limit} are read, oldest first`,
});
test(pages, 0, 1_000, 0, true, 1);
test(pages, 99, 1_000, 99, true, 1);
test(pages, 100, 1_000, 100, true, 2);
test(pages, 250, 1_000, 250, true, 3);
test(pages, 250, 120, 120, false, 2);

test('a dropped connection, a server error and throttling are retried', async (t) => {
  await using emulator = await cloudWithLines(3);
  emulator.faults.add({ service: 'sls', times: 1, effect: { kind: 'reset' } });
  emulator.faults.add({ service: 'sls', skip: 1, times: 1, effect: { kind: 'error', status: 500 } });
  emulator.faults.add({ service: 'sls', skip: 2, times: 1, effect: { kind: 'throttle' } });
  t.is((await serviceOf(emulator).find(query)).entries.length, 3);
});

const refusals = [
  ['a project that is not there', { project: 'no-such-project' }, 'ResourceNotFound'],
  ['a logstore that is not there', { logstore: 'nothing' }, 'ResourceNotFound'],
  ['no time at all', { to: query.from }, 'RequestRejected'],
] as const;
for (const [what, change, code] of refusals) {
  test(`${what} is ${code}`, async (t) => {
    await using emulator = await cloudWithLines(1);
    await t.throwsAsync(serviceOf(emulator).find({ ...query, ...change }), { code });
  });
}

test('a refusal by RAM names the missing action', async (t) => {
  await using emulator = await cloudWithLines(1);
  const ops = emulator.world.identities.byName('ops');
  if (ops !== undefined) ops.policies = [];
  await t.throwsAsync(serviceOf(emulator).find(query), {
    code: 'Forbidden',
    message: /log:GetLogStoreLogs is missing/,
  });
});

test('a page of HTML is not a log', async (t) => {
  await using emulator = await cloudWithLines(1);
  emulator.faults.add({ service: 'sls', effect: { kind: 'html', status: 200 } });
  await t.throwsAsync(serviceOf(emulator).find(query), { code: 'ResponseUnreadable' });
});
