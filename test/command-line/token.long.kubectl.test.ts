import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Scenario } from '@ackring/emulator/world/scenario';
import test from 'ava';
import { kubectlWorld } from './kubectl-world.js';

const addons = ['ack-ram-authenticator'];
const scenario: Scenario = {
  clusters: [
    { name: 'ready', addons, holders: { ops: { daysLeft: 900, mapped: true } } },
    { name: 'bare', holders: { ops: { daysLeft: 900, mapped: true } } },
    { name: 'unmapped', addons, holders: { ops: { daysLeft: 900 } } },
  ],
};

test('kubectl signs in with tokens: no key in the file, no call to the cloud, until the RAM key is gone', async (t) => {
  const { ackring, emulator, environment, kubectl } = await kubectlWorld(t, scenario);
  const got = await ackring.run(['get', 'ready', '--token', '--use', '--json'], { environment });
  t.is(got.code, 0, got.stderr);
  t.like(got.json(), { kind: 'token', notAfter: null, verified: true });
  const text = await readFile(ackring.kubeconfig, 'utf8');
  t.notRegex(text, /client-key-data|client-certificate-data|token:/);
  const before = emulator.requests.count('DescribeClusterUserKubeconfig');
  t.regex(await kubectl(['get', 'namespaces', '-o', 'name']), /^namespace\/default$/m);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), before);
  const verified = await ackring.run(['verify', '--json'], { environment });
  t.like(verified.json(), [{ verdict: 'ok', evidence: 'accepted' }]);
  for (const key of emulator.world.identities.byName('ops')?.accessKeys ?? []) key.active = false;
  const refused = await t.throwsAsync(kubectl(['get', 'namespaces']));
  t.regex(String(refused), /Unauthorized|logged in/);
});

test('an unprepared cluster is recognized before anything is written', async (t) => {
  const { ackring, environment } = await kubectlWorld(t, scenario);
  const get = (cluster: string, ...more: readonly string[]) =>
    ackring.run(['get', cluster, '--token', ...more], { environment });
  const bare = await get('bare');
  t.is(bare.code, 1);
  t.regex(bare.stderr, /nothing was written.*lacks the add-on ack-ram-authenticator/s);
  const unmapped = await get('unmapped');
  t.is(unmapped.code, 1);
  t.regex(unmapped.stderr, /nothing was written.*mapped to nobody/s);
  t.false(existsSync(ackring.kubeconfig));

  for (const cluster of ['bare', 'unmapped']) t.is((await get(cluster, '--no-verify')).code, 0);
  const verdicts = (await ackring.run(['verify', '--all', '--json'], { environment })).json();
  const causes = (verdicts as readonly { cause: string }[]).map(({ cause }) => cause);
  t.deepEqual(causes.toSorted(), ['authenticatorMissing', 'identityNotMapped']);
});

test('a key is replaced by a token under the same name, and undo restores it', async (t) => {
  const { ackring, environment, kubectl } = await kubectlWorld(t, scenario);
  const step = async (...args: readonly string[]) => {
    const done = await ackring.run(args, { environment });
    t.is(done.code, 0, done.stderr);
    t.regex(await kubectl(['get', 'namespaces', '-o', 'name']), /^namespace\/default$/m, args.join(' '));
    return readFile(ackring.kubeconfig, 'utf8');
  };
  const longTerm = await step('get', 'ready', '--long-term', '--use');
  const name = /current-context: "?([^"\n]+)/.exec(longTerm)?.[1] ?? '';
  const withToken = await step('get', 'ready', '--token', '--context', name);
  t.notRegex(withToken, /client-key-data/);
  t.is(await step('undo'), longTerm);
});
