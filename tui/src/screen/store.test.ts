import { mock } from 'node:test';
import test from 'ava';
import { loadLanguage } from '../messages/messages.js';
import { opened } from '../testkit.js';
import { defaultSettings } from '../world/settings.js';
import { createStore, type Store, startPulse } from './store.js';

test.before(() => loadLanguage('en'));

/** A store whose ticks are counted, on a clock that is moved by hand. */
function watched(refreshSeconds = 120): { readonly store: Store; ticksIn(ms: number): number; end(): void } {
  mock.timers.enable({ apis: ['setTimeout'] });
  const now = new Date(0);
  const settings = { ...defaultSettings, refreshSeconds };
  const state = opened({ now, settings });
  const store = createStore(state, () => undefined);
  let ticks = 0;
  const stop = startPulse(store, () => {
    ticks += 1;
    return now;
  });
  return {
    store,
    ticksIn: (ms) => {
      const before = ticks;
      for (let passed = 0; passed < ms; passed += 100) mock.timers.tick(100);
      return ticks - before;
    },
    end: () => {
      stop();
      mock.timers.reset();
    },
  };
}

test.serial('ticks are slow when nothing moves, and fast after a key', (t) => {
  const { store, ticksIn, end } = watched();
  t.is(ticksIn(1000), 1);
  t.is(ticksIn(60_000), 6);
  store.dispatch({ kind: 'key', key: '2' });
  t.is(ticksIn(1000), 1);
  end();
});

test.serial('ticks are fast while a message is shown', (t) => {
  const { store, ticksIn, end } = watched();
  const change = (state: ReturnType<Store['get']>) =>
    ({
      ...state,
      notice: { serial: 1, at: new Date(0), mood: 'info', told: () => ({ text: 'done', remedy: null }) },
    }) as const;
  store.dispatch({ kind: 'arrived', name: 'test', change });
  t.is(ticksIn(5000), 5);
  end();
});

test.serial('ticks are frequent enough for the interval between two refreshes', (t) => {
  const { ticksIn, end } = watched(5);
  t.is(ticksIn(1000), 1);
  t.is(ticksIn(20_000), 4);
  end();
});
