import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { errorContract } from './contracts.js';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

// Every bad input gets one clear error with a code, a remedy and its exit code, and loses nothing.

type Scenario = NonNullable<NonNullable<Parameters<typeof startEmulator>[0]>['scenario']>;

const fleet: Scenario = {
  regions: ['ap-northeast-1', 'cn-hangzhou'],
  identities: [{ name: 'nobody', policies: 'none' }],
  clusters: [
    { name: 'prod' },
    { name: 'twin' },
    { name: 'twin', region: 'cn-hangzhou', holders: { ops: { daysLeft: 900 } } },
    { name: 'inside', public: false },
    { name: 'going', state: 'deleting' },
  ],
};

test('no credentials', async (t) => {
  const ackring = await createAckring(t, null);
  t.like(problem(await ackring.runHere(['clusters', '--json'])), { code: 'CredentialsMissing', exit: 4 });
});

test('half an access key', async (t) => {
  const ackring = await createAckring(t, null);
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'half' };
  t.like(problem(await ackring.runHere(['clusters', '--json'], { environment })), { exit: 4 });
});

test('an access key that does not exist any more', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIgone' };
  t.like(problem(await ackring.runHere(['clusters', '--json'], { environment })), {
    code: 'CredentialsInvalid',
    exit: 4,
  });
});

test('a profile that does not exist', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  t.like(problem(await ackring.runHere(['clusters', '--json', '--profile', 'nope'])), {
    code: 'ProfileInvalid',
    exit: 4,
  });
});

test('a broken profile file is not quoted', async (t) => {
  const ackring = await createAckring(t, null);
  await mkdir(join(ackring.home, '.aliyun'));
  await writeFile(join(ackring.home, '.aliyun', 'config.json'), '{"access_key_secret": "hush-hush",');
  const run = await ackring.runHere(['clusters', '--json']);
  t.like(problem(run), { code: 'ProfileInvalid', exit: 4 });
  t.notRegex(run.stderr + run.stdout, /hush-hush/);
});

test('a wrong region', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const found = problem(await ackring.runHere(['clusters', '--json', '--region', 'cn-hangzou']));
  t.like(found, { code: 'RegionUnknown', exit: 3 });
  t.regex(found.message, /did you mean cn-hangzhou\?/);
});

test('what is a command here by other words is named', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  for (const [typed, meant] of [
    ['prune', 'contexts prune'],
    ['rename', 'contexts rename'],
    ['remove', 'contexts remove'],
    ['delete', 'contexts remove'],
    ['namespace', 'use --namespace'],
  ] as const) {
    const found = problem(await ackring.runHere([typed, '--json']));
    t.true(found.message.endsWith(`did you mean \`${meant}\`?`), found.message);
  }
});

test('an unknown cluster', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const found = problem(await ackring.runHere(['get', 'prdo', '--json']));
  t.like(found, { code: 'ClusterNotFound', exit: 3 });
  t.regex(found.message, /similar names: prod/);
});

test('an unknown cluster with a similar name is answered by the command to type, with all that was typed', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const remedyOf = async (...argv: readonly string[]) =>
    problem(await ackring.runHere([...argv, '--json'])).remedy;
  t.regex(
    await remedyOf('get', 'prdo', '--temporary', '1h'),
    /^Did you mean `ackring get prod --temporary 1h --json`\? See /,
  );
  t.regex(await remedyOf('revoke', 'prdo'), /^Did you mean `ackring revoke prod --json`\? /);
  // What it confirms is to be read, and typed.
  t.notRegex(await remedyOf('revoke', 'prdo', '--confirm', 'prdo'), /Did you mean/);
  t.notRegex(await remedyOf('get', 'zzzzzz'), /Did you mean/);
});

test('an ambiguous name lists its candidates', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const found = problem(await ackring.runHere(['get', 'twin', '--json']));
  t.like(found, { code: 'ClusterAmbiguous', exit: 3 });
  t.regex(found.message, /c[0-9a-f]{32} \(ap-northeast-1\), c[0-9a-f]{32} \(cn-hangzhou\)/);
  const narrowed = await ackring.runHere(['get', 'twin', '--region', 'cn-hangzhou']);
  t.is(narrowed.code, 0, narrowed.stderr);
});

test('an endpoint that the cluster does not have', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const found = problem(await ackring.runHere(['get', 'inside', '--access', 'public', '--json']));
  t.like(found, { code: 'EndpointMissing', exit: 3 });
});

test('a cluster being deleted', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  t.like(problem(await ackring.runHere(['get', 'going', '--json'])), { code: 'ClusterNotServing', exit: 1 });
});

test('forbidden, with the request id', async (t) => {
  const emulator = await cloud(t);
  const ackring = await createAckring(t, emulator);
  const nobody = emulator.identities['nobody'];
  const environment = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: nobody?.accessKeyId ?? '',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: nobody?.accessKeySecret ?? '',
  };
  const found = problem(await ackring.runHere(['clusters', '--json'], { environment }));
  t.like(found, { code: 'Forbidden', exit: 4 });
  t.truthy(found.requestId);
});

test('throttled until the last attempt', async (t) => {
  const emulator = await cloud(t);
  const ackring = await createAckring(t, emulator);
  emulator.faults.add({
    operation: 'DescribeClustersForRegion',
    effect: { kind: 'throttle', retryAfterMs: 1 },
  });
  emulator.faults.add({
    operation: 'DescribeClustersForRegion',
    effect: { kind: 'throttle', retryAfterMs: 1 },
  });
  // Of one region: each refusal slows all calls of the account.
  const args = ['clusters', '--region', 'cn-hangzhou', '--json'];
  t.like(problem(await ackring.runHere(args)), { code: 'Throttled', exit: 5 });
});

test('a failing region is reported, and the others are listed', async (t) => {
  const emulator = await cloud(t);
  const ackring = await createAckring(t, emulator);
  emulator.faults.add({
    operation: 'DescribeClustersForRegion',
    times: 1,
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  const run = await ackring.runHere(['clusters']);
  t.is(run.code, 7);
  t.regex(run.stdout, /twin/);
  t.regex(run.stderr, /^(ap-northeast-1|cn-hangzhou): error: /m);
});

test('no network', async (t) => {
  const emulator = await cloud(t);
  const ackring = await createAckring(t, emulator);
  await emulator.stop();
  t.like(problem(await ackring.runHere(['clusters', '--json'])), { code: 'Unreachable', exit: 5 });
});

test('plain http to another machine', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const environment = { ACKRING_CS_ENDPOINT: 'http://cs.example.com' };
  t.like(problem(await ackring.runHere(['clusters', '--json'], { environment })), {
    code: 'EndpointRefused',
    exit: 2,
  });
});

test('broken YAML in the kubeconfig is left byte for byte, and costs no kubeconfig', async (t) => {
  const emulator = await cloud(t);
  const ackring = await createAckring(t, emulator);
  const broken = 'apiVersion: v1\nclusters: [\n\tbroken\r\n';
  await writeKubeconfig(ackring, broken);
  const found = problem(await ackring.runHere(['get', 'prod', '--json']));
  t.like(found, { code: 'KubeconfigInvalid', exit: 1 });
  t.regex(found.message, /line \d/);
  t.is(await readFile(ackring.kubeconfig, 'utf8'), broken);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
  t.deepEqual(await readdir(dirname(ackring.kubeconfig)), ['config']);
});

test('a folder that is not writable', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  // Not even root can write into a process's folder.
  await symlink('/proc/self', join(ackring.home, '.kube'));
  t.like(problem(await ackring.runHere(['get', 'prod', '--json'])), { code: 'FileUnwritable', exit: 1 });
});

test('a context name that belongs to something else is never overwritten', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const theirs = `apiVersion: v1
kind: Config
clusters: [{name: a, cluster: {server: "https://a.example"}}]
contexts: [{name: mine, context: {cluster: a, user: a}}]
users: [{name: a, user: {token: t}}]
`;
  await writeKubeconfig(ackring, theirs);
  t.like(problem(await ackring.runHere(['get', 'prod', '--context', 'mine', '--json'])), {
    code: 'Conflict',
    exit: 6,
  });
  t.is(await readFile(ackring.kubeconfig, 'utf8'), theirs);
});

test('an output file with other content is never overwritten', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const file = join(ackring.home, 'notes.txt');
  await writeFile(file, 'dear diary');
  t.like(problem(await ackring.runHere(['get', 'prod', '--output', file, '--json'])), { exit: 6 });
  t.is(await readFile(file, 'utf8'), 'dear diary');
});

test('without contexts nothing was verified: no job goes on as if all were well', async (t) => {
  const ackring = await createAckring(t, null);
  const run = await ackring.runHere(['verify', '--all']);
  t.deepEqual([run.code, run.stdout], [3, '']);
  t.regex(run.stderr, /^error: no context in ~\/\.kube\/config \[ContextNotFound\]\nremedy: Fetch one/);
  t.like(problem(await ackring.runHere(['verify', '--all', '--json'])), { code: 'ContextNotFound', exit: 3 });
});

test('an unknown context', async (t) => {
  const ackring = await createAckring(t, null);
  t.like(problem(await ackring.runHere(['verify', 'nope', '--json'])), { code: 'ContextNotFound', exit: 3 });
});

test('read-only mode refuses what would write', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  t.like(problem(await ackring.runHere(['get', 'prod', '--read-only', '--json'])), {
    code: 'ReadOnly',
    exit: 6,
  });
  t.is((await ackring.runHere(['get', 'prod', '--read-only', '--dry-run'])).code, 0);
});

test('read-only mode of the settings refuses writes too', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const folder = join(ackring.home, '.config', 'ackring');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{"readOnly": true}');
  for (const args of [['get', 'prod'], ['undo'], ['rotate', 'apply']]) {
    t.like(problem(await ackring.runHere([...args, '--json'])), { code: 'ReadOnly', exit: 6 });
  }
});

test('settings that are not JSON, and invalid settings, with every problem named', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const folder = join(ackring.home, '.config', 'ackring');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{');
  t.like(problem(await ackring.runHere(['clusters', '--json'])), { code: 'ConfigurationInvalid', exit: 2 });
  const file = join(folder, 'config.json');
  const settings = {
    ...{ durationMinutes: 5.5, skin: 'MARKED-SECRET', readonly: true, regions: 'cn-hangzhou' },
    ...{ endpoints: { s3: 'http://127.0.0.1:1', cs: 7 }, language: 'fr', contextName: 'x' },
  };
  await writeFile(file, JSON.stringify(settings));
  const problems = [
    'regions: must be a list of texts',
    'durationMinutes: must be a whole number from 15 to 4320, or null for long-term',
    'contextName: needs {name} or {id} in it',
    'skin: must be one of dark, light, mono',
    "language: must be one of en, ja, zh, or null for the machine's",
    'endpoints.s3: must be one of cs, kms, oss, fc, sts, cms, sls, rd, adcp',
    'endpoints.cs: must be text in quotes',
    'readonly: is not a known setting: did you mean readOnly?',
  ];
  const said = await ackring.runHere(['clusters']);
  t.is(said.code, 2);
  t.notRegex(said.stderr, /MARKED/);
  const [first, ...lines] = said.stderr.trimEnd().split('\n');
  t.is(
    first,
    `error: the settings in ${file.replace(ackring.home, '~')} cannot be used: [ConfigurationInvalid]`,
  );
  t.deepEqual(
    lines.slice(0, -1),
    problems.map((each) => `  ${each}`),
  );
  t.regex(lines.at(-1) ?? '', /^remedy: Correct .*, or remove it for the defaults\.$/);
  const json = await ackring.runHere(['clusters', '--json']);
  t.is(json.stdout, '');
  t.deepEqual(
    json.stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).error.message),
    problems.map((each) => `the settings in ${file} cannot be used: ${each}`),
  );
});

test('settings that are no mapping are told so, whatever a list has of their names', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const file = join(ackring.home, '.config', 'ackring', 'config.json');
  await mkdir(dirname(file), { recursive: true });
  for (const text of ['[]', '["x"]', '"x"', '7']) {
    await writeFile(file, text);
    const { code, stderr } = await ackring.runHere(['clusters']);
    t.is(code, 2);
    t.regex(stderr, /cannot be used: \[ConfigurationInvalid\]\n +must hold settings: \{…\}\nremedy/, text);
  }
});

test('an invalid configuration of the rotation is one error per problem with --json', async (t) => {
  const ackring = await createAckring(t, await cloud(t));
  const file = join(ackring.home, 'rotation.yaml');
  await writeFile(file, 'renewBeforeDays: 500\nsinks: [{kind: oss}]\nspread: 3\n');
  const run = await ackring.runHere(['rotate', 'plan', '--config', file, '--json']);
  t.is(run.code, 2);
  const errors = run.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).error);
  t.true(errors.length >= 3, run.stderr);
  for (const path of ['renewBeforeDays', 'sinks[0].bucket', 'spread'])
    t.true(
      errors.some(({ message }) => message.includes(` ${path}: `)),
      path,
    );
});

test('usage errors exit with 2 and suggest what was meant', async (t) => {
  const ackring = await createAckring(t, null);
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['clusterz'], /did you mean `clusters`\?/],
    [['rotate', 'aply', '--yes'], /there is no `rotate aply`; did you mean `rotate apply`\?/],
    [['rotate', 'xyz'], /there is no `rotate xyz`: `rotate plan`/],
    [['get', '--temporry', '8h', 'x'], /did you mean --temporary\?/],
    [['get', 'x', '--temporary', '5d'], /not between 15 minutes and 3 days/],
    [['get', 'x', '--temporary', '8h', '--long-term'], /exclude each other/],
    [['get'], /needs CLUSTER/],
    [['rotate'], /`rotate plan`, `rotate apply`/],
    [[], /full screen needs a terminal/],
  ];
  for (const [args, message] of cases) {
    const run = await ackring.runHere([...args, '--json']);
    t.like(problem(run), { code: 'UsageInvalid', exit: 2 });
    t.regex(problem(run).message, message);
  }
});

test('people get the error and the remedy on separate lines, and no JSON', async (t) => {
  const ackring = await createAckring(t, null);
  const run = await ackring.runHere(['clusters']);
  t.regex(
    run.stderr,
    /^error: no Alibaba Cloud credentials were found \[CredentialsMissing\]\nremedy: .+\n$/,
  );
  t.is(run.stdout, '');
});

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly requestId: string | null;
  readonly exit: number | null;
}

/** The error contract, with nothing on stdout. */
function problem(run: Run): Problem {
  if (run.stdout !== '') throw new Error(`data beside an error: ${run.stdout}`);
  return { ...v.parse(errorContract, JSON.parse(run.stderr)).error, exit: run.code };
}

async function writeKubeconfig(ackring: Ackring, text: string): Promise<void> {
  await mkdir(dirname(ackring.kubeconfig), { recursive: true });
  await writeFile(ackring.kubeconfig, text);
}

async function cloud(t: ExecutionContext): Promise<Emulator> {
  const emulator = await startEmulator({ scenario: fleet });
  t.teardown(() => emulator.stop());
  return emulator;
}
