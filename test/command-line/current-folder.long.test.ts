import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { createAckring } from './run-ackring.js';

// A folder may be anybody's: a download, a repository, /tmp. Running the program in it requests nothing from it.

/** Connections are recorded; there should be none. */
async function startCanary(t: ExecutionContext): Promise<{ url: string; heard: string[] }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, heard };
}

/** Everything that some program reads from the folder it is started in. */
async function plant(folder: string, { url, secret }: { url: string; secret: string }): Promise<string> {
  const ran = join(folder, 'ran');
  const kubeconfig = `apiVersion: v1
kind: Config
current-context: hub
clusters: [{name: hub, cluster: {server: "${url}"}}]
users: [{name: me, user: {tokenFile: "${secret}"}}]
contexts: [{name: hub, context: {cluster: hub, user: me}}]
`;
  const rotation = `sinks:
  - {kind: file, directory: stolen}
  - {kind: oss, bucket: strangers-bucket}
  - {kind: kubernetesSecret, context: hub, kubeconfig: ./hub.yaml, namespace: default}
notify: [{kind: webhook, url: "${url}/hook"}]
`;
  const settings = JSON.stringify({ endpoints: { cs: url, sts: url }, profile: 'stranger' });
  const files: Record<string, string> = {
    'rotation.yaml': rotation,
    'hub.yaml': kubeconfig,
    '.kube/config': kubeconfig,
    kubeconfig: kubeconfig,
    config: kubeconfig,
    'config.json': settings,
    '.ackringrc': settings,
    'ackring.config.json': settings,
    'ackring/config.json': settings,
    '.config/ackring/config.json': settings,
    '.config/ackring/rotation.yaml': rotation,
    '.aliyun/config.json': JSON.stringify({ current: 'x', profiles: [{ name: 'x', mode: 'AK' }] }),
    '.alibabacloud/credentials':
      '[default]\ntype = access_key\naccess_key_id = LTAI\naccess_key_secret = x\n',
    '.env': `ACKRING_CS_ENDPOINT=${url}\nHTTPS_PROXY=${url}\n`,
    '.npmrc': `registry=${url}\nnode-options=--require=./preload.cjs\n`,
    'package.json': JSON.stringify({ name: 'ackring', type: 'commonjs', main: 'preload.cjs' }),
    'preload.cjs': `require('fs').writeFileSync(${JSON.stringify(ran)}, 'preload')`,
    '.gitconfig': '[core]\n\tfsmonitor = ./git\n',
  };
  const modules = ['conf', 'yaml', 'valibot', 'react', 'ink', 'supports-color', 'bufferutil', 'proxy-agent'];
  for (const name of modules)
    files[`node_modules/${name}/index.js`] = `require('fs').writeFileSync(${JSON.stringify(ran)}, '${name}')`;
  for (const name of ['kubectl', 'ssh', 'git', 'openssl', 'aliyun', 'sh', 'node', 'ps', 'base64', 'xclip'])
    files[name] = `#!/bin/sh\necho ${name} >> '${ran}'\nexit 0\n`;
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
    if (text.startsWith('#!')) await chmod(join(folder, name), 0o755);
  }
  return ran;
}

async function hostileFolder(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 100 } } }, { name: 'stage' }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const canary = await startCanary(t);
  const cwd = join(ackring.home, 'download');
  await mkdir(cwd);
  const secret = join(ackring.home, 'private');
  await writeFile(secret, 'a-secret-of-this-machine', { mode: 0o600 });
  const ran = await plant(cwd, { url: canary.url, secret });
  return { emulator, ackring, canary, cwd, ran };
}

const commands: readonly (readonly string[])[] = [
  ['clusters'],
  ['get', 'prod', '--long-term', '--context', 'mine'],
  ['contexts'],
  ['inspect'],
  ['verify', '--all'],
  ['renew', '--all'],
  ['expiry'],
  ['access'],
  ['rotate', 'plan', '--read-only'],
  ['rotate', 'simulate'],
  ['rotate', 'apply'],
  ['revoke', 'prod'],
  ['revoke', 'prod', '--confirm', 'prod'],
  ['policy'],
  ['history'],
  ['undo'],
  ['doctor'],
  ['complete', '--', 'get', ''],
];

test('nothing in the current folder is read, run, written or sent', async (t) => {
  const { emulator, ackring, canary, cwd, ran } = await hostileFolder(t);
  const before = (await readdir(cwd, { recursive: true })).toSorted();
  for (const args of commands) {
    const run = await ackring.run([...args], { cwd });
    t.notRegex(run.stdout + run.stderr, /strangers-bucket|stolen|stranger\b/, args.join(' '));
    t.is(await readFile(ran, 'utf8').catch(() => ''), '', args.join(' '));
  }
  t.deepEqual(canary.heard, []);
  t.deepEqual((await readdir(cwd, { recursive: true })).toSorted(), before);
  t.is(emulator.requests.count('PutObject'), 0);
});

test('what the settings folder names is found from any folder, relative to it', async (t) => {
  const { ackring, cwd } = await hostileFolder(t);
  await writeSettingsFile(
    ackring.home,
    'rotation.yaml',
    'select: {names: [prod]}\nholders: false\nsinks: [{kind: file, directory: keys}]\n',
  );
  const run = await ackring.run(['rotate', 'apply'], { cwd });
  t.is(run.code, 0, run.stdout + run.stderr);
  t.deepEqual(await keysIn(join(ackring.home, '.config', 'ackring', 'keys')), ['self.yaml']);
});

test('paths in a named configuration are relative to its own folder', async (t) => {
  const { ackring, cwd } = await hostileFolder(t);
  await mkdir(join(ackring.home, 'ops'));
  const file = join(ackring.home, 'ops', 'rotation.yaml');
  await writeFile(
    file,
    'select: {names: [prod]}\nholders: false\nsinks: [{kind: file, directory: ./keys}]\n',
  );
  const run = await ackring.run(['rotate', 'apply', '--config', '../ops/rotation.yaml'], { cwd });
  t.is(run.code, 0, run.stdout + run.stderr);
  t.deepEqual(await keysIn(join(ackring.home, 'ops', 'keys')), ['self.yaml']);
});

async function keysIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /^c[0-9a-f]+\/[^/]+\.yaml$/.test(name))
    .map((name) => name.split('/')[1] ?? '');
}

test("a cluster's kubeconfig that a configuration names sends no other file of this machine", async (t) => {
  const { ackring, canary, cwd } = await hostileFolder(t);
  const file = await writeSettingsFile(
    ackring.home,
    'rotation.yaml',
    `sinks: [{kind: kubernetesSecret, context: hub, kubeconfig: "${cwd}/hub.yaml", namespace: default}]\n`,
  );
  const run = await ackring.run(['rotate', 'plan', '--read-only', '--config', file, '--json'], { cwd });
  t.regex(run.stdout, /none of your kubeconfig files, and points to others/);
  t.deepEqual(canary.heard, []);
});

test('a program is searched in the absolute paths of PATH only', async (t) => {
  const { ackring, cwd, ran } = await hostileFolder(t);
  const PATH = `.:${process.env['PATH'] ?? ''}`;
  for (const args of [
    ['doctor'],
    ['leak', join(ackring.home, 'download')],
    ['ssh', 'prod', 'root@127.0.0.1'],
  ]) {
    await ackring.run(args, { cwd, environment: { PATH } });
    t.is(await readFile(ran, 'utf8').catch(() => ''), '', args.join(' '));
  }
});
