import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { World, WorldOptions } from '@ackring/core/world';
import { type Emulator, type StartOptions, startEmulator } from '@ackring/emulator/start';

type Settings = Awaited<ReturnType<WorldOptions['settings']>>;

export interface Flags extends Partial<Pick<WorldOptions, 'readOnly' | 'regions' | 'clock'>> {
  readonly settings?: Partial<Settings>;
}

/** An embedded cloud and a home folder, in which core's world is opened as the program opens it. */
export interface WorldPlace {
  readonly emulator: Emulator;
  readonly home: string;
  /** `~/.kube/config` of that home; the folder does not exist yet. */
  readonly kubeconfig: string;
  open(flags?: Flags, environment?: Readonly<Record<string, string>>): World;
}

/** Both are removed after the test. `createWorld` is that of the tested core, in whatever copy. */
export async function worldPlace(
  t: { teardown(undo: () => unknown): void },
  createWorld: (options: WorldOptions) => World,
  options: StartOptions,
): Promise<WorldPlace> {
  const emulator = await startEmulator(options);
  const home = await mkdtemp(join(tmpdir(), 'ackring-world-'));
  t.teardown(async () => {
    await emulator.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 10 });
  });
  const settings = { profile: null, readOnly: false, readOnlyProfiles: [], regions: [], endpoints: {} };
  return {
    emulator,
    home,
    kubeconfig: join(home, '.kube', 'config'),
    open: ({ settings: own, ...flags } = {}, environment = {}) =>
      createWorld({
        environment: { PATH: process.env['PATH'], ...emulator.environment, ...environment },
        home,
        profile: null,
        regions: [],
        readOnly: false,
        ...flags,
        settings: async () => ({ ...settings, contextName: '{name}', ...own }),
        configFolder: join(home, 'config'),
        stateFolder: join(home, 'state'),
      }),
  };
}

/** What an event stream yielded, in order. */
export async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const event of events) found.push(event);
  return found;
}
