import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { commands } from 'ackring/commands';
import test, { type ExecutionContext } from 'ava';
import { type Ackring, createAckring } from './run-ackring.js';

/** What writes a file that was named, with its FILE in a folder that is not there. */
const writes: Readonly<Record<string, readonly string[]>> = {
  'get --output': ['get', 'prod', '--no-verify', '--output', 'FILE'],
  'inspect --output': ['inspect', 'KUBECONFIG', '--show', 'server', '--output', 'FILE'],
  'expiry --ics': ['expiry', '--ics', 'FILE'],
  'expiry --prometheus': ['expiry', '--prometheus', 'FILE'],
  'expiry --html': ['expiry', '--html', 'FILE'],
  'rotate apply --prometheus': ['rotate', 'apply', '--config', 'CONFIG', '--prometheus', 'FILE'],
  'access request --output': [
    ...['access', 'request', 'ops', 'prod', '--for', '2h', '--reason', 'INC-1', '--output', 'FILE'],
  ],
  'doctor FILE': ['doctor', '--report', '--yes', 'FILE'],
};

/** What reads it, merges into it as kubectl does, or needs what this test does not make. */
const others = new Set([
  ...['merge --kubeconfig', 'get --kubeconfig', 'verify --kubeconfig', 'renew --kubeconfig'],
  ...['serve --token-file', 'life --rules', 'policy check --file', 'policy --rules', 'access --export'],
]);

test('every option that takes a FILE is known to write it, or not to', async (t) => {
  const facts = await commands.describeAll();
  const taking = facts.flatMap(({ name, options }) =>
    Object.entries(options).flatMap(([option, { value }]) =>
      value === 'FILE' ? [`${name} --${option}`] : [],
    ),
  );
  const unknown = taking.filter(
    (each) => !(each in writes) && !others.has(each) && !each.endsWith(' --config'),
  );
  t.deepEqual(unknown, []);
});

/** A run of that line with FILE in its place, in a home of its own. */
async function runWith(t: ExecutionContext, line: readonly string[], fileIn: (home: string) => string) {
  await using emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  const ackring = await createAckring(t, emulator);
  const paths: Readonly<Record<string, string>> = {
    FILE: fileIn(ackring.home),
    KUBECONFIG: join(ackring.home, 'other'),
    CONFIG: join(ackring.home, 'rotation.yaml'),
  };
  await writeFile(
    paths['CONFIG'] ?? '',
    `sinks: [{kind: file, directory: ${join(ackring.home, 'keys')}}]\nverify: skip\n`,
  );
  await writeFile(
    paths['KUBECONFIG'] ?? '',
    'contexts: [{name: c, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]\nusers: [{name: u, user: {token: t}}]\n',
  );
  return { ackring, ...(await ackring.runHere(line.map((word) => paths[word] ?? word))) };
}

/** As a user pastes it. */
const runs = ({ home }: Ackring, command: string): boolean =>
  spawnSync('sh', ['-c', command], { env: { ...process.env, HOME: home } }).status === 0;

for (const [what, line] of Object.entries(writes))
  test(`${what} makes no folder in silence, and says which is missing`, async (t) => {
    const { ackring, code, stderr } = await runWith(t, line, (home) => join(home, 'missing', 'below', 'x'));
    t.not(code, 0, stderr);
    t.regex(stderr, /there is no folder ~\/missing\/below \[FileNotFound\]/);
    t.false((await readdir(ackring.home)).includes('missing'));
    const [, shown = 'false'] = /`(mkdir -p [^`]+)`/.exec(stderr) ?? [];
    t.true(runs(ackring, shown), shown);
    t.deepEqual(await readdir(join(ackring.home, 'missing')), ['below']);
  });

/** Where no file can be: by the system, a file for its folder, its name, a folder in its place. */
const nowhere: readonly ((home: string) => string)[] = [
  ...(process.platform === 'linux' ? [() => '/proc/x.yaml', () => '/sys/x.yaml'] : []),
  (home) => join(home, 'rotation.yaml', 'x'),
  (home) => join(home, 'x'.repeat(300)),
  (home) => home,
];

for (const [what, line] of Object.entries(writes))
  test(`${what} says in words why a file cannot be written, and what to do`, async (t) => {
    for (const fileIn of nowhere) {
      const { ackring, code, stderr } = await runWith(t, line, fileIn);
      t.not(code, 0, stderr);
      t.regex(stderr, /^error: .* \[File(?:Unwritable|Unreadable|NotFound)\]$/m);
      t.regex(stderr, /^remedy: /m);
      t.notRegex(stderr, /\bE[A-Z]{4,}\b|unexpected/);
      const [, shown] = /`(ls -ld [^`]+)`/.exec(stderr) ?? [];
      if (shown !== undefined) t.true(runs(ackring, shown), stderr);
    }
  });

if (process.platform === 'linux') {
  // Node's own recursive mkdir never returns there.
  const nowhere = '/proc/ackring/none';

  test('where no folder can be made a kubeconfig is refused', async (t) => {
    const { code, stderr } = await runWith(
      t,
      ['get', 'prod', '--no-verify', '--kubeconfig', 'FILE'],
      () => nowhere,
    );
    t.is(code, 3, stderr);
    t.regex(stderr, /there is no folder \/proc\/ackring \[FileNotFound\]/);
  });

  test('with such a home every command ends, and keeps no compiled code', async (t) => {
    const ackring = await createAckring(t, null);
    for (const args of [['contexts'], ['help'], ['--version']]) {
      const { code, stderr } = await ackring.run(args, {
        environment: { HOME: nowhere, XDG_CACHE_HOME: '' },
      });
      t.is(code, 0, `${args} ${stderr}`);
    }
  });
}
