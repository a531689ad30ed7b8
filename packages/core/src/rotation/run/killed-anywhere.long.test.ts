import { outcomeOf, type RotationWorld, rotationWorld, storedIn } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { Sink } from '../sinks/sink.js';
import { createRotation } from './rotation.js';

const scenario = { clusters: [{ name: 'a', holders: { ops: { daysLeft: 200 } } }] };

const sinks: Record<string, string> = {
  file: 'sinks: [{kind: file, directory: "{directory}"}]',
  kms: 'sinks: [{kind: kms}]',
  oss: 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}]',
};

type Point = 'before stage' | 'after stage' | 'before promote' | 'after promote';

/** A process killed at this point does nothing more: its later calls never happen. */
function dyingAt(sink: Sink, point: Point): Sink {
  let isDead = false;
  const dying = async <T>(step: 'stage' | 'promote' | 'read', work: () => Promise<T>): Promise<T> => {
    if (isDead || point === `before ${step}`) isDead = true;
    if (isDead) throw new Error('killed');
    const result = await work();
    if (point === `after ${step}`) isDead = true;
    if (isDead) throw new Error('killed');
    return result;
  };
  return {
    name: sink.name,
    documents: null,
    read: (key) => dying('read', () => sink.read(key)),
    stage: (key, version) => dying('stage', () => sink.stage(key, version)),
    promote: (key, version) => dying('promote', () => sink.promote(key, version)),
  };
}

function sinkOf({ ports }: RotationWorld): Sink {
  const [sink] = ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  return sink;
}

for (const [kind, settings] of Object.entries(sinks)) {
  for (const point of ['before stage', 'after stage', 'before promote', 'after promote'] as const) {
    test(`${kind}: killed ${point}, consumers keep a working key and the next run finishes`, async (t) => {
      await using world = await rotationWorld(scenario, settings);
      const { configuration, clock, ports, keyOf } = world;
      await world.rotation.run('apply', { runId: 'r1' });
      const before = await storedIn(sinkOf(world), keyOf('a'));
      await world.advanceDays(30);

      const dying = { ...ports, sinks: ports.sinks.map((sink) => dyingAt(sink, point)) };
      await createRotation({ ...dying, configuration, clock }).run('apply', { runId: 'r2' });
      const between = await storedIn(sinkOf(world), keyOf('a'));
      const isPromoted = point === 'after promote';
      t.is(between.certificate.serial !== before.certificate.serial, isPromoted);
      t.true(between.keyMatches && between.certificate.notAfter > clock.now());

      const finished = await world.rotation.run('apply', { runId: 'r3' });
      const after = await storedIn(sinkOf(world), keyOf('a'));
      t.true(after.certificate.notAfter.getTime() - clock.now().getTime() > 1_094 * 86_400_000);
      t.deepEqual(outcomeOf(finished, 'a').decision, {
        kind: isPromoted ? 'keep' : 'deliver',
        reason: isPromoted ? 'OutsideRenewalWindow' : 'OlderThanServer',
      } as never);
      t.like((await world.rotation.run('apply', { runId: 'r4' })).counts, { kept: 1, failed: 0 });
      t.is(world.emulator.requests.count('RevokeK8sClusterKubeConfig'), 0);
    });
  }

  test(`${kind}: two runs at once do no harm`, async (t) => {
    await using world = await rotationWorld(scenario, settings);
    await Promise.all(['a', 'b'].map((runId) => world.rotation.run('apply', { runId })));
    await world.advanceDays(30);
    const reports = await Promise.all(['c', 'd'].map((runId) => world.rotation.run('apply', { runId })));
    t.true(reports.some(({ counts }) => counts.failed === 0));
    const { certificate, keyMatches } = await storedIn(sinkOf(world), world.keyOf('a'));
    t.true(keyMatches && certificate.notAfter.getTime() - world.clock.now().getTime() > 1_094 * 86_400_000);
    t.like((await world.rotation.run('apply', { runId: 'e' })).counts, { kept: 1, failed: 0 });
  });
}
