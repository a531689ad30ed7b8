import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { watchCloudCallers } from './cloud-callers.js';
import { createAckring } from './run-ackring.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

test('twenty concurrent kubectl work through the plug-in, with one call to the cloud', async (t) => {
  const { ackring, kubectl, environment } = await world(t);
  t.is((await ackring.run(['get', 'prod', '--exec', '--use'], { environment })).code, 0);
  const callers = await watchCloudCallers(ackring.home);
  const outputs = await Promise.all(
    Array.from({ length: 20 }, () => kubectl(['get', 'namespaces', '-o', 'name'], callers.environment)),
  );
  for (const stdout of outputs) t.regex(stdout, /^namespace\/default$/m);
  t.is(await callers.count(), 1);
});

test('a long-term context becomes one without a key, long-term again, and undo reverts both', async (t) => {
  const { ackring, kubectl, environment } = await world(t);
  const step = async (...args: string[]) => {
    const done = await ackring.run(args, { environment });
    t.is(done.code, 0, done.stderr);
    t.regex(await kubectl(['get', 'namespaces', '-o', 'name']), /^namespace\/default$/m, args.join(' '));
    return readFile(ackring.kubeconfig, 'utf8');
  };
  const longTerm = await step('get', 'prod', '--long-term', '--use');
  t.regex(longTerm, /client-key-data/);
  const withPlugIn = await step('get', 'prod', '--exec', '--context', 'ack/ap-northeast-1/prod');
  t.notRegex(withPlugIn, /client-key-data|client-certificate-data/);
  // By its path, where desktop programs find it too.
  t.regex(withPlugIn, /command: "?\/\S+\/bin\/ackring"?\n/);
  const again = await step('get', 'prod', '--long-term', '--context', 'ack/ap-northeast-1/prod');
  t.notRegex(again, /command: /);
  t.regex(again, /client-key-data/);
  t.is(await step('undo'), withPlugIn);
  t.is(await step('undo'), longTerm);
});

/** A cluster, the program under its own name where kubectl looks for it, and kubectl with both. */
async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const bin = join(ackring.home, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'ackring'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  await chmod(join(bin, 'ackring'), 0o755);
  const PATH = `${bin}:${process.env['PATH']}`;
  const env = {
    ...emulator.environment,
    PATH,
    HOME: ackring.home,
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
  };
  const kubectl = async (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    (await run('kubectl', args, { env: { ...env, ...environment } })).stdout;
  return { ackring, kubectl, environment: { PATH } };
}
