import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { eventsByMonth, simulateRotation } from './simulate.js';

const dayMs = 86_400_000;

test('a calendar tells what the next three years bring, and the runs of those days agree', async (t) => {
  await using world = await rotationWorld(
    {
      identities: [{ name: 'tom' }],
      clusters: [
        { name: 'soon', holders: { ops: { daysLeft: 200 }, tom: { daysLeft: 100 } } },
        { name: 'late', holders: { ops: { daysLeft: 1000 } } },
      ],
    },
    'sinks: [{kind: file, directory: "{directory}"}]\nverify: skip',
  );
  await world.rotation.run('apply', { runId: 'r1' });
  const { inventory } = await world.rotation.prepare({ runId: 'r2' });
  const rules = parseRotationConfiguration('', 'test');
  const from = world.clock.now();
  const events = simulateRotation(inventory, rules, { from });
  const ofDay = (day: number) =>
    events
      .filter(({ at }) => Math.floor((at.getTime() - from.getTime()) / dayMs) === day)
      .map(({ cluster, decision }) => `${cluster.name} ${decision.kind}`);
  t.deepEqual(ofDay(0), ['soon notify']);
  t.deepEqual(ofDay(21), ['soon renew']);
  t.deepEqual(ofDay(821), ['late renew']);
  t.deepEqual(ofDay(21 + 915), ['soon renew']);
  t.is(events.filter(({ decision }) => decision.kind === 'renew').length, 3);
  t.is([...eventsByMonth(events, { from }).values()].flat().length, events.length);

  await world.advanceDays(21);
  t.like((await world.rotation.run('plan', { runId: 'r3' })).counts, { renewed: 1 });
});

test('a blackout is waited out day by day', async (t) => {
  await using world = await rotationWorld(
    { clusters: [{ name: 'a', holders: { ops: { daysLeft: 181 } } }] },
    'sinks: [{kind: file, directory: "{directory}"}]\nverify: skip',
  );
  await world.rotation.run('apply', { runId: 'r1' });
  const { inventory } = await world.rotation.prepare({ runId: 'r2' });
  const from = world.clock.now();
  const until = new Date(from.getTime() + 20 * dayMs);
  const rules = parseRotationConfiguration(
    `blackouts: [{from: "${from.toISOString()}", to: "${new Date(from.getTime() + 10 * dayMs).toISOString()}"}]`,
    'test',
  );
  const [event] = simulateRotation(inventory, rules, { from, until });
  t.is((event?.at.getTime() ?? 0) - from.getTime(), 10 * dayMs);
});
