import test from 'ava';
import { hourMs } from '../words/duration.js';
import { sightOf } from './sight.js';

const at = (time: string) => new Date(`2026-11-${time}Z`);
const asked = { from: at('01T10:00:00'), to: at('10T10:00:00') };

/** An event every half hour but in these spans. */
function logged(...silences: readonly (readonly [from: string, to: string])[]) {
  const count = (asked.to.getTime() - asked.from.getTime()) / (hourMs / 2);
  return Array.from({ length: count + 1 }, (_, index) => {
    const instant = new Date(asked.from.getTime() + (index * hourMs) / 2);
    return { first: instant, last: instant };
  }).filter(({ first }) => !silences.some(([from, to]) => first > at(from) && first < at(to)));
}

type Silence = readonly [from: string, to: string];
const beginning = '01T09:00:00';
const end = '10T11:00:00';

const sights: readonly (readonly [what: string, Silence[], isWhole: boolean, from: string, Silence[]])[] = [
  ['throughout', [], true, '01T10:00:00', []],
  ['but for two hours', [['05T02:00:00', '05T04:00:00']], true, '01T10:00:00', []],
  [
    'but for some hours of a day',
    [['05T02:00:00', '05T05:00:00']],
    false,
    '01T10:00:00',
    [['05T02:00:00', '05T05:00:00']],
  ],
  [
    'but for a night',
    [['05T22:00:00', '06T06:30:00']],
    false,
    '01T10:00:00',
    [['05T22:00:00', '06T06:30:00']],
  ],
  [
    'but for a whole day',
    [['05T00:00:00', '06T00:00:00']],
    false,
    '01T10:00:00',
    [['05T00:00:00', '06T00:00:00']],
  ],
  ['two hours after the beginning', [[beginning, '01T12:00:00']], true, '01T10:00:00', []],
  ['half a day after the beginning', [[beginning, '01T22:00:00']], false, '01T22:00:00', []],
  ['on the last day only', [[beginning, '10T01:00:00']], false, '10T01:00:00', []],
  ['until two hours ago', [['10T08:00:00', end]], true, '01T10:00:00', []],
  ['until three hours ago', [['10T07:00:00', end]], false, '01T10:00:00', [['10T07:00:00', '10T10:00:00']]],
];
for (const [what, silences, isWhole, from, gaps] of sights) {
  test(`a log with events ${what} is ${isWhole ? '' : 'not '}the whole of what was asked for`, (t) => {
    const sight = sightOf(asked, logged(...silences).toReversed(), []);
    t.is(sight?.isWhole, isWhole);
    t.deepEqual(sight?.from, at(from));
    t.deepEqual(
      sight?.gaps,
      gaps.map(([start, stop]) => ({ from: at(start), to: at(stop) })),
    );
  });
}

test('what was not answered wholly is a gap, and a log without any event shows nothing', (t) => {
  const partial = { from: at('03T00:00:00'), to: at('03T01:00:00') };
  t.false(sightOf(asked, logged(), [partial])?.isWhole);
  t.is(sightOf(asked, [], []), null);
});

test('an hour of which both halves were asked for is heard as far as either says', (t) => {
  const halves = [
    { first: at('05T02:00:00'), last: at('05T03:00:00') },
    { first: at('05T02:10:00'), last: at('05T02:20:00') },
  ];
  t.true(sightOf(asked, [...logged(['05T02:00:00', '05T05:00:00']), ...halves], [])?.isWhole);
});

test('events before or after what was asked for cover nothing of it', (t) => {
  for (const other of ['12T00:00:00', '01T00:00:00']) {
    const sight = sightOf(asked, [{ first: at(other), last: at(other) }], []);
    t.like(sight, { from: asked.to, isWhole: false });
  }
});
