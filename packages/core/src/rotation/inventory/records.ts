import type { Cluster } from '../../cluster.js';
import { AckringError, toAckringError } from '../../errors.js';
import { concurrently } from '../../fleet/concurrently.js';
import type { KubeconfigState } from '../../ports.js';
import { outcomeError } from '../report/outcome-error.js';
import type { RotationFailure } from '../report/report.js';
import type { IdentityAccess } from './identity-access.js';

export type States = readonly KubeconfigState[];

/** What the server keeps on record of certificates, by cluster id. */
export interface Records {
  readonly byCluster: ReadonlyMap<string, States>;
  readonly failures: readonly RotationFailure[];
}

/** Whose records are asked for, and of which clusters. */
export interface RecordHolders {
  readonly identities: readonly IdentityAccess[];
  readonly clusters: readonly Cluster[];
}

type Question = () => Promise<States>;

/** Asks side by side, as long as there is time; a refusal that strikes many questions is told once. */
export async function askForRecords(
  questions: readonly Question[],
  concurrency: number,
  hasTime: () => boolean = () => true,
): Promise<Records> {
  const byCluster = new Map<string, States>();
  const refusals = new Map<string, { error: AckringError; count: number }>();
  const attempt = async (question: Question) => {
    try {
      return hasTime() ? await question() : noTime();
    } catch (error) {
      return toAckringError(error);
    }
  };
  for await (const result of concurrently(questions, concurrency, attempt)) {
    if (result instanceof AckringError) {
      refusals.set(result.code, { error: result, count: (refusals.get(result.code)?.count ?? 0) + 1 });
    } else for (const state of result) addState(byCluster, state);
  }
  const failures = [...refusals.values()].map(({ error, count }) => ({
    what: `kubeconfig states (${count} of ${questions.length} questions)`,
    error: outcomeError(error),
    hides: { kind: 'holders' as const },
  }));
  return { byCluster, failures };
}

function noTime(): AckringError {
  return new AckringError('TimedOut', 'there was no time to ask', {
    remedy: 'Raise the timeout of the function, or set `holders: false` in rotation.yaml.',
  });
}

/**
 * Our own records, a hundred a call. Whether one region's endpoint tells of every region's clusters is not
 * documented: a region whose clusters are all known by then is not asked.
 */
export async function readOwnRecords(
  { identities, clusters }: RecordHolders,
  concurrency: number,
  signal?: AbortSignal,
): Promise<Records> {
  const regions = [...new Set(clusters.map(({ region }) => region))];
  const questions = identities.map((identity) => () => recordsOf(identity, { regions, clusters }, signal));
  return askForRecords(questions, concurrency);
}

async function recordsOf(
  { uid, ack }: IdentityAccess,
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
