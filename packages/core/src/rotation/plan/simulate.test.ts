import { copyOf, factsUntil, foreignUntil, subjectUntil } from '@ackring/testkit/rotation/subjects';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { dayMs } from '../../words/duration.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { eventsByMonth, simulateRotation } from './simulate.js';

test('a calendar shows the next three years, and the runs of those days agree', async (t) => {
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

const from = new Date('2027-03-01T04:00:00Z');
const inDays = (days: number): Date => new Date(from.getTime() + days * dayMs);
const plain = { renewBeforeDays: 180, spreadDays: 0, blackouts: [] };

/** One credential's events by day. */
function story(
  subject: Parameters<typeof simulateRotation>[0]['subjects'][number],
  { rules = plain, days = 1_095 }: { rules?: Parameters<typeof simulateRotation>[1]; days?: number } = {},
): readonly string[] {
  const events = simulateRotation({ subjects: [subject], failures: [] }, rules, {
    from,
    until: inDays(days),
  });
  return events.map(({ at, decision }) => `${(at.getTime() - from.getTime()) / dayMs} ${decision.reason}`);
}

test('one that ends in a year is renewed when its window opens, and then every 915 days', (t) => {
  t.deepEqual(story(subjectUntil(inDays(365)), { days: 2_100 }), [
    '185 WithinRenewalWindow',
    '1100 WithinRenewalWindow',
    '2015 WithinRenewalWindow',
  ]);
  // A run is once a day: what opens between two is renewed by the next.
  t.deepEqual(story(subjectUntil(inDays(365.5))), ['186 WithinRenewalWindow']);
  t.deepEqual(story(subjectUntil(inDays(365)), { days: 185 }), ['185 WithinRenewalWindow']);
  t.deepEqual(story(subjectUntil(inDays(365)), { days: 184 }), []);
});

test('what is missing is delivered first; a delivery outside the window does not renew', (t) => {
  const missing = subjectUntil(inDays(365), { copies: [copyOf('missing')] });
  t.deepEqual(story(missing), ['0 MissingFromSink', '185 WithinRenewalWindow']);
  const unknown = subjectUntil(inDays(365), { copies: [copyOf('missing')], server: null });
  t.deepEqual(story(unknown), ['0 MissingFromSink', '915 WithinRenewalWindow']);
  const elsewhere = subjectUntil(inDays(365), {
    copies: [copyOf(factsUntil(inDays(365), { server: 'https://gone:6443' }))],
  });
  t.deepEqual(story(elsewhere, { days: 100 }), ['0 EndpointChanged']);
  const unread = subjectUntil(inDays(365), { copies: [copyOf(null)] });
  t.deepEqual(story(unread), [], 'nothing is due whose end nobody knows');
});

for (const days of [1, 2, 3])
  test(`what is due waits for the end of a blackout of ${days} days`, (t) => {
    const blackout = `blackouts: [{from: "${inDays(-1).toISOString()}", to: "${inDays(days).toISOString()}"}]`;
    const rules = parseRotationConfiguration(`{spreadDays: 0, ${blackout}}`, 'test');
    t.deepEqual(story(subjectUntil(inDays(170)), { rules, days: 100 }), [`${days} WithinRenewalWindow`]);
  });

for (const [what, facts] of [
  ['missing', 'missing'],
  ['at another address', factsUntil(inDays(170), { server: 'https://gone:6443' })],
  ['without its own key', factsUntil(inDays(170), { keyMatches: false })],
] as const)
  test(`what is ${what} while a blackout holds its renewal back is delivered once, and renewed after it`, (t) => {
    const blackout = `blackouts: [{from: "${inDays(-1).toISOString()}", to: "${inDays(3).toISOString()}"}]`;
    const rules = parseRotationConfiguration(`{spreadDays: 0, ${blackout}}`, 'test');
    const events = story(subjectUntil(inDays(170), { copies: [copyOf(facts)] }), { rules, days: 100 });
    t.deepEqual(
      events.map((line) => line.split(' ')[0]),
      ['0', '3'],
      events.join(', '),
    );
  });

test('the calendar is in order, whatever the order of the credentials', (t) => {
  const subjects = [400, 365, 500].map((days) => subjectUntil(inDays(days)));
  const events = simulateRotation({ subjects, failures: [] }, plain, { from, until: inDays(400) });
  t.deepEqual(
    events.map(({ at }) => (at.getTime() - from.getTime()) / dayMs),
    [185, 220, 320],
  );
});

test('excluded clusters are not in the calendar at all', (t) => {
  t.deepEqual(story(subjectUntil(inDays(10), { selected: false })), []);
});

test("others' credentials appear on the days of notifications", (t) => {
  const days = story(foreignUntil(inDays(200)));
  t.deepEqual(
    days.map((line) => line.split(' ')[0]),
    ['20', '140', '170', '193', '199', '200'],
  );
  t.deepEqual(
    story(foreignUntil(inDays(30.5)), { days: 24 }).map((line) => line.split(' ')[0]),
    ['0', '0.5', '23.5'],
  );
  t.deepEqual(
    story(foreignUntil(inDays(30)), { days: 23 }).map((line) => line.split(' ')[0]),
    ['0', '23'],
  );
  t.deepEqual(story(foreignUntil(null)), []);
});

test('a month without events is in the calendar too', (t) => {
  const of = (at: Date) => ({ at }) as Parameters<typeof eventsByMonth>[0][number];
  const late = new Date('2027-01-31T23:59:59Z');
  const events = [of(late), of(new Date('2027-03-01T00:00:00Z'))];
  const months = eventsByMonth(events, { from: late, until: new Date('2027-04-01T00:00:00Z') });
  t.deepEqual(
    [...months].map(([month, each]) => [month, each.length]),
    [
      ['2027-01', 1],
      ['2027-02', 0],
      ['2027-03', 1],
      ['2027-04', 0],
    ],
  );
  t.is(eventsByMonth([], { from: new Date('2027-01-15T00:00:00Z') }).size, 37);
});

for (const lifeDays of [30, 90, 365, 1095]) {
  test(`of a life of ${lifeDays} days the calendar renews each certificate in its own window`, (t) => {
    const notAfter = inDays(lifeDays);
    const certificate = { notBefore: from };
    const subject = subjectUntil(notAfter, { copies: [copyOf(factsUntil(notAfter, { certificate }))] });
    const inventory = { subjects: [subject], failures: [] };
    const until = inDays(3 * 1095);
    const renewed = simulateRotation(inventory, plain, { from, until })
      .filter(({ decision }) => decision.kind === 'renew')
      .map(({ at }) => (at.getTime() - from.getTime()) / dayMs);
    const every = Math.ceil(lifeDays - Math.min(180, lifeDays / 3));
    t.deepEqual(renewed.slice(0, 3), [every, 2 * every, 3 * every]);
    t.is(renewed.length, Math.floor((3 * 1095) / every));
  });
}
