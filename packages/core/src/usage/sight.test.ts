import test from 'ava';
import { sightOf } from './sight.js';

const dayMs = 86_400_000;
const at = (time: string) => new Date(time);
const asked = { from: at('2026-11-01T10:00:00Z'), to: at('2026-11-10T10:00:00Z') };

/** Midnights of November. */
function days(first: number, last: number, without: readonly number[] = []): ReadonlySet<number> {
  const all = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return new Set(
    all
      .filter((day) => !without.includes(day))
      .map((day) => at('2026-11-01T00:00:00Z').getTime() + (day - 1) * dayMs),
  );
}

const sights: readonly (readonly [string, ReadonlySet<number>, boolean, string, number])[] = [
  ['every day', days(1, 10), true, '2026-11-01T10:00:00.000Z', 0],
  ['not yet today', days(1, 9), true, '2026-11-01T10:00:00.000Z', 0],
  ['from the second day on', days(2, 10), false, '2026-11-02T00:00:00.000Z', 0],
  ['from the last day on', days(10, 10), false, '2026-11-10T00:00:00.000Z', 0],
  ['with a day missing', days(1, 10, [5]), false, '2026-11-01T10:00:00.000Z', 1],
  ['not in the last days', days(1, 7), false, '2026-11-01T10:00:00.000Z', 1],
];
for (const [what, seen, isWhole, from, gaps] of sights) {
  test(`a log with events ${what} is ${isWhole ? '' : 'not '}the whole of what was asked for`, (t) => {
    const sight = sightOf(asked, seen, []);
    t.is(sight?.isWhole, isWhole);
    t.is(sight?.from.toISOString(), from);
    t.is(sight?.gaps.length, gaps);
  });
}

test('a span that begins just before midnight may have its first event after it', (t) => {
  const late = { ...asked, from: at('2026-11-01T23:59:50Z') };
  t.true(sightOf(late, days(2, 10), [])?.isWhole);
});

test('what was not answered wholly is a gap, and a log without any event shows nothing', (t) => {
  const partial = { from: at('2026-11-03T00:00:00Z'), to: at('2026-11-03T01:00:00Z') };
  t.false(sightOf(asked, days(1, 10), [partial])?.isWhole);
  t.is(sightOf(asked, new Set(), []), null);
});
