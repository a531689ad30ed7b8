import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { program } from '../terminal/driver.js';
import { createAckring } from './run-ackring.js';

test('without a temporary folder the demo says so', async (t) => {
  const ackring = await createAckring(t, null);
  const environment = { TMPDIR: '/nonexistent/tmp' };
  const { code, stderr } = await ackring.run(['demo', 'clusters'], { environment });
  t.is(code, 1);
  t.regex(
    stderr,
    /^error: no temporary folder can be made in \/nonexistent\/tmp \[FileUnwritable\]\nremedy: /,
  );
});

test('without a current folder, absolute paths still do', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const inRemovedFolder = 'mkdir "$HOME/gone" && cd "$HOME/gone" && rmdir "$HOME/gone" && exec "$0" "$@"';
  const ackring = await createAckring(t, emulator, ['sh', '-c', inRemovedFolder, process.execPath, program]);
  const relative = await ackring.run(['get', 'prod', '--no-verify', '--output', 'own.yaml']);
  t.is(relative.code, 3);
  t.regex(relative.stderr, /^error: the current folder no longer exists \[FileNotFound\]\nremedy: .*`cd`/);
  const absolute = await ackring.run(['get', 'prod', '--no-verify', '--output', `${ackring.home}/own.yaml`]);
  t.is(absolute.code, 0, absolute.stderr);
});
