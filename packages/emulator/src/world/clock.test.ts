import test from 'ava';
import { createClock } from './clock.js';

const at = (text: string) => new Date(`2026-01-01T${text}Z`);

function frozen(start: Date) {
  const clock = createClock(start);
  clock.freeze();
  return { clock, [Symbol.dispose]: () => clock.stop() };
}

test('timers run in order, each at its own time, before the clock arrives', async (t) => {
  using held = frozen(at('00:00:00'));
  const { clock } = held;
  await clock.set(at('00:00:00'));
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(`${name} ${clock.now().toISOString().slice(11, 19)}`);
  clock.schedule(at('03:00:00'), note('third'));
  clock.schedule(at('01:00:00'), async () => {
    await Promise.resolve();
    note('first')();
    clock.schedule(at('02:00:00'), note('second'));
  });
  clock.schedule(at('05:00:00'), note('later'));
  await clock.set(at('04:00:00'));
  t.deepEqual(seen, ['first 01:00:00', 'second 02:00:00', 'third 03:00:00']);
  t.is(clock.now().getTime(), at('04:00:00').getTime());
});

test('a cancelled timer does not run', async (t) => {
  using held = frozen(at('00:00:00'));
  const cancel = held.clock.schedule(at('01:00:00'), () => t.fail());
  cancel();
  await held.clock.advance(86_400_000);
  t.pass();
});

test('a clock that follows runs due timers by itself', async (t) => {
  const clock = createClock();
  t.teardown(() => clock.stop());
  await new Promise<void>((resolve) => {
    clock.schedule(new Date(clock.now().getTime() + 20), resolve);
    // The clock's own timers never keep a process alive, so something else must.
    const alive = setInterval(() => undefined, 1000);
    t.teardown(() => clearInterval(alive));
  });
  t.pass();
});

test('a resumed clock continues from where it stood', (t) => {
  const clock = createClock(new Date('2040-01-01T00:00:00Z'));
  t.teardown(() => clock.stop());
  clock.freeze();
  const stood = clock.now().getTime();
  clock.follow();
  t.is(clock.now().getUTCFullYear(), 2040);
  t.true(clock.now().getTime() >= stood);
});
