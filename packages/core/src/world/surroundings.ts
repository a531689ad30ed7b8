import { join } from 'node:path';
import type { Lenders } from '../cloud/credentials/profile-key.js';
import { lazy } from '../cloud/lazy.js';
import { type ReadOnlySettings, readOnlyMode } from '../cloud/read-only.js';
import type { ProofPorts } from '../fetch/fetch-proved.js';
import type { RevokedCertificates } from '../fetch/revoked-certificates.js';
import {
  createFleetCache,
  createHolderCache,
  type FleetCache,
  fleetCacheKey,
  type HolderCache,
} from '../fleet/fleet-cache.js';
import type { JournalFile } from '../journal/journal.js';
import { type Clock, systemClock } from '../machine/clock.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { isHub } from '../words/cluster-kind.js';
import type { RefuseWhenReadOnly } from '../words/errors.js';
import { type Cloud, chosenProfile, createSession, type OpenSession } from './session.js';

/** A person's settings, as far as core uses them. */
interface WorldSettings extends ReadOnlySettings {
  /** Empty means every region. */
  readonly regions: readonly string[];
  /** With placeholders `{region}`, `{name}`, `{id}`, `{account}` and `{profile}`. */
  readonly contextName: string;
  /** Whether ACK One is asked for its fleets' hubs; false by default. */
  readonly hubs?: boolean;
  /** By service (`cs`, `kms`, …); the environment wins. */
  readonly endpoints: Readonly<Record<string, string>>;
}

export interface WorldOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The home folder, of `~/.kube` and `~/.aliyun`. */
  readonly home: string;
  /** By flag; null means the one from the settings, else from the environment. */
  readonly profile: string | null;
  /** Shared by the worlds of a program, for the members of a directory. */
  readonly lenders?: Lenders;
  /** By flag; empty means those of the settings. */
  readonly regions: readonly string[];
  /** By flag: changes nothing, in the cloud or in files. */
  readonly readOnly: boolean;
  /** The started file: exec plug-ins' entries name it if it is not on the PATH. */
  readonly program?: string | null;
  /** The program's version with all that it was built from, and what runs it. */
  readonly build?: string;
  /** The machine's own unless another is given. */
  readonly clock?: Clock;
  readonly settings: () => Promise<WorldSettings>;
  /** Where `rotation.yaml` is looked for. */
  readonly configFolder: string;
  /**
   * Holds backups, outlines, the journal, reports, the last known fleet and the exec plug-in's credentials. Mode 0700, created
   * by whoever writes into it.
   */
  readonly stateFolder: string;
}

/** What the capabilities of one world share; each is created on first use. */
export interface Surroundings {
  readonly options: WorldOptions;
  readonly clock: Clock;
  readonly session: OpenSession;
  readonly ack: () => Promise<Cloud['ack']>;
  readonly files: () => Promise<KubeconfigFiles>;
  readonly journal: () => Promise<JournalFile>;
  readonly fleetCache: () => Promise<FleetCache>;
  readonly holderCache: () => Promise<HolderCache>;
  /** Certificates that were revoked from here. */
  readonly revoked: () => Promise<RevokedCertificates>;
  readonly proofs: ProofPorts;
  readonly credentialFolder: string;
  /** Holds a folder for each running shell and command. */
  readonly sessionFolder: string;
  readonly isReadOnly: () => Promise<boolean>;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
  /** Empties the exec plug-in's cache of a cluster. */
  readonly forgetCluster: (clusterId: string) => Promise<void>;
}

export function createSurroundings(options: WorldOptions): Surroundings {
  const { environment, home, settings, stateFolder, build = '', clock = systemClock } = options;
  const { isReadOnly, refuseWhenReadOnly } = readOnlyMode({
    readOnly: options.readOnly,
    profile: options.profile,
    settings,
    chosenProfile: () => chosenProfile(options),
  });
  const session = createSession({
    ...options,
    isReadOnly,
    knownHubs: async () =>
      ((await (await fleetCache()).read())?.clusters ?? []).filter(isHub).map(({ id }) => id),
  });
  const journal = lazy(async () => {
    const { createJournal } = await import('../journal/journal.js');
    return createJournal({ folder: stateFolder, clock });
  });
  const revoked = lazy(async () => {
    const { revokedCertificates } = await import('../fetch/revoked-certificates.js');
    return revokedCertificates(join(stateFolder, 'revoked'), clock);
  });
  const cacheKey = lazy(async () => {
    const { profile, endpoints } = await settings();
    const endpoint = endpoints['cs'] ?? null;
    return fleetCacheKey({ environment, profile: options.profile ?? profile, endpoint });
  });
  const fleetCache = lazy(async () => createFleetCache(stateFolder, await cacheKey()));
  const credentialCache = credentialFolder(stateFolder);
  return {
    options,
    clock,
    session,
    ack: async () => (await session.cloud()).ack,
    files: lazy(async () => {
      const [{ createKubeconfigFiles }, { journalledFiles }] = await Promise.all([
        import('../machine/kubeconfig-file/kubeconfig-file.js'),
        import('../journal/journalled.js'),
      ]);
      const files = createKubeconfigFiles({ environment, home, stateDirectory: stateFolder, clock, build });
      return journalledFiles(files, journal);
    }),
    journal,
    fleetCache,
    holderCache: lazy(async () => createHolderCache(stateFolder, await cacheKey())),
    revoked,
    proofs: {
      caller: boundedCaller(session.callerIdentity),
      revoked: async (cluster) => (await revoked()).of(cluster),
    },
    credentialFolder: credentialCache,
    sessionFolder: sessionFolder(stateFolder),
    isReadOnly,
    refuseWhenReadOnly,
    forgetCluster: async (clusterId) => {
      const [{ forgetCredentials }, { cacheScope }] = await Promise.all([
        import('../exec-credential/cache.js'),
        import('../exec-credential/cached-credential.js'),
      ]);
      await forgetCredentials(credentialCache, cacheScope(clusterId));
    },
  };
}

/**
 * The caller's identity is a proof that a fetch can do without: it waits no longer for it than for the kubeconfig
 * itself.
 */
function boundedCaller(ask: OpenSession['callerIdentity']): ProofPorts['caller'] {
  return (signal) => {
    const bound = AbortSignal.timeout(callerTimeoutMs);
    return ask(signal === undefined ? bound : AbortSignal.any([signal, bound]));
  };
}

const callerTimeoutMs = 5_000;

// What the world keeps for kubectl and for shells, in the state folder.

/** The plug-in's cache. */
export function credentialFolder(stateFolder: string): string {
  return join(stateFolder, 'exec-credentials');
}

/** Holds a folder for each running shell and command. */
export function sessionFolder(stateFolder: string): string {
  return join(stateFolder, 'sessions');
}
