import type { ClusterRecord } from '@ackring/emulator/world/cluster';
import { outcomeOf, type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Alarm } from '../alarm/alarm.js';
import type { RotationReport } from '../report/report.js';
import type { Rotation } from './rotation.js';

// Half a year of one credential that ends in 185 days, daily around each level: whatever prevents its renewal, every
// level is reported, to the end and past it.
const heldDays = 185;
const days = [0, 1, 4, 5, 6, 7, 13, 60, 125, 126, 127, 155, 156, 157, 178, 179, 184, 185, 186, 187, 188];

interface Case {
  readonly settings?: string;
  readonly cluster?: object;
  readonly identities?: readonly object[];
  readonly holders?: object;
  /** What fails on the second day, and stays so. */
  spoil(world: RotationWorld, cluster: ClusterRecord): void | Promise<void>;
  /** How it is run from then on. */
  readonly run?: (rotation: Rotation, runId: string, world: RotationWorld) => Promise<RotationReport>;
  /** What is sent about the credential, as `day: kind level`. */
  readonly told: readonly string[];
  readonly daysLeftAtTheEnd?: number | null;
}

const risen = (kind: string): readonly string[] => [
  `126: ${kind} 60`,
  `156: ${kind} 30`,
  `179: ${kind} 7`,
  `185: ${kind} 1`,
  `186: ${kind} 0`,
  `187: ${kind} 0`,
  `188: ${kind} 0`,
];

const cases: Record<string, Case> = {
  'renewed on the server, its API server out of reach': {
    spoil: ({ emulator }, cluster) => emulator.world.apiServers.pause(cluster),
    told: ['6: failing 180', ...risen('failing')],
  },
  'renewed, and one of two sinks refuses': {
    settings: 'sinks: [{kind: file, directory: "{directory}"}, {kind: kms}]',
    spoil: ({ emulator }) => {
      for (const operation of ['PutSecretValue', 'UpdateSecretVersionStage']) {
        emulator.faults.add({
          operation,
          effect: { kind: 'error', status: 403, code: 'Forbidden.NoPermission' },
        });
      }
    },
    told: ['6: failing 180', ...risen('failing')],
  },
  'the cloud refuses to give it': {
    spoil: ({ emulator }) => {
      const effect = { kind: 'error', status: 403, code: 'StatusForbidden' } as const;
      emulator.faults.add({ operation: 'DescribeClusterUserKubeconfig', effect });
    },
    told: ['6: failing 180', ...risen('failing')],
  },
  'no time for it, every day': {
    spoil: () => undefined,
    run: async (rotation, runId, { clock }) =>
      rotation.conclude(
        await rotation.carryOut(await rotation.prepare({ runId }), { runId, deadline: clock.now() }),
      ),
    told: ['13: pending 180', ...risen('pending')],
  },
  'its cluster is not serving': {
    spoil: (_world, cluster) => {
      cluster.state = 'unavailable';
    },
    told: ['6: blocked 180', ...risen('blocked')],
  },
  'its EIP was unbound': {
    settings: 'sinks: [{kind: file, directory: "{directory}"}]\naccess: public',
    spoil: (world, cluster) => {
      cluster.hasPublicEndpoint = false;
      cluster.updated = world.clock.now();
    },
    told: ['1: blocked -', '6: blocked 180', ...risen('blocked')],
  },
  'its region cannot be listed': {
    settings: 'sinks: [{kind: file, directory: "{directory}"}]\nregions: [ap-northeast-1, us-west-1]',
    spoil: ({ emulator }) => {
      const effect = { kind: 'error', status: 403, code: 'StatusForbidden' } as const;
      emulator.faults.add({ path: '/regions/ap-northeast-1/clusters', effect });
    },
    told: ['6: blocked 180', ...risen('blocked')],
    daysLeftAtTheEnd: null,
  },
};

for (const [what, { spoil, told, settings, run, daysLeftAtTheEnd = -3 }] of Object.entries(cases)) {
  test(`${what}: levels rise to the end and beyond`, async (t) => {
    await using world = await rotationWorld(
      {
        clusters: [
          { name: 'a', holders: { ops: { daysLeft: heldDays } } },
          { name: 'far', region: 'us-west-1', holders: { ops: { daysLeft: 900 } } },
        ],
      },
      '{}',
    );
    const { webhook } = world.emulator.services;
    const sinks = settings ?? 'sinks: [{kind: file, directory: "{directory}"}]';
    const { rotation } = await world.configure(
      `${sinks}\nnotify: [{kind: webhook, url: "${webhook.url()}"}]`,
    );
    const cluster = world.emulator.world.clusters.named('a');
    if (cluster === undefined) throw new Error('no cluster a');
    let report: RotationReport | null = null;
    let today = 0;
    const heard: string[] = [];
    for (const day of days) {
      await world.advanceDays(day - today);
      today = day;
      if (day === 1) await spoil(world, cluster);
      const before = webhook.deliveries.length;
      const carryOut = day === 0 ? undefined : run;
      report = await (carryOut?.(rotation, `r${day}`, world) ?? rotation.run('apply', { runId: `r${day}` }));
      heard.push(
        ...alarmsOfA(webhook.deliveries.slice(before), cluster.id).map(
          ({ kind, step }) => `${day}: ${kind} ${step ?? '-'}`,
        ),
      );
    }
    t.deepEqual(heard, told);
    if (daysLeftAtTheEnd !== null && report !== null) t.is(outcomeOf(report, 'a').daysLeft, daysLeftAtTheEnd);
  });
}

function alarmsOfA(deliveries: readonly { readonly json: unknown }[], clusterId: string): readonly Alarm[] {
  return deliveries
    .flatMap(({ json }) => (json as { readonly alarms: readonly Alarm[] }).alarms)
    .filter(({ key }) => key.startsWith(clusterId));
}
