import { join } from 'node:path';
import { readOnlyMode } from '@ackring/core/access/read-only';
import { systemClock } from '@ackring/core/adapters/clock';
import type { ProofPorts } from '@ackring/core/fetch/fetch-proved';
import { createFleetCache, fleetCacheKey } from '@ackring/core/fleet/fleet-cache';
import { createHolderCache } from '@ackring/core/fleet/holder-cache';
import { lazy } from '@ackring/core/lazy';
import { configFolder, stateFolder } from './folders.js';
import type { Services } from './services.js';
import { createSettingsStore } from './settings-store.js';
import { acquireServices } from './wiring/acquire.js';
import { lazyCloud } from './wiring/cloud.js';
import { execCredentialServices, forgetCluster } from './wiring/exec-credential.js';
import { functionServices } from './wiring/function.js';
import { incidentServices } from './wiring/incident.js';
import { journalIn } from './wiring/incident-world.js';
import { profileServices } from './wiring/profile.js';
import { renewalServices } from './wiring/renewal.js';
import { rotationServices } from './wiring/rotation.js';
import { sshServices } from './wiring/ssh.js';
import { verifyServices } from './wiring/verify.js';

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
      import('@ackring/core/adapters/kubeconfig-file/kubeconfig-file'),
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
    const { revokedCertificates } = await import('@ackring/core/adapters/revoked-certificates');
    return revokedCertificates(join(state, 'revoked'), systemClock);
  });
  const proofs: ProofPorts = {
    caller: boundedCaller(profiles.callerIdentity),
    revoked: async (cluster) => (await revoked()).of(cluster),
  };
  const names = { cloud, callerIdentity: profiles.callerIdentity };
  const verification = verifyServices({ files, cache, environment, names });
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
  const { verify } = verification;
  const forget = (clusterId: string): Promise<void> => forgetCluster(state, clusterId);
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
    userPermissions: async (uid, signal) => (await cloud()).ack.describeUserPermissions(uid, signal),
    userActivity: async (cluster, uid, signal) =>
      (await cloud()).ack.describeUserActivity(cluster, uid, signal),
    contexts,
    kubeconfigs: async (given) => (await local()).kubeconfigs(given),
    redactedContext: async (entry) => (await local()).redactedContext(entry),
    skipVerification: async (entry) => (await local()).skipVerification(entry),
    undo: async () => (await local()).undo(),
    history: async () => (await local()).history(),
    ...sshServices({ files, settings, environment, now, refuseWhenReadOnly }),
    ...acquireServices({
      profile: options.profile,
      cloud,
      files,
      settings,
      now,
      refuseWhenReadOnly,
      proofs,
      verify: verification.verifyText,
      forgetCluster: forget,
    }),
    verify,
    ...execCredentialServices({ cloud, options, settings, stateFolder: state, now, proofs }),
    ...renewalServices({
      cloud,
      files,
      now,
      verify,
      findCluster,
      proofs,
      refuseWhenReadOnly,
      forgetCluster: forget,
    }),
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

/** Where no profile can be told, the cloud cannot be asked either. */
async function chosenProfile({ environment, home }: ServiceOptions): Promise<string | null> {
  const { chooseOrigin } = await import('@ackring/core/adapters/credentials/origin');
  return chooseOrigin({ environment, home }).then(
    ({ profile }) => profile,
    () => null,
  );
}
