import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from './run-ackring.js';

const scenario = {
  clusters: [
    { name: 'hub', holders: { ops: { daysLeft: 1_000 } } },
    { name: 'prod-a', holders: { ops: { daysLeft: 40 } } },
  ],
};

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs with the configurations of which each was applied once, in their order. */
async function rotated(t: ExecutionContext, configurations: (emulator: Emulator) => readonly string[]) {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const file = join(ackring.home, 'rotation.yaml');
  const run = (...args: string[]): Promise<Run> => ackring.runHere(['rotate', ...args, '--config', file]);
  for (const yaml of configurations(emulator)) {
    await writeFile(file, yaml);
    await run('apply');
  }
  return { emulator, run };
}

test('a dismissal is shown first, made with --yes, and its JSON has what came of it', async (t) => {
  const intoKms = 'sinks: [{kind: kms, prefix: "ackring/"}]';
  const { run } = await rotated(t, () =>
    ['prod-a', 'hub'].map((selected) => `select: {names: [${selected}]}\n${intoKms}`),
  );
  const dismiss = ['dismiss', 'prod-a/self', '--reason', 'moved to prod-2'];
  const planned = await run(...dismiss);
  t.is(planned.code, 6, planned.stderr);
  t.regex(planned.stdout, /^Dismiss prod-a\/self\nkms:ackring\/ · ends 20\d\d-\d\d-\d\d\n$/);
  t.regex(planned.stderr, /add `--yes`/);
  const asJson = await run(...dismiss, '--json');
  t.is(asJson.code, 6);
  t.like(JSON.parse(asJson.stdout), {
    label: 'prod-a/self',
    places: [{ sink: 'kms:ackring/', place: null }],
    at: null,
  });
  t.like(JSON.parse(asJson.stderr), { error: { code: 'ConfirmationMissing' } });
  const made = await run(...dismiss, '--yes', '--json');
  t.is(made.code, 0, made.stderr);
  t.regex(JSON.parse(made.stdout).at, /^20/);
});

test('a move is shown first, made with --yes, and its JSON has what came of it', async (t) => {
  const { emulator, run } = await rotated(t, ({ world }) => {
    const hub = world.clusters.named('hub');
    const place = `cluster: ${hub?.id}, region: ${hub?.region}, namespace: default`;
    return [`select: {exclude: [hub]}\nsinks: [{kind: kubernetesSecret, ${place}}]`];
  });
  const cluster = emulator.world.clusters.named('prod-a');
  if (cluster === undefined) return t.fail();
  cluster.name = 'prod-renamed';
  await run('apply');
  const move = ['move', 'prod-renamed/self'];
  const planned = await run(...move);
  t.is(planned.code, 6, planned.stderr);
  t.regex(planned.stdout, /default\/prod-a kubeconfig → default\/prod-renamed kubeconfig\n$/);
  t.like(JSON.parse((await run(...move, '--json')).stdout), { applied: false });
  const made = await run(...move, '--yes', '--json');
  t.is(made.code, 0, made.stderr);
  t.like(JSON.parse(made.stdout), {
    moves: [{ from: 'default/prod-a kubeconfig', to: 'default/prod-renamed kubeconfig' }],
    applied: true,
  });
  t.regex((await run(...move, '--yes')).stderr, /is where its name says/);
});
