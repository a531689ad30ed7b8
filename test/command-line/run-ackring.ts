import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ReadStream, WriteStream } from 'node:tty';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '@ackring/emulator/start';
import { runProgram } from 'ackring/program';
import { keptByTests } from '../kept-by-tests.js';

/** The program as shipped, bundled, on the Node of the tests. */
const builtProgram: readonly [string, ...string[]] = [
  process.execPath,
  fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url)),
];

/** By Node; that NODE_DEBUG may log secrets is what a test asks for. */
const warned = /^\(node:\d+\) (?!Warning: Setting the NODE_DEBUG )/m;

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The content of stdout, parsed as JSON. */
  json(): unknown;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  /** In place of a pipe that the test reads. */
  readonly stdout?: number;
}

/** `columns`: of a terminal that stdout is; by default it is a pipe. */
type RunHereOptions = Omit<RunOptions, 'cwd'> & { readonly columns?: number };

/** The program with its own HOME and nothing of this machine in its environment. */
export interface Ackring {
  readonly home: string;
  /** `~/.kube/config` of that home. */
  readonly kubeconfig: string;
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  /**
   * The same program without a separate process, for tables of a hundred runs: most of their time would be its start.
   * The current folder is the test's, so paths must be absolute.
   */
  runHere(args: readonly string[], options?: RunHereOptions): Promise<Run>;
  /** Started and left running, for tests that interrupt it. */
  start(args: readonly string[], options?: RunOptions): ChildProcessWithoutNullStreams;
}

/** A new home, removed after the test; with an emulator, its caller's credentials in the environment. */
export async function createAckring(
  t: { teardown(undo: () => unknown): void },
  emulator: Pick<Emulator, 'environment'> | null,
  [executable, ...before] = builtProgram,
): Promise<Ackring> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-cli-'));
  t.teardown(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));
  const ownEnvironment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    ...keptByTests(),
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    ...emulator?.environment,
  };
  const start: Ackring['start'] = (args, { environment = {}, cwd = home, stdout } = {}) =>
    spawn(executable, [...before, ...args], {
      cwd,
      env: { ...ownEnvironment, ...environment },
      stdio: ['pipe', stdout ?? 'pipe', 'pipe'],
    }) as ChildProcessWithoutNullStreams;
  return {
    home,
    kubeconfig: join(home, '.kube', 'config'),
    start,
    run: async (args, options = {}) => {
      const child = start(args, options);
      // Most commands read nothing, and one may be over before this is written.
      child.stdin.on('error', () => undefined).end(options.stdin ?? '');
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      if (warned.test(stderr)) throw new Error(`Node warned of the program:\n${stderr}`);
      return { code, stdout, stderr, json: () => JSON.parse(stdout) };
    },
    runHere: async (argv, options = {}) => {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      if (options.columns !== undefined) Object.assign(stdout, { isTTY: true, columns: options.columns });
      const code = await runProgram({
        ...{ argv, home, nodeOptions: [], signal: new AbortController().signal },
        environment: { ...ownEnvironment, ...options.environment },
        stdin: Readable.from(options.stdin ?? '') as ReadStream,
        stdout: stdout as unknown as WriteStream,
        stderr: stderr as unknown as WriteStream,
      });
      const [told, failed] = await Promise.all([text(stdout.end()), text(stderr.end())]);
      return { code, stdout: told, stderr: failed, json: () => JSON.parse(told) };
    },
  };
}
