import type { AccessApi } from '../../cloud/ack/access-api.js';
import type { Ack, KubeconfigState } from '../../cloud/ack/api.js';
import { concurrently, inOrderOf } from '../../cloud/concurrently.js';
import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { judgeWidely } from '../../verification/judge-widely.js';
import type { ClusterRef } from '../../words/cluster.js';
import { toAckringError } from '../../words/errors.js';
import type { Identity } from '../../words/identity.js';
import { targetByCertificate } from '../../words/target.js';
import { distinctDoors, type Leak, type LeakDoor } from './leak-find.js';
import { type DoorAnswer, judgeLeak, type LeakVerdict, stateOf } from './leak-judge.js';

/** Where a leak is. `commit` for the history of a repository. */
export interface LeakPlace {
  readonly file: string;
  readonly commit: string | null;
}

export type PlacedLeak = Leak & { readonly place: LeakPlace };
export type PlacedVerdict = LeakVerdict & { readonly places: readonly LeakPlace[] };

export interface InvestigateOptions {
  readonly leaks: readonly PlacedLeak[];
  readonly api: Pick<Ack, 'listUserKubeconfigStates' | 'listKubeconfigStates'> &
    Pick<AccessApi, 'describeUserPermissions'>;
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  /** Any region: the call covers the account. */
  readonly region: string;
  /** Null when the caller's identity is unknown. */
  readonly callerUid: string | null;
  /** Try the found credentials at their API servers: the only proof there is. They are used for nothing else. */
  readonly probe: boolean;
  /**
   * The common name in the caller's current certificates of a cluster: needed for the caller's own leaks that an API
   * server knows and denies everything. An error counts as null.
   */
  readonly currentCommonName?: (cluster: ClusterRef, signal?: AbortSignal) => Promise<string | null>;
  readonly signal?: AbortSignal;
}

const probeTimeoutMs = 5_000;
const concurrency = 8;

/**
 * Finds out what each leak opens, in the order of the leaks, each certificate once however often it occurs. Throws
 * Cancelled only.
 */
export async function* investigateLeaks(options: InvestigateOptions): AsyncGenerator<PlacedVerdict, void> {
  const bySha = Map.groupBy(options.leaks, ({ finding }) => finding.certificate.sha256);
  const statesOf = stateCache(options);
  const holderOf = holderCache(options);
  const groups = [...bySha.values()];
  const work = async (group: readonly PlacedLeak[]) => {
    const leak = group.find(({ clientKey }) => clientKey !== null) ?? group[0];
    if (leak === undefined) throw new Error('a group is never empty');
    const { finding } = leak;
    const states = await statesOf(finding.certificate.uid);
    const state = stateOf(finding, states);
    const doors = distinctDoors(group.flatMap((each) => each.doors));
    const answers = options.probe ? await tryDoors({ ...leak, doors }, state, options) : [];
    const { callerUid, clock } = options;
    const identity = await holderOf(state);
    const verdict = judgeLeak({ finding, states, identity, answers, callerUid, now: clock.now() });
    return { group, verdict: { ...verdict, places: group.map(({ place }) => place) } };
  };
  const answers = concurrently(groups, concurrency, work);
  for await (const { verdict } of inOrderOf(groups, answers, ({ group }) => group)) yield verdict;
}

/** Without the key nothing can be tried. */
async function tryDoors(
  leak: PlacedLeak,
  state: KubeconfigState | null,
  options: InvestigateOptions,
): Promise<readonly DoorAnswer[]> {
  if (leak.clientKey === null) return [];
  return Promise.all(leak.doors.map((door) => tryDoor(leak, door, state, options)));
}

async function tryDoor(
  { finding: { certificate }, clientCertificate, clientKey }: PlacedLeak,
  { server, certificateAuthority, namespace, isJoined }: LeakDoor,
  state: KubeconfigState | null,
  options: InvestigateOptions,
): Promise<DoorAnswer> {
  // Without the authority the server is not authenticated, and its answer is no verdict.
  const target = targetByCertificate({ server, certificateAuthority, clientCertificate, clientKey });
  const { apiServer, clock, signal } = options;
  const bounds = { timeoutMs: probeTimeoutMs, ...(signal === undefined ? {} : { signal }) };
  const judgement = await judgeWidely({
    look: (namespaces) => apiServer.whoAmI(target, { ...bounds, namespaces }),
    certificate,
    namespace,
    permittedNamespaces: () => permittedIn(certificate.uid, state, options),
    currentCommonName: () => currentName(certificate.uid, state, options),
    now: clock.now,
    signal,
  });
  return { judgement: judgement.judgement, isJoined };
}

/** The permission list covers only clusters that the caller administers. */
async function permittedIn(
  uid: string | null,
  state: KubeconfigState | null,
  { api, signal }: InvestigateOptions,
): Promise<readonly string[]> {
  if (uid === null || !/^\d+$/.test(uid) || state === null) return [];
  const permissions = await api.describeUserPermissions(uid, signal);
  return permissions
    .filter(({ clusterId }) => clusterId === state.cluster.id)
    .flatMap(({ namespace }) => (namespace === null ? [] : [namespace]));
}

async function currentName(
  uid: string | null,
  state: KubeconfigState | null,
  { callerUid, currentCommonName, signal }: InvestigateOptions,
): Promise<string | null> {
  if (state === null || uid === null || uid !== callerUid || currentCommonName === undefined) return null;
  return currentCommonName(state.cluster, signal);
}

function stateCache({ api, region, signal }: InvestigateOptions) {
  const known = new Map<string, Promise<readonly KubeconfigState[] | null>>();
  return (uid: string | null): Promise<readonly KubeconfigState[] | null> => {
    if (uid === null || !/^\d+$/.test(uid)) return Promise.resolve(null);
    const asked =
      known.get(uid) ??
      api.listUserKubeconfigStates(uid, region, signal).catch((thrown: unknown) => {
        const error = toAckringError(thrown);
        if (error.code === 'Cancelled') throw error;
        return null;
      });
    known.set(uid, asked);
    return asked;
  };
}

/** An identity's own list does not name it; the cluster's does. */
function holderCache({ api, signal }: InvestigateOptions) {
  const known = new Map<string, Promise<readonly KubeconfigState[]>>();
  return async (state: KubeconfigState | null): Promise<Identity | null> => {
    if (state === null) return null;
    const { cluster, identity } = state;
    const asked = known.get(cluster.id) ?? api.listKubeconfigStates(cluster, signal).catch(() => []);
    known.set(cluster.id, asked);
    return (await asked).find((each) => each.identity.uid === identity.uid)?.identity ?? null;
  };
}
