import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '@ackring/emulator/world/scenario';
import test from 'ava';
import { watchCloudCallers } from './cloud-callers.js';
import { kubectlWorld } from './kubectl-world.js';

const scenario: Scenario = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] };

test('twenty concurrent kubectl work through the plug-in, with one call to the cloud', async (t) => {
  const { ackring, kubectl, environment } = await kubectlWorld(t, scenario);
  t.is((await ackring.run(['get', 'prod', '--exec', '--use'], { environment })).code, 0);
  // The proof has filled it.
  await rm(join(ackring.home, '.local/state/ackring/exec-credentials'), { recursive: true });
  const callers = await watchCloudCallers(ackring.home);
  const outputs = await Promise.all(
    Array.from({ length: 20 }, () => kubectl(['get', 'namespaces', '-o', 'name'], callers.environment)),
  );
  for (const stdout of outputs) t.regex(stdout, /^namespace\/default$/m);
  t.is(await callers.count(), 1);
});

test('a long-term context becomes one without a key, long-term again, and undo reverts both', async (t) => {
  const { ackring, kubectl, environment } = await kubectlWorld(t, scenario);
  const step = async (...args: string[]) => {
    const done = await ackring.run(args, { environment });
    t.is(done.code, 0, done.stderr);
    t.regex(await kubectl(['get', 'namespaces', '-o', 'name']), /^namespace\/default$/m, args.join(' '));
    return readFile(ackring.kubeconfig, 'utf8');
  };
  const longTerm = await step('get', 'prod', '--long-term', '--use');
  t.regex(longTerm, /client-key-data/);
  const withPlugIn = await step('get', 'prod', '--exec', '--context', 'ack/ap-northeast-1/prod');
  t.notRegex(withPlugIn, /client-key-data|client-certificate-data/);
  const again = await step('get', 'prod', '--long-term', '--context', 'ack/ap-northeast-1/prod');
  t.notRegex(again, /command: /);
  t.regex(again, /client-key-data/);
  t.is(await step('undo'), withPlugIn);
  t.is(await step('undo'), longTerm);
});
