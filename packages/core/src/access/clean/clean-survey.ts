import type { Ack } from '../../cloud/ack/api.js';
import type { Caller } from '../../fetch/fetch-proved.js';
import { findCluster } from '../../fleet/find-cluster.js';
import type { Fleet } from '../../fleet/fleet.js';
import type { CachedHolder } from '../../fleet/fleet-cache.js';
import { wholeFleet } from '../../fleet/whole-fleet.js';
import type { Clock } from '../../machine/clock.js';
import { type RecentUses, readRecentUses } from '../../usage/recent-use.js';
import type { Using } from '../../usage/usage.js';
import { type Cluster, isServing } from '../../words/cluster.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { type Identity, isCalled, isUid } from '../../words/identity.js';
import { nearest } from '../../words/nearest.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { type AccessRow, accessRow, compareRows } from '../access-row.js';
import { type AuditOptions, auditAccess, completeRows } from '../audit.js';
import { type CleanPlan, planClean, type Unseen } from './clean-plan.js';

/** Whose access to remove, and where. */
export interface CleanRequest {
  /** Names or uids. */
  readonly users: readonly string[];
  /** Names or ids; every cluster when none is named. */
  readonly clusters: readonly string[];
  /** Saves another scan. */
  readonly fleet?: readonly Cluster[];
  /** Only these of what they hold, as `<cluster>/<uid>`. */
  readonly pairs?: ReadonlySet<string>;
  /** All of theirs is meant: where it was removed before, tokens are looked for, in all of the fleet. */
  readonly isWhole?: boolean;
  /** What could not be read. */
  readonly unseen?: readonly Unseen[];
  readonly signal?: AbortSignal | undefined;
}

export interface SurveyPorts {
  readonly api: AuditOptions['api'] & Pick<Ack, 'listUserKubeconfigStates'>;
  readonly clock: Clock;
  readonly scanFleet: Fleet['scanFleet'];
  readonly usage: Using['usage'];
  /** Whom scans have met or cleans removed: clusters no longer list them. Names only find whom to look at. */
  readonly knownHolders: () => Promise<readonly Pick<CachedHolder, 'uid' | 'name'>[]>;
  /** The caller that signs the requests. */
  readonly caller: (signal?: AbortSignal) => Promise<Caller & { readonly accountId: string }>;
}

/**
 * Judges what the users hold, as far as it could be read; the rest is in the plan as unseen. Throws when nothing
 * could be read, or when one of the users holds nothing.
 */
export async function surveyClean(request: CleanRequest, ports: SurveyPorts): Promise<CleanPlan> {
  const { users, clusters, signal } = request;
  const { api, clock } = ports;
  const [caller, { clusters: fleet, unseen }] = await Promise.all([
    ports.caller(signal),
    request.fleet === undefined ? fleetOf(ports, signal) : { clusters: request.fleet, unseen: [] },
  ]);
  const chosen = clusters.length === 0 ? fleet : named(clusters, fleet, unseen);
  const rows = new Map<string, AccessRow>();
  const notSeen: Unseen[] = [...(request.unseen ?? []), ...(clusters.length === 0 ? unseen : [])];
  const unread = new Set<string>();
  const holders = new Set<string>();
  const isAccountRoot = caller.type === 'root';
  const events = auditAccess({
    api,
    clock,
    clusters: chosen,
    select: ({ identity, cluster }) => {
      holders.add(identity.name);
      return (
        users.some((user) => isCalled(identity, user)) &&
        (request.pairs?.has(`${cluster.id}/${identity.uid}`) ?? true)
      );
    },
    isAccountRoot,
    signal,
  });
  for await (const event of events) {
    if (event.kind === 'failed') {
      notSeen.push({ place: event.cluster.name, error: event.error });
      unread.add(event.cluster.id);
    } else if (event.kind !== 'bindingsUnread')
      for (const row of event.kind === 'rows' ? event.rows : [event.row])
        rows.set(`${row.identity.uid} ${row.cluster.id}`, row);
  }
  const { pairs, isWhole = pairs === undefined } = request;
  const places = pairs === undefined ? chosen : fleet;
  const removed = isWhole ? await removedRows(request, places, { rows, unread }, ports) : [];
  const untouched: AccessRow[] = [];
  for (const event of removed) {
    if (event.kind === 'failed') notSeen.push({ place: event.region, error: event.error });
    else if (event.row.certificateState === 'unissued') untouched.push(event.row);
    else rows.set(`${event.row.identity.uid} ${event.row.cluster.id}`, event.row);
  }
  // Who never had a kubeconfig may have roles, which only their own list of permissions tells.
  for await (const row of completeRows({ api, clock, rows: untouched, isAccountRoot, signal }))
    rows.set(`${row.identity.uid} ${row.cluster.id}`, row);
  requireAll(users, [...rows.values()], notSeen, holders);
  const recentUses = await recentUsesOf([...rows.values()], chosen, { ...ports, signal });
  return planClean({
    rows: [...rows.values()].toSorted(compareRows),
    clusters: new Map(fleet.map((cluster) => [cluster.id, cluster])),
    callerUid: caller.uid,
    accountId: caller.accountId,
    unseen: notSeen,
    recentUses,
    now: clock.now(),
  });
}

type RemovedRow =
  | { readonly kind: 'row'; readonly row: AccessRow }
  | { readonly kind: 'failed'; readonly region: string; readonly error: AckringError };

/**
 * What only their own lists name. A token may be all that is left where their certificate was removed before, and for
 * who never had one anywhere, in every cluster that serves; and there may be a kubeconfig that the cluster's list leaves
 * out, as those of the cloud's own services.
 */
async function removedRows(
  { users, pairs, signal }: CleanRequest,
  chosen: readonly Cluster[],
  { rows, unread }: { readonly rows: ReadonlyMap<string, AccessRow>; readonly unread: ReadonlySet<string> },
  { api, clock, knownHolders }: SurveyPorts,
): Promise<readonly RemovedRow[]> {
  const held = [...rows.values()].map(({ identity }) => identity);
  const isIn = new Map(chosen.map((cluster) => [cluster.id, cluster]));
  const regions = [...new Set(chosen.map(({ region }) => region))];
  const whose = namedBy(users, held, await knownHolders());
  const holders = new Set(held.map(({ uid }) => uid));
  const asked = [...whose].flatMap(([uid, identity]) =>
    regions.map(async (region): Promise<readonly RemovedRow[]> => {
      try {
        const states = await api.listUserKubeconfigStates(uid, region, signal);
        return states.flatMap((state): readonly RemovedRow[] => {
          const cluster = isIn.get(state.cluster.id);
          if (cluster === undefined || rows.has(`${uid} ${state.cluster.id}`)) return [];
          if (state.certificateState === 'unissued' && (!isServing(cluster.state) || holders.has(uid)))
            return [];
          const isLive = !['removed', 'unissued'].includes(state.certificateState);
          if (isLive && (unread.has(cluster.id) || pairs?.has(`${cluster.id}/${uid}`) === false)) return [];
          const { id, name, region } = cluster;
          // What its cluster's list leaves out may be a role of the cloud's own services, or news: nobody knows.
          const certificateState = isLive ? 'unknown' : state.certificateState;
          const told = { ...state, certificateState, identity, cluster: { id, name, region } };
          return [{ kind: 'row', row: accessRow(told, clock.now()) }];
        });
      } catch (thrown) {
        const error = toAckringError(thrown);
        if (error.code === 'Cancelled') throw error;
        // Nobody knows who was deleted long ago.
        return error.code === 'ResourceNotFound' ? [] : [{ kind: 'failed', region, error }];
      }
    }),
  );
  const found = (await Promise.all(asked)).flat();
  const hadOne = new Set(
    found.flatMap((each) =>
      each.kind === 'row' && each.row.certificateState === 'removed' ? [each.row.identity.uid] : [],
    ),
  );
  return found.filter(
    (each) =>
      each.kind === 'failed' ||
      each.row.certificateState !== 'unissued' ||
      !hadOne.has(each.row.identity.uid),
  );
}

/** By uid. What scans remember is asked only for a name that nobody holds now: it may be out of date. */
function namedBy(
  users: readonly string[],
  held: readonly Identity[],
  known: readonly Pick<CachedHolder, 'uid' | 'name'>[],
): ReadonlyMap<string, Identity> {
  const remembered = known.map(
    ({ uid, name }) => ({ uid, name, type: 'unknown', state: 'unknown' }) as const,
  );
  return new Map(
    users.flatMap((user) => {
      const isMeant = (identity: Identity): boolean => isCalled(identity, user);
      const now = held.filter(isMeant);
      const found = now.length > 0 ? now : remembered.filter(isMeant);
      const bare = { uid: user, name: user, type: 'unknown', state: 'unknown' } as const;
      return (found.length === 0 && isUid(user) ? [bare] : found).map((each) => [each.uid, each] as const);
    }),
  );
}

/** Only for clusters with something to remove. */
function recentUsesOf(
  rows: readonly AccessRow[],
  clusters: readonly Cluster[],
  { usage, signal }: Pick<SurveyPorts, 'usage'> & { readonly signal: AbortSignal | undefined },
): Promise<RecentUses> {
  const held = new Set(rows.map(({ cluster }) => cluster.id));
  return readRecentUses(usage, {
    clusters: clusters.filter(({ id }) => held.has(id)),
    uids: [...new Set(rows.map(({ identity }) => identity.uid))],
    rootUid: null,
    signal,
  });
}

/** Every region's clusters, and the regions that did not answer; throws if none did. */
export async function fleetOf(
  { scanFleet }: Pick<SurveyPorts, 'scanFleet'>,
  signal: AbortSignal | undefined,
): Promise<{ readonly clusters: readonly Cluster[]; readonly unseen: readonly Unseen[] }> {
  const { clusters, unread } = await wholeFleet(scanFleet({ signal }));
  return { clusters, unseen: unread.map(({ region, error }) => ({ place: region, error })) };
}

/** A cluster that was not found may be in a region that did not answer. */
export function named(
  names: readonly string[],
  fleet: readonly Cluster[],
  unseen: readonly Unseen[],
): readonly Cluster[] {
  const unread = unseen.map(({ place, error }) => ({ region: place, error }));
  return names.map((each) => findCluster(fleet, each, unread));
}

/** Throws ResourceNotFound for a user without a row, or what kept it from being seen; `holders` are all names there. */
export function requireAll(
  users: readonly string[],
  rows: readonly Pick<AccessRow, 'identity'>[],
  unseen: readonly Unseen[],
  holders: Iterable<string> = [],
): void {
  const missing = users.find((user) => !rows.some(({ identity }) => isCalled(identity, user)));
  if (missing === undefined) return;
  const [first] = unseen;
  if (first !== undefined) throw first.error;
  throw new AckringError(
    'ResourceNotFound',
    say('nobody called "{name}" holds a kubeconfig here{hint}', {
      name: missing,
      hint: hintAt(missing, holders),
    }),
    {
      remedy: say(
        'Run `ackring access` to see who holds what. Whoever comes in by a token alone stands in no list: name them by the uid.',
      ),
    },
  );
}

/** Several names in one, or a name that is like another. */
function hintAt(missing: string, holders: Iterable<string>): Sentence | string {
  const several = missing.split(',').map((each) => each.trim());
  if (several.length > 1) {
    const flags = several.map((each) => shell`--user ${each}`).join(' ');
    return say('; several are named by `{flags}`', { flags });
  }
  const name = nearest(missing, [...holders]);
  return name === null ? '' : say('; did you mean {name}?', { name });
}
