import type { Ack, KubeconfigState } from '../../cloud/ack/api.js';
import { collected } from '../../cloud/concurrently.js';
import type { Cluster } from '../../words/cluster.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { outcomeError, type RotationFailure } from '../report/report.js';

export type States = readonly KubeconfigState[];

/** The server's records of certificates, by cluster id. */
export interface Records {
  readonly byCluster: ReadonlyMap<string, States>;
  readonly refusals: readonly RecordsRefusal[];
}

/** A refused request; the cluster, or null if it was about many. */
export interface RecordsRefusal {
  readonly clusterId: string | null;
  readonly error: AckringError;
}

/** Whose records are requested, and for which clusters. */
export interface RecordHolders {
  readonly identities: readonly RecordHolder[];
  readonly clusters: readonly Cluster[];
}

interface RecordHolder {
  readonly uid: string | null;
  readonly ack: Pick<Ack, 'listUserKubeconfigStates'>;
}

interface Question {
  readonly clusterId: string | null;
  readonly ask: () => Promise<States>;
}

/** Requests them concurrently, as long as there is time. */
export async function askForRecords(
  questions: readonly Question[],
  concurrency: number,
  hasTime: () => boolean = () => true,
): Promise<Records> {
  const byCluster = new Map<string, States>();
  const refusals: RecordsRefusal[] = [];
  const attempt = async ({ ask, clusterId }: Question): Promise<States | RecordsRefusal> => {
    try {
      return hasTime() ? await ask() : { clusterId, error: noTime() };
    } catch (error) {
      return { clusterId, error: toAckringError(error) };
    }
  };
  for (const result of await collected(questions, concurrency, attempt)) {
    if ('error' in result) refusals.push(result);
    else for (const state of result) addState(byCluster, state);
  }
  return { byCluster, refusals };
}

/** A refusal of many requests is reported once. */
export function refusedRecords(refusals: readonly RecordsRefusal[]): readonly RotationFailure[] {
  const counts = new Map<string, { readonly error: AckringError; readonly count: number }>();
  for (const { error } of refusals) {
    counts.set(error.code, { error, count: (counts.get(error.code)?.count ?? 0) + 1 });
  }
  return [...counts.values()].map(({ error, count }) => ({
    what: `kubeconfig states (${count === 1 ? '1 question' : `${count} questions`})`,
    error: outcomeError(error),
    hides: { kind: 'holders' },
  }));
}

function noTime(): AckringError {
  return new AckringError('TimedOut', say('there was no time to ask'), {
    remedy: say('Raise the timeout of the function, or set `holders: false` in rotation.yaml.'),
  });
}

/**
 * Our own records, a hundred per call. Whether one region's endpoint covers every region's clusters is not
 * documented: a region whose clusters are all known by then is not asked.
 */
export async function readOwnRecords(
  { identities, clusters }: RecordHolders,
  concurrency: number,
  signal?: AbortSignal,
): Promise<Records> {
  const regions = [...new Set(clusters.map(({ region }) => region))];
  const questions = identities.map((identity) => ({
    clusterId: null,
    ask: () => recordsOf(identity, { regions, clusters }, signal),
  }));
  return askForRecords(questions, concurrency);
}

async function recordsOf(
  { uid, ack }: RecordHolder,
  { regions, clusters }: { readonly regions: readonly string[]; readonly clusters: readonly Cluster[] },
  signal?: AbortSignal,
): Promise<States> {
  const known = new Map<string, KubeconfigState>();
  if (uid === null) return [];
  for (const region of regions) {
    const isKnown = clusters.every((cluster) => cluster.region !== region || known.has(cluster.id));
    if (isKnown) continue;
    for (const state of await ack.listUserKubeconfigStates(uid, region, signal))
      known.set(state.cluster.id, state);
  }
  return [...known.values()];
}

function addState(byCluster: Map<string, States>, state: KubeconfigState): void {
  byCluster.set(state.cluster.id, [...(byCluster.get(state.cluster.id) ?? []), state]);
}
