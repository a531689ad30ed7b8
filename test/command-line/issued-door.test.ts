import { access, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

// What the cloud and a master answer is a stranger's: each of these answers was merged, cached or run once.

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'own', kind: 'dedicated', holders: { ops: { daysLeft: 900 } } },
        { name: 'other', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const take = async (name: string, ...kind: string[]) =>
    (await ackring.run(['get', name, ...kind, '--stdout', '--quiet', '--no-verify'])).stdout;
  /** From now on the cloud gives this text for every kubeconfig. */
  const answer = (value: string) =>
    emulator.faults.add({
      operation: 'DescribeClusterUserKubeconfig',
      effect: { kind: 'drift', path: 'config', value },
    });
  return { emulator, ackring, take, answer };
}

type World = Awaited<ReturnType<typeof world>>;

type Hostile = (own: string, other: string, home: string) => string;

const keyLine = / {4}client-key-data: .*\n/;
const certificateLine = / {4}client-certificate-data: .*\n/;
const toUser = (text: string, field: string) => text.replace(certificateLine, `    ${field}\n$&`);
const toCluster = (text: string, field: string) => text.replace(/ {4}server: /, `    ${field}\n$&`);
const planted = (home: string, command: string) =>
  `exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: ${command}, args: [exec-credential, --version], env: [{name: NODE_OPTIONS, value: "--import=file://${home}/planted.mjs"}]}`;

const hostile: [what: string, answer: Hostile, objection: RegExp][] = [
  ["another cluster's kubeconfig", (_, other) => other, /none of the cluster's endpoints/],
  [
    'a key that does not fit',
    (own, other) => own.replace(keyLine, keyLine.exec(other)?.[0] ?? ''),
    /does not belong/,
  ],
  [
    'an exec entry that names our program and sets NODE_OPTIONS',
    (own, _, home) => toUser(own.replace(keyLine, ''), planted(home, 'ackring')).replace(certificateLine, ''),
    /names a program to run/,
  ],
  [
    'a plug-in beside the certificate',
    (own, _, home) => toUser(own, planted(home, process.execPath)),
    /names a program/,
  ],
  ['no check of the server', (own) => toCluster(own, 'insecure-skip-tls-verify: true'), /switches off/],
  ['a proxy', (own) => toCluster(own, 'proxy-url: http://127.0.0.1:9'), /through a proxy/],
  ['http', (own) => own.replace('server: https://', 'server: http://'), /no plain https/],
];

for (const [what, make, objection] of hostile) {
  test(`${what} is refused whole by get, exec-credential and ssh: nothing written, nothing run`, async (t) => {
    const { ackring, take, answer, emulator } = await world(t);
    await writeFile(
      join(ackring.home, 'planted.mjs'),
      `import { writeFileSync } from 'node:fs';\nwriteFileSync('${ackring.home}/ran', '');\n`,
    );
    await ackring.run(['get', 'own']);
    const before = await readFile(ackring.kubeconfig, 'utf8');
    const text = make(await take('own'), await take('other'), ackring.home);
    answer(text);
    const [cluster] = [...emulator.world.clusters.all()];
    const got = await ackring.run(['get', 'own', '--json']);
    refused(t, got);
    t.regex(got.stderr, objection);
    t.is(await readFile(ackring.kubeconfig, 'utf8'), before);
    refused(t, await ackring.run(['get', 'own', '--exec', '--context', 'plug-in', '--json']));
    const asked = ['exec-credential', '--cluster', cluster?.id ?? '', '--region', cluster?.region ?? ''];
    refused(t, await ackring.run([...asked, '--duration', '8h', '--json']));
    t.deepEqual(await cached(ackring), []);
    const environment = await withMaster(ackring, text);
    refused(t, await ackring.run(['ssh', 'own', 'root@master', '--json'], { environment }));
    t.is(await readFile(ackring.kubeconfig, 'utf8'), before);
    await t.throwsAsync(access(join(ackring.home, 'ran')), { code: 'ENOENT' }, 'a planted program ran');
  });
}

test('a kubeconfig of three years for one of eight hours is refused, and the other way round', async (t) => {
  const { ackring, take, answer } = await world(t);
  const [long, short] = [await take('own', '--long-term'), await take('own', '--temporary', '8h')];
  const undo = answer(long);
  refused(t, await ackring.run(['get', 'own', '--temporary', '8h', '--json']));
  undo();
  answer(short);
  refused(t, await ackring.run(['get', 'own', '--long-term', '--json']));
});

test("another identity's kubeconfig is refused", async (t) => {
  const { ackring, take, answer, emulator } = await world(t);
  const root = emulator.identities['root'];
  const environment = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: root?.accessKeyId ?? '',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: root?.accessKeySecret ?? '',
  };
  answer(await take('own'));
  const run = await ackring.run(['get', 'own', '--json'], { environment });
  refused(t, run);
  t.regex(run.stderr, /another identity/);
});

test('where nobody can say who asks, or which endpoints there are, that is said', async (t) => {
  const { ackring, emulator } = await world(t);
  const down = { kind: 'error', status: 403, code: 'NoPermission' } as const;
  emulator.faults.add({ operation: 'GetCallerIdentity', effect: down });
  const run = await ackring.run(['get', 'own']);
  t.is(run.code, 0, run.stderr);
  t.regex(run.stderr, /who asked is not known/);
  emulator.faults.add({ operation: 'DescribeClusterDetail', effect: down });
  const [cluster] = [...emulator.world.clusters.all()];
  const asked = ['exec-credential', '--cluster', cluster?.id ?? '', '--region', cluster?.region ?? ''];
  const served = await ackring.run(asked);
  t.is(served.code, 0, served.stderr);
  t.regex(served.stderr, /could not be held against the cluster's endpoints/);
});

function refused(t: ExecutionContext, run: Run): void {
  t.is(run.code, 6, run.stderr);
  t.is(run.stdout, '');
  t.like(JSON.parse(run.stderr), { error: { code: 'IssuedRefused' } });
}

async function cached({ home }: Ackring): Promise<string[]> {
  const names = await readdir(join(home, '.local', 'state', 'ackring', 'exec-credentials')).catch(() => []);
  return names.filter((name) => !name.endsWith('.failure.json'));
}

/** A master that answers so; it stands in for OpenSSH. */
async function withMaster({ home }: World['ackring'], text: string): Promise<Record<string, string>> {
  const bin = join(home, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(home, 'kube.conf'), text);
  await writeFile(join(bin, 'ssh'), `#!/bin/sh\necho /etc/kubernetes/kube.conf; cat '${home}/kube.conf'\n`);
  await chmod(join(bin, 'ssh'), 0o755);
  return { PATH: `${bin}:${process.env['PATH']}` };
}
