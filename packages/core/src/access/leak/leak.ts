import { isSignedByAny, readCertificate, splitCertificates } from '../../certificate/certificate.js';
import type { Judgement } from '../../claims/accepted.js';
import type { DoorAnswer } from '../../claims/closed.js';
import type { AccessApi, Ack, KubeconfigState } from '../../cloud/ack/api.js';
import { concurrently, inOrderOf } from '../../cloud/concurrently.js';
import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { judgeWidely } from '../../verification/judge-widely.js';
import { allEndpoints, isSameServer } from '../../words/endpoints.js';
import { type AckringError, toAckringError } from '../../words/errors.js';
import type { Identity } from '../../words/identity.js';
import { targetByCertificate } from '../../words/target.js';
import type { LetIn, LookWhoIsLetIn } from '../let-in/look.js';
import { distinctDoors, type Leak, type LeakDoor, mergedLeaks } from './leak-find.js';
import { judgeLeak, type LeakVerdict, stateOf } from './leak-judge.js';

/** Where a leak is. `commit` for the history of a repository. */
export interface LeakPlace {
  readonly file: string;
  readonly commit: string | null;
}

export type PlacedLeak = Leak & { readonly place: LeakPlace };
/** `line` starts at 1. */
export type FoundAt = LeakPlace & { readonly line: number };
export type PlacedVerdict = LeakVerdict & { readonly places: readonly FoundAt[] };

export interface InvestigateOptions {
  readonly leaks: readonly PlacedLeak[];
  readonly api: Pick<Ack, 'listUserKubeconfigStates' | 'listKubeconfigStates' | 'describeCluster'> &
    Pick<AccessApi, 'describeUserPermissions'>;
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  /** Any region: the call covers the account. */
  readonly region: () => Promise<string>;
  /** Null when the caller's identity is unknown. */
  readonly callerUid: string | null;
  /** Try the found credentials at their API servers: the only proof there is. They are used for nothing else. */
  readonly probe: boolean;
  /** What the cluster itself shows of a found key; omitted where nothing may be issued to look with. */
  readonly lookWhoIsLetIn?: LookWhoIsLetIn;
  /** The cloud did not say what an identity holds: whose its keys are, and what became of them, stays unknown. */
  readonly onUnasked?: ((error: AckringError) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const probeTimeoutMs = 5_000;
const concurrency = 8;

/**
 * Finds out what each leak opens, in the order of the leaks, each certificate once however often it occurs. Throws
 * Cancelled only.
 */
export async function* investigateLeaks(options: InvestigateOptions): AsyncGenerator<PlacedVerdict, void> {
  const statesOf = stateCache(options);
  const holderOf = holderCache(options);
  const groups = groupsOf(options.leaks);
  const work = async (group: readonly PlacedLeak[]) => {
    const leak = bestOf(group);
    const { finding } = leak;
    const states = await statesOf(finding.certificate.uid);
    const state = stateOf(finding, states);
    const doors = distinctDoors(group.flatMap((each) => each.doors));
    const isTried = options.probe && leak.clientKey !== null;
    const letIn = isTried ? await askCluster(leak, doors, state, options) : null;
    const isNamedByIssuer = isNamedBy(leak, state);
    // Of a certificate of another cluster it says the same.
    const isForeign = letIn?.claim.reason === 'NotAuthenticated' && !isNamedByIssuer;
    const isDecided = letIn !== null && letIn.claim.kind !== 'unknown' && !isForeign;
    const answers = isTried && !isDecided ? await tryDoors({ ...leak, doors }, state, options) : [];
    const { callerUid, clock } = options;
    const identity = await holderOf(state);
    const evidence = { finding, states, identity, answers, letIn, isNamedByIssuer, callerUid };
    const verdict = judgeLeak({ ...evidence, now: clock.now() });
    return { group, verdict: { ...verdict, places: group.map(foundAt) } };
  };
  const answers = concurrently(groups, concurrency, work);
  for await (const { verdict } of inOrderOf(groups, answers, ({ group }) => group)) yield verdict;
}

/** What is to be said of each where nobody can be asked any more: by the certificate alone, without a call. */
export function unaskedLeaks(leaks: readonly PlacedLeak[], now: Date): readonly PlacedVerdict[] {
  const nothing = { states: null, identity: null, answers: [], letIn: null, callerUid: null, isAsked: false };
  return groupsOf(leaks).map((group) => {
    const { finding } = bestOf(group);
    return { ...judgeLeak({ ...nothing, finding, now }), places: group.map(foundAt) };
  });
}

function groupsOf(leaks: readonly PlacedLeak[]): readonly (readonly PlacedLeak[])[] {
  return [...Map.groupBy(leaks, ({ finding }) => finding.certificate.sha256).values()];
}

/** Of one certificate, found at least once. */
function bestOf(group: readonly Leak[]): Leak {
  return group.reduce(mergedLeaks);
}

/** Until 2024 ACK named the cluster in a certificate's issuer (facts, observed). */
function isNamedBy({ clientCertificate }: Leak, state: KubeconfigState | null): boolean {
  if (state === null) return false;
  return readCertificate(clientCertificate).issuerOrganizations.includes(state.cluster.id);
}

/** The same key stands at another line of each file. */
export function foundAt({
  place,
  finding: { line },
}: Pick<PlacedLeak, 'place'> & { readonly finding: { readonly line: number } }): FoundAt {
  return { ...place, line };
}

/** Only the cluster speaks for the cluster: at its own endpoint, whatever server the file names. */
async function askCluster(
  { finding: { certificate }, clientCertificate, clientKey }: Leak,
  doors: readonly LeakDoor[],
  state: KubeconfigState | null,
  options: InvestigateOptions,
): Promise<LetIn | null> {
  const { lookWhoIsLetIn, signal } = options;
  if (state === null || lookWhoIsLetIn === undefined) return null;
  const { cluster, identity } = state;
  const permitted = await permittedIn(state, options).catch(() => []);
  const named = doors.flatMap(({ namespace }) => namespace ?? []);
  const copies = [{ certificate, clientCertificate, clientKey }];
  return lookWhoIsLetIn(
    { cluster, uid: identity.uid, by: 'copies', copies, namespaces: [...named, ...permitted] },
    signal,
  );
}

async function tryDoors(
  leak: Leak,
  state: KubeconfigState | null,
  options: InvestigateOptions,
): Promise<readonly DoorAnswer[]> {
  const { api, signal } = options;
  const described =
    state === null ? null : await api.describeCluster(state.cluster, signal).catch(() => null);
  const own = described === null ? [] : allEndpoints(described.endpoints);
  return Promise.all(
    leak.doors.map(async (door) => {
      const isOwn = own.some((endpoint) => isSameServer(door.server, endpoint));
      const judgement = await tryDoor(leak, door, state, options);
      return {
        judgement,
        isJoined: door.isJoined,
        isIssuedThere: isNamedBy(leak, state) || isSignedThere(leak, door),
        speaker: isOwn ? ('cluster' as const) : ('file' as const),
      };
    }),
  );
}

/** Since 2024 the authority in ACK's file signs clients too; where another is there, that proves nothing. */
function isSignedThere({ clientCertificate }: Leak, { certificateAuthority }: LeakDoor): boolean {
  try {
    return isSignedByAny(clientCertificate, splitCertificates(certificateAuthority ?? ''));
  } catch {
    return false;
  }
}

async function tryDoor(
  { finding: { certificate }, clientCertificate, clientKey }: Leak,
  { server, certificateAuthority, namespace }: LeakDoor,
  state: KubeconfigState | null,
  options: InvestigateOptions,
): Promise<Judgement> {
  // Without the authority the server is not authenticated, and its answer is no verdict.
  const target = targetByCertificate({ server, certificateAuthority, clientCertificate, clientKey });
  const { apiServer, clock, signal } = options;
  const bounds = { timeoutMs: probeTimeoutMs, signal };
  const { judgement } = await judgeWidely({
    look: (namespaces) => apiServer.whoAmI(target, { ...bounds, namespaces }),
    certificate,
    namespace,
    ...(state && { permittedNamespaces: () => permittedIn(state, options) }),
    now: clock.now,
    signal,
  });
  return judgement;
}

/** The permission list covers only clusters that the caller administers. */
async function permittedIn(
  { cluster, identity }: KubeconfigState,
  { api, signal }: Pick<InvestigateOptions, 'api' | 'signal'>,
): Promise<readonly string[]> {
  const permissions = await api.describeUserPermissions(identity.uid, signal);
  return permissions
    .filter(({ clusterId }) => clusterId === cluster.id)
    .flatMap(({ namespace }) => (namespace === null ? [] : [namespace]));
}

function stateCache({ api, region, signal, onUnasked }: InvestigateOptions) {
  const known = new Map<string, Promise<readonly KubeconfigState[] | null>>();
  return (uid: string | null): Promise<readonly KubeconfigState[] | null> => {
    if (uid === null || !/^\d+$/.test(uid)) return Promise.resolve(null);
    const asked =
      known.get(uid) ??
      region()
        .then((asked) => api.listUserKubeconfigStates(uid, asked, signal))
        .catch((thrown: unknown) => {
          const error = toAckringError(thrown);
          if (error.code === 'Cancelled') throw error;
          onUnasked?.(error);
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
