import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { misissue, misissued } from './misissued.js';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

// The cloud's answer may be anybody's: such answers were once merged, cached or run.

const revokeContract = v.object({
  applied: v.array(
    v.object({
      step: v.string(),
      subject: v.nullable(v.string()),
      result: v.string(),
      error: v.nullable(v.object({ code: v.string(), message: v.string() })),
    }),
  ),
  revoked: v.string(),
});

const dayMs = 86_400_000;

/** A cluster whose long-term kubeconfig is due for renewal by this machine's clock, in a file. */
async function dueWorld(t: ExecutionContext) {
  const emulator = await startEmulator({
    now: new Date(Date.now() - 2 * dayMs),
    scenario: {
      identities: [{ name: 'mei' }],
      clusters: [
        { name: 'own', holders: { ops: { daysLeft: 181 } } },
        { name: 'other', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.run(['get', 'own', '--long-term', '--context', 'long', '--no-verify']);
  await emulator.clock.advance(2 * dayMs);
  const { id, region } = emulator.world.clusters.named('own') ?? { id: '', region: '' };
  const plugin = (duration: string) => [
    ...['exec-credential', '--cluster', id, '--region', region, '--duration', duration],
  ];
  return { emulator, ackring, plugin, marker: join(ackring.home, 'ran') };
}

test('get, renew and exec-credential refuse each completely: nothing is written, kept or run', async (t) => {
  t.timeout(1_200_000);
  const { emulator, ackring, plugin, marker } = await dueWorld(t);
  const before = await readFile(ackring.kubeconfig, 'utf8');
  for (const [index, { flaw, objection, soundFor = [] }] of misissued.entries()) {
    const undo = misissue(emulator, flaw, marker);
    const asked = [
      ['get', 'own'],
      ['get', 'own', '--exec', '--context', 'plug-in'],
      plugin(`${60 + index}m`),
      ['shell', 'own', '--', 'touch', join(ackring.home, 'entered')],
    ];
    const longTerm = ['get', 'own', '--long-term', '--output', join(ackring.home, 'own.yaml')];
    const isSoundLong = soundFor.includes('longTerm');
    const commands = isSoundLong ? asked : [...asked, longTerm];
    const runs = await Promise.all(commands.map((args) => ackring.runHere(['--json', ...args])));
    for (const run of runs) {
      refused(t, run);
      t.regex(run.stderr, objection, flaw);
    }
    if (!isSoundLong) {
      const renewed = await ackring.runHere(['renew', '--all', '--json']);
      t.is(renewed.code, 6, flaw + renewed.stdout + renewed.stderr);
      t.like(renewed.json(), [{ context: 'long', result: 'failed', error: { code: 'IssuedRefused' } }], flaw);
    }
    undo();
    t.is(await readFile(ackring.kubeconfig, 'utf8'), before, flaw);
    t.deepEqual(await kept(ackring), [], flaw);
    for (const file of ['own.yaml', 'entered'])
      await t.throwsAsync(access(join(ackring.home, file)), { code: 'ENOENT' }, flaw);
  }
  await t.throwsAsync(access(marker), { code: 'ENOENT' }, 'a planted program was run');
  for (const args of [plugin('60m'), ['get', 'own'], ['renew', '--all']]) {
    const good = await ackring.run(args);
    t.is(good.code, 0, good.stderr);
  }
  t.is((await ackring.run(['verify', '--all'])).code, 0);
});

test('revoke delivers none of them: existing ones stay as they are, and the next valid one replaces them', async (t) => {
  t.timeout(1_200_000);
  const { emulator, ackring, plugin, marker } = await dueWorld(t);
  const before = await readFile(ackring.kubeconfig, 'utf8');
  const revoke = ['revoke', 'own', '--confirm', 'own', '--json'];
  for (const { flaw, objection, soundFor = [] } of misissued) {
    if (soundFor.includes('longTerm')) continue;
    const undo = misissue(emulator, flaw, marker);
    const run = await ackring.runHere(revoke);
    undo();
    t.is(run.code, 7, flaw + run.stdout + run.stderr);
    const { revoked, applied } = v.parse(revokeContract, run.json());
    t.is(revoked, 'yes');
    const error = applied.find(({ step }) => step === 'fetch')?.error;
    t.is(error?.code, 'IssuedRefused', flaw);
    t.regex(error?.message ?? '', objection, flaw);
    t.like(
      applied.filter(({ step }) => step === 'deliver' || step === 'verify'),
      [{ subject: 'long', result: 'skipped' }],
      flaw,
    );
    t.is(await readFile(ackring.kubeconfig, 'utf8'), before, flaw);
  }
  await t.throwsAsync(access(marker), { code: 'ENOENT' }, 'a planted program was run');
  // The second of them kills what the first put there.
  for (const good of [await ackring.run(revoke), await ackring.run(revoke)]) {
    t.is(good.code, 0, good.stdout + good.stderr);
  }
  t.is((await ackring.run(['verify', 'long'])).code, 0);

  // The cloud's answers lag: what was revoked from here is neither merged again nor kept for kubectl.
  const after = await readFile(ackring.kubeconfig, 'utf8');
  const undo = misissue(emulator, 'revoked', marker);
  const output = join(ackring.home, 'own.yaml');
  for (const args of [['get', 'own'], ['get', 'own', '--long-term', '--output', output], plugin('60m')]) {
    const run = await ackring.runHere([...args, '--json']);
    refused(t, run);
    t.regex(run.stderr, /it is the one that was revoked/);
  }
  undo();
  t.is(await readFile(ackring.kubeconfig, 'utf8'), after);
  t.deepEqual(await kept(ackring), []);
  t.is((await ackring.run(plugin('60m'))).code, 0);
});

test('an unknown caller, and unknown endpoints, are reported', async (t) => {
  const { ackring, emulator, plugin } = await dueWorld(t);
  const down = { kind: 'error', status: 403, code: 'NoPermission' } as const;
  emulator.faults.add({ operation: 'GetCallerIdentity', effect: down });
  const run = await ackring.run(['get', 'own']);
  t.is(run.code, 0, run.stderr);
  t.regex(run.stderr, /not known who asked/);
  emulator.faults.add({ operation: 'DescribeClusterDetail', effect: down });
  const served = await ackring.run(plugin('60m'));
  t.is(served.code, 0, served.stderr);
  t.regex(served.stderr, /could not be checked against the cluster's endpoints/);
});

function refused(t: ExecutionContext, run: Run): void {
  t.is(run.code, 6, run.stderr);
  t.is(run.stdout, '');
  t.like(JSON.parse(run.stderr), { error: { code: 'IssuedRefused' } });
}

/** The content of the exec plug-in's cache, except for remembered failures. */
async function kept({ home }: Ackring): Promise<string[]> {
  const names = await readdir(join(home, '.local', 'state', 'ackring', 'exec-credentials')).catch(() => []);
  return names.filter((name) => !name.endsWith('.failure.json'));
}
