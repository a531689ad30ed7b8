import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from './run-ackring.js';

const run = promisify(execFile);
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'mei' }, { name: 'tom', state: 'Deleted' }],
      clusters: [
        {
          name: 'prod',
          holders: {
            ops: { daysLeft: 900, owner: true },
            mei: { daysLeft: 400 },
            tom: { daysLeft: 90, lastSeenDaysAgo: 60 },
          },
        },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  return { ackring, file: (name: string) => join(ackring.home, name) };
}

test('who held what is exported with a signature that openssl accepts, and only for these bytes', async (t) => {
  const { ackring, file } = await world(t);
  t.is((await ackring.runHere(['access', '--record'])).code, 0);
  const cleaned = await ackring.runHere(['clean', '--user', 'tom', '--confirm', 'tom']);
  t.is(cleaned.code, 0, cleaned.stderr);
  for (const name of [file('access.csv'), file('access.md')]) {
    const done = await ackring.runHere(['access', '--at', tomorrow(), '--export', name]);
    t.is(done.code, 0, done.stderr);
    const verify = () =>
      run('openssl', [
        ...['pkeyutl', '-verify', '-pubin', '-inkey', `${name}.pub`],
        ...['-rawin', '-in', name, '-sigfile', `${name}.sig`],
      ]);
    t.regex((await verify()).stdout, /Verified Successfully/);
    const text = await readFile(name, 'utf8');
    t.regex(text, /tom/);
    t.regex(text, /revoked|removed/i);
    await writeFile(name, text.replace('tom', 'eve'));
    await t.throwsAsync(verify());
  }
  const keyMode = (await stat(file('.local/state/ackring/evidence-key.pem'))).mode & 0o777;
  t.is(keyMode, 0o600);
  t.is((await ackring.runHere(['access', '--at', tomorrow(), '--export', file('access.csv')])).code, 1);
});

test('questions that the past cannot answer are refused with a remedy', async (t) => {
  const { ackring, file } = await world(t);
  t.is((await ackring.runHere(['access', '--at', '2026-01-01'])).code, 3);
  t.is((await ackring.runHere(['access', '--at', 'yesterday'])).code, 2);
  t.is((await ackring.runHere(['access', '--export', file('a.csv')])).code, 2);
  t.is((await ackring.runHere(['access', '--at', tomorrow(), '--export', file('a.pdf')])).code, 2);
  t.is((await ackring.runHere(['access', '--record', '--user', 'tom'])).code, 2);
  t.is((await ackring.runHere(['access', '--record', '--read-only'])).code, 6);
});
