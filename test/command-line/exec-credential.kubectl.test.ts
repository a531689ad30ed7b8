import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

test('ten kubectl at once work through the plug-in, for one call to the cloud', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  t.is((await ackring.run(['get', 'prod', '--exec', '--use'])).code, 0);
  const asked = emulator.requests.count('DescribeClusterUserKubeconfig');

  const bin = join(ackring.home, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'ackring'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(bin, 'ackring'), 0o755);
  const env = {
    ...emulator.environment,
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: ackring.home,
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
  };
  const outputs = await Promise.all(
    Array.from({ length: 10 }, () => run('kubectl', ['get', 'namespaces', '-o', 'name'], { env })),
  );
  for (const { stdout } of outputs) t.regex(stdout, /^namespace\/default$/m);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), asked + 1);
});
