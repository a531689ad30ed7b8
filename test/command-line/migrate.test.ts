import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { writeSettingsFile } from '../settings-file.js';
import { migrateContract } from './migration-contracts.js';
import { createAckring } from './run-ackring.js';
import { undocumented } from './undocumented.js';

const addons = ['ack-ram-authenticator'];

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    sharedKeys: 4,
    scenario: {
      identities: [{ name: 'mei' }, { name: 'ci', type: 'role' }],
      clusters: [
        {
          name: 'ready',
          addons,
          holders: {
            ops: { daysLeft: 900 },
            mei: { daysLeft: 400, roles: ['dev@default'], lastSeenDaysAgo: 20 },
            ci: { daysLeft: 20, roles: ['admin-view'] },
          },
        },
        { name: 'dark', addons, auditLog: false, holders: { ops: { daysLeft: 9 }, mei: { daysLeft: 9 } } },
        { name: 'bare', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 90 } } },
        { name: 'foreign', addons, holders: { mei: { daysLeft: 90, roles: ['dev'] } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const migrate = async (...args: readonly string[]) => {
    const run = await ackring.runHere(['migrate', ...args, '--json']);
    if (run.stdout === '') return { ...run, rows: [] };
    t.deepEqual(undocumented(migrateContract, run.json()), []);
    return { ...run, rows: v.parse(migrateContract, run.json()) };
  };
  return { emulator, ackring, migrate };
}

const brief = (rows: v.InferOutput<typeof migrateContract>) =>
  rows.map(({ cluster, stage, verdict, reason, applied }) => [
    cluster,
    stage,
    verdict,
    reason,
    applied?.result ?? null,
  ]);

test('each cluster by itself: what can be moved is, and the rest is named', async (t) => {
  const { ackring, migrate } = await world(t);
  const planned = await migrate('--user', 'mei');
  t.is(planned.code, 6, planned.stderr);
  t.regex(planned.stderr, /ConfirmationMissing/);
  t.deepEqual(brief(planned.rows), [
    ['bare', 'certificate', 'blocked', 'AuthenticatorMissing', null],
    ['dark', 'certificate', 'migrate', 'HoldsCertificate', null],
    ['foreign', 'certificate', 'blocked', 'Unreadable', null],
    ['ready', 'certificate', 'migrate', 'HoldsCertificate', null],
  ]);
  const [, dark, foreign, ready] = planned.rows;
  t.is(dark?.usage.verdict, 'unknown');
  t.is(ready?.usage.verdict, 'unused');
  t.is(foreign?.error?.code, 'Forbidden');
  t.regex(ready?.mapping?.username ?? '', /^ram:\d+$/);

  const done = await migrate('--user', 'mei', '--quiet-days', '0', '--confirm', 'mei');
  t.is(done.code, 7, done.stderr);
  t.deepEqual(brief(done.rows), [
    ['bare', 'certificate', 'blocked', 'AuthenticatorMissing', 'refused'],
    ['dark', 'watching', 'migrate', 'HoldsCertificate', 'migrated'],
    ['foreign', 'certificate', 'blocked', 'Unreadable', 'refused'],
    ['ready', 'watching', 'migrate', 'HoldsCertificate', 'migrated'],
  ]);
  const records = join(ackring.home, '.local/state/ackring/migrations');
  for (const name of await readdir(records)) {
    t.is((await stat(join(records, name))).mode & 0o777, 0o600);
    t.notRegex(await readFile(join(records, name), 'utf8'), /PRIVATE KEY|CERTIFICATE|k8s-ack-v2|secret/i);
  }
  const state = await migrate('--user', 'mei');
  t.is(state.code, 7);
  t.deepEqual(
    state.rows.map(({ reason }) => reason),
    ['AuthenticatorMissing', 'UseUnknown', 'Unreadable', 'TokenNotSeen'],
  );
  const asked = await ackring.runHere(['migrate', '--all', '--undo']);
  t.regex(asked.stderr, /take the move of mei to tokens back.*\nremedy: .*`--confirm all`/);
  const undone = await migrate('--all', '--undo', '--confirm', 'all');
  t.is(undone.code, 0, undone.stderr);
  t.deepEqual(
    undone.rows.map(({ stage, applied }) => [stage, applied?.result]),
    [
      ['certificate', 'undone'],
      ['certificate', 'undone'],
    ],
  );
  const journal = await readFile(join(ackring.home, '.local/state/ackring/journal.jsonl'), 'utf8');
  t.regex(journal, /"action":"migrate","phase":"started"/);
  t.notRegex(journal, /k8s-ack-v2|PRIVATE KEY/);
});

test('where nobody can be moved it is refused, and what is not understood is a usage error', async (t) => {
  const { migrate, ackring, emulator } = await world(t);
  const directory = join(ackring.home, 'keys');
  const uid = emulator.identities['mei']?.uid ?? '';
  const { id = '' } = emulator.world.clusters.named('ready') ?? {};
  const configuration = `identities: [{uid: "${uid}"}]\nsinks: [{kind: file, directory: ${directory}}]\n`;
  await writeSettingsFile(ackring.home, 'rotation.yaml', configuration);
  t.is((await migrate('--user', 'mei', '--cluster', 'bare')).code, 6);
  t.is((await migrate('--user', 'mei', '--cluster', 'foreign')).code, 4);
  t.is((await migrate('--user', 'nobody')).code, 3);
  for (const args of [
    [],
    ['--all', '--user', 'mei'],
    ['--user', 'mei', '--undo', '--clean'],
    ['--all', '--quiet-days', '-1'],
    ['--all', '--quiet-days', '366'],
  ])
    t.is((await migrate(...args)).code, 2, args.join(' '));
  t.is((await migrate('--user', 'mei', '--undo')).code, 3);
  t.is((await migrate('--user', 'mei', '--cluster', 'ready', '--dry-run')).code, 0);
  const readOnly = await migrate('--user', 'mei', '--cluster', 'ready', '--confirm', 'mei', '--read-only');
  t.is(readOnly.code, 6);
  const told = await ackring.runHere([
    'migrate',
    '--all',
    '--cluster',
    'ready',
    '--cluster',
    'bare',
    '--dry-run',
  ]);
  t.regex(told.stdout, /mei +ready +certificate +not in 7 d +move to tokens/);
  t.regex(told.stdout, /\+ mapping: acs:ram::\d+:user\/mei is ram:\d+ in system:users/);
  t.regex(told.stdout, /→ for them to do, on each machine: ackring get ready --token/);
  const place = join(directory, id, `${uid}.yaml`);
  t.true(told.stdout.includes(`! file ${place} stays, and the rotation goes on delivering`), told.stdout);
  await writeSettingsFile(ackring.home, 'rotation.yaml', 'sinks: 1');
  const blind = await migrate('--user', 'mei', '--cluster', 'ready', '--dry-run');
  t.like(blind.rows[0], { sinks: [], sinkPlaces: null });
  await rm(join(ackring.home, '.config/ackring/rotation.yaml'));
  t.regex(told.stderr, /lacks the add-on ack-ram-authenticator → install it/);
  const both = ['--user', 'mei', '--cluster', 'ready', '--cluster', 'bare', '--confirm', 'mei'];
  const done = await ackring.runHere(['migrate', ...both]);
  t.is(done.code, 7, done.stderr);
  t.regex(done.stdout, /^mei in ready: moved$/m);
  t.regex(done.stdout, /^mei in bare: refused: the cluster lacks the add-on ack-ram-authenticator$/m);
});
