import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, type StartOptions, startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { systemClock } from '../adapters/clock.js';
import { createRotationPorts } from '../adapters/rotation-ports.js';
import type { Clock } from '../ports.js';
import { createRateLimiter } from '../rate-limit.js';
import { parseRotationConfiguration } from './configuration.js';
import type { CredentialFacts } from './credential.js';
import { readCredential } from './read-credential.js';
import type { RotationReport } from './report.js';
import { createRotation, type Rotation } from './rotation.js';

interface World extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly directory: string;
  readonly rotation: Rotation;
}

async function world(scenario: NonNullable<StartOptions['scenario']>, settings = ''): Promise<World> {
  const emulator = await startEmulator({ scenario });
  const directory = await mkdtemp(join(tmpdir(), 'ackring-rotation-'));
  const configuration = parseRotationConfiguration(
    `{sinks: [{kind: file, directory: ${JSON.stringify(directory)}}]${settings && `, ${settings}`}}`,
    'test',
  );
  const { environment } = emulator;
  const clock: Clock = { now: () => emulator.clock.now(), sleep: systemClock.sleep };
  const ports = await createRotationPorts({
    configuration,
    environment,
    clock,
    limiter: createRateLimiter(clock),
    region: 'ap-northeast-1',
    credentials: {
      get: async () => ({
        accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
        accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
        securityToken: null,
      }),
    },
  });
  return {
    emulator,
    directory,
    rotation: createRotation({ ...ports, configuration, clock }),
    [Symbol.asyncDispose]: async () => {
      await emulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface StoredFile {
  readonly mode: number;
  readonly facts: CredentialFacts;
}

async function stored(made: World, name: string): Promise<StoredFile> {
  const file = join(made.directory, clusterId(made, name), 'self.yaml');
  const read = readCredential(await readFile(file, 'utf8')).stored;
  if (read.kind !== 'readable') throw new Error(`${name}: ${read.problem}`);
  return { mode: (await stat(file)).mode & 0o777, facts: read.facts };
}

function outcomeOf(report: RotationReport, name: string) {
  return report.outcomes.find(({ cluster }) => cluster.name === name);
}

const twoClusters = {
  clusters: [
    { name: 'inside', holders: { ops: { daysLeft: 100 } } },
    { name: 'outside', holders: { ops: { daysLeft: 900 } } },
  ],
};

function clusterId({ emulator }: World, name: string): string {
  return emulator.world.clusters.all().find((cluster) => cluster.name === name)?.id ?? '';
}

test('the first run stores what every cluster gives; the next ones leave it alone until the window', async (t) => {
  await using made = await world(twoClusters, 'holders: false');
  const first = await made.rotation.run('apply', { runId: 'r1' });
  t.like(first.counts, { total: 2, failed: 0 }, JSON.stringify(first.outcomes, null, 1));
  const inside = await stored(made, 'inside');
  t.is(inside.mode, 0o600);
  t.is(inside.facts.certificate.notAfter.toISOString(), outcomeOf(first, 'inside')?.after?.notAfter ?? '');

  const second = await made.rotation.run('apply', { runId: 'r2' });
  t.like(second.counts, { kept: 2, failed: 0 });
  t.is(made.emulator.requests.count('DescribeClusterUserKubeconfig'), 2);
});
