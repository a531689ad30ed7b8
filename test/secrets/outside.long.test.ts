import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { keptByTests } from '../kept-by-tests.js';
import { writeSettingsFile } from '../settings-file.js';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { receivers, storeReceivers } from './receivers.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// Output for others: lines for each call, the report, crashes, the page and the metrics.

const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));
const crash = new URL('./crash.js', import.meta.url).href;
const places = [
  /^\.kube\/config$/,
  /^keys\/c[0-9a-f]{32}\//,
  /^\.local\/state\/ackring\/kubeconfig-backups\//,
  /^\.local\/state\/ackring\/exec[^/]*\/[^/]+\.json$/,
];

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 100 } } }] },
  });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const watched = await watchProgram(t, emulator);
  await storeReceivers(emulator, cloud);
  await mkdir(join(watched.home, 'keys'), { mode: 0o700 });
  const sinks = `[{kind: file, directory: "${watched.home}/keys"}, {kind: kms}, {kind: oss, bucket: ackring-kubeconfigs}]`;
  await writeSettingsFile(
    watched.home,
    'rotation.yaml',
    `sinks: ${sinks}\nnotify:${receivers(cloud.pager.url)}`,
  );
  return { emulator, cloud, watched };
}

test('each call of every service is logged, whatever fails, without its contents', async (t) => {
  const { emulator, cloud, watched } = await world(t);
  const log = join(watched.home, 'calls.log');
  const environment = { ...cloud.session, ACKRING_DEBUG: 'api' };
  for (const args of [
    ['get', 'prod', '--long-term'],
    ['get', 'prod', '--exec', '--context', 'plugged', '--no-verify'],
    ['rotate', 'apply'],
    ['doctor'],
  ]) {
    const run = await watched.run(args, { environment });
    t.regex(run.stderr, /^api .* \d+ ms, try 1, request [\w-]+, ok$/m, args.join(' '));
  }
  for (const effect of [
    { kind: 'html', status: 502 },
    { kind: 'error', status: 403, code: 'StatusForbidden' },
    { kind: 'truncate', bytes: 500 },
  ] as const) {
    emulator.faults.clear();
    emulator.faults.add({ operation: 'DescribeClusterUserKubeconfig', effect });
    await watched.run(['get', 'prod', '--context', 'again', '--debug-file', log], {
      environment: cloud.session,
    });
  }
  const wrong = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: cloud.webhook.secret };
  await watched.run(['clusters', '--debug'], { environment: wrong });
  const marks = cloud.marks();
  showsNoSecret(t, marks, [...(await watched.told()), ...cloud.told()]);
  const files = await keptFiles(watched.home);
  t.regex(files.find(({ path }) => path === 'calls.log')?.text ?? '', /ResponseUnreadable|ServerFault/);
  keptOnlyIn(t, marks, { files, places });
});

test('a report and a crash contain no key, whatever was thrown', async (t) => {
  const { cloud, watched } = await world(t);
  t.is((await watched.run(['get', 'prod', '--long-term', '--use'])).code, 0);
  const NODE_OPTIONS = `${watched.environment['NODE_OPTIONS']} --import=${crash}`;
  const fallen = await watched.run(['verify', '--all'], { environment: { ...cloud.session, NODE_OPTIONS } });
  t.is(fallen.code, 1);
  t.regex(fallen.stderr, /crashes\/crash-\w+-\d+\.txt: it holds no key/);
  const reported = await watched.run(['doctor', '--report', '--yes'], { environment: cloud.session });
  t.is(reported.code, 0, reported.stderr);
  t.regex(reported.stdout, /## Last crash\n\nackring [\s\S]*Error\n +at /);
  const files = await keptFiles(watched.home);
  t.true(files.some(({ path }) => /^ackring-report-\d{4}-\d\d-\d\d\.txt$/.test(path)));
  const marks = cloud.marks();
  showsNoSecret(t, marks, await watched.told());
  keptOnlyIn(t, marks, { files, places });
});

test('the page and the metrics contain no key, and a refused client does not learn the token', async (t) => {
  const { emulator, cloud, watched } = await world(t);
  t.is((await watched.run(['get', 'prod', '--long-term'])).code, 0);
  t.is((await watched.run(['rotate', 'apply'], { environment: cloud.session })).code, 0);
  const token = cloud.webhook.secret;
  const child = spawn(process.execPath, [program, 'serve', '--listen', '127.0.0.1:0'], {
    cwd: watched.home,
    env: {
      ...keptByTests(),
      ...emulator.environment,
      ...watched.environment,
      ...cloud.session,
      HOME: watched.home,
      ACKRING_DEBUG: 'api',
      ACKRING_SERVE_TOKEN: token,
    },
  });
  t.teardown(() => child.kill('SIGKILL'));
  const stderr = text(child.stderr);
  const { value: url = '' } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (path: string, init: RequestInit = { headers }) => {
    const response = await fetch(`${url}${path}`, init);
    const told = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
    watched.hear({ where: `${init.method ?? 'GET'} ${path}`, text: told });
    return told;
  };
  await until(async () => /^ackring_scan_up 1$/m.test(await ask('/metrics')));
  t.regex(await ask('/metrics'), /^ackring_rotation_finished_seconds \d+$/m);
  t.regex(await ask('/'), /Kubeconfigs by expiry/);
  for (const init of [{}, { method: 'POST', headers }, { headers: { authorization: 'Bearer wrong' } }])
    await ask('/', init);
  child.kill('SIGTERM');
  watched.hear({ where: 'stderr of serve', text: await stderr });
  showsNoSecret(t, cloud.marks(), await watched.told());
});
