import test from 'ava';
import type { CommandContext } from '../../shell/command.js';
import { watchFleet } from './watch.js';

type Context = Parameters<typeof watchFleet>[0];

/** A fleet that answers on command, and a clock that waits for the test. */
function fleet() {
  const stopped = new AbortController();
  const problems: string[] = [];
  let isUp = true;
  let files = ['f'];
  let goOn = (): void => undefined;
  const context = {
    signal: stopped.signal,
    global: { profile: null, regions: [] },
    watched: { isAll: false, rotation: null, everyMs: 60_000 },
    progress: { show: () => undefined, end: () => undefined },
    output: { problem: (_: unknown, { code }: { code: string }) => problems.push(code) },
    services: {
      clock: {
        now: () => new Date(1_000_000),
        sleep: () => new Promise<void>((resolve) => (goOn = resolve)),
      },
      contexts: async () => ({ entries: [], files, problems: [] }),
      judgedByRecord: async (entries: readonly object[]) => entries,
      settings: async () => ({ accounts: [], directory: null, regions: [] }),
      cachedFleet: async () => null,
      scanFleet: async function* () {
        if (!isUp) throw new Error('down');
        yield { kind: 'regions', regions: ['cn-hangzhou'] };
        yield { kind: 'clusters', region: 'cn-hangzhou', clusters: [] };
      },
      scanHolders: async function* () {},
    },
  } as unknown as Context & Pick<CommandContext, 'signal'>;
  return {
    context,
    problems,
    stop: () => stopped.abort(),
    fail: () => {
      isUp = false;
    },
    add: (file: string) => {
      files = [...files, file];
    },
    next: async () => {
      goOn();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('earlier data stay when the fleet can no longer be read, and that is reported', async (t) => {
  const { context, problems, fail, add, stop, next } = fleet();
  const watch = await watchFleet(context);
  t.like(watch.seen(), { at: null, problem: null });
  t.deepEqual(
    watch.seen().sources.map(({ kind }) => kind),
    ['file'],
  );
  const running = watch.run();
  await next();
  t.deepEqual(watch.seen().at, new Date(1_000_000));
  const { sources } = watch.seen();
  t.deepEqual(
    sources.map(({ kind, isUp }) => [kind, isUp]),
    [
      ['region', true],
      ['file', true],
    ],
  );
  fail();
  await next();
  t.is(watch.seen().problem?.code, 'Internal');
  t.deepEqual(watch.seen().sources, sources);
  t.deepEqual(problems, ['Internal']);
  add('g');
  await next();
  t.deepEqual(
    watch.seen().sources.map(({ name }) => name),
    ['cn-hangzhou', 'f', 'g'],
    'files of this machine are read all the same',
  );
  stop();
  await next();
  await running;
});
