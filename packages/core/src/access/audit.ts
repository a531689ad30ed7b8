import type { AccessApi, Ack, KubeconfigState, UserPermission } from '../cloud/ack/api.js';
import { concurrently } from '../cloud/concurrently.js';
import { inClusterOrder } from '../fleet/ask-each.js';
import type { Beginnings } from '../fleet/beginnings.js';
import { scanKubeconfigStates } from '../fleet/scan.js';
import type { RbacBinding, RbacListing } from '../machine/api-server/rbac-reader.js';
import type { Clock } from '../machine/clock.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Cluster } from '../words/cluster.js';
import type { AckringError } from '../words/errors.js';
import { type AccessRow, accessRow, completeRow, type LastActivity } from './access-row.js';

/** An audit in progress: first each cluster's list, then the same rows again as more is learnt. */
export type AuditEvent =
  | { readonly kind: 'rows'; readonly cluster: Cluster; readonly rows: readonly AccessRow[] }
  | { readonly kind: 'completed'; readonly row: AccessRow }
  | { readonly kind: 'failed'; readonly cluster: Cluster; readonly error: AckringError }
  /** Nobody could look for roles of those who hold no kubeconfig there. */
  | { readonly kind: 'bindingsUnread'; readonly cluster: Cluster; readonly error: AckringError };

export interface AuditOptions {
  readonly api: Pick<Ack, 'listKubeconfigStates'> &
    Pick<AccessApi, 'describeUserPermissions' | 'describeUserActivity'>;
  readonly clusters: readonly Cluster[];
  readonly clock: Clock;
  /** Default: none is known. */
  readonly beginnings?: Beginnings;
  /** Reports only rows for which it returns true; default all. */
  readonly select?: (row: AccessRow) => boolean;
  /**
   * Which rows are worth a call each for their last activity, and a call per identity for its permissions. Default:
   * every reported row. An audit of thousands of clusters should select the orphans only.
   */
  readonly complete?: (row: AccessRow) => boolean;
  /** Whether to complete a cluster's rows before reporting the next one's, so that no rows are kept; default false. */
  readonly isByCluster?: boolean;
  /**
   * Whether the account root asks, the only one who sees every permission; default false. A promise, which must not
   * reject, delays only the completed rows.
   */
  readonly isAccountRoot?: boolean | Promise<boolean> | undefined;
  /** A cluster's bindings: whom they name and no list of kubeconfigs does gets a row too. Default: nobody looks. */
  readonly listBindings?: (cluster: Cluster, signal: AbortSignal | undefined) => Promise<RbacListing>;
  readonly signal?: AbortSignal | undefined;
  /** Concurrent calls; default 16. The API's limiter sets the pace. */
  readonly concurrency?: number;
}

/**
 * Who has access to the given clusters, in their order. A cluster that cannot be queried is an event; rows with unreadable
 * permissions or activity say so. Throws Cancelled only.
 */
export async function* auditAccess(options: AuditOptions): AsyncGenerator<AuditEvent, void> {
  const {
    api,
    clusters,
    clock,
    beginnings = () => null,
    select = () => true,
    complete = () => true,
    isByCluster = false,
    isAccountRoot,
    signal,
    concurrency = 16,
  } = options;
  const toComplete: AccessRow[] = [];
  const completing = {
    api,
    clock,
    isAccountRoot,
    concurrency,
    signal,
    permissionsOf: permissionCache(api, signal),
  };
  const scan = scanKubeconfigStates({
    ack: api,
    clusters,
    beginnings,
    concurrency,
    signal,
  });
  const { listBindings } = options;
  // All at once: only clusters with a kubeconfig here are dialled, each for seconds at most.
  const listings = new Map(
    listBindings === undefined ? [] : clusters.map((each) => [each.id, listBindings(each, signal)]),
  );
  for await (const event of inClusterOrder(clusters, scan)) {
    if (event.kind === 'failed') {
      yield event;
      continue;
    }
    const now = clock.now();
    const rows = event.states.map((state) => accessRow(state, now)).filter(select);
    yield { kind: 'rows', cluster: event.cluster, rows };
    const listing = await listings.get(event.cluster.id);
    if (listing !== undefined) yield* unlistedIn(event.cluster, event.states, { listing, now, select });
    const worthIt = rows.filter(complete);
    if (isByCluster) yield* completed({ ...completing, rows: worthIt });
    else for (const row of worthIt) toComplete.push(row);
  }
  yield* completed({ ...completing, rows: toComplete });
}

/** Rows of those whom only bindings name. Their roles are these: the cloud may tell none of them. */
function* unlistedIn(
  cluster: Cluster,
  states: readonly KubeconfigState[],
  {
    listing: { bindings, problem },
    now,
    select,
  }: {
    readonly listing: RbacListing;
    readonly now: Date;
    readonly select: (row: AccessRow) => boolean;
  },
): Generator<AuditEvent, void> {
  const listed = new Set(states.map(({ identity }) => identity.uid));
  for (const [uid, roles] of rolesByUid(cluster, bindings)) {
    if (listed.has(uid)) continue;
    const row = accessRow(unissuedState(cluster, uid), now);
    const whole = { ...row, roles, areRolesWhole: problem === null };
    if (select(whole)) yield { kind: 'completed', row: whole };
  }
  if (problem !== null) yield { kind: 'bindingsUnread', cluster, error: problem };
}

function unissuedState({ id, name, region }: Cluster, uid: string): KubeconfigState {
  const identity = { uid, name: uid, type: 'unknown', state: 'unknown' } as const;
  const nothing = { notAfter: null, revokable: false, cloudService: null } as const;
  return { cluster: { id, name, region }, identity, certificateState: 'unissued', ...nothing };
}

/** By certificates' names, `<uid>-<suffix>`, and by those of tokens' users. */
function rolesByUid(
  { id }: Cluster,
  bindings: readonly RbacBinding[],
): ReadonlyMap<string, readonly UserPermission[]> {
  const found = new Map<string, readonly UserPermission[]>();
  for (const { subjects, namespace, role } of bindings) {
    for (const { kind, name } of subjects) {
      const uid = kind === 'User' ? (/^(?:ram:)?(\d{15,19})(?:-\w+)?$/.exec(name)?.[1] ?? null) : null;
      if (uid === null) continue;
      const scope = namespace === null ? 'cluster' : 'namespace';
      const permission = { clusterId: id, namespace, scope, role: role.name, isOwner: false } as const;
      found.set(uid, [...(found.get(uid) ?? []), permission]);
    }
  }
  return found;
}

async function* completed(options: CompleteOptions): AsyncGenerator<AuditEvent, void> {
  for await (const row of completeRows(options)) yield { kind: 'completed', row };
}

export interface CompleteOptions {
  readonly api: Pick<AccessApi, 'describeUserPermissions' | 'describeUserActivity'>;
  readonly rows: readonly AccessRow[];
  readonly clock: Clock;
  /** As in an audit. */
  readonly isAccountRoot?: boolean | Promise<boolean> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Concurrent calls; default 16. */
  readonly concurrency?: number;
  /** Permissions known so far, shared by several lists of rows. */
  readonly permissionsOf?: PermissionsOf;
}

type PermissionsOf = (uid: string) => Promise<readonly UserPermission[] | null>;

/** Yields the rows again as last activity and permissions are learnt. Throws Cancelled only. */
export async function* completeRows(options: CompleteOptions): AsyncGenerator<AccessRow, void> {
  const { api, rows, clock, isAccountRoot = false, signal, concurrency = 16 } = options;
  const { permissionsOf = permissionCache(api, signal) } = options;
  const work = async (row: AccessRow): Promise<AccessRow> => {
    const [lastActivity, permissions, isWhole] = await Promise.all([
      readActivity(api, row, signal),
      permissionsOf(row.identity.uid),
      isAccountRoot,
    ]);
    return completeRow(row, { lastActivity, permissions, isWhole }, clock.now());
  };
  for await (const row of concurrently(rows, concurrency, work)) {
    throwIfCancelled(signal);
    yield row;
  }
}

/** The last activity; whatever cannot be read is unreadable and never "inactive". */
export async function readActivity(
  api: Pick<AccessApi, 'describeUserActivity'>,
  { cluster, identity }: Pick<AccessRow, 'cluster' | 'identity'>,
  signal?: AbortSignal,
): Promise<LastActivity> {
  try {
    const { isActive, lastSeen } = await api.describeUserActivity(cluster, identity.uid, signal);
    if (lastSeen !== null) return { kind: 'seen', at: lastSeen, isActive };
    // Active without an instant is a contradiction, so nothing is known.
    return isActive ? { kind: 'unreadable' } : { kind: 'never' };
  } catch {
    throwIfCancelled(signal);
    return { kind: 'unreadable' };
  }
}

/** One call per identity, however many clusters it is in; null if refused or not found. */
function permissionCache(
  api: Pick<AccessApi, 'describeUserPermissions'>,
  signal: AbortSignal | undefined,
): PermissionsOf {
  const known = new Map<string, Promise<readonly UserPermission[] | null>>();
  return (uid) => {
    const asked = known.get(uid) ?? api.describeUserPermissions(uid, signal).catch(() => null);
    known.set(uid, asked);
    return asked;
  };
}
