import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { currentRun } from './test-run.js';

// Whole runs of AVA with the configuration of this repository, each with a test that does what it must not.

const root = resolve(import.meta.dirname, '../../../..');
const prelude = `
import test from 'ava';
import { execFileSync, spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect, createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
const attempt = async (act) => { try { await act(); } catch {} };
const dial = "require('node:net').connect(6443, '203.0.113.10').on('error', () => {})";
`;

interface Ended {
  readonly code: number | string;
  readonly said: string;
}

/** Runs tests in a project of their own: how the run ends, and what it says. */
async function run(t: ExecutionContext, tests: Readonly<Record<string, string>>): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-run-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  await mkdir(join(home, '.config'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  const all = JSON.stringify(join(root, 'ava.config.mjs'));
  await writeFile(
    join(folder, 'ava.config.mjs'),
    `import all from ${all};\nexport default { ...all, files: ['a.test.js'] };\n`,
  );
  const bodies = Object.entries(tests).map(
    ([title, body]) => `test(${JSON.stringify(title)}, async (t) => {\n${body}\nt.pass();\n});\n`,
  );
  await writeFile(join(folder, 'a.test.js'), `${prelude}\n${bodies.join('')}`);
  const ava = fileURLToPath(new URL('cli.js', import.meta.resolve('ava')));
  const env = { ...process.env, HOME: home, REAL_HOME: home, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [ava], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, said: stdout + stderr }),
    );
  });
}

const tried = (act: string) => `await attempt(async () => { ${act} });`;

const deeds = [
  [
    'connects to another machine',
    tried(`await once(connect(6443, '203.0.113.10'), 'connect')`),
    'dialled 203.0.113.10:6443',
  ],
  [
    'asks one by http',
    tried(`await once(get('http://[2001:db8::1]/'), 'response')`),
    'dialled 2001:db8::1:80',
  ],
  ['fetches a page', tried(`await fetch('https://198.51.100.7/')`), 'dialled 198.51.100.7:443'],
  ['looks a name up', tried(`await dns.promises.lookup('example.com')`), 'looked up example.com'],
  [
    'connects to a name',
    tried(`await once(connect(443, 'example.com'), 'connect')`),
    'looked up example.com',
  ],
  ['asks a name server', tried(`await dns.promises.resolve4('example.com')`), 'looked up example.com'],
  [
    'has a lookup of its own',
    tried(
      `await once(connect({ port: 443, host: 'a', lookup: (name, how, done) => done(null, [{ address: '192.0.2.1', family: 4 }]) }), 'connect')`,
    ),
    'dialled a, found at 192.0.2.1',
  ],
  [
    'dials what somebody else listens on',
    tried(`await once(connect(9, '127.0.0.1'), 'connect')`),
    'dialled 127.0.0.1:9, on which no test of this run listened',
  ],
  [
    'listens on a port of its choice',
    `const server = createServer().on('error', () => {}).listen(8080, '127.0.0.1'); server.close();`,
    'listened on port 8080, which it did not own',
  ],
  [
    'starts a program that dials',
    `await once(spawn(process.execPath, ['-e', dial], { env: {} }), 'close');`,
    'dialled 203.0.113.10:6443',
  ],
  [
    'waits for a program that dials',
    `execFileSync(process.execPath, ['-e', dial], { env: {} });`,
    'dialled 203.0.113.10:6443',
  ],
  [
    'starts it through a shell',
    `execFileSync('sh', ['-c', '"$0" -e "$1"', process.execPath, dial], { env: {} });`,
    'dialled 203.0.113.10:6443',
  ],
] as const;

test('a run fails for each test that dials outside, looks up a name or takes a port, and names it', async (t) => {
  const { code, said } = await run(t, Object.fromEntries(deeds.map(([title, body]) => [title, body])));
  t.is(code, 1, said);
  t.regex(said, new RegExp(`${deeds.length} tests passed`));
  for (const [title, , complaint] of deeds)
    t.true(said.includes(`a.test.js › ${title}: ${complaint}\n`), said);
});

for (const left of ['.terraform.d', '.config/chromium']) {
  test(`a run fails for ${left}, left in the home of the user`, async (t) => {
    const { code, said } = await run(t, { leaves: `mkdirSync(join(process.env.REAL_HOME, '${left}'));` });
    t.is(code, 1, said);
    t.regex(said, /1 test passed/);
    t.true(said.includes(`/home/${left} is new in the home of whoever runs the tests\n`), said);
  });
}

test('a run that stays on loopback passes, and leaves nothing', async (t) => {
  const { code, said } = await run(t, {
    stays: `const server = createServer((socket) => socket.end('hello')).listen();
    await once(server, 'listening');
    for (const host of ['127.0.0.1', 'localhost']) await once(connect({ port: server.address().port, host, family: 4 }), 'data');
    server.close();
    for (const place of [{ port: 1, host: '127.0.0.1' }, { port: 443, host: 'nowhere.invalid' }]) await attempt(() => once(connect(place), 'connect'));
    mkdirSync(join(homedir(), '.config/chromium'), { recursive: true });
    t.not(homedir(), process.env.REAL_HOME);
    const seen = execFileSync(process.execPath, ['-p', 'JSON.stringify([process.env, require("node:os").homedir()])'], { env: { A: 'a' } });
    const [environment, home] = JSON.parse(seen);
    t.deepEqual(environment, { A: 'a' });
    t.is(home, homedir());
    const inShell = (env) => execFileSync('sh', ['-c', 'echo "$HOME $HTTPS_PROXY"'], { env, encoding: 'utf8' }).trim();
    t.is(inShell({}), homedir() + ' http://127.0.0.1:1');
    t.is(inShell({ HOME: '/h', https_proxy: 'p', HTTPS_PROXY: 'q' }), '/h q');
    const behind = execFileSync('sh', ['-c', '"$0" -p "JSON.stringify(process.env)"', process.execPath], { env: { A: 'a' } });
    t.like(JSON.parse(behind), { A: 'a', HOME: undefined, HTTPS_PROXY: undefined });`,
  });
  t.is(code, 0, said);
});

test('this test belongs to a run as well', (t) => {
  const run = currentRun();
  t.is(run?.file, fileURLToPath(import.meta.url));
  t.is(process.env['HOME'], run?.home);
});
