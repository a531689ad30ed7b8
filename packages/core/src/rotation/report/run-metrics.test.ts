import { forbidden, onDay, ownOutcome, reportOn, tomsOutcome } from '@ackring/testkit/rotation/outcomes';
import { conditionUntil } from '@ackring/testkit/rotation/standing';
import test from 'ava';
import type { Condition } from '../credential/condition.js';
import type { RotationOutcome } from './report.js';
import { mostCredentials, runMetrics, runNumbers } from './run-metrics.js';

const seconds = (day: number) => onDay(day).getTime() / 1_000;

function standing(name: string, endsOn: number, change: Partial<Condition> = {}): RotationOutcome {
  const condition = conditionUntil(onDay(endsOn), change);
  return ownOutcome(0, endsOn, { cluster: { id: `c-${name}`, name }, condition });
}

const failing = { state: 'failing', reason: 'Forbidden', brokenSince: onDay(0).toISOString() } as const;

test('a run in numbers: outcomes, conditions, and when the first credential ends', (t) => {
  const report = {
    ...reportOn(
      0,
      [standing('well', 500), standing('ill', 20, failing), tomsOutcome(0, 5)],
      [{ what: 'region cn-beijing', error: forbidden }],
    ),
    finishedAt: new Date(onDay(0).getTime() + 1_500).toISOString(),
  };
  const value = (name: string, labels: object = {}) =>
    runMetrics(report)
      .find((metric) => metric.name === name)
      ?.samples.find((sample) => JSON.stringify(sample.labels) === JSON.stringify(labels))?.value;
  t.is(value('ackring_rotation_duration_seconds'), 1.5);
  t.is(value('ackring_rotation_finished_seconds'), seconds(0) + 1);
  t.is(value('ackring_rotation_conditions', { condition: 'failing' }), 1);
  t.is(value('ackring_rotation_conditions', { condition: 'blocked' }), 0);
  t.is(value('ackring_rotation_broken'), 1);
  t.is(value('ackring_rotation_failures'), 1);
  t.is(value('ackring_rotation_first_end_seconds'), seconds(20));
  const ill = { cluster: 'ill', cluster_id: 'c-ill', region: 'cn-hangzhou', identity: 'self' };
  t.is(value('ackring_rotation_held_until_seconds', ill), seconds(20));
  t.is(value('ackring_rotation_not_ready', { ...ill, condition: 'failing', reason: 'Forbidden' }), 1);
  t.is(value('ackring_rotation_credentials_without_series'), 0);
  t.like(runNumbers(report), {
    ...{ failing: 1, ready: 1, broken: 1, failures: 1, firstEndSeconds: seconds(20) },
    ...{ durationSeconds: 1.5, finishedSeconds: seconds(0) + 1 },
  });
});

test("others' credentials are counted and have no series of their own", (t) => {
  const names = JSON.stringify(runMetrics(reportOn(0, [tomsOutcome(0, 5)])));
  t.false(names.includes('20009'));
});

test('while nothing is wrong there is no first end, rather than a zero', (t) => {
  const report = reportOn(0, [standing('well', 500)]);
  t.false(runMetrics(report).some(({ name }) => name === 'ackring_rotation_first_end_seconds'));
  t.false('firstEndSeconds' in runNumbers(report));
});

test('a large fleet has a bounded number of series: those that end first, and how many were left out', (t) => {
  const outcomes = Array.from({ length: mostCredentials + 100 }, (_, index) =>
    standing(`${index}`, 600 - index),
  );
  const metrics = new Map(runMetrics(reportOn(0, outcomes)).map((metric) => [metric.name, metric.samples]));
  const held = metrics.get('ackring_rotation_held_until_seconds') ?? [];
  t.is(held.length, mostCredentials);
  t.is(Math.max(...held.map(({ value }) => value)), seconds(500));
  t.is(metrics.get('ackring_rotation_credentials_without_series')?.[0]?.value, 100);
});

test('what was left of another place is told with its place, and nothing else has one', (t) => {
  const outcomes = [standing('well', 500), { ...standing('left', 20, failing), left: 'old/place' }];
  const samples = runMetrics(reportOn(0, outcomes)).flatMap((metric) => metric.samples);
  const places = (cluster: string) =>
    samples.flatMap(({ labels }) =>
      labels['cluster'] === cluster ? ['place' in labels && labels['place']] : [],
    );
  t.deepEqual([...new Set(places('left'))], ['old/place']);
  t.deepEqual([...new Set(places('well'))], [false]);
});

test('of those whose end nobody knows it is told that they are not ready, and no end', (t) => {
  const outcomes = [standing('well', 500), standing('odd', 500, { ...failing, heldUntil: null })];
  const metrics = new Map(runMetrics(reportOn(0, outcomes)).map((metric) => [metric.name, metric.samples]));
  const told = (name: string) => metrics.get(name)?.map(({ labels }) => labels['cluster']);
  t.deepEqual(told('ackring_rotation_held_until_seconds'), ['well']);
  t.deepEqual(told('ackring_rotation_not_ready'), ['odd']);
});
