// biome-ignore lint/style/noRestrictedImports: what must not happen has no event; no process but this one is waited for.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { OwnCommand } from '@ackring/core/internal/own-commands/own-commands';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { runOwn } from '../features/own-commands/tasks.js';
import { goIn } from '../features/sessions/tasks.js';
import { en } from '../languages/en.js';
import { edit } from '../subjects/context/tasks.js';
import { opened } from '../testkit.js';
import type { Services } from '../world/services.js';
import type { AppState } from './app-state.js';
import { question } from './confirmation.js';
import { noticeText } from './notify.js';
import { openOverlay } from './overlay.js';
import { withLine } from './recall.js';
import { createRunner } from './runner.js';
import type { Ask, Change, Job } from './step.js';
import { createStore } from './store.js';
import { defineTask } from './task.js';
import { page, suspend, workSlot } from './tasks.js';
import type { LendingWorld, Slot } from './world.js';

function never(): never {
  throw new Error('no task here needs it');
}

/** A store with its tasks running, in an empty world. */
function running() {
  const left = new AbortController();
  const codes: number[] = [];
  const store = createStore(opened({ columns: 80, rows: 24 }), (ask) => perform(ask));
  const perform = createRunner({
    servicesOf: (): Services => never(),
    servicesFor: (): Services => never(),
    local: (): Services => never(),
    watched: () => [null],
    watch: never,
    renew: never,
    terminal: { copy: never, edit: never, page: never, lend: never, redraw: () => undefined, suspend: never },
    signal: left.signal,
    dispatch: store.dispatch,
    quit: (code) => codes.push(code),
  });
  return { store, perform, left, codes };
}

const said = ({ notices }: AppState): readonly string[] => notices.map(({ told }) => told(en).text);
const named = (state: AppState, name: string): AppState => ({
  ...state,
  pastLines: withLine(state.pastLines, 'command', name),
});
const refused = new AckringError('Forbidden', 'not allowed', { remedy: 'ask' });

/** Waits until it is stopped, and reports that. */
function waiting(slot: Slot, name: string): Ask {
  return defineTask({
    name,
    slot,
    arrivals: { named },
    run: ({ emit, signal }) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => {
          emit.named(`${name} stopped`);
          resolve();
        });
      }),
  })();
}

test("a task's report is a change of the state, and may request more", async (t) => {
  const { store, perform } = running();
  const second = defineTask({
    name: 'second',
    arrivals: { named },
    run: ({ emit }, word: string) => emit.named(word),
  });
  const first = defineTask({
    name: 'first',
    arrivals: {
      begun: (state: AppState, word: string) => ({ state: named(state, word), asks: [second('second')] }),
    },
    run: ({ emit }) => emit.begun('first'),
  });
  perform(first());
  t.deepEqual(store.get().pastLines.command, ['first', 'second']);
});

test('starting a task stops the one in its slot, and none in another', (t) => {
  const { store, perform } = running();
  const [one, other]: Slot[] = [
    { name: 'one', stopsOn: ['cancel'] },
    { name: 'other', stopsOn: ['watch'] },
  ];
  if (one === undefined || other === undefined) throw new Error('no slots');
  perform(waiting(one, 'a'));
  perform(waiting(other, 'b'));
  perform(waiting(one, 'c'));
  t.deepEqual(store.get().pastLines.command, ['a stopped']);
  perform(defineTask({ name: 'cancel', run: ({ world }) => world.stop('cancel') })());
  t.deepEqual(store.get().pastLines.command, ['a stopped', 'c stopped']);
  perform(defineTask({ name: 'stop', run: ({ world }) => world.stop(other) })());
  t.deepEqual(store.get().pastLines.command, ['a stopped', 'c stopped', 'b stopped']);
});

test('work within a slot ends with what runs there, and stops nothing', (t) => {
  const { store, perform } = running();
  const slot: Slot = { name: 'slot', stopsOn: ['cancel'] };
  perform(waiting(slot, 'whole'));
  perform(
    defineTask({
      name: 'part',
      within: slot,
      arrivals: { named },
      run: ({ emit, signal }) => signal.addEventListener('abort', () => emit.named('part stopped')),
    })(),
  );
  t.deepEqual(store.get().pastLines.command, []);
  perform(waiting(slot, 'next'));
  t.deepEqual(store.get().pastLines.command, ['whole stopped', 'part stopped']);
});

test('a failure is a message, except for a cancelled task', async (t) => {
  const { store, perform } = running();
  const failing = defineTask({
    name: 'failing',
    run: async (_, error: AckringError) => {
      throw error;
    },
  });
  perform(failing(new AckringError('Cancelled', 'stopped', { remedy: 'none' })));
  await sleep(0);
  t.deepEqual(said(store.get()), []);
  perform(failing(refused));
  await sleep(0);
  t.deepEqual(said(store.get()), ['not allowed']);
});

test('a failure changes what its task says, with the request, and the end follows it', async (t) => {
  const { store, perform } = running();
  const failing = defineTask({
    name: 'failing',
    run: async (_, word: string) => {
      await sleep(0);
      throw new AckringError('Forbidden', word, { remedy: 'ask' });
    },
    failed: (state, error, word) => named(state, `${word}: ${error.code}`),
    ended: (state, word) => named(state, `${word} ended`),
  });
  perform(failing('a'));
  await sleep(10);
  t.deepEqual(store.get().pastLines.command, ['a: Forbidden', 'a ended']);
});

test('queued work is done in order, and before the screen is closed', async (t) => {
  const { store, perform, codes } = running();
  const keep = defineTask({
    name: 'keep',
    isQueued: true,
    arrivals: { named },
    run: async ({ emit }, waitMs: number) => {
      await sleep(waitMs);
      emit.named(`${waitMs}`);
    },
    beforeLeaving: async () => void codes.push(-1),
  });
  perform(keep(20));
  perform(keep(1));
  perform(defineTask({ name: 'quit', run: ({ world }) => world.leave(3) })());
  t.deepEqual(codes, []);
  while (codes.at(-1) !== 3) await sleep(1);
  t.deepEqual(store.get().pastLines.command, ['20', '1']);
  t.deepEqual(codes, [-1, 3]);
});

test('after the screen was closed, a failure is ignored', async (t) => {
  const { store, perform, left } = running();
  const failing = defineTask({
    name: 'failing',
    run: async () => {
      await sleep(0);
      throw refused;
    },
  });
  perform(failing());
  left.abort();
  await sleep(10);
  t.deepEqual(said(store.get()), []);
});

test('while a program is about to get the terminal, no other is begun, and that is said', async (t) => {
  const { store, perform } = running();
  const slot: Slot = { name: 'slot', stopsOn: ['cancel'] };
  const ends = Promise.withResolvers<void>();
  const taking = (name: string, done: Promise<void> = Promise.resolve()) =>
    defineTask({
      name,
      slot,
      takesTerminal: () => true,
      arrivals: { named },
      run: async ({ emit, signal }) => {
        await done;
        emit.named(signal.aborted ? `${name} stopped` : name);
      },
    })();
  const first = perform(taking('first', ends.promise));
  await perform(taking('second'));
  t.is(noticeText(store.get()), 'another program is about to take the terminal: wait for it');
  ends.resolve();
  await first;
  await perform(taking('third'));
  t.deepEqual(store.get().pastLines.command, ['first', 'third']);
});

const underWay = 'something is running: x stops it';

test('nothing begins foreground work while some is under way, and no key loses what it was for', async (t) => {
  const { store } = running();
  const press = (key: string): void => store.dispatch({ kind: 'key', key });
  const arrive = (change: (state: AppState) => Change): void =>
    store.dispatch({ kind: 'arrived', name: 'test', change });
  arrive((state) => ({ state, asks: [waiting(workSlot, 'first')] }));
  const asked = question({ title: 'second', lines: [], typed: null, ask: waiting(workSlot, 'second') });
  arrive((state) => openOverlay(state, { ...asked, isYesFocused: true }));
  press('enter');
  t.is(noticeText(store.get()), underWay);
  t.is(store.get().overlay?.kind, 'confirm');
  arrive((state) => ({
    state: { ...state, overlay: null, notice: null },
    asks: [waiting(workSlot, 'third')],
  }));
  t.is(noticeText(store.get()), underWay);
  press('x');
  await nextTurn();
  t.deepEqual(store.get().pastLines.command, ['first stopped']);
  arrive((state) => openOverlay(state, { ...asked, isYesFocused: true }));
  press('enter');
  t.is(store.get().overlay, null);
  press('x');
  await nextTurn();
  t.deepEqual(store.get().pastLines.command, ['first stopped', 'second stopped']);
  press('x');
  t.is(noticeText(store.get()), 'nothing is running');
});

test('what is refused the terminal is no work under way: the next begins', async (t) => {
  const { store } = running();
  const arrive = (change: (state: AppState) => Change): void =>
    store.dispatch({ kind: 'arrived', name: 'test', change });
  const taking = (name: string, slot?: Slot): Ask =>
    defineTask({
      name,
      ...(slot === undefined ? {} : { slot }),
      takesTerminal: () => true,
      run: () => new Promise<void>(() => undefined),
    })();
  arrive((state) => ({ state, asks: [taking('editor')] }));
  arrive((state) => ({ state, asks: [taking('shell', workSlot)] }));
  t.regex(noticeText(store.get()), /about to take the terminal/);
  t.false(store.get().isAtWork);
  arrive((state) => ({ state, asks: [waiting(workSlot, 'next')] }));
  t.true(store.get().isAtWork);
});

test('a task that does not say that it gives the terminal away cannot', (t) => {
  // @ts-expect-error: a task that says so is given the rest of the terminal.
  defineTask({ name: 'taking', run: ({ world }) => world.terminal.suspend() });
  t.pass();
});

test('who stops what is being asked for a shell is told what was stopped', (t) => {
  const { store } = running();
  const stopped = new AckringError('Cancelled', 'it was cancelled', { remedy: 'again' });
  store.dispatch({
    kind: 'arrived',
    name: 'test',
    change: (state) => goIn.failed?.(state, stopped, { ...visit, command: { kind: 'shell' } }) ?? state,
  });
  t.regex(noticeText(store.get()), /^stopped asking for a certificate of /);
});

const reader = { language: 'en', timeZone: 'UTC' } as const;
const visit = { cluster: specimenCluster({}), isReadOnly: false, reader };
const own = { words: ['echo'], row: {} } as const;

const takers: readonly [what: string, ask: Ask, takes: boolean][] = [
  ['ctrl-z', suspend(), true],
  ['p', page('text'), true],
  ['e', edit({ file: '/home/me/.kube/config', context: 'prod' }), true],
  ['s', goIn({ ...visit, command: { kind: 'shell' } }), true],
  ['K', goIn({ ...visit, command: { kind: 'navigator' } }), true],
  ['a key of one’s own', runOwn({ ...own, command: { isShown: false } as OwnCommand }), true],
  [
    'a key of one’s own that shows its output',
    runOwn({ ...own, command: { isShown: true } as OwnCommand }),
    false,
  ],
];

for (const [what, ask, takes] of takers)
  test(`${what} ${takes ? 'takes' : 'does not take'} the terminal`, async (t) => {
    const jobs: Job[] = [];
    await ask.start({ world: {} as LendingWorld, change: never, run: async (job) => void jobs.push(job) });
    t.deepEqual(
      jobs.map(({ takesTerminal }) => takesTerminal),
      [takes],
    );
  });
