import test from 'ava';
import { en as messages } from '../languages/en.js';
import { durationText, fittedTime, localDay, localSecond, localTime } from './times.js';

const zones = ['UTC', 'Asia/Tokyo', 'Asia/Kathmandu', 'America/St_Johns', 'America/New_York', 'Pacific/Apia'];

for (const zone of zones) {
  test(`the day in ${zone} is that of the time, on every day and either side of midnight`, (t) => {
    // Coprime to the day and to the quarter of an hour, so that every time of the day occurs, including clock
    // changes.
    const stepMs = 3 * 3_600_000 + 7 * 60_000 + 13_000;
    for (let time = Date.UTC(2026, 1, 1); time < Date.UTC(2026, 11, 1); time += stepMs) {
      const instant = new Date(time);
      t.is(localDay(instant, zone), localTime(instant, zone).slice(0, 10), instant.toISOString());
    }
    for (const edge of [-1, 0]) {
      for (let quarter = 0; quarter <= 96; quarter += 1) {
        const instant = new Date(Date.UTC(2026, 4, 10) + quarter * 900_000 + edge);
        t.is(localDay(instant, zone), localTime(instant, zone).slice(0, 10), instant.toISOString());
      }
    }
  });
}

for (const [zone, winter, summer] of [
  ['UTC', '2026-01-10 23:59 UTC', '2026-07-10 23:59 UTC'],
  ['Europe/London', '2026-01-10 23:59 UTC', '2026-07-11 00:59 GMT+1'],
  ['Asia/Shanghai', '2026-01-11 07:59 GMT+8', '2026-07-11 07:59 GMT+8'],
  ['Asia/Kathmandu', '2026-01-11 05:44 GMT+5:45', '2026-07-11 05:44 GMT+5:45'],
  ['America/St_Johns', '2026-01-10 20:29 GMT-3:30', '2026-07-10 21:29 GMT-2:30'],
] as const) {
  test(`a time in ${zone} is its clock's, with its distance from UTC on that day`, (t) => {
    t.is(localTime(new Date('2026-01-10T23:59:31Z'), zone), winter);
    t.is(localTime(new Date('2026-07-10T23:59:31Z'), zone), summer);
  });
}

test("the machine's own zone shows the same time as if it were named", (t) => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (let month = 0; month < 12; month += 1) {
    const instant = new Date(Date.UTC(2026, month, 10, 23, 59, 31));
    t.is(localTime(instant, ''), localTime(instant, own));
    t.is(localSecond(instant, ''), localSecond(instant, own));
    t.is(localDay(instant, ''), localDay(instant, own));
  }
});

test('a narrow column leaves out the zone and never a part of it', (t) => {
  const instant = new Date('2026-01-10T23:59:31Z');
  const shown = [22, 18, 17, 16].map((width) => fittedTime(instant, 'Asia/Tokyo', width));
  t.deepEqual(shown, ['2026-01-11 08:59 GMT+9', '2026-01-11 08:59', '2026-01-11 08:59', '2026-01-11 08:59']);
});

const lengths: readonly (readonly [seconds: number, told: string])[] = [
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [119, '2 min'],
  [15 * 60 - 3, '15 min'],
  [3569, '59 min'],
  [3570, '1 h'],
  [2 * 3600 - 301, '1 h'],
  [8 * 3600 - 301, '7 h'],
  [8 * 3600 - 31, '8 h'],
  [8 * 3600 - 3, '8 h'],
  [8 * 3600 + 300, '8 h'],
  [86_400, '1 d'],
  [3 * 86_400 - 3, '2 d'],
  [-8 * 3600 + 3, '−8 h'],
];

for (const [seconds, told] of lengths)
  test(`${seconds} s are told as ${told}`, (t) => t.is(durationText(seconds * 1000, messages), told));
