import type { AccessApi, Ack, UserActivity, UserPermission } from '../cloud/ack/api.js';
import { lazy } from '../cloud/lazy.js';
import type { Beginnings } from '../fleet/beginnings.js';
import { type HolderCache, rememberHolders } from '../fleet/fleet-cache.js';
import type { JournalCheck } from '../journal/journal.js';
import type { Clock } from '../machine/clock.js';
import type { Cluster } from '../words/cluster.js';
import type { AccessRow } from './access-row.js';
import { type AuditEvent, type AuditOptions, auditAccess, completeRows } from './audit.js';
import { type Restorable, restorableRemovals } from './recycle-bin.js';

/** Who has access to what, and what was changed from here. */
export interface Holdings {
  audit(
    clusters: readonly Cluster[],
    options?: Pick<AuditOptions, 'select' | 'complete' | 'isByCluster' | 'signal'> & {
      /** Also whom only bindings name, where a kubeconfig of this machine may read them; default false. */
      readonly withBindings?: boolean;
    },
  ): AsyncGenerator<AuditEvent, void>;
  /** Yields the same rows with last activity and permissions, as they are learnt. */
  complete(rows: readonly AccessRow[], options?: { signal?: AbortSignal }): AsyncGenerator<AccessRow, void>;
  /** One identity's roles inside clusters; needs its uid. */
  userPermissions(uid: string, signal?: AbortSignal): Promise<readonly UserPermission[]>;
  /** When a cluster last saw an identity; throws if it keeps no audit log. */
  userActivity(cluster: Cluster, uid: string, signal?: AbortSignal): Promise<UserActivity>;
  /** What this machine removed and the console can still restore. */
  removals(): Promise<readonly Restorable[]>;
  /** The changes, with any problem of the record itself. */
  journal(): Promise<JournalCheck>;
}

export interface HoldingsPorts {
  readonly api: () => Promise<
    Pick<Ack, 'listKubeconfigStates'> & Pick<AccessApi, 'describeUserPermissions' | 'describeUserActivity'>
  >;
  readonly caller: () => Promise<{ readonly type: 'root' | 'user' | 'role' }>;
  readonly holders: () => Promise<HolderCache>;
  readonly checkJournal: () => Promise<JournalCheck>;
  readonly beginnings: () => Promise<Beginnings>;
  readonly listBindings: NonNullable<AuditOptions['listBindings']>;
  readonly clock: Clock;
}

export function createHoldings({
  api,
  caller,
  holders,
  checkJournal,
  beginnings,
  listBindings,
  clock,
}: HoldingsPorts): Holdings {
  // An unknown caller's permissions count as partial.
  const askWhetherRoot = lazy(async () => (await caller()).type === 'root');
  const isRoot = (): Promise<boolean> => askWhetherRoot().catch(() => false);
  return {
    audit: async function* (clusters, { withBindings = false, ...options } = {}) {
      const shared = { api: await api(), clock, beginnings: await beginnings() };
      const asked = {
        ...shared,
        clusters,
        isAccountRoot: isRoot(),
        ...options,
        ...(withBindings ? { listBindings } : {}),
      };
      yield* rememberHolders(await holders(), auditAccess(asked), (event) =>
        event.kind === 'rows' ? event.rows.map(({ identity }) => identity) : [],
      );
    },
    complete: async function* (rows, { signal } = {}) {
      yield* completeRows({ api: await api(), clock, rows, isAccountRoot: isRoot(), signal });
    },
    userPermissions: async (uid, signal) => (await api()).describeUserPermissions(uid, signal),
    userActivity: async (cluster, uid, signal) => (await api()).describeUserActivity(cluster, uid, signal),
    removals: async () => restorableRemovals((await checkJournal()).lines, clock.now()),
    journal: checkJournal,
  };
}
