import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { type Condition, conditions, type Danger, dangers } from './dangers.js';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

interface World {
  readonly emulator: Emulator;
  readonly ackring: Ackring;
}

/** A cluster that ops and tom hold, a dedicated one, a sink with nothing in it yet, and the context that it takes. */
async function worldFor(t: ExecutionContext, condition: Condition, danger: Danger): Promise<World> {
  // Force is for those who may be at work: elsewhere nobody was seen for weeks.
  const isBusy = condition === 'activeRecently' || danger.command.includes('--force');
  const lastSeenDaysAgo = isBusy ? 1 : 40;
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'tom', state: 'Deleted' }],
      clusters: [
        {
          name: 'prod',
          auditLog: condition !== 'activityUnreadable',
          holders: {
            ops: { daysLeft: 100, lastSeenDaysAgo },
            tom: { daysLeft: 300, lastSeenDaysAgo },
          },
        },
        { name: 'own', kind: 'dedicated', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await writeFile(
    join(ackring.home, 'rotation.yaml'),
    'select: {names: [prod]}\nholders: false\nsinks: [{kind: file, directory: keys}]\n',
  );
  if (danger.context !== null) {
    // A temporary one: a long-term one would be renewed by being fetched.
    const { context } = danger;
    const got = await ackring.run(['get', context, '--context', context, '--no-verify']);
    t.is(got.code, 0, got.stderr);
  }
  if (condition === 'noPermission' && danger.permission !== null) deny(emulator, danger.permission);
  return { emulator, ackring };
}

/** From here on: what came before was still allowed. */
function deny({ world, identities }: Emulator, action: string): void {
  const statement = { Effect: 'Deny' as const, Action: [action], Resource: '*' };
  world.identities.get(identities['ops']?.uid ?? '')?.policies.push({ Version: '1', Statement: [statement] });
}

/** Everything that a dangerous action could change, keys as their hashes. */
async function fingerprint({ emulator, ackring }: World): Promise<string> {
  const clusters = [...emulator.world.clusters.all()].map(({ name, extraSans, grants }) => ({
    ...{ name, extraSans },
    grants: [...grants.values()].map(({ uid, state, suffix, issuedAt, roles }) => ({
      ...{ uid, state, suffix, issuedAt, roles },
    })),
  }));
  const delivered = await readdir(join(ackring.home, 'keys'), { recursive: true }).catch(() => []);
  const keys = delivered.filter((file) => file.endsWith('.yaml'));
  const kubeconfig = await readFile(ackring.kubeconfig).catch(() => '');
  const sha256 = createHash('sha256').update(kubeconfig).digest('hex');
  return JSON.stringify({ clusters, keys, sha256 }, null, 1);
}

function commandUnder(condition: Condition, danger: Danger): readonly string[] {
  if (condition === 'unconfirmed') return danger.unconfirmed ?? danger.command;
  if (condition === 'wrongName') return danger.wrongName ?? danger.command;
  return condition === 'readOnly' ? [...danger.command, '--read-only'] : danger.command;
}

for (const [name, danger] of Object.entries<Danger>(dangers)) {
  for (const [condition, words] of Object.entries(conditions) as [Condition, string][]) {
    const outcome = danger.outcomes[condition];
    if (outcome.kind === 'none') continue;
    test(`${name}: ${words} → ${outcome.kind}`, async (t) => {
      const world = await worldFor(t, condition, danger);
      if (outcome.kind === 'resumed') return resumes(t, world, danger);
      const { operation } = danger;
      if (condition === 'throttled' && operation !== null)
        world.emulator.faults.add({ operation, effect: { kind: 'throttle' } });
      const before = await fingerprint(world);
      const run = await world.ackring.run([...commandUnder(condition, danger), '--json']);
      if (outcome.kind === 'done') {
        t.is(run.code, 0, said(run));
        t.not(await fingerprint(world), before);
        return;
      }
      t.is(run.code, outcome.exit, said(run));
      t.regex(said(run), new RegExp(`"code": "${outcome.code}"`));
      t.is(await fingerprint(world), before);
    });
  }
}

function said({ stdout, stderr }: Run): string {
  return `${stdout}\n${stderr}`;
}

/** Killed while its call is on the way; the cloud never gets to it. Then the same again, to the end. */
async function resumes(t: ExecutionContext, world: World, danger: Danger): Promise<void> {
  const { emulator, ackring } = world;
  const operation = danger.operation ?? '';
  const before = await fingerprint(world);
  emulator.faults.add({ operation, effect: { kind: 'delay', ms: 300_000 } });
  const child = ackring.start([...danger.command]);
  child.stdin.end();
  await written(join(ackring.home, '.local', 'state', 'ackring', 'journal.jsonl'), '"phase":"started"');
  child.kill('SIGKILL');
  await once(child, 'close');
  t.is(await fingerprint(world), before);
  emulator.faults.clear();

  const again = await ackring.run([...danger.command]);
  t.is(again.code, 0, said(again));
  t.not(await fingerprint(world), before);
  const checked = await ackring.run(['history', '--check']);
  t.is(checked.code, 0, said(checked));
  if (danger.context === null) return;
  const verified = await ackring.run(['verify', danger.context]);
  t.is(verified.code, 0, said(verified));
}

async function written(file: string, text: string): Promise<void> {
  for (;;) {
    const content = await readFile(file, 'utf8').catch(() => '');
    if (content.includes(text)) return;
    await setTimeout(20);
  }
}
