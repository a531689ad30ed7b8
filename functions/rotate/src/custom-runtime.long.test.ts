import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { codeFolder, functionWorld } from '@ackring/testkit/rotation/function-world';
import test from 'ava';
import { createRuntimeServer } from './custom-runtime.js';

const scenario = {
  clusters: ['a', 'b', 'c'].map((name) => ({ name, holders: { rotator: { daysLeft: 100 } } })),
};
const settings = 'sinks: [{kind: file, directory: "{directory}"}]';

test.serial(
  'with a Node of its own the same code rotates a fleet, in shards, behind an HTTP server',
  async (t) => {
    await using world = await functionWorld({
      scenario,
      settings: `${settings}\nshardSize: 1`,
      isCustom: true,
    });
    t.like(await world.deployed.status(), { runtime: 'custom.debian12', handler: 'index.handler' });
    t.like((await world.run('{"mode":"plan"}')).counts, { total: 3, renewed: 3 });
    const { answer, logTail, requestId } = await world.invoke('{"mode":"apply"}');
    const report = JSON.parse(answer ?? '');
    t.like(report.counts, { renewed: 3, failed: 0 }, answer ?? '');
    t.is(report.runId, requestId);
    t.deepEqual(report.failures, []);
    t.regex(logTail ?? '', /"schema":"ackring.rotation\/v1","kind":"metrics"/);
    t.like((await world.run()).counts, { kept: 3 });
  },
);

for (const [event, message] of [
  ['{"mode":"aply"}', /the event was not understood: mode/],
  ['once upon a time', /the event was not understood: it is not JSON/],
] as const) {
  test.serial(`and what fails there fails for Function Compute too: ${event}`, async (t) => {
    await using world = await functionWorld({ scenario, settings, isCustom: true });
    const { result, answer } = await world.invoke(event);
    t.is(result, 'failed');
    const { errorMessage, errorType, stackTrace } = JSON.parse(answer ?? '');
    t.regex(errorMessage, message);
    t.deepEqual([errorType, stackTrace], ['ConfigurationInvalid', undefined]);
  });
}

test.serial('without a configuration it says so, as in the managed runtime', async (t) => {
  await using world = await functionWorld({
    scenario,
    settings,
    isCustom: true,
    environment: { ACKRING_ROTATION: '' },
  });
  t.regex((await world.invoke('{}')).answer ?? '', /has no configuration/);
});

const strange: readonly (readonly [what: string, method: string, path: string, body: string | null])[] = [
  ['another path', 'POST', '/', '{}'],
  ['a path below', 'POST', '/invoke/x', '{}'],
  ['a name of every object', 'POST', 'constructor', '{}'],
  ['a question', 'GET', '/invoke', null],
  ['an event of 7 MB', 'POST', '/invoke', 'x'.repeat(7 * 1_048_576)],
];

for (const [what, method, path, body] of strange) {
  test(`its server takes what Function Compute posts, and refuses ${what}`, async (t) => {
    let events = 0;
    const server = createRuntimeServer({
      initialize: async () => undefined,
      handle: async () => {
        events += 1;
        throw Object.assign(new Error('not now'), { stack: 'at /secret' });
      },
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const { port } = server.address() as AddressInfo;
    const ask = (at: string, init: RequestInit) => fetch(new URL(at, `http://127.0.0.1:${port}/`), init);
    t.is((await ask(path, { method, body })).status, 404);
    t.is(events, 0);
    const answer = await ask('/invoke', { method: 'POST', body: '{}' });
    t.deepEqual(await answer.json(), { errorMessage: 'not now', errorType: 'Error' });
    t.is(answer.headers.get('x-fc-status'), '404');
    t.is((await ask('/initialize', { method: 'POST' })).status, 200);
  });
}

test('the server costs a few KB beside the code', async (t) => {
  t.true((await stat(join(codeFolder, 'server.js'))).size <= 20_000);
});
