import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { type Ackring, createAckring } from './run-ackring.js';

let emulator: Emulator;
test.before(async () => {
  emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
});
test.after.always(() => emulator?.stop());

const world = async (t: ExecutionContext) => ({ ackring: await createAckring(t, emulator) });

const sessionsOf = ({ home }: Ackring) => join(home, '.local', 'state', 'ackring', 'sessions');

async function sessionsIn(ackring: Ackring): Promise<readonly string[]> {
  return readdir(sessionsOf(ackring));
}

test('the command has its own kubeconfig and nothing of a cloud, and both are gone afterwards', async (t) => {
  const { ackring } = await world(t);
  const script = 'env; echo; ls -l "$KUBECONFIG" "$(dirname "$KUBECONFIG")"; cat "$KUBECONFIG"';
  const { code, stdout } = await ackring.run(
    ['shell', 'prod', '--for', '30m', '-n', 'team-a', '--', 'sh', '-c', script],
    {
      environment: {
        ALICLOUD_SECRET_KEY: 'marked',
        ALIBABA_CLOUD_ROLE_ARN: 'marked',
        ACCESS_KEY_SECRET: 'marked',
        AWS_SESSION_TOKEN: 'marked',
        ACKRING_ROTATION: 'marked',
        HELM_KUBETOKEN: 'marked',
        KUBECONFIG: '/marked',
        MINE: 'kept',
      },
    },
  );
  t.is(code, 0);
  const [environment = '', ...rest] = stdout.split('\n\n');
  const files = rest.join('\n');
  t.notRegex(environment, /marked|ALIBABA|ALICLOUD|ACKRING_(?!CLUSTER_)/);
  t.regex(environment, /^MINE=kept$/m);
  t.regex(environment, /^ACKRING_CLUSTER_NAME=prod$/m);
  t.regex(environment, /^KUBECONFIG=.*\/sessions\/[0-9a-f]+\/kubeconfig$/m);
  t.regex(files, /^-rw------- .*\/kubeconfig$/m);
  t.regex(files, /client-key-data/);
  t.regex(files, /namespace: team-a/);
  t.deepEqual(await sessionsIn(ackring), []);
});

const statuses: readonly (readonly [command: readonly string[], status: number])[] = [
  [['true'], 0],
  [['sh', '-c', 'exit 3'], 3],
  [['sh', '-c', 'kill -TERM $$'], 143],
  [['sh', '-c', 'kill -KILL $$'], 137],
];
for (const [command, status] of statuses) {
  test(`the status of ${command.join(' ')} is ${status}, and its key is gone`, async (t) => {
    const { ackring } = await world(t);
    const run = await ackring.run(['shell', 'prod', '--', ...command]);
    t.is(run.code, status, run.stderr);
    t.deepEqual(await sessionsIn(ackring), []);
  });
}

for (const [program, status, told] of [
  ['no-such-command', 127, 'there is no no-such-command on the PATH'],
  ['/nowhere/k9s', 127, 'there is no program /nowhere/k9s'],
  ['/etc/passwd', 126, '/etc/passwd cannot be run'],
] as const) {
  test(`${program} is looked for before the cloud is asked, and nothing is recorded`, async (t) => {
    const ackring = await createAckring(t, null);
    const one = await ackring.run(['shell', 'prod', '--', program]);
    t.is(one.code, status, one.stderr);
    t.true(one.stderr.includes(told), one.stderr);
    const many = await ackring.run(['run', '*', '--confirm', '1', '--', program]);
    t.true(many.stderr.includes(told), many.stderr);
    t.deepEqual((await ackring.run(['history', '--json'])).json(), []);
  });
}

test('a program that turns out not to start is recorded as failed', async (t) => {
  const { ackring } = await world(t);
  const broken = join(ackring.home, 'broken');
  await writeFile(broken, '#!/nowhere/sh\n', { mode: 0o755 });
  const run = await ackring.run(['shell', 'prod', '--', broken]);
  t.is(run.code, 127, run.stderr);
  const journal = await readFile(join(ackring.home, '.local', 'state', 'ackring', 'journal.jsonl'), 'utf8');
  t.like(JSON.parse(journal.trim().split('\n').at(-1) ?? ''), { phase: 'failed', summary: 'broken in prod' });
  t.deepEqual(await sessionsIn(ackring), []);
});

test('what follows -- is the command’s, options and all', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.run(['shell', 'prod', '--', 'echo', '--json', '-n', '--', 'x']);
  t.is(run.stdout, '--json -n -- x\n');
});

test('invalid input is refused before there are credentials', async (t) => {
  const { ackring } = await world(t);
  const cases: readonly (readonly [args: readonly string[], code: number])[] = [
    [['shell'], 2],
    [['shell', 'prod'], 2],
    [['shell', 'prod', 'kubectl', 'get'], 2],
    [['shell', 'prod', '--with-secrets', '--', 'true'], 2],
    [['shell', 'prod', '--for', '4d', '--', 'true'], 2],
    [['shell', 'nowhere', '--', 'true'], 3],
  ];
  for (const [args, code] of cases) t.is((await ackring.runHere(args)).code, code, args.join(' '));
  await t.throwsAsync(sessionsIn(ackring), { code: 'ENOENT' });
});

/** A command that waits, and its first output. */
async function waiting(ackring: Ackring, args: readonly string[] = []) {
  const child = ackring.start(['shell', 'prod', ...args, '--', 'sh', '-c', 'echo $$; exec sleep 1000']);
  const pid = pidOf(await once(child.stdout, 'data'));
  // Its streams stay open as long as the command has them.
  return { child, pid, ended: once(child, 'exit') };
}

/** As a script printed it first; without a number a signal would go to the whole process group. */
function pidOf([said]: readonly unknown[]): number {
  const pid = Number(said);
  if (!(pid > 1)) throw new Error(`no process: ${String(said)}`);
  return pid;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('the key of a killed shell is removed by the next start, of any kind, while the command still runs', async (t) => {
  const { ackring } = await world(t);
  const { child, pid, ended } = await waiting(ackring);
  t.teardown(() => isRunning(pid) && process.kill(pid));
  const other = await waiting(ackring);
  child.kill('SIGKILL');
  await ended;
  t.is((await sessionsIn(ackring)).length, 2);
  t.is((await ackring.run(['contexts'])).code, 0);
  t.true(isRunning(pid));
  // That of the one still running stays.
  const [left, ...others] = await sessionsIn(ackring);
  t.deepEqual(others, []);
  t.regex(await readFile(join(sessionsOf(ackring), left ?? '', 'kubeconfig'), 'utf8'), /client-key-data/);
  other.child.kill('SIGTERM');
  t.deepEqual(await other.ended, [143, null]);
  t.deepEqual(await sessionsIn(ackring), []);
});

test('a termination signal ends the command first, and leaves no key', async (t) => {
  const { ackring } = await world(t);
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    const { child, pid, ended } = await waiting(ackring);
    child.kill(signal);
    t.deepEqual(await ended, [code, null]);
    await until(() => !isRunning(pid));
    t.deepEqual(await sessionsIn(ackring), []);
  }
});

test('an interrupt is the command’s: ackring stays until that has ended', async (t) => {
  const { ackring } = await world(t);
  const script = 'trap "echo stopping; sleep 0.2; exit 5" INT; echo $$; while :; do sleep 0.05; done';
  const child = ackring.start(['shell', 'prod', '--', 'sh', '-c', script]);
  const said: string[] = [];
  child.stdout.on('data', (chunk) => said.push(String(chunk)));
  const pid = pidOf(await once(child.stdout, 'data'));
  // As a terminal sends it: to both, and again.
  for (let times = 0; times < 3; times += 1) child.kill('SIGINT');
  process.kill(pid, 'SIGINT');
  t.deepEqual(await once(child, 'close'), [5, null]);
  t.regex(said.join(''), /stopping/);
  t.deepEqual(await sessionsIn(ackring), []);
});

test('read-only, the command gets a token and no key, also by the settings, and Secrets only on request', async (t) => {
  const { ackring } = await world(t);
  const script = 'env; cat "$KUBECONFIG"; ls "$(dirname "$KUBECONFIG")"';
  const isKeyless = (text: string) => {
    t.regex(text, /server: https:\/\/127\.0\.0\.1:\d+\n/);
    t.regex(text, /token: [\w-]{43}\n/);
    t.notRegex(text, /client-key|client-certificate|PRIVATE KEY/);
    t.regex(text, /^NO_PROXY=internal\.example,127\.0\.0\.1$/m);
  };
  const environment = { NO_PROXY: 'internal.example' };
  const byFlag = await ackring.run(['shell', 'prod', '--read-only', '--', 'sh', '-c', script], {
    environment,
  });
  t.is(byFlag.code, 0, byFlag.stderr);
  isKeyless(byFlag.stdout);
  await writeSettingsFile(ackring.home, 'config.json', JSON.stringify({ readOnly: true }));
  const bySetting = await ackring.run(['shell', 'prod', '--', 'sh', '-c', script], { environment });
  t.is(bySetting.code, 0, bySetting.stderr);
  isKeyless(bySetting.stdout);
});

test('a shell is recorded before and after, by the program’s name alone', async (t) => {
  const { ackring } = await world(t);
  await ackring.run(['shell', 'prod', '--', 'sh', '-c', 'exit 3', 'a-secret-word']);
  const journal = await readFile(join(ackring.home, '.local', 'state', 'ackring', 'journal.jsonl'), 'utf8');
  const lines = journal
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    lines.map(({ action, phase, summary }) => [action, phase, summary]),
    [
      ['shell', 'started', 'sh in prod'],
      ['shell', 'done', 'sh in prod'],
    ],
  );
  t.is(lines[1].details.status, 3);
  t.notRegex(journal, /a-secret-word|exit/);
});
