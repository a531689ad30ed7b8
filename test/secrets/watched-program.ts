import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Emulator } from '@ackring/emulator/start';
import { createAckring, type Run, type RunOptions } from '../command-line/run-ackring.js';
import type { Told } from './watched-cloud.js';

/** The bundled program, with everything that it prints and starts recorded. */
export interface WatchedProgram {
  readonly home: string;
  readonly kubeconfig: string;
  run(args: readonly string[], options?: WatchedRunOptions): Promise<Run>;
  /** For a separate run: the environment to watch it, and a place for its output. */
  readonly environment: Readonly<Record<string, string>>;
  hear(told: Told): void;
  /** Every run's output, the argument list of every process, and the environments passed on. */
  told(): Promise<readonly Told[]>;
}

interface WatchOptions {
  /** A program that may have keys, without its folder: a plug-in of the user's own kubeconfig. */
  readonly trusted?: string;
}

export interface WatchedRunOptions extends RunOptions {
  /** It is asked to print a key: its stdout is not kept. */
  readonly printsKey?: boolean;
}

const watch = new URL('./spawn-watch.js', import.meta.url).href;

/** With its own HOME, which also contains the temporary folder. */
export async function watchProgram(
  t: Parameters<typeof createAckring>[0],
  emulator: Emulator,
  { trusted }: WatchOptions = {},
): Promise<WatchedProgram> {
  const ackring = await createAckring(t, emulator);
  const [temporary, spawns] = [join(ackring.home, 'tmp'), join(ackring.home, 'spawns.jsonl')];
  await mkdir(temporary, { mode: 0o700 });
  const environment = {
    TMPDIR: temporary,
    // In the address: the program may keep its own variables from what it starts.
    NODE_OPTIONS: `--import=${watch}?to=${encodeURIComponent(spawns)}`,
  };
  const said: Told[] = [];
  const run: WatchedProgram['run'] = async (args, { printsKey = false, ...options } = {}) => {
    const ran = await ackring.run(args, {
      ...options,
      environment: { ...environment, ...options.environment },
    });
    const where = `ackring ${args.join(' ')}`;
    said.push({ where: `stderr of ${where}`, text: ran.stderr });
    if (!printsKey) said.push({ where: `stdout of ${where}`, text: ran.stdout });
    return ran;
  };
  return {
    home: ackring.home,
    kubeconfig: ackring.kubeconfig,
    run,
    environment,
    hear: (told) => void said.push(told),
    told: async () => [...said, ...passedTo(await readFile(spawns, 'utf8'), trusted)],
  };
}

function passedTo(spawns: string, trusted: string | undefined): readonly Told[] {
  const children: readonly { args: string[]; environment: string[] }[] = spawns
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return children.flatMap(({ args, environment }) => [
    { where: `argument list of ${args[0]}`, text: args.join('\n') },
    ...(programOf(args) === trusted
      ? []
      : [{ where: `environment of ${args[0]}`, text: environment.join('\n') }]),
  ]);
}

/** Of Node it is the script. */
function programOf([command = '', script = '']: readonly string[]): string {
  const name = basename(command);
  return name === 'node' ? basename(script, '.js') : name;
}
