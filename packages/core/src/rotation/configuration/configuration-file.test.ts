import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readConfiguration, readConfigurationText } from './configuration-file.js';

async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-configuration-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a named file must exist; the one of the settings folder need not', async (t) => {
  const folder = await folderOf(t);
  t.deepEqual((await readConfiguration(null, folder)).sinks, []);
  t.is((await readConfigurationText(null, folder)).text, '');
  await t.throwsAsync(readConfiguration(join(folder, 'absent.yaml'), folder), { code: 'FileNotFound' });
});

test('without a name the settings folder’s is read, otherwise only the named one', async (t) => {
  const folder = await folderOf(t);
  const named = join(folder, 'named.yaml');
  await writeFile(join(folder, 'rotation.yaml'), 'regions: [cn-hangzhou]\n');
  await writeFile(named, 'regions: [cn-beijing]\n');
  t.deepEqual((await readConfiguration(null, folder)).regions, ['cn-hangzhou']);
  t.deepEqual((await readConfiguration(named, folder)).regions, ['cn-beijing']);
  t.is((await readConfigurationText(named, folder)).text, 'regions: [cn-beijing]\n');
});

test('paths in a file are relative to it, and a KMS secret is not a path', async (t) => {
  const [settings, elsewhere] = [await folderOf(t), await folderOf(t)];
  const named = join(elsewhere, 'rotation.yaml');
  const secret = '{kind: kubernetesSecret, context: ops, namespace: ci, name: n';
  await writeFile(
    named,
    `sinks:
  - {kind: file, directory: ./keys}
  - {kind: file, directory: /srv/keys}
  - ${secret}, kubeconfig: hub.yaml}
  - ${secret}, kubeconfig: "kms:hub"}
  - ${secret}}
`,
  );
  const { sinks } = await readConfiguration(named, settings);
  t.deepEqual(
    sinks.map((sink) =>
      'directory' in sink ? sink.directory : 'kubeconfig' in sink ? sink.kubeconfig : null,
    ),
    [join(elsewhere, 'keys'), '/srv/keys', join(elsewhere, 'hub.yaml'), 'kms:hub', null],
  );
});

test('a problem is reported with the name of the file', async (t) => {
  const folder = await folderOf(t);
  const named = join(folder, 'broken.yaml');
  await writeFile(named, 'regions: cn-hangzhou\n');
  const { code, message } = (await t.throwsAsync(readConfiguration(named, folder))) as Error & {
    code: string;
  };
  t.is(code, 'ConfigurationInvalid');
  t.true(message.includes(named));
});
