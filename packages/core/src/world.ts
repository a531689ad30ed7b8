import type { LeakHunt } from './access/leak/leak-hunt.js';
import { calls, lazy, streams } from './cloud/lazy.js';
import type { LocalContexts } from './contexts/local-contexts.js';
import type { Fleet } from './fleet/fleet.js';
import type { CachedFleet, CachedHolder } from './fleet/fleet-cache.js';
import type { InventorySyncing } from './inventory/syncing.js';
import type { Clock } from './machine/clock.js';
import type { Migrating, MigrationsBegun } from './migration/migrating.js';
import type { OwnCommands } from './own-commands/running.js';
import { hasEndedRights } from './rights/due.js';
import type { DeployedFunctions } from './rotation/function/deployed-functions.js';
import type { Rotating } from './rotation/rotating.js';
import { sweepLeftovers } from './sessions/session/leftovers.js';
import type { Using } from './usage/usage.js';
import type { RefuseWhenReadOnly } from './words/errors.js';
import type { Holding } from './world/access.js';
import type { ClusterReading } from './world/contexts.js';
import type { DirectoryReading } from './world/directory.js';
import type { Granting, Removing } from './world/incident.js';
import type { Kubeconfigs } from './world/kubeconfigs.js';
import type { Session } from './world/session.js';
import { createSurroundings, type WorldOptions } from './world/surroundings.js';
import type { PlugIn, Sessions } from './world/temporary.js';
import type { Tokens } from './world/tokens.js';

export { inventoryCluster } from './exec-credential/inventory-cluster.js';
export { answerAtHand } from './world/at-hand.js';
export type { ProfileFacts } from './world/session.js';
export type { WorldOptions };

/** Who has access to what, and removing it: plan first, a typed name before anything changes. */
export interface Incident extends Omit<Holding, HeldByOne>, Removing, LeakHunt {}

type HeldByOne = 'userPermissions' | 'userActivity';

/** Everything that core can do, with one person's credentials on this machine. Every rejection is an AckringError. */
export interface World
  extends Session,
    Fleet,
    DirectoryReading,
    LocalContexts,
    ClusterReading,
    Kubeconfigs,
    Omit<PlugIn, 'mintToken'>,
    Omit<Tokens, 'listBindings'>,
    Sessions,
    Using,
    InventorySyncing,
    Pick<Holding, HeldByOne> {
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
  const { clock, session } = around;
  const { profileFacts, profiles, callerIdentity, clockSkewMs, hasAskedCloud } = session;
  const contexts = lazy(async () => (await import('./world/contexts.js')).composeContexts(around));
  const beginnings = async () => (await import('./world/contexts.js')).readBeginnings(around, contexts);
  const fleet = lazy(async () => (await import('./world/contexts.js')).composeFleet(around, beginnings));
  const directory = lazy(async () => (await import('./world/directory.js')).composeDirectory(around));
  const plugIn = lazy(async () => (await import('./world/temporary.js')).composePlugIn(around));
  const tokens = lazy(async () => (await import('./world/tokens.js')).composeTokens(around));
  const sessions = lazy(async () => (await import('./world/temporary.js')).composeSessions(around));
  const using = lazy(async () => (await import('./world/access.js')).composeUsing(around));
  const inventory = lazy(async () => (await import('./world/inventory.js')).composeInventory(around));
  const opened = lazy(async () => (await import('./world/rotation.js')).composeRotation(around));
  const rotation = async () => (await opened()).rotation;
  const granting = lazy(async () =>
    (await import('./world/incident.js')).composeGranting(
      around,
      calls(rotation, 'ledgerRights', 'noSink', 'rightsLedger'),
    ),
  );
  const scanFleet = streams(fleet, 'scanFleet');
  const usage = streams(using, 'usage');
  const mintToken = calls(plugIn, 'mintToken');
  const openSinks = calls(opened, 'openSinks');
  const holdings = lazy(async () => {
    const { listBindings } = calls(tokens, 'listBindings');
    return (await import('./world/access.js')).composeHoldings(around, { beginnings, listBindings });
  });
  const kubeconfigs = lazy(async () =>
    (await import('./world/kubeconfigs.js')).composeKubeconfigs(around, {
      ...calls(fleet, 'findCluster'),
      ...mintToken,
    }),
  );
  const seen = { ...scanFleet, ...calls(contexts, 'contexts'), ...openSinks, ...usage };
  const incident = lazy(async () => (await import('./world/incident.js')).composeIncident(around, seen));
  const leakHunt = lazy(async () => (await import('./world/incident.js')).composeLeakHunt(around, scanFleet));
  const migration = lazy(async () =>
    (await import('./world/migration.js')).composeMigration(around, {
      ...seen,
      ...mintToken,
      ...calls(tokens, 'explainToken'),
      ...calls(incident, 'planClean', 'applyClean'),
      ...calls(rotation, 'configuration'),
    }),
  );
  const ownCommands = lazy(async () =>
    (await import('./own-commands/running.js')).createOwnCommands(options),
  );
  return {
    clock,
    refuseWhenReadOnly: around.refuseWhenReadOnly,
    ...{ profileFacts, profiles, callerIdentity, clockSkewMs, hasAskedCloud },
    ...calls(contexts, 'contexts', 'contextsAgain', 'watchContexts', 'kubeconfigs', 'redactedContext'),
    ...calls(contexts, 'skipVerification', 'use', 'recentContexts', 'planRename', 'planRemove', 'planPrune'),
    ...calls(contexts, 'planMerge', 'applyPlan', 'readForeign', 'planUndo', 'undo', 'history'),
    ...calls(contexts, 'writtenChanges', 'judgedByRecord', 'readCluster', 'lineOf'),

    cachedFleet: async () => (await around.fleetCache()).read(),
    cachedHolders: async () => (await around.holderCache()).read(),
    ...scanFleet,
    ...calls(fleet, 'findCluster', 'kubeconfigStates', 'describeCluster', 'keepDetails'),
    ...streams(fleet, 'scanHolders', 'describeClusters'),
    ...calls(directory, 'directory', 'knownDirectory'),

    ...calls(kubeconfigs, 'planAcquire', 'acquire', 'fetchOverSsh', 'planRenewals'),
    ...streams(kubeconfigs, 'verify', 'renew'),
    ...calls(plugIn, 'execCredential', 'execToken'),
    ...calls(tokens, 'tokenReadiness', 'explainToken'),

    ...calls(sessions, 'visit', 'run', 'openSession'),
    sweepSessions: () => sweepLeftovers(around.sessionFolder, clock.now),

    ...usage,
    ...calls(inventory, 'planInventory', 'applyInventory'),
    ...calls(holdings, 'userPermissions', 'userActivity'),
    ownCommands: calls(ownCommands, 'read', 'capture', 'runHere'),
    incident: {
      ...calls(holdings, 'removals', 'journal', 'recordAccess', 'accessAt', 'signEvidence'),
      ...streams(holdings, 'audit', 'complete', 'searchLeaks'),
      ...calls(incident, 'planClean', 'applyClean', 'planSan', 'applySan', 'planUnbind', 'applyUnbind'),
      ...calls(incident, 'planRevoke', 'applyRevoke'),
      ...streams(leakHunt, 'investigateLeaks', 'investigateTokens'),
    },
    granting: {
      ...calls(
        granting,
        'findHolder',
        'planGrant',
        'applyGrant',
        'askFor',
        'readRequest',
        'planLife',
        'applyLife',
      ),
      rights: async (ledger = null) =>
        ledger === null
          ? (await import('./rights/ending-rights.js')).endingRights(options.stateFolder, clock).all()
          : (await granting()).rights(ledger),
      takeBackEnded: async (asked) =>
        hasEndedRights(options.stateFolder, clock.now()) ? (await granting()).takeBackEnded(asked) : [],
    },
    migration: {
      ...calls(migration, 'plan', 'apply', 'planUndo', 'undo'),
      // Files of this machine, which need no credentials.
      records: async () =>
        (await import('./migration/record.js')).migrationRecords(options.stateFolder, clock).all(),
    },
    rotation: {
      ...calls(rotation, 'configuration', 'text', 'plan', 'simulate', 'keptRuns', 'standings', 'policies'),
      ...calls(
        rotation,
        'operatorPolicy',
        'rightsLedger',
        'ledgerRights',
        'noSink',
        'dismiss',
        'move',
        'apply',
        'applyUnattended',
      ),
    },
    functions: calls(async () => (await opened()).functions, 'status', 'log', 'rotation', 'invoke'),
  };
}
