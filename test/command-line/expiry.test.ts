import { chmod, copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@ackring/emulator/start';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { expiryContract } from './kubeconfig-contracts.js';
import { createAckring } from './run-ackring.js';

async function world(t: ExecutionContext, days: readonly number[]) {
  const emulator = await startEmulator({
    scenario: {
      clusters: days.map((daysLeft, index) => ({ name: `c${index}`, holders: { ops: { daysLeft } } })),
    },
  });
  t.teardown(() => emulator.stop());
  return { emulator, ackring: await createAckring(t, emulator) };
}

test('expiry lists the soonest end first, the server and the files together, and follows its contract', async (t) => {
  const { ackring } = await world(t, [900, 20]);
  await ackring.run(['get', 'c0']);
  const run = await ackring.run(['expiry', '--json']);
  t.is(run.code, 0, run.stderr);
  t.deepEqual(
    v.parse(expiryContract, run.json()).map(({ cluster, source, status }) => [cluster, source, status]),
    [
      ['c0', 'file', 'temporary'],
      ['c1', 'server', 'critical'],
      ['c0', 'server', 'fresh'],
    ],
  );
});

test('local certificates of other clusters are left out, and counted', async (t) => {
  const { ackring } = await world(t, [900]);
  const { yaml } = await makeSpecimen();
  const foreign = yaml.replaceAll(/\d{18}-c[0-9a-f]{32}/g, 'elsewhere');
  await mkdir(join(ackring.home, '.kube'));
  await writeFile(join(ackring.home, '.kube', 'config'), foreign, { mode: 0o600 });
  const run = await ackring.runHere(['expiry']);
  t.is(run.code, 0, run.stderr);
  t.regex(run.stderr, /1 local certificates are of no known ACK cluster, and left out: elsewhere/);
});

test("what consumers of a rotation's sinks hold is listed beside what the server has issued since", async (t) => {
  const { emulator, ackring } = await world(t, [700]);
  const config = join(ackring.home, 'mine.yaml');
  await writeFile(config, `sinks: [{kind: file, directory: ${join(ackring.home, 'keys')}}]`);
  const first = await ackring.runHere(['rotate', 'apply', '--config', config]);
  t.is(first.code, 0, first.stderr);
  const [cluster] = emulator.world.clusters.all();
  const grant = cluster?.grants.get(emulator.identities['ops']?.uid ?? '');
  if (cluster === undefined || grant === undefined) throw new Error('no grant');
  Object.assign(grant, { issuedAt: emulator.clock.now(), credential: null });
  emulator.world.apiServers.pause(cluster);
  t.is((await ackring.runHere(['rotate', 'apply', '--config', config])).code, 1);
  const held = await ackring.runHere(['expiry', '--json', '--config', config]);
  t.deepEqual(
    v
      .parse(expiryContract, held.json())
      .map(({ source, daysLeft }) => [source, Math.round(daysLeft / 10) * 10]),
    [
      ['sink', 700],
      ['server', 1_090],
    ],
  );
  t.is((await ackring.runHere(['expiry', '--check', '--config', join(ackring.home, 'none.yaml')])).code, 3);
});

const checks = test.macro<[readonly number[], number, RegExp]>({
  async exec(t, days, code, line) {
    const { ackring } = await world(t, days);
    const run = await ackring.runHere(['expiry', '--check']);
    t.is(run.code, code);
    t.regex(run.stdout, line);
    t.is(run.stdout.trimEnd().split('\n').length, 1);
  },
  title: (_, days, code) => `--check with ${days.join(', ')} days left exits ${code}`,
});

test(checks, [900, 200], 0, /^OK - 2 kubeconfigs.*\| total=2 expired=0 critical=0 warning=0 unread=0$/m);
test(checks, [900, 100], 1, /^WARNING - /);
test(checks, [900, 100, 20], 2, /^CRITICAL - /);

test('a filter finds what the screen’s finds, and a check of nothing is not green', async (t) => {
  const { ackring } = await world(t, [900, 100]);
  const found = await ackring.runHere(['expiry', 'daysLeft:<180', '--json']);
  t.is(JSON.parse(found.stdout).length, 1);
  const inverse = await ackring.runHere(['expiry', '!daysLeft:<180', '--json']);
  t.is(JSON.parse(inverse.stdout).length, 1);
  t.is((await ackring.runHere(['expiry', '--check', 'daysLeft:>180'])).code, 0);
  const nothing = await ackring.runHere(['expiry', '--check', 'cluster:no-such-cluster']);
  t.is(nothing.code, 3);
  t.regex(nothing.stdout, /^UNKNOWN - no kubeconfig matches "cluster:no-such-cluster"/);
  const access = await ackring.runHere(['access', 'status:renewable', '--json']);
  t.is(JSON.parse(access.stdout).length, 1);
  const unknown = await ackring.runHere(['access', 'nofield:x']);
  t.is(unknown.code, 2);
});

test('--check prints UNKNOWN and exits 3 if it cannot tell', async (t) => {
  const ackring = await createAckring(t, null);
  const run = await ackring.runHere(['expiry', '--check']);
  t.is(run.code, 3);
  t.regex(run.stdout, /^UNKNOWN - no Alibaba Cloud credentials/);
});

const refused = test.macro<[readonly string[], RegExp, string?]>({
  async exec(t, args, line, settings) {
    const ackring = await createAckring(t, null);
    if (settings !== undefined) {
      await mkdir(join(ackring.home, '.config', 'ackring'), { recursive: true });
      await writeFile(join(ackring.home, '.config', 'ackring', 'config.json'), settings);
    }
    const run = await ackring.runHere(['expiry', '--check', ...args]);
    t.is(run.code, 3, run.stderr);
    t.regex(run.stdout, line);
    t.is(run.stdout.trimEnd().split('\n').length, 1);
  },
  title: (given, args, __, settings) =>
    given ??
    `--check with ${settings === undefined ? args.join(' ') : 'broken settings'} is UNKNOWN, not our 2, its CRITICAL`,
});

test('limits without the check are refused, not ignored', async (t) => {
  const ackring = await createAckring(t, null);
  for (const option of ['--warn', '--critical']) {
    const { code, stderr } = await ackring.runHere(['expiry', option, '30d']);
    t.is(code, 2);
    t.regex(stderr, new RegExp(`^error: \`${option}\` goes with \`--check\``));
  }
});

test(refused, ['--wran', '30d'], /^UNKNOWN - there is no option --wran .*did you mean --warn\?$/m);
test(refused, ['--warn'], /^UNKNOWN - --warn needs a value/);
test(refused, ['--warn', 'soon'], /^UNKNOWN - "soon" is not a number of days$/m);
test(refused, ['regoin:cn-hangzhou'], /^UNKNOWN - no field is called "regoin" here.*did you mean region\?$/m);
test(refused, [], /^UNKNOWN - the settings in .* are not JSON$/m, '{');
test(
  '--check reports every problem in the settings in its one line',
  refused,
  [],
  /^UNKNOWN - the settings in .* cannot be used: skin: must be one of dark, light, mono; language: must be /m,
  '{"skin": 1, "language": 2}',
);

test('without --check a misspelt option is a usage error like any other', async (t) => {
  const ackring = await createAckring(t, null);
  const run = await ackring.runHere(['expiry', '--wran', '30d']);
  t.is(run.code, 2);
  t.is(run.stdout, '');
});

test('a report follows the umask, and an existing one keeps its mode', async (t) => {
  const { emulator, ackring } = await world(t, [900]);
  const shell = await createAckring(t, emulator, ['/bin/sh', '-c']);
  const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));
  const written = async (umask: string, file: string) => {
    const line = `umask ${umask} && exec '${process.execPath}' '${program}' expiry --prometheus '${file}'`;
    const run = await shell.run([line]);
    t.is(run.code, 0, run.stderr);
    return ((await stat(file)).mode & 0o777).toString(8);
  };
  const file = (name: string) => join(ackring.home, name);
  t.is(await written('022', file('open')), '644');
  t.is(await written('077', file('closed')), '600');
  await chmod(file('open'), 0o640);
  t.is(await written('022', file('open')), '640');
});

test('the textfile names every kubeconfig and every source once', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      clusters: ['ap-northeast-1', 'cn-hangzhou'].map((region) => ({
        name: 'same',
        region,
        holders: { ops: { daysLeft: 900 } },
      })),
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  for (const { id } of emulator.world.clusters.all()) await ackring.runHere(['get', id]);
  const other = join(ackring.home, 'other');
  await copyFile(ackring.kubeconfig, other);
  await ackring.runHere(['expiry', '--check', '--prometheus', join(ackring.home, 'a.prom')], {
    environment: { KUBECONFIG: `${ackring.kubeconfig}:${other}` },
  });
  const series = (await readFile(join(ackring.home, 'a.prom'), 'utf8'))
    .split('\n')
    .filter((line) => /^\w+\{/.test(line))
    .map((line) => line.replace(/ \d+$/, ''));
  t.deepEqual(series.length, new Set(series).size);
  t.is(series.filter((name) => name.includes('source="same"')).length, 2);
  t.is(series.filter((name) => /^ackring_source_up\{kind="file"/.test(name)).length, 2);
});

test('a cluster that cannot be read turns OK into UNKNOWN', async (t) => {
  const { emulator, ackring } = await world(t, [900, 900]);
  emulator.faults.add({
    operation: 'ListClusterKubeconfigStates',
    times: 1,
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  t.is((await ackring.runHere(['expiry', '--check'])).code, 3);
});

test('the calendar, the textfile, the page and the Markdown agree', async (t) => {
  const { ackring } = await world(t, [900, 20]);
  const file = (name: string) => join(ackring.home, name);
  const run = await ackring.runHere([
    ...[
      'expiry',
      '--markdown',
      '--ics',
      file('a.ics'),
      '--prometheus',
      file('a.prom'),
      '--html',
      file('a.html'),
    ],
  ]);
  t.is(run.code, 0, run.stderr);
  t.regex(run.stdout, /^\| ops \| user \| c1 \| ap-northeast-1 \| \S+ \| 20 d \| C critical \| server \|$/m);
  const calendar = await readFile(file('a.ics'), 'utf8');
  t.is(calendar.match(/BEGIN:VEVENT/g)?.length, 4);
  t.regex(calendar, /SUMMARY:Renewable: ops at c1/);
  const metrics = await readFile(file('a.prom'), 'utf8');
  t.regex(metrics, /^ackring_kubeconfig_not_after_seconds\{source="server",cluster="c1",.*\} \d{10}$/m);
  t.regex(
    metrics,
    /^ackring_source_up\{kind="cluster",source="c1",cluster_id="c[0-9a-f]{32}",region="ap-northeast-1"\} 1$/m,
  );
  const page = await readFile(file('a.html'), 'utf8');
  t.regex(page, /<svg[\s\S]*C critical/);
  t.notRegex(page, /<script|https?:\/\//);
});
