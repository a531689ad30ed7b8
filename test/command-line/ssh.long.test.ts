import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { writeSettingsFile } from '../settings-file.js';
import { sshContract } from './kubeconfig-contracts.js';
import { type Ackring, createAckring } from './run-ackring.js';
import { undocumented } from './undocumented.js';

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'own', kind: 'dedicated', holders: { ops: { daysLeft: 900 } } },
        { name: 'managed', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  return { emulator, ...(await createAckring(t, emulator)) };
}

/** Stands in for OpenSSH: records its arguments and answers as a master would. */
async function withSsh(ackring: Ackring, script: string): Promise<Record<string, string>> {
  const bin = join(ackring.home, 'bin');
  await mkdir(bin);
  await writeFile(
    join(bin, 'ssh'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${ackring.home}/ssh-arguments'\nenv > '${ackring.home}/ssh-environment'\n${script}\n`,
  );
  await chmod(join(bin, 'ssh'), 0o755);
  return { PATH: `${bin}:${process.env['PATH']}` };
}

test("ssh merges a master's kubeconfig, with host keys checked and without prompts", async (t) => {
  const ackring = await world(t);
  const issued = await ackring.run(['get', 'own', '--long-term', '--stdout', '--quiet']);
  await writeFile(join(ackring.home, 'kube.conf'), issued.stdout);
  const environment = await withSsh(
    ackring,
    `echo /etc/kubernetes/kube.conf; cat '${ackring.home}/kube.conf'`,
  );
  const run = await ackring.run(['ssh', 'own', 'root@master', '--json'], { environment });
  t.is(run.code, 0, run.stderr);
  t.like(v.parse(sshContract, run.json()), { place: '/etc/kubernetes/kube.conf', verified: true });
  t.deepEqual(undocumented(sshContract, run.json()), []);
  const args = await readFile(join(ackring.home, 'ssh-arguments'), 'utf8');
  t.regex(args, /StrictHostKeyChecking=yes/);
  t.regex(args, /BatchMode=yes/);
  for (const lent of ['ForwardAgent=no', 'ForwardX11=no', 'ClearAllForwardings=yes', 'PermitLocalCommand=no'])
    t.true(args.split('\n').includes(lent), lent);
});

test('ssh that is stopped once it has merged tells what it wrote, and that nothing proves it', async (t) => {
  const { emulator, ...ackring } = await world(t);
  const issued = await ackring.run(['get', 'own', '--long-term', '--stdout', '--quiet']);
  await writeFile(join(ackring.home, 'kube.conf'), issued.stdout);
  const environment = await withSsh(
    ackring,
    `echo /etc/kubernetes/kube.conf; cat '${ackring.home}/kube.conf'`,
  );
  emulator.faults.add({ service: 'kubernetes', effect: { kind: 'delay', ms: 600_000 } });
  const child = ackring.start(['ssh', 'own', 'root@master', '--json'], { environment });
  const [told, said, closed] = [text(child.stdout), text(child.stderr), once(child, 'close')];
  const written = await until(() => readFile(ackring.kubeconfig, 'utf8').catch(() => ''));
  child.kill('SIGINT');
  t.deepEqual(await closed, [130, null]);
  const { context, verified } = v.parse(sshContract, JSON.parse(await told));
  t.true(written.includes(`name: ${context}\n`));
  t.false(verified);
  t.regex(await said, /ackring verify .*ackring undo/);
});

test('ssh finds none of our secrets in its environment', async (t) => {
  const ackring = await world(t);
  const environment = {
    ...(await withSsh(ackring, 'exit 1')),
    OSS_ACCESS_KEY_SECRET: 'mark-1',
    FC_ACCESS_KEY_SECRET: 'mark-2',
    ALICLOUD_SECRET_KEY: 'mark-3',
    ACKRING_SERVE_TOKEN: 'mark-4-of-some-length',
  };
  t.not((await ackring.run(['ssh', 'own', 'root@master'], { environment })).code, 0);
  const told = await readFile(join(ackring.home, 'ssh-environment'), 'utf8');
  t.regex(told, /^PATH=/m);
  t.notRegex(told, /mark-\d|ACCESS_KEY_SECRET/);
});

test('ssh updates the file of KUBECONFIG with its context, and names a new one by the settings', async (t) => {
  const ackring = await world(t);
  await writeSettingsFile(ackring.home, 'config.json', JSON.stringify({ contextName: '{name}-of-{region}' }));
  const issued = await ackring.run(['get', 'own', '--long-term', '--stdout', '--quiet']);
  await writeFile(join(ackring.home, 'kube.conf'), issued.stdout);
  const ssh = await withSsh(ackring, `echo /etc/kubernetes/kube.conf; cat '${ackring.home}/kube.conf'`);
  const [first, second] = [join(ackring.home, 'first'), join(ackring.home, 'second')];
  const fetch = async (...files: readonly string[]) => {
    const environment = { ...ssh, KUBECONFIG: files.join(':') };
    const run = await ackring.run(['ssh', 'own', 'root@master', '--json'], { environment });
    t.is(run.code, 0, run.stderr);
    return v.parse(sshContract, run.json());
  };
  t.like(await fetch(second), { file: second, context: 'own-of-ap-northeast-1' });
  await writeFile(first, '');
  const again = await fetch(first, second);
  t.like(again, { file: second, context: 'own-of-ap-northeast-1' });
  t.deepEqual([...new Set(again.changes.map(({ change }) => change))], ['none']);
  t.is(await readFile(first, 'utf8'), '');
});

test('ssh --use switches in the first file of KUBECONFIG, as kubectl does, and undo reverts it all', async (t) => {
  const ackring = await world(t);
  const issued = await ackring.run(['get', 'own', '--long-term', '--stdout', '--quiet']);
  await writeFile(join(ackring.home, 'kube.conf'), issued.stdout);
  const ssh = await withSsh(ackring, `echo /etc/kubernetes/kube.conf; cat '${ackring.home}/kube.conf'`);
  const [first, second] = ['a', 'b'].map((name) => join(ackring.home, name)) as [string, string];
  const contexts = 'contexts: [{name: mine, context: {cluster: c, user: u}}]\n';
  await writeFile(first, '');
  await writeFile(second, `${contexts}current-context: mine\n`);
  const environment = { ...ssh, KUBECONFIG: [first, second].join(delimiter) };
  const run = await ackring.run(['ssh', 'own', 'root@master', '--use', '--json'], { environment });
  t.is(run.code, 0, run.stderr);
  const { changes, context } = v.parse(sshContract, run.json());
  t.deepEqual(
    changes.filter(({ path }) => path === 'current-context'),
    [{ path: 'current-context', change: 'add' }],
  );
  t.true((await readFile(first, 'utf8')).includes(`current-context: ${context}\n`));
  t.is(await readFile(second, 'utf8'), `${contexts}current-context: mine\n`);
  t.is((await ackring.run(['undo'], { environment })).code, 0);
  t.is(await readFile(first, 'utf8'), '');
  t.is(await readFile(second, 'utf8'), `${contexts}current-context: mine\n`);
});

test('a failing ssh, and a cluster without masters, are clear errors', async (t) => {
  const ackring = await world(t);
  const environment = await withSsh(ackring, 'exit 255');
  t.is((await ackring.run(['ssh', 'own', 'root@master', '--json'], { environment })).code, 5);
  t.is((await ackring.run(['ssh', 'managed', 'root@master', '--json'], { environment })).code, 2);
  t.is((await ackring.run(['ssh', 'own', '--', '-oProxyCommand=x', '--json'], { environment })).code, 2);
});

test('the last resort changes one context, by its typed name, and undo reverts it', async (t) => {
  const ackring = await world(t);
  await ackring.run(['get', 'own', '--context', 'mine']);
  const before = await readFile(ackring.kubeconfig, 'utf8');
  t.is((await ackring.run(['san', 'own', '--skip-verification', 'mine'])).code, 6);
  t.is(await readFile(ackring.kubeconfig, 'utf8'), before);
  const done = await ackring.run(['san', 'own', '--skip-verification', 'mine', '--confirm', 'mine']);
  t.is(done.code, 0, done.stderr);
  t.regex(await readFile(ackring.kubeconfig, 'utf8'), /insecure-skip-tls-verify: true/);
  t.regex((await ackring.run(['contexts', '--json'])).stdout, /certificate is not checked/);
  await ackring.run(['undo']);
  t.is(await readFile(ackring.kubeconfig, 'utf8'), before);
});
