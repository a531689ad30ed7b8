import { createFaults, type Faults } from './faults/faults.js';
import { type Listener, listen } from './http/listener.js';
import { loopback } from './http/loopback.js';
import { createRequestLog, type RequestLog } from './http/request-log.js';
import { frame } from './http/serve.js';
import { createApiServers } from './kubernetes/api-servers.js';
import { createClusterAuthorities } from './pki/cluster-authorities.js';
import { createKeyPool } from './pki/key-pool.js';
import { accountIdOf, addIdentities, buildCluster, regionsOf } from './scenarios/build.js';
import type { Scenario } from './scenarios/scenario.js';
import { type ScenarioName, scenarios } from './scenarios/scenarios.js';
import { type Service, type ServiceName, serviceNames } from './service.js';
import { createServices, type Services } from './services/all.js';
import { createClock, type WorldClock } from './world/clock.js';
import { Clusters } from './world/clusters.js';
import { Identities, type IdentityType } from './world/identities.js';
import type { World } from './world/world.js';

export interface StartOptions {
  /** A known scenario's name or one's own; `fleet` by default. */
  readonly scenario?: ScenarioName | Scenario;
  /** The ACK service's port, the others following it; 0, the default, takes free ones. */
  readonly port?: number;
  /** Any loopback address. */
  readonly host?: string;
  /** Where the emulator's clock starts; the machine's time by default. It follows the machine's from there. */
  readonly now?: Date;
  /** Seeds the faults' probabilities. */
  readonly seed?: number;
  /** So many key pairs are made at most and shared by all credentials: for fleets too large for a key each. */
  readonly sharedKeys?: number;
}

/** Somebody's way in. */
export interface EmulatorIdentity {
  readonly uid: string;
  readonly type: IdentityType;
  /** Empty for roles: they are assumed. */
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly arn: string;
}

/** A running embedded cloud. */
export interface Emulator extends AsyncDisposable {
  readonly endpoints: Readonly<Record<ServiceName | 'control', string>>;
  /** What a program needs in its environment to use this cloud as the scenario's caller. */
  readonly environment: Readonly<Record<string, string>>;
  readonly accountId: string;
  readonly identities: Readonly<Record<string, EmulatorIdentity>>;
  readonly clock: WorldClock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** The state itself, for tests that change it or look into it. */
  readonly world: World;
  /** Each service with what it keeps: secrets, objects, functions, messages received. */
  readonly services: Services;
  stop(): Promise<void>;
}

/** Starts an embedded cloud on loopback ports; resolves when every endpoint listens. */
export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  const scenario = findScenario(options.scenario ?? 'fleet');
  const world = createWorld(scenario, options);
  const faults = createFaults(options.seed);
  const log = createRequestLog();
  const services = createServices(world);
  const running = serviceNames.map((name) => ({ name, service: services[name] }));
  const listeners: Listener[] = [];
  for (const [index, { name, service }] of running.entries()) {
    const port = options.port ? options.port + index : 0;
    const listener = await listen(
      options.host ?? loopback,
      port,
      frame({ name, service, world, faults, log }),
    );
    world.endpoints[name] = listener.url;
    listeners.push(listener);
  }
  const stop = () =>
    stopAll(
      world,
      listeners,
      running.map(({ service }) => service),
    );
  return {
    endpoints: world.endpoints,
    environment: environmentOf(world, scenario.caller ?? 'ops'),
    accountId: world.identities.accountId,
    identities: identitiesOf(world),
    clock: world.clock,
    faults,
    requests: log,
    world,
    services,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function findScenario(scenario: ScenarioName | Scenario): Scenario {
  return typeof scenario === 'string' ? scenarios[scenario] : scenario;
}

function createWorld(scenario: Scenario, options: StartOptions): World {
  const clock = createClock(options.now);
  const identities = new Identities(accountIdOf(scenario));
  addIdentities(identities, scenario);
  const clusters = new Clusters();
  for (const [index, cluster] of (scenario.clusters ?? []).entries()) {
    clusters.add(buildCluster(cluster, { index, now: clock.now(), identities }));
  }
  const keys = createKeyPool({ reuse: options.sharedKeys ?? null });
  const world: World = {
    clock,
    regions: regionsOf(scenario),
    identities,
    clusters,
    keys,
    authorities: createClusterAuthorities(keys),
    apiServers: createApiServers(() => world),
    endpoints: { cs: '', kms: '', oss: '', fc: '', sts: '', cms: '', dingtalk: '', webhook: '', control: '' },
  };
  return world;
}

function environmentOf(world: World, callerName: string): Record<string, string> {
  const [key] = world.identities.byName(callerName)?.accessKeys ?? [];
  const { cs, kms, oss, fc, sts, cms } = world.endpoints;
  return {
    ACKRING_CS_ENDPOINT: cs,
    ACKRING_KMS_ENDPOINT: kms,
    ACKRING_OSS_ENDPOINT: oss,
    ACKRING_FC_ENDPOINT: fc,
    ACKRING_STS_ENDPOINT: sts,
    ACKRING_CMS_ENDPOINT: cms,
    ALIBABA_CLOUD_ACCESS_KEY_ID: key?.id ?? '',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: key?.secret ?? '',
  };
}

function identitiesOf(world: World): Record<string, EmulatorIdentity> {
  return Object.fromEntries(
    world.identities.all().map((identity) => {
      const [key] = identity.accessKeys;
      const { uid, type } = identity;
      const arn = world.identities.arn(identity);
      return [
        identity.name,
        { uid, type, arn, accessKeyId: key?.id ?? '', accessKeySecret: key?.secret ?? '' },
      ];
    }),
  );
}

async function stopAll(
  world: World,
  listeners: readonly Listener[],
  running: readonly Service[],
): Promise<void> {
  world.clock.stop();
  await Promise.all([
    ...running.map((service) => service.stop?.()),
    ...listeners.map((listener) => listener.stop()),
    world.apiServers.stop(),
  ]);
}
