import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('whoever has a name in one cluster is called by it in all, by contexts, leak, access and usage', async (t) => {
  await using emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'known', holders: { ops: { daysLeft: 900 } } },
        { name: 'temporary', holders: { ops: { daysLeft: null } } },
      ],
    },
  });
  const ackring = await createAckring(t, emulator);
  for (const args of [['known', '--long-term'], ['temporary']]) {
    const got = await ackring.runHere(['get', ...args, '--quiet']);
    t.is(got.code, 0, got.stderr);
  }
  const access = await ackring.runHere(['access']);
  t.is(access.code, 0, access.stderr);
  const contexts = await ackring.runHere(['contexts']);
  t.regex(contexts.stdout, /certificate ops .*\n.*certificate ops /, contexts.stderr);
  t.notRegex(contexts.stdout, /FILE|\.kube/);
  const second = join(ackring.home, 'second');
  const elsewhere = (await readFile(ackring.kubeconfig, 'utf8')).replaceAll('ack/', 'other/');
  await writeFile(second, elsewhere, { mode: 0o600 });
  const both = await ackring.runHere([
    'contexts',
    '--kubeconfig',
    ackring.kubeconfig,
    '--kubeconfig',
    second,
  ]);
  t.regex(both.stdout, /FILE.*\.kube\/config.*~\/second/s, both.stderr);
  const leak = await ackring.runHere(['leak', ackring.kubeconfig]);
  t.regex(leak.stdout, /^· ops at known: /m);
  t.regex(leak.stdout, /^· ops at temporary: /m);
  for (const args of [['access'], ['access', '--user', 'ops'], ['usage']]) {
    const { stdout, stderr } = await ackring.runHere(args);
    t.regex(stdout, /^\S {2}ops +known /m, stderr);
    t.regex(stdout, /^\S {2}ops +temporary /m, stderr);
  }
});
