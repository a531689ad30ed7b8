import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('san finds missing names, and adds them only after the name is typed', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const looked = await ackring.run(['san', 'prod', '--name', 'api.example.com', '--json']);
  t.is(looked.code, 6, looked.stderr);
  t.like(looked.json(), { proposal: 'add', missing: ['api.example.com'] });
  t.is(emulator.requests.count('ModifyCluster'), 0);
  const added = await ackring.run([
    'san',
    'prod',
    '--name',
    'api.example.com',
    '--confirm',
    'prod',
    '--json',
  ]);
  t.is(added.code, 0, added.stderr + added.stdout);
  t.like(added.json(), { verified: true });
});
