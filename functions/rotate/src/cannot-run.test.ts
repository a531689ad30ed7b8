import { join } from 'node:path';
import { judgeFunction, timedRecords } from '@ackring/core/rotation';
import { callerKey, type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { createRotateFunction } from './handler.js';

/** The function in this process on the embedded cloud: its log, and what people and monitoring get. */
async function cloud() {
  const world = await rotationWorld({ clusters: [{ name: 'due', holders: { ops: { daysLeft: 20 } } }] }, '');
  const { emulator, clock } = world;
  const lines: { readonly at: Date; readonly instance: null; readonly text: string }[] = [];
  return {
    emulator,
    lines,
    /** The error's message, or null. */
    invoke: async (environment: Record<string, string>, event: string, packageFolder = world.directory) => {
      const { handle } = createRotateFunction({
        environment: { ...emulator.environment, ...environment },
        packageFolder,
        clock,
        write: (text) => lines.push({ at: clock.now(), instance: null, text }),
      });
      return handle(event, contextOf(world)).then(
        () => null,
        (error: Error) => error.message,
      );
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

function contextOf({ emulator }: RotationWorld) {
  const { accessKeyId, accessKeySecret } = callerKey(emulator);
  return {
    requestId: 'r1',
    credentials: { accessKeyId, accessKeySecret },
    function: { name: 'rotate', memory: 512, timeout: 600 },
    region: 'cn-hangzhou',
    accountId: emulator.accountId,
  };
}

const timer = (payload: string) =>
  JSON.stringify({ triggerTime: '2027-03-01T20:00:00Z', triggerName: 'daily', payload });

const nightly = timer('{"mode":"apply"}');

const sound = `sinks: [{kind: oss, bucket: ackring-kubeconfigs}]\n`;

/** What it is configured with, what it is sent, and what everybody is told. `{tells}` names the receivers. */
const unable: readonly (readonly [what: string, rotation: string, event: string, told: RegExp])[] = [
  ['no configuration', '', nightly, /has no configuration/],
  ['a blank one', ' \n ', nightly, /has no configuration/],
  ['one of comments', '# later', nightly, /ACKRING_ROTATION names no sink/],
  ['no sinks', '{tells}', nightly, /ACKRING_ROTATION names no sink/],
  ['an empty list of sinks', '{tells}\nsinks: []', nightly, /ACKRING_ROTATION names no sink/],
  ['no sinks, by hand', '{tells}', '', /ACKRING_ROTATION names no sink/],
  ['an unusable setting', `{tells}\n${sound}verify: maybe`, nightly, /verify: must be/],
  [
    'a payload that is a word',
    `{tells}\n${sound}`,
    timer('apply'),
    /event was not understood: it is not JSON/,
  ],
  ['a misspelt mode', `{tells}\n${sound}`, timer('{"mode":"aply"}'), /event was not understood: mode/],
  ['a misspelt mode, by hand', `{tells}\n${sound}`, '{"mode":"aply"}', /event was not understood: mode/],
  ['a list', `{tells}\n${sound}`, '[]', /event was not understood: it is a list/],
  ['a part of nothing', `{tells}\n${sound}`, '{"kind":"shard"}', /event was not understood: kind/],
  ['an unknown event and no sinks', '{tells}', timer('apply'), /ACKRING_ROTATION names no sink/],
];

for (const [what, rotation, event, told] of unable) {
  test(`a function that cannot run says so each night, and has nothing renewed: ${what}`, async (t) => {
    await using world = await cloud();
    const { emulator, lines } = world;
    const tells = `notify: [{kind: cloudMonitor}]\nheartbeat: "${emulator.services.webhook.url('/beat')}"`;
    const environment = { ACKRING_ROTATION: rotation.replace('{tells}', tells), ACKRING_NOTIFY: tells };
    for (const night of [1, 2]) {
      t.regex((await world.invoke(environment, event)) ?? 'no error', told, `night ${night}`);
      await emulator.clock.advance(86_400_000);
    }
    const { cms, webhook } = emulator.services;
    const nightly = ['ackring.outage', 'ackring.heartbeat'];
    t.deepEqual(
      cms.events.map(({ name }) => name),
      [...nightly, ...nightly],
    );
    t.regex(cms.events[0]?.content ?? '', told);
    t.is(webhook.deliveries.length, 2);
    t.like(webhook.deliveries[0]?.json, { failures: 1 });
    t.like(judged(lines, emulator.clock.now()), { level: 'critical', kind: 'runFailed' });
    t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  });
}

test('a plan that cannot be made is for whoever asked for it, and nobody else', async (t) => {
  await using world = await cloud();
  const environment = { ACKRING_ROTATION: 'notify: [{kind: cloudMonitor}]' };
  t.regex((await world.invoke(environment, '{"mode":"plan"}')) ?? '', /names no sink/);
  t.is(world.emulator.services.cms.events.length, 0);
});

test('a configuration that is packed counts as one', async (t) => {
  await using world = await cloud();
  const folder = join(import.meta.dirname, '../terraform/examples/private-vpc');
  t.is(await world.invoke({ ACKRING_ROTATION: '' }, '{"mode":"plan"}', folder), null);
});

/** What makes a configuration unusable, beside a name, a sink and notifiers that are sound. */
const faults: readonly (readonly [what: string, text: string])[] = [
  ['a value', 'verify: maybe'],
  ['a type', 'regions: 5'],
  ['an unknown setting', 'rgions: [cn-hangzhou]'],
  ['a sink more', 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}, {kind: ftp}]'],
  ['a bracket', 'select: {names: ['],
  ['a quote', 'access: "private'],
  ['a setting that is there twice', 'verify: skip\nverify: skip'],
];

for (const [what, fault] of faults) {
  test(`functions that share a broken configuration are told of each by itself: ${what}`, async (t) => {
    await using world = await cloud();
    const { clock, services } = world.emulator;
    const yaml = (name: string | null, broken: string) =>
      [
        name === null ? '# no name' : `name: ${name}`,
        ...(broken.startsWith('sinks') ? [] : [sound.trim()]),
        broken,
        'notify: [{kind: cloudMonitor}]',
      ].join('\n');
    const run = (name: string | null, broken: string) =>
      world.invoke({ ACKRING_ROTATION: yaml(name, broken) }, nightly);
    const told = () => services.cms.events.filter(({ name }) => name !== 'ackring.heartbeat').length;
    for (const name of ['east', 'west']) t.truthy(await run(name, fault));
    t.is(told(), 2);
    t.is(await run(null, '# sound'), null);
    t.is(told(), 2, 'nobody’s trouble is over because another is well');
    t.truthy(await run('east', fault));
    t.is(told(), 2, 'nobody is told the same twice a day');
    await clock.advance(86_400_000);
    t.is(await run('east', '# mended'), null);
    t.is(services.cms.events.findLast(({ name }) => name === 'ackring.resolved')?.name, 'ackring.resolved');
    t.is(told(), 3);
  });
}

for (const name of ['East One', '"', '[a]', 'a\nname: b']) {
  test(`a name that cannot be used is said, and nobody else’s memory is taken: ${JSON.stringify(name)}`, async (t) => {
    await using world = await cloud();
    const { cms } = world.emulator.services;
    const run = (line: string) =>
      world.invoke({ ACKRING_ROTATION: `${line}\n${sound}notify: [{kind: cloudMonitor}]` }, nightly);
    t.regex((await run(`name: ${name}`)) ?? '', /name: (name )?must be|line \d/);
    t.is(await run('# unnamed'), null);
    t.regex((await run(`name: ${name}`)) ?? '', /name: (name )?must be|line \d/);
    const told = cms.events.map((event) => event.name).filter((event) => event !== 'ackring.heartbeat');
    t.deepEqual(told, ['ackring.outage', 'ackring.outage']);
  });
}

function judged(lines: Awaited<ReturnType<typeof cloud>>['lines'], now: Date) {
  const daily = {
    name: 'daily',
    type: 'timer',
    cron: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *',
    enabled: true,
    payload: null,
  };
  const status = {
    name: 'rotate',
    region: 'cn-hangzhou',
    runtime: 'nodejs20',
    handler: 'index.handler',
    memoryMiB: 512,
    timeoutSeconds: 600,
    state: 'Active',
    role: 'r',
    modified: null,
    triggers: [daily],
    logs: null,
    asyncInvoke: null,
  };
  return judgeFunction({ status, runs: [], records: timedRecords(lines), recordsSince: new Date(0), now });
}
