import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { shell } from '@ackring/core/words';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import * as v from 'valibot';
import { doctorContract } from './contracts.js';
import { createAckring, type Run } from './run-ackring.js';

function levels(run: Run): Record<string, string[]> {
  const findings = v.parse(doctorContract, run.json());
  return Object.fromEntries(
    [...Map.groupBy(findings, ({ check }) => check)].map(([check, some]) => [
      check,
      some.map(({ level }) => level),
    ]),
  );
}

test('doctor has no complaints about a healthy world, and reports every problem with its remedy', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', version: '1.34.1', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.run(['get', 'prod']);
  const sound = await ackring.run(['doctor', '--json']);
  t.is(sound.code, 0, sound.stdout);
  t.like(levels(sound), {
    credentials: ['ok'],
    identity: ['ok'],
    state: ['ok'],
    clock: ['ok'],
    regions: ['ok'],
    permissions: ['ok', 'ok', 'ok', 'ok'],
    kubeconfig: ['ok'],
  });
  const secret = emulator.environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '';
  t.false(sound.stdout.includes(secret));

  await chmod(ackring.kubeconfig, 0o644);
  const lax = await ackring.run(['doctor', '--json']);
  t.deepEqual(levels(lax)['kubeconfig'], ['warning']);

  await chmod(join(ackring.home, '.local', 'state', 'ackring'), 0o755);
  const open = await ackring.run(['doctor', '--json']);
  t.is(open.code, 0);
  t.deepEqual(levels(open)['state'], ['warning']);
});

test('a journal that was altered, or that cannot be read, is a fault', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod', version: '1.34.1' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.runHere(['get', 'prod', '--no-verify']);
  const journal = join(ackring.home, '.local', 'state', 'ackring', 'journal.jsonl');
  const found = async () =>
    v
      .parse(doctorContract, (await ackring.runHere(['doctor', '--json'])).json())
      .filter(({ check }) => check === 'journal');
  t.like(await found(), [{ level: 'ok' }]);
  await writeFile(journal, (await readFile(journal, 'utf8')).replace('prod', 'prot'));
  t.like(await found(), [{ level: 'failed', remedy: 'ackring history --check' }]);
  await rm(journal);
  await mkdir(journal);
  t.like(await found(), [{ level: 'failed' }]);
});

test('missing permissions are reported by the commands that need them', async (t) => {
  const denied = ['cs:ListClusterKubeconfigStates', 'cs:DescribeUserClusterActivityState'];
  const emulator = await startEmulator({
    scenario: {
      identities: [
        {
          name: 'ops',
          policies: [
            {
              Version: '1',
              Statement: [
                { Effect: 'Allow', Action: '*', Resource: '*' },
                { Effect: 'Deny', Action: denied, Resource: '*' },
              ],
            },
          ],
        },
      ],
      clusters: [{ name: 'prod', version: '1.34.1' }],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const run = await ackring.runHere(['doctor', '--json']);
  t.is(run.code, 0, run.stdout);
  const permissions = v.parse(doctorContract, run.json()).filter(({ check }) => check === 'permissions');
  t.deepEqual(
    permissions.map(({ level, detail }) => [level, detail.split(':')[0]]),
    [
      ['ok', 'clusters, get'],
      ['warning', 'expiry, access, rotate'],
      ['ok', 'access, clean'],
      ['warning', 'clean'],
    ],
  );
  for (const [index, action] of [
    [1, denied[0]],
    [3, denied[1]],
  ] as const) {
    t.true(permissions[index]?.detail.includes(action ?? ''));
    t.true(permissions[index]?.remedy?.includes(action ?? ''));
  }
});

test('keys that others can read and a locked kubeconfig are found, each with its remedy', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod', version: '1.34.1' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.runHere(['get', 'prod']);
  await mkdir(join(ackring.home, '.aliyun'));
  const shared = join(ackring.home, '.aliyun', 'config.json');
  await writeFile(shared, '{"profiles": []}');
  await chmod(shared, 0o644);
  const lock = `${ackring.kubeconfig}.lock`;
  await writeFile(lock, '');
  const run = await ackring.runHere(['doctor', '--json']);
  const lapses = v.parse(doctorContract, run.json()).filter(({ level }) => level !== 'ok');
  const remedyOf = (check: string) => lapses.find((finding) => finding.check === check)?.remedy;
  t.is(remedyOf('credentials'), shell`chmod 600 ${shared}`);
  const remove = shell`rm ${lock}`;
  t.is(remedyOf('lock'), `If nothing is writing the kubeconfig, remove it: \`${remove}\`.`);
});

test('without credentials doctor fails and still checks the rest', async (t) => {
  const ackring = await createAckring(t, null);
  const run = await ackring.runHere(['doctor', '--json']);
  t.is(run.code, 1);
  const found = levels(run);
  t.deepEqual(found['credentials'], ['failed']);
  t.truthy(found['kubectl']);
  t.truthy(found['kubeconfig']);
});

test('a rejected key fails, and so do regions if none answers', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: '0therSecret' };
  const run = await ackring.runHere(['doctor', '--json', '--region', 'ap-northeast-1'], { environment });
  t.is(run.code, 1, run.stdout);
  t.like(levels(run), { credentials: ['ok'], identity: ['failed'], regions: ['failed'] });
  t.false(run.stdout.includes('0therSecret'));
});

for (const [minutes, level] of [
  [2, 'warning'],
  [30, 'failed'],
] as const) {
  test(`a clock ${minutes} minutes from the cloud's is found: ${level}`, async (t) => {
    const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
    t.teardown(() => emulator.stop());
    const date = new Date(Date.now() - minutes * 60_000).toUTCString();
    const server = createServer((_, response) => response.writeHead(403, { date }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.teardown(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const environment = { ACKRING_CS_ENDPOINT: `http://127.0.0.1:${port}` };
    const ackring = await createAckring(t, emulator);
    const run = await ackring.runHere(['doctor', '--json', '--region', 'ap-northeast-1'], { environment });
    t.deepEqual(levels(run)['clock'], [level], run.stdout);
  });
}
