import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The run of tests that a process belongs to. Every process that the tests start is told of it by its environment and
 * forgets it before its program begins: the program sees the environment that its test gave.
 */
export interface TestRun {
  /** Holds what the processes of a run share, and is removed at its end. */
  readonly folder: string;
  /** The home of whoever has none in the environment. */
  home: string;
  /** The test file, once it is known. */
  file: string | null;
  /** The test that this process was started by. */
  readonly test: string | null;
  /** The first port of the block that whoever started this process holds; null if none does. */
  block: number | null;
  /** Variables that are no part of what the test gave. */
  readonly added: Environment;
}

type Environment = Record<string, string | undefined>;

const variable = 'TEST_RUN';
const preload = `--import=${new URL('guard.js', import.meta.url).href}`;

let current: TestRun | null = null;
/** In a worker of AVA many tests run at once: whatever is done belongs to the one that led to it. */
const titles = new AsyncLocalStorage<string>();

/** Null outside a run, as in a benchmark. */
export function currentRun(): TestRun | null {
  return current;
}

/** Takes the run out of the environment; null if none is in it. */
export function enterRun(environment: Environment): TestRun | null {
  const told = environment[variable];
  if (told === undefined) return current;
  delete environment[variable];
  const options = (environment['NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== preload);
  if (options.some((option) => option !== '')) environment['NODE_OPTIONS'] = options.join(' ');
  else delete environment['NODE_OPTIONS'];
  current = JSON.parse(told) as TestRun;
  for (const [name, value] of Object.entries(current.added)) {
    if (environment[name] === value) delete environment[name];
  }
  return current;
}

/** Leaves a program alone: for what measures a start, in which the guard would be seen. */
export const outsideRun = { [variable]: '' } as const;

/**
 * The environment of a process of the run. Its Node, and that of everything it starts, is guarded; a program that is no
 * Node's has a home of the run, and what minds a proxy finds that nobody is there for any other machine.
 */
export function insideRun<Given extends Environment>(environment: Given): Given {
  if (current === null || environment[variable] !== undefined) return environment;
  const names = new Set(Object.keys(environment).map((name) => name.toLowerCase()));
  const led = Object.entries({ HOME: current.home, ...throughNobody });
  const added = Object.fromEntries(led.filter(([name]) => !names.has(name.toLowerCase())));
  return toldOf({ ...added, ...environment }, { ...current, added });
}

/** Loopback is dialled without a proxy by Go, curl, git and Chromium. */
const nobody = 'http://127.0.0.1:1';
const throughNobody = {
  HTTP_PROXY: nobody,
  HTTPS_PROXY: nobody,
  ALL_PROXY: nobody,
  http_proxy: nobody,
  https_proxy: nobody,
  all_proxy: nobody,
  NO_PROXY: '127.0.0.1,localhost,::1',
  no_proxy: '127.0.0.1,localhost,::1',
};

/** An environment in which a process is told of its run. */
export function toldOf<Given extends Environment>(environment: Given, run: TestRun): Given {
  if (environment[variable] !== undefined) return environment;
  return {
    ...environment,
    [variable]: JSON.stringify({ ...run, test: runningTest() }),
    NODE_OPTIONS: [preload, ...(environment['NODE_OPTIONS'] ? [environment['NODE_OPTIONS']] : [])].join(' '),
  };
}

/** Does something that belongs to a test. */
export function inTest<Result>(title: string, act: () => Result): Result {
  return titles.run(title, act);
}

/** The title of the test that all this is done for; null if it is for none. */
export function runningTest(): string | null {
  return titles.getStore() ?? current?.test ?? null;
}
