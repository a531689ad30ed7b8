import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  /** Of a program that a signal ended, as shells count it: 128 and the signal's number. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Real kubectl with one kubeconfig, and its own home folder. */
export interface Kubectl extends AsyncDisposable {
  run(...args: string[]): Promise<Ran>;
  /** Started and left running, such as a watch. */
  start(...args: string[]): ChildProcessWithoutNullStreams;
  /** Applies a manifest. */
  apply(manifest: object, ...args: string[]): Promise<Ran>;
  /** Posts a body to a path of the API server. */
  post(path: string, body: object): Promise<Ran>;
}

export async function kubectlWith(kubeconfig: string): Promise<Kubectl> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-kubectl-'));
  const file = join(home, 'config');
  await writeFile(file, kubeconfig, { mode: 0o600 });
  const environment = { ...process.env, HOME: home, KUBECONFIG: file };
  return {
    run: (...args) => runTool('kubectl', args, environment),
    start: (...args) => spawn('kubectl', args, { env: environment }),
    apply: (manifest, ...args) =>
      runTool('kubectl', ['apply', '-f', '-', ...args], environment, JSON.stringify(manifest)),
    post: (path, body) =>
      runTool('kubectl', ['create', '--raw', path, '-f', '-'], environment, JSON.stringify(body)),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true }),
  };
}

/** Runs a program to its end; rejects if it does not exist. */
export async function runTool(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input = '',
): Promise<Ran> {
  const child = spawn(command, args, { env });
  const read = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    read.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    read.stderr += String(chunk);
  });
  child.stdin.on('error', () => undefined).end(input);
  const [code, signal] = await once(child, 'close');
  return { code: code ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0), ...read };
}
