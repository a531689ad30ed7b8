import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('inspect answers for the current context, any other, a file and standard input', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.run(['get', 'prod', '--use']);
  const current = await ackring.run(['inspect']);
  t.is(current.code, 0, current.stderr);
  t.regex(current.stdout, /^ack\/ap-northeast-1\/prod\n/);
  t.regex(current.stdout, /Subject +.*CN ?= ?\d+-\d+/);
  t.regex(current.stdout, /Key +rsa 2048, matches the certificate/);
  t.notRegex(current.stdout, /PRIVATE/);
  t.regex(current.stdout, /Holder +\d+\n/);
  await ackring.run(['access']);
  t.regex((await ackring.run(['inspect'])).stdout, /Holder +ops \(\d+\)\n/);

  const named = await ackring.run(['inspect', 'ack/ap-northeast-1/prod', '--json']);
  t.like(named.json(), [{ context: 'ack/ap-northeast-1/prod', keyMatches: true }]);
  const file = await ackring.run(['inspect', ackring.kubeconfig, '--all', '--json']);
  t.deepEqual(file.json(), named.json());
  const piped = await ackring.run(['inspect', '-', '--show', 'server'], {
    stdin: await readFile(ackring.kubeconfig, 'utf8'),
  });
  t.regex(piped.stdout, /^https:\/\/127\.0\.0\.1:\d+\n$/);

  const key = join(ackring.home, 'key.pem');
  t.is((await ackring.run(['inspect', '--show', 'key', '--output', key])).code, 0);
  t.is((await stat(key)).mode & 0o777, 0o600);
  t.is((await ackring.run(['inspect', 'nowhere', '--json'])).code, 3);

  const other = join(ackring.home, 'other.yaml');
  await rename(ackring.kubeconfig, other);
  await writeFile(ackring.kubeconfig, 'users: {');
  t.deepEqual((await ackring.run(['inspect', other, '--all', '--json'])).code, 0, 'its own one is broken');
});
