import { randomBytes } from 'node:crypto';
import { createControl } from './control/handle.js';
import { createWorld } from './create-world.js';
import type { FaultSource, Faults } from './faults/faults.js';
import { type Listener, listen, loopback } from './http/listener.js';
import { createRequestLog, type RequestLog, type WritableRequestLog } from './http/request-log.js';
import { type ServiceName, serviceNames, serviceOfHost } from './http/service-names.js';
import { openTlsFront, type TlsFront } from './http/tls-front.js';
import { accountsOf } from './scenarios/build.js';
import { findScenario } from './scenarios/schema.js';
import { frame } from './serve.js';
import { defaultInstanceId, defaultKeyId } from './services/kms/kms.js';
import { defaultBucket } from './services/oss/oss.js';
import type { Service } from './services/service.js';
import { createServices, receivedBy, type Services } from './services.js';
import { hasSnapshot, readServiceState, readSnapshot, restoreWorld, saveSnapshot } from './snapshot.js';
import type { WorldClock } from './world/clock.js';
import type { ClusterRecord } from './world/cluster.js';
import type { IdentityType } from './world/identities.js';
import { createRecycleBin, type RecycleBin } from './world/recycle-bin.js';
import type { Scenario, Switches } from './world/scenario.js';
import type { World } from './world/world.js';

export interface StartOptions {
  /** A known scenario's name, a custom `.yaml` or `.json` file, or a scenario; `fleet` by default. */
  readonly scenario?: string | Scenario;
  /** A folder with a snapshot to continue from; the scenario is used if there is none in it. */
  readonly snapshot?: string;
  /** The ACK service's port, the others following it; 0, the default, takes free ones. */
  readonly port?: number;
  /** Any loopback address. */
  readonly host?: string;
  /** Where the emulator's clock starts; the machine's time by default. It follows the machine's from there. */
  readonly now?: Date;
  /** Makes every client's clock seem this far behind the cloud's, which refuses more than 15 minutes. */
  readonly skewMs?: number;
  /** Opens one https port for all services, by host name, and a proxy that leads the vendor's names there. */
  readonly tls?: boolean;
  /** How the cloud behaves, overriding the scenario. */
  readonly switches?: Partial<Switches>;
  /** Seeds the faults' probabilities. */
  readonly seed?: number;
  /** Maximum number of key pairs, shared by all credentials: for fleets too large for a key each. */
  readonly sharedKeys?: number;
}

/** One identity's credentials. */
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
  /** The control endpoint requires `Authorization: Bearer <this>`. A new one at every start. */
  readonly controlToken: string;
  /** The environment of a program that uses this cloud as the scenario's caller. */
  readonly environment: Readonly<Record<string, string>>;
  /** Null unless requested. */
  readonly tls: TlsFront | null;
  readonly accountId: string;
  /** By name; those of other accounts as `<account>/<name>`. */
  readonly identities: Readonly<Record<string, EmulatorIdentity>>;
  readonly clock: WorldClock;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** The state itself, for tests that change or inspect it. */
  readonly world: World;
  /** The console's recycle bin. */
  readonly recycleBin: RecycleBin;
  /** Each service with its state: secrets, objects, functions, messages received. */
  readonly services: Services;
  /** Writes the whole state to a folder, private keys included. */
  save(directory: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an embedded cloud on loopback ports; resolves when every endpoint listens. */
export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  const world = await openWorld(options);
  const requests = createRequestLog();
  const services = createServices(world, requests);
  const running = new Map<ServiceName, Service>(serviceNames.map((name) => [name, services[name]]));
  const { faults } = world;
  const listeners: Pick<Listener, 'stop'>[] = [];
  const stop = () => stopAll(world, listeners, running);
  const emulator: Emulator = {
    endpoints: world.endpoints,
    controlToken: randomBytes(32).toString('base64url'),
    environment: {},
    tls: null,
    accountId: world.identities.accountId,
    identities: identitiesOf(world),
    clock: world.clock,
    faults,
    requests,
    world,
    recycleBin: createRecycleBin(world),
    services,
    save: (directory) => saveSnapshot(world, running, directory),
    stop,
    [Symbol.asyncDispose]: stop,
  };
  try {
    if (options.snapshot) await loadServices(running, options.snapshot);
    const tls = await listenAll({ world, running, faults, requests, listeners, emulator, options });
    return Object.assign(emulator, { environment: environmentOf(world), tls });
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openWorld(options: StartOptions): Promise<World> {
  const { now, skewMs, sharedKeys, switches, seed } = options;
  const worldOptions = { now, skewMs, sharedKeys, switches, seed };
  if (options.snapshot && hasSnapshot(options.snapshot)) {
    return restoreWorld(await readSnapshot(options.snapshot), worldOptions);
  }
  return createWorld(findScenario(options.scenario ?? 'fleet'), worldOptions);
}

async function loadServices(running: ReadonlyMap<ServiceName, Service>, directory: string): Promise<void> {
  for (const [name, service] of running) {
    const state = service.load ? await readServiceState(directory, name) : null;
    if (state !== null) service.load?.(state);
  }
}

async function listenAll(all: {
  readonly world: World;
  readonly running: ReadonlyMap<ServiceName, Service>;
  readonly faults: FaultSource;
  readonly requests: WritableRequestLog;
  readonly listeners: Pick<Listener, 'stop'>[];
  readonly emulator: Emulator;
  readonly options: StartOptions;
}): Promise<TlsFront | null> {
  const { world, running, faults, requests, listeners, emulator, options } = all;
  const control = createControl({
    ...emulator,
    switches: world.switches,
    describe: () => describeEmulator(emulator),
    received: () => receivedBy(emulator.services),
  });
  const kill = (accessKeyId: string) => void emulator.services.fc.killHolderOf(accessKeyId);
  const handlers = [...running].map(([name, service]) => {
    return { name, handler: frame({ name, service, world, faults, log: requests, kill }) };
  });
  for (const [index, { name, handler }] of [
    ...handlers,
    { name: 'control' as const, handler: control },
  ].entries()) {
    const port = options.port ? options.port + index : 0;
    const listener = await listen(options.host ?? loopback, port, handler);
    listeners.push(listener);
    world.endpoints[name] = listener.url;
  }
  if (!options.tls) return null;
  const byName = new Map(handlers.map(({ name, handler }) => [name, handler]));
  const handlerOf = (host: string) => {
    const name = serviceOfHost(host, serviceNames);
    return name ? (byName.get(name) ?? null) : null;
  };
  const front = await openTlsFront({ host: options.host ?? loopback, keys: world.keys, handlerOf });
  listeners.push(front);
  return front;
}

function environmentOf(world: World): Record<string, string> {
  const [key] = world.identities.byName(world.scenario.caller ?? 'ops')?.accessKeys ?? [];
  const { cs, kms, oss, fc, sts, cms, sls, rd, adcp, ...others } = world.endpoints;
  const { dingtalk, webhook, wecom, feishu, slack, teams, pagerduty } = others;
  const receivers = [dingtalk, webhook, wecom, feishu, slack, teams, pagerduty];
  return {
    ACKRING_CS_ENDPOINT: cs,
    ACKRING_KMS_ENDPOINT: kms,
    ACKRING_OSS_ENDPOINT: oss,
    ACKRING_FC_ENDPOINT: fc,
    ACKRING_STS_ENDPOINT: sts,
    ACKRING_CMS_ENDPOINT: cms,
    ACKRING_SLS_ENDPOINT: sls,
    ACKRING_RD_ENDPOINT: rd,
    ACKRING_ADCP_ENDPOINT: adcp,
    ACKRING_RECEIVERS: receivers.map((url) => new URL(url).host).join(','),
    ALIBABA_CLOUD_ACCESS_KEY_ID: key?.id ?? '',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: key?.secret ?? '',
  };
}

function identitiesOf(world: World): Record<string, EmulatorIdentity> {
  const prefixes = new Map(accountsOf(world.scenario).map(({ id, prefix }) => [id, prefix]));
  return Object.fromEntries(
    world.identities.all().map((identity) => {
      const [key] = identity.accessKeys;
      const { uid, type } = identity;
      const arn = world.identities.arn(identity);
      return [
        `${prefixes.get(identity.accountId) ?? ''}${identity.name}`,
        { uid, type, arn, accessKeyId: key?.id ?? '', accessKeySecret: key?.secret ?? '' },
      ];
    }),
  );
}

async function stopAll(
  world: World,
  listeners: readonly Pick<Listener, 'stop'>[],
  running: ReadonlyMap<ServiceName, Service>,
): Promise<void> {
  world.clock.stop();
  await Promise.all([
    ...running.values().map((service) => service.stop?.()),
    ...listeners.map((listener) => listener.stop()),
    world.apiServers.stop(),
  ]);
}

/** A larger fleet is not listed cluster by cluster: its authorities would take minutes to make. */
const maxListedClusters = 100;

/** Everything needed to use a running cloud: printed by the program and returned by the control endpoint. */
export async function describeEmulator(emulator: Emulator) {
  const { endpoints, controlToken, environment, tls, accountId, identities, world, services } = emulator;
  const clusters = world.clusters.size > maxListedClusters ? [] : [...world.clusters.all()];
  return {
    endpoints,
    controlToken,
    environment,
    ...(tls ? { tls: tlsOf(tls) } : {}),
    accountId,
    now: world.clock.now().toISOString(),
    identities,
    receivers: {
      dingtalk: { url: services.dingtalk.url(), secret: services.dingtalk.robot.secret },
      webhook: { url: services.webhook.url() },
      wecom: { url: services.wecom.url() },
      feishu: { url: services.feishu.url(), secret: services.feishu.bot.secret },
      slack: { url: services.slack.url() },
      teams: { url: services.teams.url() },
      pagerduty: { url: services.pagerduty.url(), routingKey: services.pagerduty.routingKey },
    },
    stores: {
      oss: { bucket: defaultBucket },
      kms: { instanceId: defaultInstanceId, keyId: defaultKeyId },
    },
    clusters: await Promise.all(clusters.map((cluster) => describeCluster(emulator, cluster))),
  };
}

/** For clients with fixed hosts: besides the environment they need the authority in a file, as SSL_CERT_FILE. */
function tlsOf({ url, proxy, certificateAuthority }: TlsFront) {
  const environment = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: 'localhost,127.0.0.0/8,::1' };
  return { url, environment, certificateAuthority };
}

async function describeCluster({ world }: Emulator, cluster: ClusterRecord) {
  const [urls, authorities] = await Promise.all([
    world.apiServers.urls(cluster),
    world.authorities.of(cluster),
  ]);
  const { id, name, region, state } = cluster;
  return { id, name, region, state, endpoints: urls, certificateAuthority: authorities.server.certificate };
}
