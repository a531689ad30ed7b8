import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { writeSettingsFile } from '../settings-file.js';
import { withoutCredentials, writeProfiles } from '../terminal/cli-profiles.js';
import { createAckring } from './run-ackring.js';

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  return emulator;
}

const writing: readonly (readonly [args: readonly string[], code: number])[] = [
  [['expiry', '--ics', 'FILE'], 6],
  [['expiry', '--html', 'FILE'], 6],
  [['expiry', '--prometheus', 'FILE'], 6],
  [['expiry', '--check', '--prometheus', 'FILE'], 3],
  [['inspect', '--show', 'key', '--output', 'FILE'], 6],
  [['inspect', '--show', 'ca', '--output', 'FILE'], 6],
  [['get', 'prod', '--output', 'FILE'], 6],
  [['get', 'prod', '--kubeconfig', 'FILE'], 6],
];

test('read-only mode writes no named file, new or existing', async (t) => {
  const emulator = await world(t);
  const ackring = await createAckring(t, emulator);
  t.is((await ackring.runHere(['get', 'prod', '--use'])).code, 0);
  await writeFile(join(ackring.home, 'there'), 'mine');
  const before = await readdir(ackring.home);
  for (const [args, code] of writing) {
    // An existing kubeconfig is not overwritten in any mode.
    for (const file of args.includes('prod') ? ['new'] : ['there', 'new']) {
      const words = args.map((word) => (word === 'FILE' ? join(ackring.home, file) : word));
      const run = await ackring.runHere([...words, '--read-only']);
      t.is(run.code, code, `${words.join(' ')}: ${run.stdout}${run.stderr}`);
      t.regex(run.stdout + run.stderr, /read-only mode does not allow this/, words.join(' '));
    }
  }
  t.is(await readFile(join(ackring.home, 'there'), 'utf8'), 'mine');
  t.deepEqual(await readdir(ackring.home), before);
  // Printing changes nothing.
  t.is((await ackring.runHere(['inspect', '--show', 'ca', '--read-only'])).code, 0);
});

test('a profile that is read-only by the settings is so on the command line too', async (t) => {
  const emulator = await world(t);
  const ackring = await createAckring(t, withoutCredentials(emulator));
  await writeProfiles(ackring.home, emulator, ['ops', 'admin']);
  await writeSettingsFile(ackring.home, 'config.json', JSON.stringify({ readOnlyProfiles: ['ops'] }));
  const issued = (): number => emulator.requests.count('DescribeClusterUserKubeconfig');
  for (const args of [
    ['get', 'prod'],
    ['get', 'prod', '--stdout'],
    ['get', 'prod', '--profile', 'ops'],
    ['revoke', 'prod', '--confirm', 'prod'],
    ['rotate', 'apply'],
    ['undo'],
    ['expiry', '--ics', join(ackring.home, 'fleet.ics')],
  ]) {
    const run = await ackring.runHere(args);
    t.is(run.code, 6, `${args.join(' ')}: ${run.stdout}${run.stderr}`);
    t.regex(run.stderr, /read-only mode does not allow this/, args.join(' '));
  }
  t.is(issued(), 0);
  t.is((await ackring.runHere(['clusters'])).code, 0);
  const other = await ackring.runHere(['get', 'prod', '--profile', 'admin', '--no-verify']);
  t.notRegex(other.stderr, /read-only/);
});
