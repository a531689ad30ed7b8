import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

test('kubectl goes on by the same context, first with a certificate, then with a token, and back', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'ready', addons: ['ack-ram-authenticator'], holders: { ops: { daysLeft: 900 } } },
        { name: 'other', holders: { ops: { daysLeft: 900 } } },
      ],
    },
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
  const step = async (...args: readonly string[]) => {
    const done = await ackring.runHere(args, { environment: { PATH } });
    t.is(done.code, 0, done.stderr);
    const { stdout } = await run('kubectl', ['get', 'namespaces', '-o', 'name'], { env });
    t.regex(stdout, /^namespace\/default$/m, args.join(' '));
    return readFile(ackring.kubeconfig, 'utf8');
  };
  await step('get', 'other', '--long-term', '--use');
  const longTerm = await step('get', 'ready', '--long-term', '--use');
  const migrated = await step('migrate', '--user', 'ops', '--cluster', 'ready', '--confirm', 'ops');
  t.is(migrated.match(/client-key-data/g)?.length, 1);
  t.is(/current-context: .*/.exec(migrated)?.[0], /current-context: .*/.exec(longTerm)?.[0]);
  t.is(await step('migrate', '--user', 'ops', '--undo', '--confirm', 'ops'), longTerm);
});
