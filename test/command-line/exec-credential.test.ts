import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { decodeCached, encodeCached } from '@ackring/core/internal/exec-credential/cached-credential';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { watchCloudCallers } from './cloud-callers.js';
import { type Ackring, createAckring } from './run-ackring.js';

const credential = v.strictObject({
  apiVersion: v.picklist(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']),
  kind: v.literal('ExecCredential'),
  status: v.strictObject({
    expirationTimestamp: v.pipe(v.string(), v.isoTimestamp()),
    clientCertificateData: v.pipe(v.string(), v.startsWith('-----BEGIN CERTIFICATE-----')),
    clientKeyData: v.pipe(v.string(), v.includes('PRIVATE KEY-----')),
  }),
});

const operation = 'DescribeClusterUserKubeconfig';

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'prod', holders: { ops: { daysLeft: 900 } } },
        { name: 'other', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const [prod, other] = [...emulator.world.clusters.all()].map(({ id }) => id);
  const args = (id: string | undefined, ...more: string[]) => [
    ...['exec-credential', '--cluster', id ?? '', '--region', 'ap-northeast-1'],
    ...more,
  ];
  return { emulator, ackring, prod, other, args };
}

test('eight at once ask the cloud once and return the same certificate', async (t) => {
  const { ackring, prod, args } = await world(t);
  const callers = await watchCloudCallers(ackring.home);
  const runs = await Promise.all(Array.from({ length: 8 }, () => ackring.run(args(prod), callers)));
  for (const run of runs) t.is(run.code, 0, run.stderr);
  t.is(new Set(runs.map((run) => v.parse(credential, run.json()).status.clientKeyData)).size, 1);
  t.is(await callers.count(), 1);
});

test('the cache is for one caller, cluster, access and duration, and nobody else can read it', async (t) => {
  const { emulator, ackring, prod, other, args } = await world(t);
  const root = emulator.identities['root'];
  const asRoot = {
    environment: {
      ALIBABA_CLOUD_ACCESS_KEY_ID: root?.accessKeyId ?? '',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: root?.accessKeySecret ?? '',
    },
  };
  // On a busy machine it may have to ask twice.
  const asks = async (run: Promise<unknown>) => {
    const before = emulator.requests.count(operation);
    await run;
    return emulator.requests.count(operation) > before;
  };
  t.true(await asks(ackring.runHere(args(prod))));
  t.false(await asks(ackring.runHere(args(prod))));
  t.true(await asks(ackring.runHere(args(other))));
  t.true(await asks(ackring.runHere(args(prod, '--access', 'private'))));
  t.true(await asks(ackring.runHere(args(prod, '--duration', '30m'))));
  t.true(await asks(ackring.runHere(args(prod), asRoot)));
  const folder = cacheFolder(ackring);
  t.is((await stat(folder)).mode & 0o777, 0o700);
  const files = await readdir(folder);
  t.is(files.length, 5);
  for (const file of files) t.is((await stat(join(folder, file))).mode & 0o777, 0o600);
});

test('a rewritten profile file may name somebody else: the old certificate is not served', async (t) => {
  const { emulator, ackring, prod, args } = await world(t);
  const withoutKeys = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
  const runAs = async (name: string) => {
    const { accessKeyId, accessKeySecret } = emulator.identities[name] ?? {};
    const profile = {
      name: 'work',
      mode: 'AK',
      access_key_id: accessKeyId,
      access_key_secret: accessKeySecret,
    };
    await mkdir(join(ackring.home, '.aliyun'), { recursive: true });
    const text = JSON.stringify({ current: 'work', profiles: [profile] });
    await writeFile(join(ackring.home, '.aliyun', 'config.json'), text);
    const run = await ackring.runHere(args(prod), { environment: withoutKeys });
    t.is(run.code, 0, run.stderr);
    return v.parse(credential, run.json()).status.clientKeyData;
  };
  const [ops, root] = [await runAs('ops'), await runAs('root')];
  t.not(ops, root);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 2);
});

/** Found by its name: the vendor's command lines take a space in a path for the end of it. */
const signedInFrom = (folder: string) => ({
  PATH: `${folder}${delimiter}${process.env['PATH']}`,
  ALIBABA_CLOUD_ACCESS_KEY_ID: '',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
});

test('a command that issues keys is one caller, though the SDK writes each of them into the file', async (t) => {
  const { emulator, ackring, prod, args } = await world(t);
  const { accessKeyId, accessKeySecret } = emulator.identities['ops'] ?? {};
  const login = join(ackring.home, 'login');
  const answer = { mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  await writeFile(login, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`, { mode: 0o700 });
  const config = join(ackring.home, '.aliyun', 'config.json');
  await mkdir(join(ackring.home, '.aliyun'));
  const profile = { name: 'work', mode: 'External', process_command: 'login' };
  await writeFile(config, JSON.stringify({ current: 'work', profiles: [profile] }));
  const environment = signedInFrom(ackring.home);
  for (let turn = 0; turn < 3; turn += 1) {
    const run = await ackring.run(args(prod), { environment });
    t.is(run.code, 0, run.stderr);
    t.true((await readFile(config, 'utf8')).includes(`"access_key_id": "${accessKeyId}"`));
  }
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 1);
});

test('two people whom one command signs in never get each other’s certificate, once it has run for the other', async (t) => {
  const { emulator, ackring, prod, args } = await world(t);
  const login = join(ackring.home, 'login');
  const config = join(ackring.home, '.aliyun', 'config.json');
  await mkdir(join(ackring.home, '.aliyun'));
  const profile = { name: 'work', mode: 'External', process_command: 'login' };
  await writeFile(config, JSON.stringify({ current: 'work', profiles: [profile] }));
  const environment = signedInFrom(ackring.home);
  const signIn = async (who: string) => {
    const { accessKeyId, accessKeySecret } = emulator.identities[who] ?? {};
    const answer = { mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
    const line = `echo "$0" >> '${login}.runs'; echo '${JSON.stringify(answer)}'`;
    await writeFile(login, `#!/bin/sh\n${line}\n`, { mode: 0o700 });
  };
  const runs = async () => (await readFile(`${login}.runs`, 'utf8')).trimEnd().split('\n').length;
  const keyOf = async () => {
    const run = await ackring.run(args(prod), { environment });
    t.is(run.code, 0, run.stderr);
    return v.parse(credential, run.json()).status.clientKeyData;
  };
  await signIn('ops');
  const ops = await keyOf();
  const ran = await runs();
  t.is(await keyOf(), ops);
  t.is(await runs(), ran, 'a warm call runs no command');
  await signIn('root');
  // Any call to the cloud, of ours or of the CLI, shows who is signed in now.
  t.is((await ackring.run(['clusters', '--json'], { environment })).code, 0);
  t.is(await runs(), ran + 1, 'once a command');
  const root = await keyOf();
  t.not(root, ops);
  t.is(await keyOf(), root);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 2);
});

type Trouble = (emulator: Emulator, other: string) => unknown;

const troubles: readonly (readonly [string, Trouble])[] = [
  ['hangs', ({ faults }) => faults.add({ effect: { kind: 'delay', ms: 600_000 } })],
  ['sends a byte a minute', ({ faults }) => faults.add({ operation, effect: { kind: 'drip', ms: 60_000 } })],
  ['answers 500', ({ faults }) => faults.add({ operation, effect: { kind: 'error', status: 500 } })],
  [
    'throttles',
    ({ faults }) => faults.add({ operation, effect: { kind: 'throttle', retryAfterMs: 60_000 } }),
  ],
  ['resets', ({ faults }) => faults.add({ effect: { kind: 'reset' } })],
  [
    "gives another cluster's kubeconfig",
    ({ faults }, value) => faults.add({ operation, effect: { kind: 'drift', path: 'config', value } }),
  ],
];

for (const [what, make] of troubles) {
  test(`kubectl is told once that a cloud ${what}, and continues with what it has`, async (t) => {
    const { emulator, ackring, prod, args } = await world(t);
    const other = await ackring.runHere(['get', 'other', '--stdout', '--quiet', '--no-verify']);
    const first = v.parse(credential, (await ackring.runHere(args(prod))).json());
    await age(ackring);
    make(emulator, other.stdout);
    const served = await ackring.runHere(args(prod));
    t.is(served.code, 0, served.stderr);
    t.is(v.parse(credential, served.json()).status.clientKeyData, first.status.clientKeyData);
    t.regex(served.stderr, /still valid, though renewing it failed/);
    const callers = await watchCloudCallers(ackring.home);
    const again = await ackring.run(args(prod), callers);
    t.is(v.parse(credential, again.json()).status.clientKeyData, first.status.clientKeyData);
    t.is(again.stderr, '');
    t.is(await callers.count(), 0);
  });
}

test('once it has recovered and the delay is over, the certificate is renewed', async (t) => {
  const { emulator, ackring, prod, args } = await world(t);
  const first = v.parse(credential, (await ackring.runHere(args(prod))).json());
  const file = await age(ackring);
  emulator.faults.add({ effect: { kind: 'reset' } });
  await ackring.runHere(args(prod));
  emulator.faults.clear();
  t.true(Date.parse(await readFile(`${file}.failed`, 'utf8')) > 0);
  let key = first.status.clientKeyData;
  // A machine too busy to fetch one in time tries again.
  while (key === first.status.clientKeyData) {
    await writeFile(`${file}.failed`, new Date(Date.now() - 3_600_000).toISOString());
    key = v.parse(credential, (await ackring.runHere(args(prod))).json()).status.clientKeyData;
  }
  t.deepEqual(await readdir(cacheFolder(ackring)), [basename(file)]);
});

test('a certificate that still works is served even if nothing listens any more', async (t) => {
  const { emulator, ackring, prod, args } = await world(t);
  const first = v.parse(credential, (await ackring.runHere(args(prod))).json());
  await age(ackring);
  await emulator.stop();
  const served = await ackring.run(args(prod));
  t.is(served.code, 0, served.stderr);
  t.is(v.parse(credential, served.json()).status.clientKeyData, first.status.clientKeyData);
  t.regex(served.stderr, /still valid, though renewing it failed/);
});

test("another cluster's certificate is not served, even under this one's name", async (t) => {
  const { emulator, ackring, prod, other, args } = await world(t);
  const folder = cacheFolder(ackring);
  await ackring.runHere(args(prod));
  const [file = ''] = await readdir(folder);
  const own = v.parse(credential, (await ackring.runHere(args(prod))).json());
  await rm(join(folder, file));
  const theirs = v.parse(credential, (await ackring.runHere(args(other))).json());
  const [otherFile = ''] = await readdir(folder);
  await copyFile(join(folder, otherFile), join(folder, file));
  const before = emulator.requests.count(operation);
  const served = v.parse(credential, (await ackring.runHere(args(prod))).json());
  t.not(served.status.clientKeyData, theirs.status.clientKeyData);
  t.not(served.status.clientKeyData, own.status.clientKeyData);
  t.true(emulator.requests.count(operation) > before);
});

test('without a cached one the failure is reported, and a damaged cache is no credential', async (t) => {
  const { emulator, ackring, prod, args } = await world(t);
  await ackring.runHere(args(prod));
  const file = join(cacheFolder(ackring), (await readdir(cacheFolder(ackring)))[0] ?? '');
  await writeFile(file, '{"certificate":');
  const before = emulator.requests.count(operation);
  t.is((await ackring.runHere(args(prod))).code, 0);
  // On a busy machine it may have to ask twice.
  t.true(emulator.requests.count(operation) > before);
  t.is((await ackring.runHere(args('c00000000000000000000000000000000'))).code, 3);
});

test('it answers in the version that kubectl requests', async (t) => {
  const { ackring, prod, args } = await world(t);
  const asked = (apiVersion: string) => ({
    environment: { KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: {} }) },
  });
  const old = await ackring.run(args(prod), asked('client.authentication.k8s.io/v1beta1'));
  t.is(v.parse(credential, old.json()).apiVersion, 'client.authentication.k8s.io/v1beta1');
  t.is((await ackring.run(args(prod), asked('client.authentication.k8s.io/v1alpha1'))).code, 2);
});

test('get --exec writes a context without a key, verified with the certificate it will provide', async (t) => {
  const { ackring } = await world(t);
  const got = await ackring.run(['get', 'prod', '--exec', '--json']);
  t.is(got.code, 0, got.stderr);
  t.like(got.json(), { verified: true });
  const text = await readFile(ackring.kubeconfig, 'utf8');
  t.notRegex(text, /client-key-data/);
  // By paths, where programs without a shell find both.
  t.regex(text, /command: "?\/\S+\/node"?\n +args:\n +- "?\/\S+\/ackring(\.js)?"?\n/);
  t.regex(text, /interactiveMode: "?Never"?\n/);
  const undone = await ackring.run(['undo']);
  t.is(undone.code, 0, undone.stderr);
});

test('get --exec names its context where something has to be done', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const { stderr } = await ackring.run(['get', 'prod', '--exec', '--context', 'mine']);
  t.regex(stderr, /no rights of its own.*\n.*`kubectl --context mine auth can-i --list`/);
});

/** As if most of its hour had passed: only the dates decide. Returns the cache's only file. */
async function age(ackring: Ackring): Promise<string> {
  const file = join(cacheFolder(ackring), (await readdir(cacheFolder(ackring)))[0] ?? '');
  const key = basename(file, '.json');
  const cached = decodeCached(await readFile(file, 'utf8'), key);
  if (cached === null) throw new Error(`${file} is no credential of its request`);
  const notBefore = new Date(Date.now() - 3_000_000);
  const notAfter = new Date(Date.now() + 600_000);
  await writeFile(file, encodeCached({ ...cached, notBefore, notAfter }, key));
  return file;
}

function cacheFolder({ home }: Ackring): string {
  return join(home, '.local', 'state', 'ackring', 'exec-credentials');
}
