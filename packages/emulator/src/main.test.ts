import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import { hasSnapshot } from './snapshot.js';

function run(t: ExecutionContext, ...args: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.js'), ...args]);
  t.teardown(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const exit = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }));
  return { child, exit };
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`the program prints one line with everything needed to connect and ends cleanly on ${signal}`, async (t) => {
    const { child, exit } = run(t, '--scenario', 'single', '--port', '0');
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === 1) child.kill(signal);
    }
    t.like(await exit, { code: 0, signal: null });
    t.is(lines.length, 1);
    const told = JSON.parse(lines[0] ?? '');
    t.regex(told.endpoints.cs, /^http:\/\/127\.0\.0\.1:\d+$/);
    t.regex(told.clusters[0].certificateAuthority, /^-----BEGIN CERTIFICATE-----/);
    t.regex(told.controlToken, /^[\w-]{43}$/);
    t.truthy(told.environment.ALIBABA_CLOUD_ACCESS_KEY_SECRET);
  });
}

test('if told to watch its input, the program ends with it', async (t) => {
  const { child, exit } = run(t, '--scenario', 'single', '--watch-stdin');
  await once(child.stdout, 'data');
  child.stdin.end();
  t.like(await exit, { code: 0, signal: null });
});

test('the program refuses an option in one line, and starts nothing', async (t) => {
  const { code, stderr } = await run(t, '--scenario', 'nowhere').exit;
  t.is(code, 2);
  t.regex(stderr, /^emulator: .*unknown scenario.*\n$/);
});

test('a Node that is too old is reported, and nothing is loaded', (t) => {
  const node20 = join(dirname(createRequire(import.meta.url).resolve('node20/package.json')), 'bin/node');
  const { status, stderr } = spawnSync(node20, [join(import.meta.dirname, 'main.js')], { encoding: 'utf8' });
  t.is(status, 2);
  t.regex(stderr, /^emulator: needs Node 22\.20, .*; this is 20\.[\d.]+\n$/);
});

test('with --tls the line names the port, the proxy and the authority, and --ca-file contains the authority', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'ackring-main-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const file = join(directory, 'ca.pem');
  const { child } = run(t, '--scenario', 'single', '--tls', '--ca-file', file);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { tls } = JSON.parse(line);
  t.regex(tls.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  t.regex(tls.environment.HTTPS_PROXY, /^http:\/\/127\.0\.0\.1:\d+$/);
  t.is(await readFile(file, 'utf8'), tls.certificateAuthority);
});

test('with a state folder it leaves a snapshot behind', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'ackring-main-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const { child, exit } = run(t, '--scenario', 'single', '--state', directory);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  t.is((await exit).code, 0);
  t.true(hasSnapshot(directory));
});
