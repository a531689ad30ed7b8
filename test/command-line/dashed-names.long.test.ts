import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

test('names with a leading dash follow --, and values follow =', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: '-tom', state: 'Deleted' }],
      clusters: [
        {
          name: '-x',
          kind: 'dedicated',
          holders: {
            ops: { daysLeft: 900, lastSeenDaysAgo: 40 },
            '-tom': { daysLeft: 300, lastSeenDaysAgo: 40 },
          },
        },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await mkdir(join(ackring.home, '-leaks'));
  await writeFile(join(ackring.home, '-handed.yaml'), '');
  for (const args of [
    ['clean', '--user=-tom'],
    ['revoke', '--', '-x'],
  ]) {
    const unconfirmed = await ackring.run(args);
    t.is(unconfirmed.code, 6, args.join(' '));
    t.regex(unconfirmed.stderr, /`--confirm=-(x|tom)`/);
  }
  for (const args of [
    ['get', '--context=-c', '--', '-x'],
    ['get', '--output=-handed.yaml', '--', '-x'],
    ['clusters', '--name=-x'],
    ['verify', '--', '-c'],
    ['verify', '--kubeconfig=-handed.yaml'],
    ['inspect', '--', '-c'],
    ['inspect', '--', '-handed.yaml'],
    ['renew', '--dry-run', '--', '-c'],
    ['san', '--', '-x'],
    ['leak', '--', '-leaks'],
    ['access', '--user=-tom'],
    ['clean', '--user=-tom', '--confirm=-tom'],
    ['revoke', '--confirm=-x', '--', '-x'],
  ]) {
    const run = await ackring.run(args);
    t.is(run.code, 0, `${args.join(' ')}: ${run.stdout}${run.stderr}`);
  }
  for (const args of [
    ['get', '-x'],
    ['ssh', '--', '-x', '-oProxyCommand=touch pwned'],
    ['help', '--', '-x'],
    ['function', 'status', '--', '-x'],
  ])
    t.not((await ackring.run(args)).code, 0, args.join(' '));
});

test('oversized settings and profiles are one clear error', async (t) => {
  const emulator = await startEmulator({ scenario: { clusters: [] } });
  t.teardown(() => emulator.stop());
  const settings = await createAckring(t, emulator);
  const padding = ' '.repeat(2 * 1_048_576);
  await mkdir(join(settings.home, '.config', 'ackring'), { recursive: true });
  await writeFile(join(settings.home, '.config', 'ackring', 'config.json'), `{${padding}}`);
  const profiles = await createAckring(t, null);
  await mkdir(join(profiles.home, '.aliyun'));
  await writeFile(join(profiles.home, '.aliyun', 'config.json'), `{"profiles": []${padding}}`);
  for (const ackring of [settings, profiles]) {
    const run = await ackring.run(['clusters', '--json']);
    t.is(run.code, 1, run.stderr);
    t.like(JSON.parse(run.stderr.slice(run.stderr.indexOf('{'))), { error: { code: 'FileUnreadable' } });
    t.regex(run.stderr, /larger than 1 MiB/);
  }
});
