import type { FunctionWorld } from '@ackring/testkit/rotation/function-world';
import { dayMs } from './fleet.js';

/** Another mixture of faults every day, none on each seventh; returns a function that removes them. */
export function spoil({ emulator: { faults } }: FunctionWorld, day: number): () => void {
  const share = (day % 7) / 60;
  const removals = [
    faults.add({ service: 'cs', probability: share, effect: { kind: 'throttle', retryAfterMs: 20 } }),
    faults.add({ service: 'cs', probability: share / 2, effect: { kind: 'error', status: 503 } }),
    faults.add({ service: 'cs', probability: share / 3, effect: { kind: 'reset' } }),
    faults.add({ service: 'cs', probability: share / 3, effect: { kind: 'reset', after: true } }),
    faults.add({ service: 'cs', probability: share / 3, effect: { kind: 'truncate' } }),
    faults.add({ service: 'cs', probability: share / 4, effect: { kind: 'html' } }),
    faults.add({
      service: 'kms',
      probability: share / 2,
      effect: { kind: 'error', status: 403, code: 'Forbidden.NoPermission' },
    }),
    faults.add({ service: 'kms', probability: share / 3, effect: { kind: 'reset', after: true } }),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}

/** The steps of a rotation that are visible from outside. */
const steps = [
  'DescribeClusterUserKubeconfig',
  'GetSecretValue',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'DescribeClustersForRegion',
];

/**
 * Kills the function's process as soon as one of its steps has been requested once more, a different one every time;
 * false if the day ends before.
 */
export async function killAtRandomStep({ emulator }: FunctionWorld, day: number): Promise<boolean> {
  const step = steps[day % steps.length] ?? 'GetSecretValue';
  const { requests, services, clock } = emulator;
  const startMs = clock.now().getTime();
  const reached = requests.reached(step, requests.count(step) + 1 + (day % 3));
  const isOver = new Promise<false>((resolve) => {
    const watch = setInterval(() => {
      if (clock.now().getTime() - startMs < dayMs) return;
      clearInterval(watch);
      resolve(false);
    }, 50);
  });
  if (!(await Promise.race([reached.then(() => true), isOver]))) return false;
  const key = requests.of(step).at(-1)?.accessKeyId;
  return key !== undefined && key !== null && services.fc.killHolderOf(key);
}

/** Calls that were refused for good, not to be retried, since an instant. */
export function refusedSince({ emulator: { requests } }: FunctionWorld, since: Date): number {
  return requests.all().filter(({ at, status, faults }) => at >= since && status === 403 && faults.length > 0)
    .length;
}
