import test from 'ava';
import { localDay, localTime } from './times.js';

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
