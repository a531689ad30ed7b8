import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import { createClock } from './clock.js';

test('timers due together run one after the other, and moving the clock waits for all', async (t) => {
  const clock = createClock(new Date('2027-01-01T00:00:00Z'));
  const seen: string[] = [];
  const run = (name: string, at: Date) => async () => {
    seen.push(`${name} begins`);
    clock.schedule(new Date(at.getTime() + 86_400_000), () => void seen.push(`${name} again`));
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    seen.push(`${name} ends`);
  };
  const at = new Date('2027-01-02T00:00:00Z');
  clock.schedule(at, run('a', at));
  clock.schedule(at, run('b', at));
  await clock.set(new Date('2027-01-02T12:00:00Z'));
  t.deepEqual(seen, ['a begins', 'a ends', 'b begins', 'b ends']);
  await clock.set(new Date('2027-01-03T12:00:00Z'));
  t.deepEqual(seen.slice(4), ['a again', 'b again']);
  clock.stop();
});
