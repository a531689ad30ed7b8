import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCredentialSlot } from '@ackring/core/internal/exec-credential/cache';
import { cacheKey } from '@ackring/core/internal/exec-credential/cached-credential';
import { whoAsks } from '@ackring/core/internal/world/session';
import { hourMs } from '@ackring/core/words';
import test, { type ExecutionContext } from 'ava';
import { plugInAnswer } from './plug-in.js';

async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-plug-in-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIexample', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' };
const token = ['exec-credential', '--token', '--cluster', 'c1', '--region', 'cn-hangzhou'];

const forms: readonly (readonly [string, readonly string[], boolean])[] = [
  ['as `get --token` writes it', token, true],
  ['with a profile that does not exist', [...token, '--profile', 'work'], false],
  ['with an option of every command', [...token, '--read-only'], false],
  ['with an equals sign', ['exec-credential', '--token', '--cluster=c1'], false],
  ['with an option twice', [...token, '--cluster', 'c2'], false],
  ['with a value that is an option', ['exec-credential', '--token', '--cluster', '--help'], false],
  ['without a value', ['exec-credential', '--token', '--cluster'], false],
  ['with an access that is none', [...token, '--access', 'both'], false],
  ['without a cluster', ['exec-credential', '--token'], false],
  ['of another command', ['contexts', ...token.slice(1)], false],
];

for (const [form, argv, isAnswered] of forms) {
  test(`a call ${form} is ${isAnswered ? 'answered here' : 'left to the program'}`, async (t) => {
    const start = { argv, environment: keys, home: await temporaryFolder(t) };
    const answer = await plugInAnswer(start).catch(() => null);
    t.is(answer !== null, isAnswered);
    if (answer !== null)
      t.regex(answer, /^\{"apiVersion":"client\.authentication\.k8s\.io\/v1",.*"token":"k8s-ack-v2\./);
  });
}

for (const variable of ['NODE_OPTIONS', 'NODE_DEBUG', 'ACKRING_DEBUG']) {
  test(`${variable} changes how the program starts: the program answers`, async (t) => {
    const environment = { ...keys, [variable]: 'x' };
    t.is(await plugInAnswer({ argv: token, environment, home: await temporaryFolder(t) }), null);
  });
}

const argv = 'exec-credential --cluster c1 --region cn-hangzhou --access public --duration 60m'.split(' ');

async function cached(
  home: string,
  { leftMs, access = 'public' }: { leftMs: number; access?: Parameters<typeof cacheKey>[0]['access'] },
) {
  const settings = async () => ({ profile: null, endpoints: {} });
  const asker = await whoAsks({ environment: keys, home, profile: null, settings });
  const cluster = { id: 'c1', region: 'cn-hangzhou' };
  const key = cacheKey({ ...asker, cluster, access, durationMinutes: 60 });
  const slot = createCredentialSlot(join(home, '.local/state/ackring/exec-credentials'), key);
  const certificate = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n';
  const notAfter = new Date(Date.now() + leftMs);
  const notBefore = new Date(notAfter.getTime() - hourMs);
  await slot.write({
    certificate,
    key: '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n',
    notBefore,
    notAfter,
  });
}

test('a certificate in the cache is the answer; a due one is left to the program, which renews it', async (t) => {
  const home = await temporaryFolder(t);
  t.is(await plugInAnswer({ argv, environment: keys, home }), null);
  await cached(home, { leftMs: hourMs / 2 });
  const answer = await plugInAnswer({ argv, environment: keys, home });
  t.like(JSON.parse(answer ?? ''), { kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1' });
  const others = [
    { argv: argv.with(-1, '30m') },
    { argv: argv.with(6, 'private') },
    { environment: { ...keys, ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIother' } },
    { environment: { ...keys, ACKRING_CS_ENDPOINT: 'http://127.0.0.1:1' } },
  ];
  for (const other of others) t.is(await plugInAnswer({ argv, environment: keys, home, ...other }), null);
  await cached(home, { leftMs: hourMs / 8 });
  t.is(await plugInAnswer({ argv, environment: keys, home }), null);
});

test('an inventory’s cluster is answered here once the cloud has confirmed its server', async (t) => {
  const home = await temporaryFolder(t);
  const server = 'https://203.0.113.10:6443';
  const answer = (given: string, accountId?: string) => {
    const config = { clusterId: 'c1', region: 'cn-hangzhou', accountId };
    const spec = { cluster: { server: given, config } };
    const execInfo = JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', spec });
    const environment = { ...keys, KUBERNETES_EXEC_INFO: execInfo };
    return plugInAnswer({ argv: ['exec-credential'], environment, home });
  };
  await cached(home, { leftMs: hourMs / 2 });
  t.is(await answer(server), null);
  await cached(home, { leftMs: hourMs / 2, access: { server, accountId: null } });
  t.like(JSON.parse((await answer(server)) ?? ''), { kind: 'ExecCredential' });
  t.is(await answer('https://203.0.113.10:6444'), null);
  t.is(await answer(server, '1234567890123456'), null);
});

test('of the endpoints in the settings and the environment the environment’s is used', async (t) => {
  const endpoints = { cs: 'https://settings.example.com' };
  const settings = async () => ({ profile: null, endpoints });
  const of = async (environment: Readonly<Record<string, string>>) => {
    const home = await temporaryFolder(t);
    return (await whoAsks({ environment: { ...keys, ...environment }, home, profile: null, settings }))
      .endpoint;
  };
  t.is(await of({}), endpoints.cs);
  t.is(
    await of({ ACKRING_CS_ENDPOINT: 'https://environment.example.com' }),
    'https://environment.example.com',
  );
});

test('the keys of a killed shell are swept by the program first', async (t) => {
  const home = await temporaryFolder(t);
  const left = join(home, '.local/state/ackring/sessions/left');
  await mkdir(left, { recursive: true });
  t.is(await plugInAnswer({ argv: token, environment: keys, home }), null);
  await rm(left, { recursive: true });
  t.not(await plugInAnswer({ argv: token, environment: keys, home }), null);
});

test('a broken settings file is reported by the program', async (t) => {
  const home = await temporaryFolder(t);
  await mkdir(join(home, '.config/ackring'), { recursive: true });
  await writeFile(join(home, '.config/ackring/config.json'), '{"regions": 1}');
  await t.throwsAsync(plugInAnswer({ argv: token, environment: keys, home }), { name: 'AckringError' });
  const program = join(import.meta.dirname, 'ackring.js');
  const env = { ...keys, HOME: home };
  const error = await t.throwsAsync(promisify(execFile)(process.execPath, [program, ...token], { env }));
  t.regex((error as { stderr?: string }).stderr ?? '', /regions: must be a list/);
});

const starts = [
  ['the short way', []],
  ['the program', ['--lang', 'en']],
] as const;
for (const [which, options] of starts) {
  test(`an answer that cannot be written is reported with the reason, by ${which}`, async (t) => {
    const home = await temporaryFolder(t);
    await writeFile(join(home, 'out'), '');
    const readOnly = await open(join(home, 'out'), 'r');
    t.teardown(() => readOnly.close());
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, 'ackring.js'), ...options, ...token],
      { env: { ...keys, HOME: home }, stdio: ['ignore', readOnly.fd, 'pipe'], encoding: 'utf8' },
    );
    t.is(status, 1);
    t.regex(stderr, /^error: standard output cannot be written: EBADF \[FileUnwritable\]\nremedy: /);
  });
}

test('an answer of which only a part could be written fails, and no second one is written behind it', async (t) => {
  const home = await temporaryFolder(t);
  const out = await open(join(home, 'out'), 'w');
  t.teardown(() => out.close());
  const plugIn = JSON.stringify(new URL('./plug-in.js', import.meta.url).href);
  await writeFile(
    join(home, 'start.mjs'),
    `const { answerKubectl } = await import(${plugIn});
console.error(String(await answerKubectl(process)));`,
  );
  // 512 bytes, of about 800.
  const limited = ['-c', 'ulimit -f 1; exec "$@"', 'sh', process.execPath, join(home, 'start.mjs'), ...token];
  const { status, stderr } = spawnSync('sh', limited, {
    env: { PATH: process.env['PATH'], ...keys, HOME: home },
    stdio: ['ignore', out.fd, 'pipe'],
    encoding: 'utf8',
  });
  t.is(status, 1);
  t.regex(
    stderr,
    /^error: standard output cannot be written: it may not grow any larger \[FileUnwritable\]\nremedy: .*\ntrue\n$/,
  );
  t.regex(await readFile(join(home, 'out'), 'utf8'), /^\{"apiVersion":[^}]*$/);
});
