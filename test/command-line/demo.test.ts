import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import * as v from 'valibot';
import { clustersContract } from './contracts.js';
import { createAckring } from './run-ackring.js';

test('demo runs one command on the embedded cloud, with its exit code', async (t) => {
  const ackring = await createAckring(t, null);
  const listed = await ackring.run(['demo', '--', 'clusters', '--json']);
  t.is(listed.code, 0, listed.stderr);
  t.is(v.parse(clustersContract, listed.json()).length, 17);
  t.is((await ackring.run(['demo', 'get', 'nowhere'])).code, 3);
});

test('demo takes a command behind two hyphens, with its options', async (t) => {
  const ackring = await createAckring(t, null);
  const { code, stdout, stderr } = await ackring.run(['demo', '--', 'clusters', 'prod-tokyo-api', '--json']);
  t.is(code, 0, stderr);
  t.is(JSON.parse(stdout)[0].name, 'prod-tokyo-api');
});

test('demo runs a program of the user’s, in which one cloud and one HOME stay', async (t) => {
  const ackring = await createAckring(t, null);
  const script = `set -e
case "$HOME" in */ackring-demo-*) ;; *) exit 9 ;; esac
ackring get prod-beijing-core --context mine --no-verify --quiet
ackring history --check --quiet
ackring contexts mine --json
exit 5`;
  const { code, stdout, stderr } = await ackring.run(['demo', '--', 'sh', '-c', script]);
  t.is(code, 5, stderr);
  t.like(JSON.parse(stdout), [{ context: 'mine' }]);
  const missing = await ackring.run(['demo', '--', 'no-such-program']);
  t.deepEqual([missing.code, missing.stdout], [127, '']);
});

test('language and read-only mode hold for a program in the demo, wherever they were asked for', async (t) => {
  const ackring = await createAckring(t, null);
  const script = `ackring contexts --quiet; ackring use prod-frankfurt`;
  const program = ['--', 'sh', '-c', script];
  const [before, behind, set] = await Promise.all([
    ackring.run(['--lang', 'zh', '--read-only', 'demo', ...program]),
    ackring.run(['demo', '--read-only', '--lang=ja', ...program]),
    writeFile(join(ackring.home, 'config.json'), '{"language": "ja"}').then(() =>
      ackring.run(['demo', ...program], { environment: { ACKRING_CONFIG_DIR: ackring.home } }),
    ),
  ]);
  t.deepEqual([before.code, behind.code, set.code], [6, 6, 0]);
  t.true(before.stdout.includes('上下文'), before.stdout);
  for (const { stdout } of [behind, set]) t.true(stdout.includes('コンテキスト'), stdout);
  const unknown = await ackring.run(['demo', '--read-onyl', ...program]);
  t.is(unknown.code, 2);
  t.true(unknown.stderr.includes('there is no option --read-onyl for `demo`; did you mean --read-only?'));
});

test('nothing in the real environment leads out of the demo', async (t) => {
  const ackring = await createAckring(t, null);
  const listed = await ackring.run(['demo', 'contexts', '--json'], {
    environment: {
      KUBECONFIG: '/dev/null/real',
      ALIBABA_CLOUD_PROFILE: 'real',
      HTTPS_PROXY: 'http://127.0.0.1:9',
      ACKRING_CONFIG_DIR: '/dev/null/real',
    },
  });
  t.is(listed.code, 0, listed.stderr);
  const entries = listed.json() as { file: string; status: string }[];
  t.true(entries.every(({ file }) => file.includes('ackring-demo-')));
  for (const status of statuses)
    t.true(
      entries.some((entry) => entry.status === status),
      status,
    );
});

test('the demo has its contexts wherever its options stand, and get counts them', async (t) => {
  const ackring = await createAckring(t, null);
  const listed = await ackring.run(['demo', '--lang', 'ja', '--json', 'contexts']);
  t.is(listed.code, 0, listed.stderr);
  const count = v.parse(v.array(v.unknown()), listed.json()).length;
  t.is(count, 6);
  const planned = await ackring.run(['demo', 'get', 'prod-beijing-core', '--dry-run']);
  t.true(planned.stdout.includes(`${count} other contexts untouched`), planned.stdout);
});

/** There is something to see of every kind. */
const statuses = ['expired', 'critical', 'renewable', 'fresh', 'temporary'];

test('without a terminal the story is told in the language that is asked for', async (t) => {
  const ackring = await createAckring(t, null);
  for (const given of [['--lang', 'ja'], ['--lang=ja']]) {
    const { code, stdout, stderr } = await ackring.run(['demo', ...given]);
    t.is(code, 0, stderr);
    t.regex(stdout, /\$ ackring[\s\S]*コンテキスト/);
  }
  t.is((await ackring.run(['demo', '--screen', 'access'])).code, 2);
});

test('in JSON as in the table, whom one cluster does not name another does', async (t) => {
  const ackring = await createAckring(t, null);
  const { code, stdout, stderr } = await ackring.run(['demo', '--', 'access', '--json']);
  t.is(code, 0, stderr);
  const called = new Map<string, Set<string>>();
  for (const { identity } of JSON.parse(stdout)) {
    const { uid, name, type } = identity;
    called.set(uid, (called.get(uid) ?? new Set()).add(`${name} ${type}`));
  }
  t.true(called.size > 3);
  for (const [uid, names] of called) t.is(names.size, 1, `${uid}: ${[...names].join()}`);
});
