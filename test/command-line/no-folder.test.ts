import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { commands } from 'ackring/commands';
import test from 'ava';
import { createAckring } from './run-ackring.js';

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

for (const [what, line] of Object.entries(writes))
  test(`${what} makes no folder in silence, and says which is missing`, async (t) => {
    await using emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
    const ackring = await createAckring(t, emulator);
    const paths: Readonly<Record<string, string>> = {
      FILE: join(ackring.home, 'missing', 'below', 'x'),
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
    const { code, stderr } = await ackring.runHere(line.map((word) => paths[word] ?? word));
    t.not(code, 0, stderr);
    t.regex(stderr, /there is no folder ~\/missing\/below \[FileNotFound\]/);
    t.regex(stderr, /`mkdir -p ~\/missing\/below`/);
    t.false((await readdir(ackring.home)).includes('missing'));
  });
