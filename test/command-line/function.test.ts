import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionWorld, functionWorld } from '@ackring/testkit/rotation/function-world';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import {
  functionInvokeContract,
  functionLogsContract,
  functionStatusContract,
} from './rotation-contracts.js';
import { createAckring } from './run-ackring.js';
import { undocumented } from './undocumented.js';

const intoFile = 'sinks: [{kind: file, directory: "{directory}"}]';

/** The bundled function, deployed; and the program of a user with access to it. */
async function deployedWorld(t: ExecutionContext, service?: string, now?: Date) {
  const world: FunctionWorld = await functionWorld({
    scenario: { clusters: [{ name: 'prod', holders: { rotator: { daysLeft: 100 } } }] },
    settings: intoFile,
    daily: true,
    ...(service === undefined ? {} : { service }),
    ...(now === undefined ? {} : { now }),
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
    const status = await ackring.runHere(['function', 'status', name, '--json']);
    t.is(status.code, 0, status.stderr);
    const told = v.parse(functionStatusContract, status.json());
    t.deepEqual(undocumented(functionStatusContract, status.json()), []);
    t.like(told, { name, state, runtime: 'nodejs20', asyncInvoke: { retries: 1, maxAgeSeconds: 3600 } });
    t.is(told.triggers[0]?.cron, 'CRON_TZ=Asia/Shanghai 0 0 4 * * *');

    const plan = await ackring.runHere(['function', 'invoke', name]);
    t.is(plan.code, 0, plan.stderr);
    t.regex(plan.stdout, /\nprod .* renew /);
    t.is(world.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);

    const apply = await ackring.runHere(['function', 'invoke', name, '--mode', 'apply', '--json']);
    t.is(apply.code, 0, apply.stderr);
    t.like(v.parse(functionInvokeContract, apply.json()), {
      result: 'answered',
      answer: null,
      report: { mode: 'apply', counts: { renewed: 1, failed: 0 } },
    });
    t.deepEqual(undocumented(functionInvokeContract, apply.json()), []);
    t.false(apply.stdout.includes('PRIVATE KEY'));
  });
}

test.serial('its last runs are read from the sinks, newest first', async (t) => {
  const { world, ackring } = await deployedWorld(t);
  const config = join(ackring.home, 'mine.yaml');
  await writeFile(config, intoFile.replace('{directory}', world.directory));
  const args = ['function', 'logs', 'rotate', '--config', config];
  t.deepEqual(v.parse(functionLogsContract, (await ackring.runHere([...args, '--json'])).json()).runs, []);
  const first = (await world.run()).runId;
  const second = (await world.run()).runId;
  const { runs } = v.parse(functionLogsContract, (await ackring.runHere([...args, '--json'])).json());
  t.deepEqual(
    runs.map(({ runId, counts }) => [runId, counts['renewed'] ?? 0]),
    [
      [second, 0],
      [first, 1],
    ],
  );
  t.regex((await ackring.runHere(args)).stdout, new RegExp(` run +1 .*${first}`));
});

test.serial('monitoring learns that it runs, that it missed a run, and that it does not exist', async (t) => {
  const { world, ackring } = await deployedWorld(t);
  const check = ['function', 'status', 'rotate', '--check'];
  const fresh = await ackring.runHere(check);
  t.is(fresh.code, 1, fresh.stderr);
  t.regex(fresh.stdout, /^WARNING - rotate: it has not run yet, its first time is still to come\n$/);
  await world.run();
  const well = await ackring.runHere(check);
  t.is(well.code, 0, well.stdout);
  t.regex(well.stdout, /^OK - rotate: ran at \S+Z\n$/);

  const threeDaysAgo = new Date(Date.now() - 3 * 86_400_000);
  const old = await deployedWorld(t, undefined, threeDaysAgo);
  await old.world.run();
  const late = await old.ackring.runHere(check);
  t.is(late.code, 2, late.stdout);
  t.regex(late.stdout, /^CRITICAL - rotate: it did not run when it had to, at \S+T20:00:00Z\n$/);

  const nowhere = await ackring.runHere(['function', 'status', 'nothing', '--check']);
  t.is(nowhere.code, 2);
  t.regex(nowhere.stdout, /^CRITICAL - there is no function nothing in cn-hangzhou\n$/);
  world.emulator.faults.add({
    service: 'fc',
    effect: { kind: 'error', status: 403, code: 'AccessDenied' },
  });
  const refused = await ackring.runHere(check);
  t.is(refused.code, 3);
  t.regex(refused.stdout, /^UNKNOWN - not allowed to look at the function rotate: fc:\w+ is missing/);
});

test.serial("a region in the name wins over the credentials' one", async (t) => {
  const { ackring } = await deployedWorld(t);
  const { stdout } = await ackring.runHere(['function', 'status', 'rotate@ap-northeast-1', '--json']);
  t.is(v.parse(functionStatusContract, JSON.parse(stdout)).region, 'ap-northeast-1');
});

for (const [name, service] of [
  ['rotate', undefined],
  ['ops/rotate', 'ops'],
] as const) {
  test.serial(
    `the output of ${name} is read from its logstore, its own messages in plain words`,
    async (t) => {
      const { world, ackring } = await deployedWorld(t, service);
      const { runId } = await world.run();
      const read = await ackring.runHere(['function', 'logs', name, '--json']);
      t.is(read.code, 0, read.stderr);
      const { logs, runs, lines } = v.parse(functionLogsContract, read.json());
      t.deepEqual(undocumented(functionLogsContract, read.json()), []);
      t.deepEqual(logs, { project: 'ackring-logs', logstore: 'rotate' });
      t.deepEqual(
        runs.map((run) => run.runId),
        [runId],
      );
      t.regex(lines[0]?.text ?? '', /^FC Invoke Start/);
      t.true(lines.some(({ text }) => text.includes('"schema":"ackring.rotation/v1","kind":"report"')));

      const { stdout, stderr } = await ackring.runHere(['function', 'logs', name]);
      t.regex(stdout, /step +c[0-9a-f]{32} · self +prove works: done · \d+ ms/);
      t.regex(stdout, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:UTC|GMT[+-][\d:]+) +step /m);
      t.regex(stdout, /outcome +prod · self +renew · in the 180-day window/);
      t.regex(stdout, /report +run: 1 renewed · 0 delivered · 0 failed\n/);
      t.regex(stderr, /logstore rotate of the Log Service project ackring-logs/);
      t.false(stdout.includes('PRIVATE KEY'));
      t.false((await ackring.runHere(['function', 'logs', name, '--since', '0m'])).code === 0);
    },
  );
}

test.serial('its log is followed, each line once, until it is interrupted', async (t) => {
  const { world, ackring } = await deployedWorld(t);
  const child = ackring.start(['function', 'logs', 'rotate', '--follow']);
  const chunks: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  await world.run();
  while (!/report +run/.test(chunks.join(''))) await once(child.stdout, 'data');
  await world.run('{"mode":"plan"}');
  while (!/report +plan:/.test(chunks.join(''))) await once(child.stdout, 'data');
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  t.is(code, 130);
  t.is(chunks.join('').match(/report +run/g)?.length, 1);
});

test.serial('a log says that there is nothing yet, and of a plan what it would do', async (t) => {
  const { ackring } = await deployedWorld(t);
  const empty = await ackring.runHere(['function', 'logs', 'rotate']);
  t.is(empty.code, 0, empty.stderr);
  t.is(empty.stdout, '');
  t.regex(empty.stderr, /no run is kept, and nothing was written/);
  await ackring.runHere(['function', 'invoke', 'rotate']);
  const { stdout, stderr } = await ackring.runHere(['function', 'logs', 'rotate']);
  t.regex(stdout, /report +plan: 1 to renew · 0 to deliver · \d+ of others · 0 kept\n/);
  t.notRegex(stderr, /no run is kept/);
});

test.serial('without access to the log the runs are still shown, and what is missing', async (t) => {
  const { world, ackring } = await deployedWorld(t);
  const { runId } = await world.run();
  world.emulator.faults.add({
    service: 'sls',
    effect: { kind: 'error', status: 401, code: 'Unauthorized' },
  });
  const { code, stdout, stderr } = await ackring.runHere(['function', 'logs', 'rotate']);
  t.is(code, 7);
  t.true(stdout.includes(runId));
  t.regex(stderr, /not allowed to read the log of rotate: log:GetLogStoreLogs is missing/);
  t.regex(stderr, /ask for log:GetLogStoreLogs; `ackring policy --for fleet` prints/);
});

test.serial('read-only mode, an unknown name and a rejected event each end as they should', async (t) => {
  const { world, ackring } = await deployedWorld(t);
  const refused = await ackring.runHere(['function', 'invoke', 'rotate', '--read-only']);
  t.is(refused.code, 6);
  t.is(world.emulator.requests.count('InvokeFunction'), 0);

  t.is((await ackring.runHere(['function', 'status', 'nothing'])).code, 3);

  const failed = await ackring.runHere(['function', 'invoke', 'rotate', '--event', '{"mode":"destroy"}']);
  t.is(failed.code, 1);
  t.regex(failed.stdout, /the event was not understood/);
  t.regex(failed.stderr, /the function failed \(request /);

  t.is((await ackring.runHere(['function', 'invoke', 'rotate', '--mode', 'plan', '--event', '{}'])).code, 2);
});

test.serial('people read the same facts, and the end of the log on request', async (t) => {
  const { ackring } = await deployedWorld(t);
  const { stdout } = await ackring.run(['function', 'status', 'rotate']);
  t.regex(
    stdout,
    /^trigger +daily \(timer\), CRON_TZ=Asia\/Shanghai 0 0 4 \* \* \*, event \{"mode":"apply"\}$/m,
  );
  const { stderr } = await ackring.run(['function', 'invoke', 'rotate', '--log']);
  t.regex(stderr, /"schema":"ackring.rotation\/v1"/);
});
