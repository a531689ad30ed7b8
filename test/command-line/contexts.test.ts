import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { makeSpecimen, specimenClusterId, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import * as v from 'valibot';
import { contextsContract, verifyContract } from './contracts.js';
import { useContract } from './kubeconfig-contracts.js';
import { createAckring } from './run-ackring.js';

test('contexts shows dangling and orphaned entries, separate from the data', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await mkdir(dirname(ackring.kubeconfig), { recursive: true });
  await writeFile(
    ackring.kubeconfig,
    'contexts:\n- name: lost\n  context: {cluster: gone, user: u}\nusers:\n- name: u\n  user: {token: t}\n- name: nobody\n  user: {}\n',
  );
  const { stdout, stderr, code } = await ackring.run(['contexts']);
  t.is(code, 0, stderr);
  t.regex(stdout, /lost/);
  t.regex(stderr, /lost: cluster "gone" is in no file/);
  t.regex(stderr, /user nobody in .* is left over/);
});

test('use refuses a namespace that is not there before it switches, and nothing where the API server does not say', async (t) => {
  const holders = { ops: { daysLeft: 900 } };
  await using emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'prod', holders },
        { name: 'narrow', holders: { ops: { daysLeft: 900, roles: ['dev@web'] } } },
      ],
    },
  });
  const ackring = await createAckring(t, emulator);
  for (const name of ['prod', 'narrow']) {
    const got = await ackring.runHere([
      'get',
      name,
      '--context',
      name,
      '--no-verify',
      '--long-term',
      '--quiet',
    ]);
    t.is(got.code, 0, got.stderr);
  }
  const toldBy = async (...args: string[]) => {
    const run = await ackring.runHere(['use', ...args, '--json']);
    t.is(run.code, 0, run.stderr);
    return v.parse(useContract, run.json());
  };
  t.like(await toldBy('prod', '--namespace', 'kube-system'), { namespace: 'kube-system', warnings: [] });
  t.like(await toldBy('narrow', '--namespace', 'elsewhere'), { warnings: [] });
  const before = await readFile(ackring.kubeconfig, 'utf8');
  for (const more of [[], ['--dry-run']]) {
    const refused = await ackring.runHere(['use', 'prod', '--namespace', 'kube-systm', ...more, '--json']);
    t.is(refused.code, 3);
    t.is(refused.stdout, '');
    t.like(JSON.parse(refused.stderr), {
      error: {
        code: 'ResourceNotFound',
        message: 'the API server of prod has no namespace kube-systm; did you mean kube-system?',
        remedy:
          'Nothing was changed. To set it nonetheless: `ackring use prod --namespace kube-systm --force`.',
      },
    });
  }
  t.is(await readFile(ackring.kubeconfig, 'utf8'), before);
  t.like(await toldBy('prod', '--namespace', 'kube-systm', '--force'), { namespace: 'kube-systm' });
  const staying = await ackring.runHere(['use', '--namespace', 'far-from-any']);
  t.regex(
    staying.stderr,
    /no namespace far-from-any \[ResourceNotFound\]\n.*`ackring use --namespace far-from-any --force`/,
  );
  await emulator.stop();
  t.like(await toldBy('prod', '--namespace', 'web'), { namespace: 'web', warnings: [] });
  const renamed = await ackring.runHere(['contexts', 'rename', 'narrow', 'ack/narrow', '--quiet']);
  t.is(renamed.code, 0, renamed.stderr);
  const shadowing = await ackring.runHere(['contexts', 'rename', 'prod', 'narrow']);
  t.regex(shadowing.stderr, /`ackring use narrow` meant ack\/narrow until now/);
});

test("contexts of the vendor's own tool are recognized by what they fetch, and judged by it", async (t) => {
  await using emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  const ackring = await createAckring(t, emulator);
  const [cluster] = [...emulator.world.clusters.all()];
  const issued = await ackring.run([
    'get',
    'prod',
    '--temporary',
    '1h',
    '--stdout',
    '--quiet',
    '--no-verify',
  ]);
  const part = (name: string) => new RegExp(`${name}: (.*)`).exec(issued.stdout)?.[1] ?? '';
  const pem = (name: string) => Buffer.from(part(name), 'base64').toString();
  const answers = {
    'get-credential': {
      clientCertificateData: pem('client-certificate-data'),
      clientKeyData: pem('client-key-data'),
    },
    'get-token': { token: 'k8s-ack-v2.not-mapped-to-anybody' },
  };
  const apiVersion = 'client.authentication.k8s.io/v1beta1';
  const bin = join(ackring.home, 'bin');
  await mkdir(bin);
  for (const [subcommand, status] of Object.entries(answers)) {
    const answer = JSON.stringify({ kind: 'ExecCredential', apiVersion, status });
    await writeFile(join(bin, subcommand), answer);
  }
  await writeFile(join(bin, 'ack-ram-tool'), `#!/bin/sh\ncat '${bin}'/"$2"\n`, { mode: 0o755 });
  // As its `credential-plugin get-kubeconfig` writes them.
  const user = (name: string) =>
    `- name: ${name}\n  user:\n    exec: {apiVersion: ${apiVersion}, command: ack-ram-tool, args: [credential-plugin, ${name}, --cluster-id, ${cluster?.id}, --api-version, v1beta1, --log-level, error]}\n`;
  const names = Object.keys(answers);
  await mkdir(dirname(ackring.kubeconfig), { recursive: true });
  await writeFile(
    ackring.kubeconfig,
    `clusters:\n- name: kubernetes\n  cluster: {server: "${part('server')}", certificate-authority-data: ${part('certificate-authority-data')}}\n` +
      `contexts:\n${names.map((name) => `- name: ${name}\n  context: {cluster: kubernetes, user: ${name}}\n`).join('')}users:\n${names.map(user).join('')}`,
    { mode: 0o600 },
  );
  const listed = await ackring.run(['contexts']);
  t.regex(listed.stdout, /get-credential +certificate by ack-ram-tool +– +–/);
  t.regex(listed.stdout, /get-token +token by ack-ram-tool +– +–/);
  t.notRegex(listed.stdout, /unknown/);
  const contexts = v.parse(contextsContract, (await ackring.run(['contexts', '--json'])).json());
  t.deepEqual(
    contexts.map(({ ack, credential }) => [ack?.clusterId, credential]),
    [
      [cluster?.id, { kind: 'exec', command: 'ack-ram-tool', issues: 'certificate' }],
      [cluster?.id, { kind: 'exec', command: 'ack-ram-tool', issues: 'token' }],
    ],
  );
  const environment = { PATH: `${bin}:${process.env['PATH']}` };
  const verified = await ackring.run(['verify', '--all', '--json'], { environment });
  const verdicts = v.parse(verifyContract, verified.json());
  t.deepEqual(
    verdicts.map(({ cause }) => cause),
    [null, 'authenticatorMissing'],
  );
  t.regex(verdicts[1]?.detail ?? '', /takes no RAM tokens/);
  t.notRegex(JSON.stringify(verdicts), /belongs to another cluster/);
});

test('contexts are selected by patterns, and each file of a folder is listed separately', async (t) => {
  const ackring = await createAckring(t, null);
  const folder = join(ackring.home, 'many');
  await mkdir(folder);
  const text = (server: string) =>
    `clusters:\n- {name: c, cluster: {server: "${server}"}}\ncontexts:\n- {name: admin@kubernetes, context: {cluster: c, user: u}}\n- {name: web, context: {cluster: c, user: u}}\nusers:\n- {name: u, user: {token: t}}\n`;
  await writeFile(join(folder, 'a'), text('https://a.example'));
  await writeFile(join(folder, 'b'), text('https://b.example'));
  const listed = async (...args: readonly string[]) => {
    const ran = await ackring.run(['contexts', ...args, '--kubeconfig', folder, '--json']);
    t.is(ran.code, 0, ran.stderr);
    return v.parse(contextsContract, ran.json()).map(({ context, server }) => `${context} ${server}`);
  };
  t.is((await listed()).length, 4);
  t.deepEqual(await listed('admin@*'), [
    'admin@kubernetes https://a.example',
    'admin@kubernetes https://b.example',
  ]);
  t.deepEqual(await listed('x*', 'we?'), ['web https://a.example', 'web https://b.example']);
  t.deepEqual(await listed('nothing'), []);
});

test('what is called as a cluster that was seen, and was not fetched, is fetched: nothing of others is offered', async (t) => {
  const holders = { ops: { daysLeft: 900 } };
  await using emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'dev-singapore', holders },
        { name: 'prod-singapore', holders },
      ],
    },
  });
  const ackring = await createAckring(t, emulator);
  await ackring.runHere(['get', 'prod-singapore', '--no-verify', '--quiet']);
  const told = async (...args: string[]) => {
    const { code, stderr } = await ackring.runHere(args);
    t.is(code, 3);
    t.notRegex(stderr, /prod-singapore/);
    return stderr.split('\n').slice(0, 2);
  };
  t.deepEqual(await told('use', 'dev-singapore'), [
    'error: no kubeconfig file holds context "dev-singapore"; a cluster is called so [ContextNotFound]',
    'remedy: Fetch its kubeconfig, if `ackring contexts` has none of it by another name: `ackring get dev-singapore --use`.',
  ]);
  t.regex((await told('verify', 'dev-singapore'))[1] ?? '', /: `ackring get dev-singapore`\.$/);
  const { stderr } = await ackring.runHere(['use', 'dev-singapor']);
  t.regex(stderr, /similar names|did you mean/);
  await rm(ackring.kubeconfig);
  for (const command of ['use', 'verify', 'inspect']) {
    const { stderr } = await ackring.runHere([command, 'dev-singapor']);
    t.regex(stderr, /context "dev-singapor"; clusters with similar names: dev-singapore/);
    t.regex(stderr, /remedy: Fetch a kubeconfig of it: `ackring get dev-singapore/);
  }
});

test('contexts are printed with their namespaces where one has another than the usual', async (t) => {
  const ackring = await createAckring(t, null);
  const file = join(ackring.home, 'one');
  const printed = async (namespace: string) => {
    await writeFile(
      file,
      `clusters:\n- {name: c, cluster: {server: "https://a.example"}}\ncontexts:\n- {name: web, context: {cluster: c, user: u${namespace}}}\nusers:\n- {name: u, user: {token: t}}\n`,
    );
    return (await ackring.run(['contexts', '--kubeconfig', file])).stdout;
  };
  t.notRegex(await printed(''), /NAMESPACE/);
  t.regex(await printed(', namespace: kube-system'), /CONTEXT +NAMESPACE[\s\S]*web +kube-system/);
});

test('a pattern is one of a field, of any column, or not to be found, as on the screen', async (t) => {
  const ackring = await createAckring(t, null);
  const file = join(ackring.home, 'three');
  const names = ['ack/a/prod-web', 'ack/b/prod-api', 'lab'];
  const contexts = names.map((name) => `- {name: ${name}, context: {cluster: c, user: u}}\n`).join('');
  await writeFile(
    file,
    `clusters:\n- {name: c, cluster: {server: "https://a.example"}}\ncontexts:\n${contexts}users:\n- {name: u, user: {token: t}}\n`,
  );
  for (const [filter, found] of [
    ['prod-*', names.slice(0, 2)],
    ['ack/b/*', names.slice(1, 2)],
    ['context:*prod*', names.slice(0, 2)],
    ['server:https://a*', names],
    ['!*prod*', names.slice(2)],
    ['!context:*prod*', names.slice(2)],
  ] as const) {
    const { stdout } = await ackring.runHere(['contexts', '--kubeconfig', file, filter, '--json']);
    const told = v.parse(v.array(v.object({ context: v.string() })), JSON.parse(stdout));
    t.deepEqual(
      told.map(({ context }) => context),
      [...found],
      filter,
    );
  }
});

test('a switch to what has ended names the command for a new one, in words only', async (t) => {
  const ackring = await createAckring(t, null);
  const { yaml } = await makeSpecimen({ lifeMs: 1_000, issuedAt: new Date(Date.now() - 86_400_000) });
  await mkdir(join(ackring.home, '.kube'));
  await writeFile(join(ackring.home, '.kube', 'config'), yaml);
  const context = `${specimenUid}-${specimenClusterId(1)}`;
  const { code, stderr } = await ackring.runHere(['use', context]);
  t.is(code, 0, stderr);
  t.regex(stderr, /its certificate ended at .*\na new one: `ackring renew \S+`\n$/);
  t.true(stderr.includes(`\`ackring renew ${context}\``), stderr);
  const { warnings } = v.parse(useContract, (await ackring.runHere(['use', context, '--json'])).json());
  t.is(warnings.length, 1);
});
