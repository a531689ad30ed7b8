import { readFile } from 'node:fs/promises';
import test from 'ava';
import { kubectlWorld } from './kubectl-world.js';

test('kubectl goes on by the same context, first with a certificate, then with a token, and back', async (t) => {
  const { ackring, environment, kubectl } = await kubectlWorld(t, {
    clusters: [
      { name: 'ready', addons: ['ack-ram-authenticator'], holders: { ops: { daysLeft: 900 } } },
      { name: 'other', holders: { ops: { daysLeft: 900 } } },
    ],
  });
  const step = async (...args: readonly string[]) => {
    const done = await ackring.runHere(args, { environment });
    t.is(done.code, 0, done.stderr);
    t.regex(await kubectl(['get', 'namespaces', '-o', 'name']), /^namespace\/default$/m, args.join(' '));
    return readFile(ackring.kubeconfig, 'utf8');
  };
  await step('get', 'other', '--long-term', '--use');
  const longTerm = await step('get', 'ready', '--long-term', '--use');
  const migrated = await step('migrate', '--user', 'ops', '--cluster', 'ready', '--confirm', 'ops');
  t.is(migrated.match(/client-key-data/g)?.length, 1);
  t.is(/current-context: .*/.exec(migrated)?.[0], /current-context: .*/.exec(longTerm)?.[0]);
  t.is(await step('migrate', '--user', 'ops', '--undo', '--confirm', 'ops'), longTerm);
});
