import { readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { type Ackring, createAckring } from './run-ackring.js';

const line =
  /^api \d\d:\d\d:\d\d\.\d{3}Z \w+ [A-Z]\w+ [a-z0-9-]+ \d+ ms, try \d+, (request [\w-]+|no request id), \w+$/;

async function world(t: ExecutionContext): Promise<{ emulator: Emulator; ackring: Ackring }> {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 100 } } }] },
  });
  t.teardown(() => emulator.stop());
  return { emulator, ackring: await createAckring(t, emulator) };
}

test('--debug reports each call, attempt by attempt, beside unchanged data', async (t) => {
  const { emulator, ackring } = await world(t);
  emulator.faults.add({ operation: 'DescribeRegions', times: 1, effect: { kind: 'throttle' } });
  const args = ['clusters', '--json'];
  const run = await ackring.run([...args, '--debug']);
  t.is(run.code, 0, run.stderr);
  const lines = run.stderr.trimEnd().split('\n');
  t.deepEqual(
    lines.filter((each) => !line.test(each)),
    [],
  );
  t.regex(run.stderr, / DescribeRegions .* try 1, .* Throttled\n/);
  t.regex(run.stderr, / DescribeRegions .* try 2, request [\w-]+, ok\n/);
  t.regex(run.stderr, / cs DescribeClustersForRegion ap-northeast-1 /);
  t.is((await ackring.run(args)).stdout, run.stdout);
});

test('the lines go into a private file, with ACKRING_DEBUG as well', async (t) => {
  const { ackring } = await world(t);
  const file = join(ackring.home, 'calls.log');
  const first = await ackring.run(['get', 'prod', '--debug-file', file]);
  t.is(first.code, 0, first.stderr);
  t.notRegex(first.stderr, /^api /m);
  const environment = { ACKRING_DEBUG: 'api', ACKRING_DEBUG_FILE: file };
  const second = await ackring.run(['clusters'], { environment });
  t.is(second.code, 0, second.stderr);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  t.true(lines.every((each) => line.test(each)));
  t.true(lines.some((each) => / DescribeClusterUserKubeconfig /.test(each)));
  t.is((await stat(file)).mode & 0o777, 0o600);
});

test('an unwritable file stops nothing, and an unknown value of ACKRING_DEBUG is refused', async (t) => {
  const { ackring } = await world(t);
  const file = join(ackring.home, 'nowhere', 'calls.log');
  const unwritten = await ackring.run(['clusters', '--json', '--debug-file', file]);
  t.is(unwritten.code, 0);
  t.regex(unwritten.stderr, /there is no folder .*nowhere/);
  const misspelt = await ackring.run(['clusters'], { environment: { ACKRING_DEBUG: 'apis' } });
  t.is(misspelt.code, 2);
  t.regex(misspelt.stderr, /ACKRING_DEBUG does not know "apis"\nremedy: Set it to `api`/);
});

test('the demo within the demo reports a call once', async (t) => {
  const ackring = await createAckring(t, null);
  const environment = { ACKRING_DEBUG: 'api' };
  const run = await ackring.run(['demo', 'clusters', '--region', 'ap-northeast-1', '--debug'], {
    environment,
  });
  t.is(run.code, 0, run.stderr);
  t.is(run.stderr.match(/ DescribeClustersForRegion /g)?.length, 1);
});

test('doctor --report shows all of it, writes when agreed to, and names nobody and nothing', async (t) => {
  const { emulator, ackring } = await world(t);
  t.is((await ackring.run(['get', 'prod', '--use'])).code, 0);
  const file = join(ackring.home, 'report.txt');
  const shown = await ackring.run(['doctor', '--report', file]);
  t.is(shown.code, 6);
  t.regex(shown.stderr, /--yes/);
  await t.throwsAsync(stat(file), { code: 'ENOENT' });
  const written = await ackring.run(['doctor', '--report', file, '--yes']);
  t.is(written.code, 0, written.stderr);
  const text = await readFile(file, 'utf8');
  t.is(written.stdout, text);
  t.is((await stat(file)).mode & 0o777, 0o600);
  const link = join(ackring.home, 'link.txt');
  await symlink(join(ackring.home, 'elsewhere'), link);
  for (const there of [file, link]) {
    const again = await ackring.run(['doctor', '--report', there, '--yes']);
    t.is(again.code, 1);
    t.regex(again.stderr, /already exists \[FileUnwritable\]\nremedy: Choose another name/);
  }
  t.is(await readFile(file, 'utf8'), text);
  await t.throwsAsync(stat(link), { code: 'ENOENT' });
  const [cluster] = emulator.world.clusters.all();
  const own = [
    'prod',
    ackring.home,
    cluster?.id ?? '',
    emulator.environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
  ];
  for (const name of own) {
    t.not(name, '');
    t.false(text.includes(name), name);
  }
  t.notRegex(text, /\b\d{16}\b/, 'an account');
  t.regex(text, /^## Findings\n\nok +node: Node /m);
  t.regex(text, /^contexts \(certificate, temporary\): 1$/m);
  t.regex(text, /ALIBABA_CLOUD_ACCESS_KEY_SECRET is set/);
  t.regex(text, / cs DescribeRegions .*request [\w-]+, ok$/m);
  const refused = await ackring.run(['doctor', '--report', file, '--yes', '--read-only']);
  t.is(refused.code, 6);
  t.is((await ackring.run(['doctor', file])).code, 2);
});
