import { toAckringError } from '../../errors.js';
import { concurrently } from '../../fleet/concurrently.js';
import type { Identity } from '../../identity.js';
import type { Ack, ApiServer, ApiServerObservation, Clock, KubeconfigState } from '../../ports.js';
import type { Leak } from './leak-find.js';
import { judgeLeak, type LeakVerdict, stateOf } from './leak-judge.js';

/** Where a leak lies. `commit` for what is in a repository's history. */
export interface LeakPlace {
  readonly file: string;
  readonly commit: string | null;
}

export type PlacedLeak = Leak & { readonly place: LeakPlace };
export type PlacedVerdict = LeakVerdict & { readonly places: readonly LeakPlace[] };

export interface InvestigateOptions {
  readonly leaks: readonly PlacedLeak[];
  readonly api: Pick<Ack, 'listUserKubeconfigStates' | 'listKubeconfigStates'>;
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  /** Any region: the call covers the account. */
  readonly region: string;
  /** Null when it is not known whose credentials are in use. */
  readonly callerUid: string | null;
  /** Try the found credentials at their API servers: the only proof there is. They are used for nothing else. */
  readonly probe: boolean;
  readonly signal?: AbortSignal;
}

const probeTimeoutMs = 5_000;
const concurrency = 8;

/** Finds out what each leak opens, each certificate once however often it lies about. Throws Cancelled only. */
export async function* investigateLeaks(options: InvestigateOptions): AsyncGenerator<PlacedVerdict, void> {
  const bySha = Map.groupBy(options.leaks, ({ finding }) => finding.certificate.sha256);
  const statesOf = stateCache(options);
  const holderOf = holderCache(options);
  const work = async (group: readonly PlacedLeak[]): Promise<PlacedVerdict> => {
    const leak = group.find(({ clientKey }) => clientKey !== null) ?? group[0];
    if (leak === undefined) throw new Error('a group is never empty');
    const { finding } = leak;
    const [states, observation] = await Promise.all([
      statesOf(finding.certificate.uid),
      options.probe ? probe(leak, options) : null,
    ]);
    const { callerUid, clock } = options;
    const identity = await holderOf(stateOf(finding, states));
    const verdict = judgeLeak({ finding, states, identity, observation, callerUid, now: clock.now() });
    return { ...verdict, places: group.map(({ place }) => place) };
  };
  yield* concurrently([...bySha.values()], concurrency, work);
}

async function probe(leak: PlacedLeak, options: InvestigateOptions): Promise<ApiServerObservation | null> {
  const { server } = leak.finding;
  if (server === null || leak.clientKey === null) return null;
  const target = {
    server,
    certificateAuthority: leak.certificateAuthority,
    clientCertificate: leak.clientCertificate,
    clientKey: leak.clientKey,
    token: null,
    tlsServerName: null,
    // Without the authority nothing proves whom we speak to, and a stranger's word is no verdict.
    insecureSkipTlsVerify: false,
    proxyUrl: null,
  };
  const bounds = options.signal === undefined ? {} : { signal: options.signal };
  return options.apiServer.whoAmI(target, { timeoutMs: probeTimeoutMs, ...bounds });
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
