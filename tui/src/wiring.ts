import { join } from 'node:path';
import { lazy } from '@ackring/core/cloud/lazy';
import { readOnlyMode } from '@ackring/core/cloud/read-only';
import type { ProofPorts } from '@ackring/core/fetch/fetch-proved';
import { createFleetCache, fleetCacheKey } from '@ackring/core/fleet/fleet-cache';
import { createHolderCache } from '@ackring/core/fleet/holder-cache';
import { systemClock } from '@ackring/core/machine/clock';
import { configFolder, stateFolder } from './folders.js';
import type { Services } from './services.js';
import { createSettingsStore } from './settings-store.js';
import { lazyCloud } from './wiring/cloud.js';
import { withEndpoints } from './wiring/environment.js';
import { functionServices } from './wiring/function.js';
import { incidentServices } from './wiring/incident.js';
import { journalIn } from './wiring/incident-world.js';
import { profileServices } from './wiring/profile.js';
import { rotationServices } from './wiring/rotation.js';

export type { Services } from './services.js';

export interface ServiceOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home folder: `~/.kube`, `~/.aliyun` and the state folder hang on it. */
  readonly home: string;
  readonly profile: string | null;
  /** Empty for every region. */
  readonly regions: readonly string[];
  readonly readOnly: boolean;
}

/** Joins core to its adapters; the only place that does. Nothing is read or loaded before it is asked for. */
export type CreateServices = (options: ServiceOptions) => Services;

export const createServices: CreateServices = (options) => {
  const { environment, home } = options;
  const state = stateFolder(environment, home);
  const folder = configFolder(environment, home);
  const store = createSettingsStore(folder);
  const settings = lazy(store.read);
  const now = systemClock.now;
  const { isReadOnly, refuseWhenReadOnly } = readOnlyMode({
    readOnly: options.readOnly,
    profile: options.profile,
    settings,
    chosenProfile: () => chosenProfile(options),
  });
  const cloud = lazyCloud(options, settings, isReadOnly);
  const files = lazy(async () => {
    const [{ createKubeconfigFiles }, { journalledFiles }] = await Promise.all([
      import('@ackring/core/machine/kubeconfig-file/kubeconfig-file'),
      import('@ackring/core/contexts/journalled-files'),
    ]);
    const plain = createKubeconfigFiles({ environment, home, stateDirectory: state, clock: systemClock });
    return journalledFiles(plain, () => journalIn(state));
  });
  const cacheKey = lazy(async () => {
    const { profile, endpoints } = await settings();
    return fleetCacheKey({
      environment,
      profile: options.profile ?? profile,
      endpoint: endpoints['cs'] ?? null,
    });
  });
  const cache = lazy(async () => createFleetCache(state, await cacheKey()));
  const holders = lazy(async () => createHolderCache(state, await cacheKey()));
  const profiles = profileServices({ cloud, options, settings });
  const revoked = lazy(async () => {
    const { revokedCertificates } = await import('@ackring/core/fetch/revoked-certificates');
    return revokedCertificates(join(state, 'revoked'), systemClock);
  });
  const proofs: ProofPorts = {
    caller: boundedCaller(profiles.callerIdentity),
    revoked: async (cluster) => (await revoked()).of(cluster),
  };
  const local = lazy(async () => {
    const [{ localContexts }, store] = await Promise.all([
      import('@ackring/core/contexts/local-contexts'),
      files(),
    ]);
    return localContexts({ files: store, now, refuseWhenReadOnly });
  });
  const contexts: Services['contexts'] = async (given) => (await local()).contexts(given);
  const fleet = lazy(async () => {
    const [{ createFleet }, fleetCache, holderCache] = await Promise.all([
      import('@ackring/core/fleet/fleet'),
      cache(),
      holders(),
    ]);
    return createFleet({
      ack: async () => (await cloud()).ack,
      cache: fleetCache,
      holders: holderCache,
      regions: async () => (options.regions.length > 0 ? options.regions : (await settings()).regions),
      now,
    });
  });
  const scanFleet: Services['scanFleet'] = async function* (request) {
    yield* (await fleet()).scanFleet(request);
  };
  const findCluster: Services['findCluster'] = async (...asked) => (await fleet()).findCluster(...asked);
  const ack = async () => (await cloud()).ack;
  const verifying = lazy(async () => {
    const [{ createVerifying }, { createCloudNames }, { createApiServer }, plugIns, children] =
      await Promise.all([
        import('@ackring/core/verification/verifying'),
        import('@ackring/core/fetch/cloud-names'),
        import('@ackring/core/machine/api-server/api-server'),
        import('@ackring/core/machine/processes/exec-plugin'),
        import('@ackring/core/machine/processes/secrecy'),
      ]);
    return createVerifying({
      files,
      knownClusters: async () => (await (await cache()).read())?.clusters ?? [],
      apiServer: createApiServer({ environment }),
      plugIns: {
        whole: plugIns.createExecPluginRunner({ environment }),
        withoutKeys: plugIns.createExecPluginRunner({ environment: children.withoutKeys(environment) }),
      },
      clock: systemClock,
      cloudNames: () => createCloudNames({ ack, caller: profiles.callerIdentity, clock: systemClock }),
    });
  });
  const verify: Services['verify'] = async function* (...asked) {
    yield* (await verifying()).verify(...asked);
  };
  const fetching = lazy(async () => {
    const [{ createFetching }, { fetchOverSsh }, store] = await Promise.all([
      import('@ackring/core/fetch/fetching'),
      import('@ackring/core/fetch/ssh'),
      files(),
    ]);
    return createFetching({
      ack,
      files: store,
      now,
      namePattern: async () => (await settings()).contextName,
      profile: options.profile,
      proofs,
      verify: async (...asked) => (await verifying()).verifyIssued(...asked),
      askMaster: (destination, signal) => fetchOverSsh({ destination, environment, signal }),
      refuseWhenReadOnly,
      forgetCluster,
    });
  });
  const renewing = lazy(async () => {
    const [{ createRenewing }, store] = await Promise.all([import('@ackring/core/fetch/renewing'), files()]);
    return createRenewing({
      ack,
      files: store,
      now,
      verify,
      findCluster,
      proofs,
      refuseWhenReadOnly,
      forgetCluster,
    });
  });
  const credentialFolder = join(state, 'exec-credentials');
  const execCredentials = lazy(async () => {
    const [{ createExecCredentials }, { createCredentialSlot }] = await Promise.all([
      import('@ackring/core/exec-credential/providing'),
      import('@ackring/core/exec-credential/cache'),
    ]);
    return createExecCredentials({
      ack,
      slot: (key) => createCredentialSlot(credentialFolder, key),
      whoAsks: async () => {
        const { profile, endpoints } = await settings();
        const whole = withEndpoints(environment, endpoints);
        const caller = await callerId({ environment: whole, home, profile: options.profile ?? profile });
        return { caller, endpoint: whole['ACKRING_CS_ENDPOINT'] ?? '' };
      },
      proofs,
      now,
    });
  });
  const forgetCluster = async (clusterId: string): Promise<void> => {
    const [{ forgetCredentials }, { cacheScope }] = await Promise.all([
      import('@ackring/core/exec-credential/cache'),
      import('@ackring/core/exec-credential/cached-credential'),
    ]);
    await forgetCredentials(credentialFolder, cacheScope(clusterId));
  };
  return {
    clock: systemClock,
    refuseWhenReadOnly,
    settings,
    saveSettings: store.change,
    ...profiles,
    cachedFleet: async () => (await cache()).read(),
    cachedHolders: async () => (await holders()).read(),
    scanFleet,
    findCluster,
    kubeconfigStates: async (...asked) => (await fleet()).kubeconfigStates(...asked),
    scanHolders: async function* (...asked) {
      yield* (await fleet()).scanHolders(...asked);
    },
    describeClusters: async function* (...asked) {
      yield* (await fleet()).describeClusters(...asked);
    },
    describeCluster: async (...asked) => (await fleet()).describeCluster(...asked),
    keepDetails: async () => (await fleet()).keepDetails(),
    contexts,
    kubeconfigs: async (given) => (await local()).kubeconfigs(given),
    redactedContext: async (entry) => (await local()).redactedContext(entry),
    skipVerification: async (entry) => (await local()).skipVerification(entry),
    planUndo: async () => (await local()).planUndo(),
    undo: async (planned) => (await local()).undo(planned),
    history: async () => (await local()).history(),
    planAcquire: async (...asked) => (await fetching()).planAcquire(...asked),
    acquire: async (...asked) => (await fetching()).acquire(...asked),
    fetchOverSsh: async (...asked) => (await fetching()).fetchOverSsh(...asked),
    verify,
    execCredential: async (...asked) => (await execCredentials()).execCredential(...asked),
    planRenewals: async (...asked) => (await renewing()).planRenewals(...asked),
    renew: async function* (...asked) {
      yield* (await renewing()).renew(...asked);
    },
    ...incidentServices({
      cloud,
      files,
      stateFolder: state,
      configFolder: folder,
      revoked,
      holders,
      scanFleet,
      contexts,
      callerIdentity: profiles.callerIdentity,
      refuseWhenReadOnly,
      environment,
      forgetCluster,
    }),
    ...rotationServices({ cloud, refuseWhenReadOnly, stateFolder: state, configFolder: folder }),
    ...functionServices({ cloud, region: options.regions[0] ?? null, refuseWhenReadOnly }),
  };
};

/** Who asks is a proof that a fetch can do without: it waits no longer for it than for the kubeconfig itself. */
function boundedCaller(ask: Services['callerIdentity']): ProofPorts['caller'] {
  return (signal) => {
    const bound = AbortSignal.timeout(callerTimeoutMs);
    return ask(signal === undefined ? bound : AbortSignal.any([signal, bound]));
  };
}

const callerTimeoutMs = 5_000;

/** Who calls, without asking the cloud: the source in use and what tells one caller of it from another. */
async function callerId(options: Pick<ServiceOptions, 'environment' | 'home' | 'profile'>): Promise<string> {
  const { chooseOrigin } = await import('@ackring/core/cloud/credentials/origin');
  const { profile: named, ...rest } = options;
  const origin = await chooseOrigin({ ...rest, ...(named === null ? {} : { profile: named }) });
  const { kind, profile, mode, caller } = origin;
  return JSON.stringify([kind, profile, mode, ...caller]);
}

/** Where no profile can be told, the cloud cannot be asked either. */
async function chosenProfile({ environment, home }: ServiceOptions): Promise<string | null> {
  const { chooseOrigin } = await import('@ackring/core/cloud/credentials/origin');
  return chooseOrigin({ environment, home }).then(
    ({ profile }) => profile,
    () => null,
  );
}
