import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('contexts shows what dangles and what is left over, apart from the data', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await mkdir(dirname(ackring.kubeconfig), { recursive: true });
  await writeFile(
    ackring.kubeconfig,
    'contexts:\n- name: lost\n  context: {cluster: gone, user: u}\nusers:\n- name: u\n  user: {token: t}\n- name: nobody\n  user: {}\n',
  );
  const { stdout, stderr, code } = await ackring.run(['contexts']);
  t.is(code, 0, stderr);
  t.regex(stdout, /lost/);
  t.regex(stderr, /lost: cluster "gone" is in no file/);
  t.regex(stderr, /user nobody in .* is left over/);
});
