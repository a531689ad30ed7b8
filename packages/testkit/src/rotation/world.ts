import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRateLimiters } from '@ackring/core/internal/cloud/rate-limit';
import type { ApiServer } from '@ackring/core/internal/machine/api-server/api';
import { type Clock, systemClock } from '@ackring/core/internal/machine/clock';
import {
  parseRotationConfiguration,
  type RotationConfiguration,
} from '@ackring/core/internal/rotation/configuration/configuration';
import { type CredentialFacts, readCredential } from '@ackring/core/internal/rotation/credential/credential';
import type { RotationOutcome, RotationReport } from '@ackring/core/internal/rotation/report/report';
import { openRotation, type RotationPortsOptions } from '@ackring/core/internal/rotation/run/ports';
import {
  createRotation,
  type Rotation,
  type RotationOptions,
} from '@ackring/core/internal/rotation/run/rotation';
import type { CredentialKey, Sink } from '@ackring/core/internal/rotation/sinks/sink';
import { type Emulator, type StartOptions, startEmulator } from '@ackring/emulator/start';

/** For tests: an embedded cloud, a folder, and the rotation of one configuration on it. */
export interface RotationWorld extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly directory: string;
  readonly ports: RotationOptions;
  readonly rotation: Rotation;
  readonly configuration: RotationConfiguration;
  readonly clock: Clock;
  /** Replaces `{directory}` in the settings' YAML by this world's folder. */
  configure(
    settings: string,
    runner?: Partial<Pick<RotationPortsOptions, 'function' | 'accountId' | 'environment'>>,
  ): Promise<Pick<RotationWorld, 'ports' | 'rotation' | 'configuration'>>;
  keyOf(cluster: string, identity?: string): CredentialKey;
  advanceDays(days: number): Promise<void>;
  /**
   * The cluster has another authority from now on. It reissues its certificates; or those of the old one remain,
   * which its API server refuses; or they are reissued while its API server still has the old one.
   */
  changeAuthority(cluster: string, certificates: AuthorityChange): Promise<void>;
}

export type AuthorityChange = 'issuedAnew' | 'stay' | 'notServedYet';

export async function rotationWorld(
  scenario: NonNullable<StartOptions['scenario']>,
  settings: string,
): Promise<RotationWorld> {
  const emulator = await startEmulator({ scenario });
  const directory = await mkdtemp(join(tmpdir(), 'ackring-rotation-'));
  const clock: Clock = { now: () => emulator.clock.now(), sleep: systemClock.sleep };
  const configure: RotationWorld['configure'] = async (yaml, runner = {}) => {
    const configuration = parseRotationConfiguration(yaml.replaceAll('{directory}', directory), 'test');
    const ports = await openRotation({
      ...runner,
      configuration,
      environment: { ...emulator.environment, HOME: directory, ...runner.environment },
      clock,
      limiterOf: createRateLimiters(clock),
      region: 'cn-hangzhou',
      credentials: { get: async () => callerKey(emulator) },
    });
    return { ports, configuration, rotation: createRotation(ports) };
  };
  return {
    emulator,
    directory,
    clock,
    configure,
    ...(await configure(settings)),
    keyOf: (name, identity = 'self') => {
      const cluster = emulator.world.clusters.all().find((each) => each.name === name);
      if (cluster === undefined) throw new Error(`no cluster ${name}`);
      return { clusterId: cluster.id, clusterName: name, identity };
    },
    changeAuthority: (name, certificates) => changeAuthority(emulator, name, certificates),
    advanceDays: (days) => emulator.clock.advance(days * 86_400_000),
    [Symbol.asyncDispose]: async () => {
      await emulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function changeAuthority(
  { world, clock }: Emulator,
  name: string,
  certificates: AuthorityChange,
): Promise<void> {
  const cluster = world.clusters.all().find((each) => each.name === name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  const other = { ...cluster, id: `${cluster.id.slice(0, -1)}x` };
  await world.authorities.of(other);
  const saved = await world.authorities.save(other);
  if (saved === null) throw new Error('no authority');
  for (const grant of cluster.grants.values()) {
    // Created now, so that those of the old authority stay in force.
    await grant.credential;
    if (certificates !== 'stay') grant.credential = null;
  }
  world.authorities.restore(cluster, saved);
  cluster.updated = clock.now();
  if (certificates === 'notServedYet') return;
  world.apiServers.pause(cluster);
  world.apiServers.resume(cluster);
}

/** The key of the world's caller. */
export function callerKey({ environment }: Emulator) {
  return {
    accessKeyId: environment['ALIBABA_CLOUD_ACCESS_KEY_ID'] ?? '',
    accessKeySecret: environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] ?? '',
    securityToken: null,
  };
}

/** What a sink's consumer has: the current version's facts; throws if there is none. */
export async function storedIn(sink: Sink, key: CredentialKey): Promise<CredentialFacts> {
  const text = await sink.read(key);
  const stored = text === null ? null : readCredential(text).stored;
  if (stored?.kind !== 'readable')
    throw new Error(`${sink.name} has nothing readable for ${key.clusterName}`);
  return stored.facts;
}

/** The outcome of one credential in a report; throws if there is none. */
export function outcomeOf(report: RotationReport, cluster: string, identity = 'self'): RotationOutcome {
  const found = report.outcomes.find((each) => each.cluster.name === cluster && each.identity === identity);
  if (found === undefined) throw new Error(`no outcome for ${cluster}/${identity}`);
  return found;
}

/** API servers behind a TLS terminator: they see no client certificate. */
export function behindTls(apiServer: ApiServer): ApiServer {
  return {
    whoAmI: (target, options) =>
      apiServer.whoAmI({ ...target, clientCertificate: null, clientKey: null }, options),
  };
}
