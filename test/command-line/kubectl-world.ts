import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';
import type { ExecutionContext } from 'ava';
import { type Ackring, createAckring } from './run-ackring.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

/** A cloud, the program under its own name where kubectl looks for it, and kubectl with both. */
export interface KubectlWorld {
  readonly emulator: Emulator;
  readonly ackring: Ackring;
  /** What the program has to be run with, to be found by kubectl afterwards. */
  readonly environment: { readonly PATH: string };
  /** Its output; rejects if it fails. */
  kubectl(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<string>;
}

export async function kubectlWorld(t: ExecutionContext, scenario: Scenario): Promise<KubectlWorld> {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const bin = join(ackring.home, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'ackring'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(bin, 'ackring'), 0o755);
  const PATH = `${bin}:${process.env['PATH']}`;
  const env = {
    ...emulator.environment,
    PATH,
    HOME: ackring.home,
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
  };
  return {
    emulator,
    ackring,
    environment: { PATH },
    kubectl: async (args, environment = {}) =>
      (await run('kubectl', args, { env: { ...env, ...environment } })).stdout,
  };
}
