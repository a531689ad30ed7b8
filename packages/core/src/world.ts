import { join } from 'node:path';
import type { Cleaning } from './access/clean/cleaning.js';
import type { Evidence } from './access/evidence/evidence.js';
import type { Holdings, HoldingsPorts } from './access/holdings.js';
import type { LeakHunt } from './access/leak/leak-hunt.js';
import type { LeakSearchEvent } from './access/leak/leaks-in.js';
import type { Unbinding } from './access/let-in/unbind.js';
import type { Revoking } from './access/revoke/revoking.js';
import type { SanRepair } from './access/san-repair.js';
import { lazy } from './cloud/lazy.js';
import type { LocalContexts } from './contexts/local-contexts.js';
import type { TidyingPorts } from './contexts/tidying.js';
import type { ExecCredentials } from './exec-credential/providing.js';
import type { ExecTokens } from './exec-credential/token.js';
import type { Fetching } from './fetch/fetching.js';
import type { Renewing } from './fetch/renewing.js';
import type { Beginnings } from './fleet/beginnings.js';
import type { Fleet } from './fleet/fleet.js';
import type { CachedFleet } from './fleet/fleet-cache.js';
import type { CachedHolder } from './fleet/holder-cache.js';
import type { Clock } from './machine/clock.js';
import type { Migrating, MigrationsBegun } from './migration/migrating.js';
import type { OwnCommands } from './own-commands/running.js';
import type { DeployedFunctions } from './rotation/function/deployed-functions.js';
import type { Rotating } from './rotation/rotating.js';
import { sweepLeftovers } from './sessions/session/leftovers.js';
import type { Sessions } from './sessions/sessions.js';
import type { TokenReadinesses } from './tokens/readiness.js';
import type { Using } from './usage/usage.js';
import type { Verifying } from './verification/verifying.js';
import type { RefuseWhenReadOnly } from './words/read-only.js';
import type { Granting } from './world/granting.js';
import type { Session } from './world/session.js';
import { createSurroundings, type WorldOptions } from './world/surroundings.js';
import type { TokenReading } from './world/tokens.js';

export { answerAtHand } from './world/at-hand.js';
export type { ProfileFacts } from './world/session.js';
export type { WorldOptions };

/** Who has access to what, and removing it: plan first, a typed name before anything changes. */
export interface Incident
  extends Pick<Holdings, 'audit' | 'complete' | 'removals' | 'journal'>,
    Cleaning,
    SanRepair,
    Revoking,
    Unbinding,
    LeakHunt,
    Evidence {
  /** In a file, or in a folder including the history of its repositories. */
  searchLeaks(
    path: string,
    options?: { history?: boolean; signal?: AbortSignal },
  ): AsyncGenerator<LeakSearchEvent, void>;
}

/** Everything that core can do, with one person's credentials on this machine. Every rejection is an AckringError. */
export interface World
  extends Session,
    Fleet,
    LocalContexts,
    Fetching,
    Renewing,
    Pick<Verifying, 'verify'>,
    ExecCredentials,
    Pick<ExecTokens, 'execToken'>,
    TokenReading,
    TokenReadinesses,
    Sessions,
    Using,
    Pick<Holdings, 'userPermissions' | 'userActivity'> {
  readonly clock: Clock;
  /** Call it before writing anything but caches and the journal, here or in the cloud. Throws ReadOnly. */
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
  cachedFleet(): Promise<CachedFleet | null>;
  /** Whom scans have found, including the deleted. */
  cachedHolders(): Promise<readonly CachedHolder[]>;
  readonly rotation: Rotating;
  readonly functions: DeployedFunctions;
  readonly ownCommands: OwnCommands;
  readonly incident: Incident;
  readonly granting: Granting;
  readonly migration: Migrating & MigrationsBegun;
  /** Removes the keys left by shells and commands that were killed: every start does so. Never throws. */
  sweepSessions(): Promise<void>;
}

/**
 * Connects the capabilities to the machine and the cloud; the only place that does. Nothing is read or loaded before
 * it is needed: the first use of a capability loads it, so that the screen and `contexts` start without a cloud SDK,
 * and kubectl's plug-in with nothing but its cache.
 */
export function createWorld(options: WorldOptions): World {
  const around = createSurroundings(options);
  const { clock, session, ack } = around;
  const contexts = lazy(async () => {
    const [{ localContexts }, { recentContexts }, files] = await Promise.all([
      import('./contexts/local-contexts.js'),
      import('./contexts/recent-contexts.js'),
      around.files(),
    ]);
    const recent = recentContexts(join(options.stateFolder, 'recent-contexts'), files.paths);
    const { refuseWhenReadOnly } = around;
    const { now } = clock;
    const tidying = lazy(async () => {
      const { createTidying } = await import('./contexts/tidying.js');
      const gone: TidyingPorts['gone'] = async (kubeconfigs, signal) => {
        const [{ goneContexts }, { listContexts }] = await Promise.all([
          import('./contexts/gone.js'),
          import('./kubeconfig/contexts.js'),
        ]);
        return goneContexts(
          listContexts(kubeconfigs, now()),
          { ack, caller: session.callerIdentity },
          signal,
        );
      };
      return createTidying({ files, now, refuseWhenReadOnly, gone });
    });
    const checkJournal = async () => (await around.journal()).check();
    return localContexts({ files, recent, tidying, checkJournal, now, refuseWhenReadOnly });
  });
  // A damaged file or journal hides no fleet: what is not known counts as of the usual life.
  const beginnings = async (): Promise<Beginnings> => {
    try {
      const [{ knownBeginnings }, { entries }, { lines, isIntact }] = await Promise.all([
        import('./fleet/beginnings.js'),
        (await contexts()).contexts(),
        (await around.journal()).check(),
      ]);
      // Whoever changed a journal could make what ends tomorrow look fresh.
      return knownBeginnings(entries, isIntact ? lines : [], clock.now());
    } catch {
      return () => null;
    }
  };
  const fleet = lazy(async () => {
    const { createFleet } = await import('./fleet/fleet.js');
    return createFleet({
      ack,
      cache: await around.fleetCache(),
      holders: await around.holderCache(),
      regions: async () =>
        options.regions.length > 0 ? options.regions : (await options.settings()).regions,
      now: clock.now,
      beginnings,
    });
  });
  const execCredentials = lazy(async () => {
    const [{ createExecCredentials }, { createCredentialSlot }] = await Promise.all([
      import('./exec-credential/providing.js'),
      import('./exec-credential/cache.js'),
    ]);
    const slot = (key: string) => createCredentialSlot(around.credentialFolder, key);
    return createExecCredentials({
      ack,
      slot,
      whoAsks: session.whoAsks,
      lastKeyId: session.lastKeyId,
      proofs: around.proofs,
      now: clock.now,
    });
  });
  const execTokens = lazy(async () => {
    const { createExecTokens } = await import('./exec-credential/token.js');
    const { keyAtHand, askedKey, whoAsks } = session;
    const slot = async (key: string) => {
      const { createCredentialSlot } = await import('./exec-credential/cache.js');
      return createCredentialSlot(around.credentialFolder, key);
    };
    return createExecTokens({ keyAtHand, askedKey, whoAsks, slot, now: clock.now });
  });
  const sessions = lazy(async () => {
    const { createSessions } = await import('./sessions/sessions.js');
    return createSessions({
      ack,
      issue: async () => (await session.cloud()).issue,
      isReadOnly: around.isReadOnly,
      proofs: around.proofs,
      clock,
      environment: options.environment,
      root: around.sessionFolder,
      journal: await around.journal(),
    });
  });
  const holdings = lazy(async () => {
    const { createHoldings } = await import('./access/holdings.js');
    const checkJournal = async () => (await around.journal()).check();
    const { callerIdentity: caller } = session;
    const { holderCache: holders } = around;
    const listBindings: HoldingsPorts['listBindings'] = async (...asked) =>
      (await import('./world/tokens.js')).bindingsWith(around, ...asked);
    return createHoldings({ api: ack, caller, holders, checkJournal, beginnings, listBindings, clock });
  });
  const using = lazy(async () => (await import('./world/using.js')).composeUsing(around));
  const kubeconfigs = lazy(async () =>
    (await import('./world/kubeconfigs.js')).composeKubeconfigs(around, {
      findCluster: async (...asked) => (await fleet()).findCluster(...asked),
      mintToken: async (...asked) => (await execTokens()).mintToken(...asked),
    }),
  );
  const granting = lazy(async () => (await import('./world/granting.js')).composeGranting(around));
  const rotation = lazy(async () => (await import('./world/rotation.js')).composeRotation(around));
  const evidence = lazy(async () => (await import('./world/evidence.js')).composeEvidence(around));
  const incident = lazy(async () =>
    (await import('./world/incident.js')).composeIncident(around, {
      scanFleet: async function* (...asked) {
        yield* (await fleet()).scanFleet(...asked);
      },
      contexts: async (...asked) => (await contexts()).contexts(...asked),
      openSinks: async (config) => (await rotation()).openSinks(config),
      usage: async function* (...asked) {
        yield* (await using()).usage(...asked);
      },
    }),
  );
  const migration = lazy(async () =>
    (await import('./world/migration.js')).composeMigration(around, {
      scanFleet: async function* (...asked) {
        yield* (await fleet()).scanFleet(...asked);
      },
      contexts: async (...asked) => (await contexts()).contexts(...asked),
      mintToken: async (...asked) => (await execTokens()).mintToken(...asked),
      planClean: async (...asked) => (await incident()).planClean(...asked),
      applyClean: async (...asked) => (await incident()).applyClean(...asked),
      configuration: async (...asked) => (await rotation()).rotation.configuration(...asked),
      openSinks: async (config) => (await rotation()).openSinks(config),
      usage: async function* (...asked) {
        yield* (await using()).usage(...asked);
      },
    }),
  );
  const ownCommands = lazy(async () => {
    const { createOwnCommands } = await import('./own-commands/running.js');
    const { configFolder, environment } = options;
    return createOwnCommands({ file: join(configFolder, 'keys.yaml'), environment });
  });
  return {
    clock,
    refuseWhenReadOnly: around.refuseWhenReadOnly,
    profileFacts: session.profileFacts,
    profiles: session.profiles,
    callerIdentity: session.callerIdentity,
    clockSkewMs: session.clockSkewMs,

    contexts: async (...asked) => (await contexts()).contexts(...asked),
    contextsAgain: async (...asked) => (await contexts()).contextsAgain(...asked),
    watchContexts: async (...asked) => (await contexts()).watchContexts(...asked),
    kubeconfigs: async (...asked) => (await contexts()).kubeconfigs(...asked),
    redactedContext: async (...asked) => (await contexts()).redactedContext(...asked),
    skipVerification: async (...asked) => (await contexts()).skipVerification(...asked),
    use: async (...asked) => (await contexts()).use(...asked),
    recentContexts: async () => (await contexts()).recentContexts(),
    planRename: async (...asked) => (await contexts()).planRename(...asked),
    planRemove: async (...asked) => (await contexts()).planRemove(...asked),
    planPrune: async (...asked) => (await contexts()).planPrune(...asked),
    planMerge: async (...asked) => (await contexts()).planMerge(...asked),
    applyPlan: async (...asked) => (await contexts()).applyPlan(...asked),
    readForeign: async (...asked) => (await contexts()).readForeign(...asked),
    planUndo: async () => (await contexts()).planUndo(),
    undo: async (...asked) => (await contexts()).undo(...asked),
    history: async () => (await contexts()).history(),
    writtenChanges: async (...asked) => (await contexts()).writtenChanges(...asked),

    cachedFleet: async () => (await around.fleetCache()).read(),
    cachedHolders: async () => (await around.holderCache()).read(),
    scanFleet: async function* (...asked) {
      yield* (await fleet()).scanFleet(...asked);
    },
    findCluster: async (...asked) => (await fleet()).findCluster(...asked),
    kubeconfigStates: async (...asked) => (await fleet()).kubeconfigStates(...asked),
    scanHolders: async function* (...asked) {
      yield* (await fleet()).scanHolders(...asked);
    },
    describeClusters: async function* (...asked) {
      yield* (await fleet()).describeClusters(...asked);
    },
    describeCluster: async (...asked) => (await fleet()).describeCluster(...asked),
    keepDetails: async () => (await fleet()).keepDetails(),

    planAcquire: async (...asked) => (await kubeconfigs()).planAcquire(...asked),
    acquire: async (...asked) => (await kubeconfigs()).acquire(...asked),
    fetchOverSsh: async (...asked) => (await kubeconfigs()).fetchOverSsh(...asked),
    verify: async function* (...asked) {
      yield* (await kubeconfigs()).verify(...asked);
    },
    planRenewals: async (...asked) => (await kubeconfigs()).planRenewals(...asked),
    renew: async function* (...asked) {
      yield* (await kubeconfigs()).renew(...asked);
    },
    execCredential: async (...asked) => (await execCredentials()).execCredential(...asked),
    execToken: async (...asked) => (await execTokens()).execToken(...asked),
    tokenReadiness: async (...asked) =>
      (await import('./world/tokens.js')).readinessWith(around).tokenReadiness(...asked),
    explainToken: async (...asked) => (await import('./world/tokens.js')).explainWith(around, ...asked),

    visit: async (...asked) => (await sessions()).visit(...asked),
    run: async (...asked) => (await sessions()).run(...asked),
    sweepSessions: () => sweepLeftovers(around.sessionFolder, clock.now),

    usage: async function* (...asked) {
      yield* (await using()).usage(...asked);
    },
    userPermissions: async (...asked) => (await holdings()).userPermissions(...asked),
    userActivity: async (...asked) => (await holdings()).userActivity(...asked),
    ownCommands: {
      read: async (...asked) => (await ownCommands()).read(...asked),
      capture: async (...asked) => (await ownCommands()).capture(...asked),
      runHere: async (...asked) => (await ownCommands()).runHere(...asked),
    },
    incident: {
      audit: async function* (...asked) {
        yield* (await holdings()).audit(...asked);
      },
      complete: async function* (...asked) {
        yield* (await holdings()).complete(...asked);
      },
      removals: async () => (await holdings()).removals(),
      journal: async () => (await holdings()).journal(),
      recordAccess: async (...asked) => (await evidence()).recordAccess(...asked),
      accessAt: async (...asked) => (await evidence()).accessAt(...asked),
      signEvidence: async (...asked) => (await evidence()).signEvidence(...asked),
      planClean: async (...asked) => (await incident()).planClean(...asked),
      applyClean: async (...asked) => (await incident()).applyClean(...asked),
      planSan: async (...asked) => (await incident()).planSan(...asked),
      applySan: async (...asked) => (await incident()).applySan(...asked),
      planUnbind: async (...asked) => (await incident()).planUnbind(...asked),
      applyUnbind: async (...asked) => (await incident()).applyUnbind(...asked),
      planRevoke: async (...asked) => (await incident()).planRevoke(...asked),
      applyRevoke: async (...asked) => (await incident()).applyRevoke(...asked),
      searchLeaks: async function* (path, { history = true, signal } = {}) {
        const { searchLeaks } = await import('./access/leak/search.js');
        const { environment } = options;
        yield* searchLeaks({ path, history, environment, ...(signal === undefined ? {} : { signal }) });
      },
      investigateLeaks: async function* (...asked) {
        yield* (await incident()).investigateLeaks(...asked);
      },
      investigateTokens: async function* (...asked) {
        yield* (await incident()).investigateTokens(...asked);
      },
    },

    granting: {
      findHolder: async (...asked) => (await granting()).findHolder(...asked),
      planGrant: async (...asked) => (await granting()).planGrant(...asked),
      applyGrant: async (...asked) => (await granting()).applyGrant(...asked),
      planLife: async (...asked) => (await granting()).planLife(...asked),
      applyLife: async (...asked) => (await granting()).applyLife(...asked),
    },

    migration: {
      plan: async (...asked) => (await migration()).plan(...asked),
      apply: async (...asked) => (await migration()).apply(...asked),
      planUndo: async (...asked) => (await migration()).planUndo(...asked),
      undo: async (...asked) => (await migration()).undo(...asked),
      // Files of this machine, which need no credentials.
      records: async () => {
        const { migrationRecords } = await import('./migration/record.js');
        return migrationRecords(join(options.stateFolder, 'migrations'), clock).all();
      },
    },

    rotation: {
      configuration: async (...asked) => (await rotation()).rotation.configuration(...asked),
      text: async (...asked) => (await rotation()).rotation.text(...asked),
      plan: async (...asked) => (await rotation()).rotation.plan(...asked),
      simulate: async (...asked) => (await rotation()).rotation.simulate(...asked),
      keptRuns: async (...asked) => (await rotation()).rotation.keptRuns(...asked),
      standings: async (...asked) => (await rotation()).rotation.standings(...asked),
      policies: async (...asked) => (await rotation()).rotation.policies(...asked),
      operatorPolicy: async (...asked) => (await rotation()).rotation.operatorPolicy(...asked),
      dismiss: async (...asked) => (await rotation()).rotation.dismiss(...asked),
      move: async (...asked) => (await rotation()).rotation.move(...asked),
      apply: async (...asked) => (await rotation()).rotation.apply(...asked),
    },
    functions: {
      status: async (...asked) => (await rotation()).functions.status(...asked),
      log: async (...asked) => (await rotation()).functions.log(...asked),
      rotation: async (...asked) => (await rotation()).functions.rotation(...asked),
      invoke: async (...asked) => (await rotation()).functions.invoke(...asked),
    },
  };
}
