import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCredential } from '@ackring/core/rotation/read-credential';
import type { RotationReport } from '@ackring/core/rotation/report';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { type InvocationResult, invokeOnNode20 } from './node20.js';

interface World extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly directory: string;
  invoke(event: string, environment?: Record<string, string>): Promise<InvocationResult>;
}

async function world(): Promise<World> {
  const emulator = await startEmulator({
    scenario: {
      clusters: [
        { name: 'inside', holders: { ops: { daysLeft: 190 } } },
        { name: 'outside', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  const directory = await mkdtemp(join(tmpdir(), 'ackring-function-'));
  const settings = { sinks: [{ kind: 'file', directory }], holders: false };
  return {
    emulator,
    directory,
    invoke: (event, environment = {}) =>
      invokeOnNode20({
        event,
        now: emulator.clock.now(),
        environment: { ...emulator.environment, ACKRING_ROTATION: JSON.stringify(settings), ...environment },
        credentials: {
          accessKeyId: emulator.environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
          accessKeySecret: emulator.environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
        },
      }),
    [Symbol.asyncDispose]: async () => {
      await emulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const timerEvent = JSON.stringify({
  triggerTime: '2027-03-01T20:00:00Z',
  triggerName: 'daily',
  payload: '{}',
});

async function stored({ emulator, directory }: World, name: string) {
  const cluster = emulator.world.clusters.all().find((each) => each.name === name);
  const file = join(directory, cluster?.id ?? '', 'self.yaml');
  const { stored } = readCredential(await readFile(file, 'utf8'));
  if (stored.kind !== 'readable') throw new Error(`${name} is not readable`);
  return stored.facts.certificate;
}

function reportOf({ ok, answer }: InvocationResult): RotationReport {
  if (!ok) throw new Error(JSON.stringify(answer));
  return answer as RotationReport;
}

test('on Node 20 the bundle renews what is inside the window and leaves the rest as it is', async (t) => {
  await using made = await world();
  t.like(reportOf(await made.invoke(timerEvent)).counts, { delivered: 2, failed: 0 });
  const before = { inside: await stored(made, 'inside'), outside: await stored(made, 'outside') };

  await made.emulator.clock.advance(30 * 86_400_000);
  const run = await made.invoke(timerEvent);
  const report = reportOf(run);
  t.like(report.counts, { renewed: 1, kept: 1, failed: 0 });
  t.is(report.runId, 'request-1');
  const after = { inside: await stored(made, 'inside'), outside: await stored(made, 'outside') };
  t.not(after.inside.serial, before.inside.serial);
  t.is(after.inside.notAfter.getTime() - made.emulator.clock.now().getTime() > 1_094 * 86_400_000, true);
  t.is(after.outside.serial, before.outside.serial);

  const kinds = run.log.map((line) => JSON.parse(line).kind);
  t.deepEqual([kinds[0], kinds.at(-2), kinds.at(-1)], ['planned', 'outcome', 'report']);
  t.false(run.log.join().includes('PRIVATE KEY'));
});

test('asked for a plan, it changes nothing', async (t) => {
  await using made = await world();
  const { counts } = reportOf(await made.invoke('{"mode":"plan"}'));
  t.like(counts, { total: 2, delivered: 2 });
  t.is(made.emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
});

test('an event it does not understand is refused', async (t) => {
  await using made = await world();
  t.like(await made.invoke('{"mode":"destroy"}'), { ok: false });
  t.like(await made.invoke('once upon a time'), { ok: false });
  t.is(made.emulator.requests.count(), 0);
});

test('a configuration that cannot be used is refused with every problem named', async (t) => {
  await using made = await world();
  const result = await made.invoke(timerEvent, { ACKRING_ROTATION: '{verify: maybe, spreadDays: -1}' });
  t.false(result.ok);
  t.regex(JSON.stringify(result.answer), /spreadDays: .*verify: must be/);
});
