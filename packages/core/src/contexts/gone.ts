import type { Ack } from '../cloud/ack/api.js';
import { collected } from '../cloud/concurrently.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { AckringError, toAckringError } from '../words/errors.js';
import type { PlanNote } from './plan.js';

/** Contexts whose cluster is gone, and those for which this is unknown. */
export interface GoneSight {
  readonly contexts: readonly string[];
  readonly notes: readonly PlanNote[];
}

export interface GonePorts {
  readonly ack: () => Promise<Pick<Ack, 'listClusters' | 'describeCluster'>>;
  readonly caller: (signal?: AbortSignal) => Promise<{ readonly uid: string }>;
}

interface Marked {
  readonly context: string;
  readonly id: string;
  readonly region: string;
  readonly holder: string | null;
}

/**
 * Which contexts lead to deleted clusters: marked as ours, held by the caller, in a region whose complete list lacks
 * the cluster, and with a detail that answers "not found". Anything less proves nothing: other accounts get "not
 * found" for existing clusters, and a list may omit what the caller may not see.
 */
export async function goneContexts(
  entries: readonly ContextEntry[],
  { ack, caller }: GonePorts,
  signal: AbortSignal | undefined,
): Promise<GoneSight> {
  const marked = entries.flatMap(({ context, ack: origin }): Marked[] => {
    if (origin?.source !== 'owned' || origin.region === null) return [];
    return [{ context, id: origin.clusterId, region: origin.region, holder: origin.identity }];
  });
  if (marked.length === 0) return { contexts: [], notes: [] };
  const { uid } = await caller(signal);
  // The account root's certificates say `kubernetes-admin` in every account: nothing tells in which.
  const isOwn = ({ holder }: Marked) => holder === uid;
  const notes: PlanNote[] = marked
    .filter((entry) => !isOwn(entry))
    .map(({ context }) => ({ kind: 'notAsked', context, why: 'otherIdentity', error: null }));
  const own = marked.filter(isOwn);
  const contexts: string[] = [];
  const api = await ack();
  const regions = [...new Set(own.map(({ region }) => region))];
  for (const { region, listed } of await collected(regions, 8, (each) => listOf(api, each, signal))) {
    for (const each of own.filter((one) => one.region === region)) {
      const verdict = listed instanceof AckringError ? listed : await judge(each, { api, listed, signal });
      if (verdict === 'gone') contexts.push(each.context);
      else if (verdict !== 'there')
        notes.push({ kind: 'notAsked', context: each.context, why: 'unanswered', error: verdict });
    }
  }
  return { contexts, notes };
}

type Api = Awaited<ReturnType<GonePorts['ack']>>;

/** The ids of a region's clusters; the error if the list is incomplete. */
async function listOf(
  api: Api,
  region: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly region: string; readonly listed: ReadonlySet<string> | AckringError }> {
  const cut: AckringError[] = [];
  try {
    const clusters = await api.listClusters(region, { signal, onIncomplete: (error) => cut.push(error) });
    return { region, listed: cut[0] ?? new Set(clusters.map(({ id }) => id)) };
  } catch (error) {
    return { region, listed: toAckringError(error) };
  }
}

async function judge(
  { id, region }: Marked,
  {
    api,
    listed,
    signal,
  }: { readonly api: Api; readonly listed: ReadonlySet<string>; readonly signal: AbortSignal | undefined },
): Promise<'gone' | 'there' | AckringError> {
  if (listed.has(id)) return 'there';
  try {
    await api.describeCluster({ id, region }, signal);
    return 'there';
  } catch (thrown) {
    const error = toAckringError(thrown);
    return error.code === 'ClusterNotFound' ? 'gone' : error;
  }
}
