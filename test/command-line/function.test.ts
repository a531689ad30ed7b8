import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionWorld, functionWorld } from '@ackring/rotate/function-world';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { functionInvokeContract, functionLogsContract, functionStatusContract } from './contracts.js';
import { createAckring } from './run-ackring.js';

const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';

/** The bundled function, deployed; and the program of somebody who may use it. */
async function deployedWorld(t: ExecutionContext, service?: string) {
  const world: FunctionWorld = await functionWorld({
    scenario: { clusters: [{ name: 'prod', holders: { rotator: { daysLeft: 100 } } }] },
    settings: intoFile,
    daily: true,
    ...(service === undefined ? {} : { service }),
  });
  t.teardown(() => world[Symbol.asyncDispose]());
  return { world, ackring: await createAckring(t, world.emulator) };
}

for (const [name, service, state] of [
  ['rotate', undefined, 'Active'],
  ['ops/rotate', 'ops', null],
] as const) {
  test.serial(`the function ${name} is shown with its timer, asked for a plan, and run`, async (t) => {
    const { world, ackring } = await deployedWorld(t, service);
    const status = await ackring.run(['function', 'status', name, '--json']);
    t.is(status.code, 0, status.stderr);
    const told = v.parse(functionStatusContract, status.json());
    t.like(told, { name, state, runtime: 'nodejs20', asyncInvoke: { retries: 1, maxAgeSeconds: 3600 } });
    t.is(told.triggers[0]?.cron, 'CRON_TZ=Asia/Shanghai 0 0 4 * * *');

    const plan = await ackring.run(['function', 'invoke', name]);
    t.is(plan.code, 0, plan.stderr);
    t.regex(plan.stdout, /\nprod .* renew /);
    t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);

    const apply = await ackring.run(['function', 'invoke', name, '--mode', 'apply', '--json']);
    t.is(apply.code, 0, apply.stderr);
    t.like(v.parse(functionInvokeContract, apply.json()), {
      result: 'answered',
      answer: null,
      report: { mode: 'apply', counts: { renewed: 1, failed: 0 } },
    });
    t.false(apply.stdout.includes('PRIVATE KEY'));
  });
}

test.serial('its last runs are told from the sinks, newest first', async (t) => {
  const { world, ackring } = await deployedWorld(t);
  const config = join(ackring.home, 'mine.yaml');
  await writeFile(config, intoFile.replace('{directory}', world.directory));
  const args = ['function', 'logs', 'rotate', '--config', config];
  t.deepEqual(v.parse(functionLogsContract, (await ackring.run([...args, '--json'])).json()).runs, []);
  const first = (await world.run()).runId;
  const second = (await world.run()).runId;
  const { runs } = v.parse(functionLogsContract, (await ackring.run([...args, '--json'])).json());
  t.deepEqual(
    runs.map(({ runId, counts }) => [runId, counts['renewed'] ?? 0]),
    [
      [second, 0],
      [first, 1],
    ],
  );
  t.regex((await ackring.run(args)).stdout, new RegExp(`1 renewed .*${first}`));
});

test.serial('read-only mode, an unknown name and an event it refuses each end as they should', async (t) => {
  const { world, ackring } = await deployedWorld(t);
  const refused = await ackring.run(['function', 'invoke', 'rotate', '--read-only']);
  t.is(refused.code, 6);
  t.is(world.emulator.requests.count('InvokeFunction'), 0);

  t.is((await ackring.run(['function', 'status', 'nothing'])).code, 3);

  const failed = await ackring.run(['function', 'invoke', 'rotate', '--event', '{"mode":"destroy"}']);
  t.is(failed.code, 1);
  t.regex(failed.stdout, /the event was not understood/);
  t.regex(failed.stderr, /the function failed \(request /);

  t.is((await ackring.run(['function', 'invoke', 'rotate', '--mode', 'plan', '--event', '{}'])).code, 2);
});

test.serial('people read the same facts, and the end of the log when they ask for it', async (t) => {
  const { ackring } = await deployedWorld(t);
  const { stdout } = await ackring.run(['function', 'status', 'rotate']);
  t.regex(
    stdout,
    /^trigger +daily \(timer\), CRON_TZ=Asia\/Shanghai 0 0 4 \* \* \*, event \{"mode":"apply"\}$/m,
  );
  const { stderr } = await ackring.run(['function', 'invoke', 'rotate', '--log']);
  t.regex(stderr, /"schema":"ackring.rotation\/v1"/);
});
