import { chmod } from 'node:fs/promises';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import * as v from 'valibot';
import { createAckring, type Run } from './run-ackring.js';

const contract = v.array(
  v.object({
    check: v.string(),
    level: v.picklist(['ok', 'warning', 'failed']),
    detail: v.string(),
    remedy: v.nullable(v.string()),
  }),
);

function levels(run: Run): Record<string, string[]> {
  const findings = v.parse(contract, run.json());
  return Object.fromEntries(
    [...Map.groupBy(findings, ({ check }) => check)].map(([check, some]) => [
      check,
      some.map(({ level }) => level),
    ]),
  );
}

test('doctor is content with a sound world, and names every lapse with its remedy', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', version: '1.34.1', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.run(['get', 'prod']);
  const sound = await ackring.run(['doctor', '--json']);
  t.is(sound.code, 0, sound.stdout);
  t.like(levels(sound), {
    credentials: ['ok'],
    clock: ['ok'],
    regions: ['ok'],
    permissions: ['ok', 'ok'],
    kubeconfig: ['ok'],
  });
  const secret = emulator.environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '';
  t.false(sound.stdout.includes(secret));

  await chmod(ackring.kubeconfig, 0o644);
  const lax = await ackring.run(['doctor', '--json']);
  t.deepEqual(levels(lax)['kubeconfig'], ['warning']);
});

test('without credentials doctor fails and still looks at the rest', async (t) => {
  const ackring = await createAckring(t, null);
  const run = await ackring.run(['doctor', '--json']);
  t.is(run.code, 1);
  const found = levels(run);
  t.deepEqual(found['credentials'], ['failed']);
  t.truthy(found['kubectl']);
  t.truthy(found['kubeconfig']);
});
