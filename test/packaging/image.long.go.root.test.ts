import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { runTool } from '@ackring/testkit/kubectl';
import { startOwnedProcess } from '@ackring/testkit/real/owned-process';
import { ownPort } from '@ackring/testkit/run/own-ports';
import { outsideRun } from '@ackring/testkit/run/test-run';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { extract } from 'tar';
import { emptyFolder, packInto, version } from './packed.js';

const crane = 'github.com/google/go-containerregistry/cmd/crane@v0.20.2';

const release = emptyFolder(test.after.always);
const tools = emptyFolder(test.after.always);
const executable = `linux-${process.arch}`;
const image = `ackring-${version}-image.tar`;

test.before('an image, and a client of registries', async (t) => {
  await packInto(release, { executable, withImage: true });
  const env = { ...process.env, ...outsideRun, GOBIN: tools };
  const { code, stderr } = await runTool('go', ['install', crane], env);
  t.is(code, 0, stderr);
});

test('a registry takes it, and from there it runs as nobody in a root with nothing else', async (t) => {
  const folder = emptyFolder((remove) => t.teardown(remove));
  const reference = await pushed(t, folder);
  const root = join(folder, 'root');
  await mkdir(root);
  const archive = join(folder, 'root.tar');
  await craned(t, ['export', '--insecure', reference, archive]);
  t.is((await runTool('tar', ['xpf', archive, '-C', root])).code, 0);
  await using emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 100 } } }] },
  });
  const environment = { ...emulator.environment, ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' };
  const told = await inRoot(root, ['clusters', '--json'], environment);
  t.is(told.code, 0, told.stderr);
  t.regex(told.stdout, /"name": "prod"/);
  const settings = join(root, 'tmp/rotation.yaml');
  await writeFile(settings, 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}]\n');
  const rotated = await inRoot(
    root,
    ['rotate', 'apply', '--config', '/tmp/rotation.yaml', '--json'],
    environment,
  );
  t.is(rotated.code, 0, rotated.stderr);
  t.like(JSON.parse(rotated.stdout), { counts: { renewed: 1, failed: 0 } });
});

/** In a registry of this test's own, after its client has compared every digest. */
async function pushed(t: ExecutionContext, folder: string): Promise<string> {
  const layout = join(folder, 'layout');
  await mkdir(layout);
  await extract({ file: join(release, image), cwd: layout });
  const address = `127.0.0.1:${await ownPort()}`;
  const serve = ['registry', 'serve', '--address', address, '--disk', folder];
  const registry = startOwnedProcess(join(tools, 'crane'), serve, folder);
  t.teardown(() => registry[Symbol.asyncDispose]());
  await until(() =>
    fetch(`http://${address}/v2/`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const reference = `${address}/ackring:${version}`;
  await craned(t, ['push', '--insecure', '--index', layout, reference]);
  await craned(t, ['validate', '--insecure', '--remote', reference]);
  return reference;
}

async function craned(t: ExecutionContext, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await runTool(join(tools, 'crane'), args);
  t.is(code, 0, `${args.join(' ')}: ${stdout}${stderr}`);
}

/** As a runtime starts it: its own mounts, its user, and its environment alone. */
function inRoot(root: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const script = `
    PATH="$PATH:/usr/sbin"
    mkdir -p "$0/proc" "$0/dev" && mount --bind /proc "$0/proc" && mount --bind /dev "$0/dev"
    exec chroot --userspec=65532:65532 "$0" /ackring "$@"`;
  const env = { ...process.env, ...environment, HOME: '/tmp', TMPDIR: '/tmp' };
  return runTool('unshare', ['--mount', 'sh', '-c', script, root, ...args], env);
}
