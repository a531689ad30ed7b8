import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@ackring/core/internal/machine/clock';
import { createKubeconfigFiles } from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';
import { AckringError } from '@ackring/core/internal/words/errors';
import type { ExecutionContext } from 'ava';

/** A home folder with kubeconfig files, removed after the test. `HOME` in KUBECONFIG stands for it. */
export async function kubeconfigPlace(
  t: ExecutionContext,
  change: { KUBECONFIG?: string; clock?: Clock; lockWaitMs?: number } = {},
) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-files-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const stateDirectory = join(home, 'state');
  const naps: number[] = [];
  // Time stands still except while somebody waits: nothing here depends on the machine's speed.
  let nowMs = Date.parse('2026-11-24T08:00:00Z');
  const clock: Clock = {
    now: () => new Date(nowMs),
    sleep: async (ms) => {
      naps.push(ms);
      nowMs += ms;
    },
  };
  const { KUBECONFIG, ...options } = change;
  const environment = KUBECONFIG === undefined ? {} : { KUBECONFIG: KUBECONFIG.replaceAll('HOME', home) };
  const files = createKubeconfigFiles({
    environment,
    home,
    stateDirectory,
    clock,
    lockWaitMs: 1000,
    ...options,
  });
  const file = join(home, '.kube', 'config');
  return { home, stateDirectory, files, file, naps, now: clock.now };
}

/** Its permissions. */
export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

/** The error with which it fails. */
export async function rejection(t: ExecutionContext, promise: Promise<unknown>): Promise<AckringError> {
  const error = await t.throwsAsync(promise, { instanceOf: AckringError });
  return error ?? t.fail();
}
