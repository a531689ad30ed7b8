import { outcomeOf, type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';
import type { RotationReport } from '../report/report.js';

// What was delivered, and leaves the lists, the selection or the configuration: it is told as it nears its end.

const lastingDays = 400;

const scenario = {
  identities: [{ name: 'monitor', type: 'role', trusts: ['root'] }],
  clusters: [
    { name: 'prod-a', tags: { env: 'prod' }, holders: { ops: { daysLeft: lastingDays } } },
    {
      name: 'prod-b',
      region: 'cn-hangzhou',
      tags: { env: 'prod' },
      holders: { ops: { daysLeft: 1_000 }, monitor: { daysLeft: 1_000 } },
    },
  ],
} as const;

interface Settings {
  readonly select?: string;
  readonly regions?: string;
  readonly sinks?: string;
  readonly identities?: string;
}

const files = '{kind: file, directory: "{directory}/keys"}';
const others = '{kind: file, directory: "{directory}/others"}';

interface Story {
  readonly world: RotationWorld;
  /** One night, so many days before the kubeconfig of prod-a ends; what was told of it, as `kind reason level`. */
  night(daysLeft: number, settings?: Settings): Promise<readonly string[]>;
  /** The last night's report. */
  report(): RotationReport;
}

async function begin(world: RotationWorld): Promise<Story> {
  const { webhook } = world.emulator.services;
  let endsMs: number | null = null;
  let last: RotationReport | null = null;
  return {
    world,
    night: async (daysLeft, { select = '{}', regions, sinks = files, identities } = {}) => {
      // An hour after a level is reached.
      const atMs = (endsMs ?? 0) - daysLeft * 86_400_000 + 3_600_000;
      if (endsMs !== null) await world.emulator.clock.advance(atMs - world.clock.now().getTime());
      const heard = webhook.deliveries.length;
      const settings = [
        'holders: false',
        `sinks: [${sinks}]`,
        `select: ${select}`,
        `notify: [{kind: webhook, url: "${webhook.url()}"}]`,
        ...(regions === undefined ? [] : [`regions: ${regions}`]),
        ...(identities === undefined ? [] : [`identities: ${identities}`]),
      ];
      const { rotation } = await world.configure(settings.join('\n'));
      last = await rotation.run('apply', { runId: `r${daysLeft}` });
      endsMs ??= Date.parse(outcomeOf(last, 'prod-a').notAfter ?? '');
      return webhook.deliveries
        .slice(heard)
        .flatMap(({ json }) => (json as { readonly alarms: readonly Alarm[] }).alarms)
        .filter(({ cluster }) => cluster === 'prod-a')
        .map(({ kind, reason, step }) => `${kind} ${reason} ${step}`);
    },
    report: () => {
      if (last === null) throw new Error('no night yet');
      return last;
    },
  };
}

/** The change after the first delivery; settings of the nights that follow. */
type Leaving = (world: RotationWorld) => Settings;

const prodA = ({ emulator }: RotationWorld) => {
  const cluster = emulator.world.clusters.named('prod-a');
  if (cluster === undefined) throw new Error('no prod-a');
  return cluster;
};

const leavings: Record<string, readonly [before: Settings, change: Leaving, reason: string]> = {
  'it is excluded': [{}, () => ({ select: '{exclude: [prod-a]}' }), 'ClusterExcluded'],
  'it lost its tag': [
    { select: '{tags: {env: prod}}' },
    (world) => {
      prodA(world).tags = {};
      return { select: '{tags: {env: prod}}' };
    },
    'ClusterExcluded',
  ],
  'its region is not scanned any more': [{}, () => ({ regions: '[cn-hangzhou]' }), 'ClusterExcluded'],
  'its identity left the configuration': [
    {},
    ({ emulator }) => ({ identities: `[{roleArn: "${emulator.identities['monitor']?.arn}"}]` }),
    'HolderNotConfigured',
  ],
  'its sink left the configuration': [
    { sinks: `${files}, ${others}` },
    () => ({ sinks: others }),
    'PlaceLeft',
  ],
};

for (const [what, [before, change, reason]] of Object.entries(leavings)) {
  test(`${what}: told at each level until it ended, and then no more`, async (t) => {
    await using world = await rotationWorld(scenario, '{}');
    const { night } = await begin(world);
    t.deepEqual(await night(lastingDays, before), []);
    const after = change(world);
    const heard: (readonly [number, readonly string[]])[] = [];
    for (const daysLeft of [398, 181, 180, 60, 30, 7, 1, 0, -1, -40, -41])
      heard.push([daysLeft, await night(daysLeft, after)]);
    const told = (level: number) => [`blocked ${reason} ${level}`];
    t.deepEqual(
      heard.filter(([, alarms]) => alarms.length > 0),
      [
        [180, told(180)],
        [60, told(60)],
        [30, told(30)],
        [7, told(7)],
        [1, told(1)],
        [0, told(0)],
      ],
    );
  });
}

test('a cluster that the lists lost is found by its id, and renewed like the others', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const { night, report } = await begin(world);
  await night(lastingDays);
  world.emulator.world.clusters.unlisted.add(prodA(world).id);
  t.deepEqual(await night(170), []);
  const [outcome] = report().outcomes.filter(({ cluster }) => cluster.name === 'prod-a');
  t.like(outcome, { decision: { kind: 'renew' }, condition: { state: 'ready' }, error: null });
});

test('a cluster is gone when the cloud says so of its id, and a refusal to say is no answer', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const { night } = await begin(world);
  await night(lastingDays);
  const record = prodA(world);
  world.emulator.world.clusters.remove(record);
  const refused = { kind: 'error', status: 403, code: 'Forbidden' } as const;
  const stop = world.emulator.faults.add({ operation: 'DescribeClusterDetail', effect: refused });
  t.deepEqual(await night(100), ['blocked ClusterNotListed 180']);
  stop();
  // What is watched is asked about once a week.
  const answers: string[] = [];
  for (let daysLeft = 99; daysLeft > 91; daysLeft -= 1) answers.push(...(await night(daysLeft)));
  t.deepEqual(answers, ['resolved Gone null']);
});

test('who is taken back is renewed again, and its alarm ends with the proof', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const { night } = await begin(world);
  await night(lastingDays);
  t.deepEqual(await night(170, { select: '{exclude: [prod-a]}' }), ['blocked ClusterExcluded 180']);
  t.deepEqual(await night(169), ['resolved null null']);
});

test('while the configuration selects nothing at all, what was delivered is watched all the same, once', async (t) => {
  await using world = await rotationWorld(scenario, '{}');
  const { night, report } = await begin(world);
  await night(lastingDays);
  t.deepEqual(await night(170, { select: '{names: [nothing]}' }), ['blocked ClusterExcluded 180']);
  t.deepEqual(
    report().outcomes.map(({ cluster, left }) => `${cluster.name} ${left ?? ''}`),
    ['prod-a ', 'prod-b '],
  );
});
