import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

for (const option of [
  '--tls-min-v1.0',
  '--tls-min-v1.1',
  '--tls-cipher-list=DEFAULT@SECLEVEL=0',
  '--trace-tls',
]) {
  test(`with NODE_OPTIONS=${option} nothing is sent, and the program says why`, async (t) => {
    const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
    t.teardown(() => emulator.stop());
    const ackring = await createAckring(t, emulator);
    const environment = { NODE_OPTIONS: option };
    for (const args of [['clusters'], ['get', 'prod'], ['verify', '--all']]) {
      const run = await ackring.run([...args, '--json'], { environment });
      t.is(run.code, 6, run.stderr);
      t.like(JSON.parse(run.stderr.slice(run.stderr.indexOf('{'))), { error: { code: 'Refused' } });
      t.regex(run.stderr, /weakens TLS.*env -u NODE_OPTIONS ackring/s);
    }
    t.is(emulator.requests.all().length, 0);
  });
}

test('a monitoring plug-in with weakened TLS is UNKNOWN', async (t) => {
  const ackring = await createAckring(t, null);
  const run = await ackring.run(['expiry', '--check'], { environment: { NODE_OPTIONS: '--tls-min-v1.0' } });
  t.is(run.code, 3);
  t.regex(run.stdout, /weakens TLS/);
});
