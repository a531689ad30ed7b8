import { type Cluster, isServing } from '../../cluster.js';
import { toAckringError } from '../../errors.js';
import { concurrently } from '../../fleet/concurrently.js';
import type { ApiServer } from '../../ports.js';
import type { VerdictCause } from '../../verification/verdict.js';
import type { RotationConfiguration } from '../configuration.js';
import { judgeAcceptance } from '../credential/acceptance.js';
import { readCredential } from '../credential/read-credential.js';
import type { Sink } from '../delivery/sink.js';
import { isSelected } from '../plan/selection.js';
import { isTurn } from '../plan/spread.js';
import type { RotationFailure } from '../report/report.js';
import { type Describe, describeOnce, withDetail } from './described-subject.js';
import type { FleetSlice } from './fleet-slice.js';
import type { IdentityAccess } from './identity-access.js';
import { askForRecords, type Records, readOwnRecords, type States } from './records.js';
import type { ForeignSubject, ManagedSubject, RotationSubject, SinkCopy } from './subject.js';

/** Everything that was gathered, and what could not be. */
export interface Inventory {
  readonly subjects: readonly RotationSubject[];
  readonly failures: readonly RotationFailure[];
}

export interface InventorySources {
  readonly configuration: RotationConfiguration;
  readonly slices: readonly FleetSlice[];
  readonly sinks: readonly Sink[];
  readonly apiServer: ApiServer;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

const probeTimeoutMs = 10_000;

/**
 * Gathers all that the policy judges: the server's records, every sink's copy, and now and then a trial of
 * the copy on its API server. One cluster's failure is its own: the credential is judged by what is known.
 */
export async function gatherInventory(sources: InventorySources): Promise<Inventory> {
  const subjects: RotationSubject[] = [];
  const failures: RotationFailure[] = [];
  for (const slice of sources.slices) {
    const { byCluster: records, failures: refused } = await readRecords(sources, slice);
    failures.push(...refused);
    const managed = slice.clusters.flatMap((cluster) =>
      slice.identities.map((identity) => ({ cluster, identity, states: records.get(cluster.id) ?? null })),
    );
    const describe = describeOnce(sources.signal);
    const gather = (item: ManagedItem) => gatherManaged(sources, item, describe);
    for await (const subject of concurrently(managed, sources.configuration.concurrency, gather)) {
      subjects.push(subject);
    }
    // One by one: spread over a call, what a large fleet holds would overflow the stack.
    for (const subject of foreignSubjects(sources, slice, records, subjects)) subjects.push(subject);
  }
  return { subjects, failures };
}

interface ManagedItem {
  readonly cluster: Cluster;
  readonly identity: IdentityAccess;
  readonly states: States | null;
}

/** The server's records by cluster: those that came with the slice, everybody's, or our own. */
async function readRecords(sources: InventorySources, slice: FleetSlice): Promise<Records> {
  const { configuration, signal } = sources;
  if (!configuration.holders)
    return slice.records ?? readOwnRecords(slice, configuration.concurrency, signal);
  const [first] = slice.identities;
  const clusters = slice.clusters.filter(
    (cluster) => isSelected(cluster, configuration.select) && isServing(cluster.state),
  );
  const questions = clusters.map(
    (cluster) => async () => first?.ack.listKubeconfigStates(cluster, signal) ?? [],
  );
  return askForRecords(questions, configuration.concurrency);
}

async function gatherManaged(
  sources: InventorySources,
  item: ManagedItem,
  describe: Describe,
): Promise<ManagedSubject> {
  const { cluster, identity, states } = item;
  const selected = isSelected(cluster, sources.configuration.select);
  const isOurs = selected && isServing(cluster.state);
  const copies = isOurs ? await readCopies(sources, item) : [];
  const uid = identity.uid ?? uidOfCopies(copies);
  const record = uid === null ? undefined : states?.find((state) => state.identity.uid === uid);
  const subject: ManagedSubject = {
    kind: 'managed',
    cluster,
    identity: { key: identity.key, name: identity.name, uid },
    selected,
    access: null,
    detailError: null,
    server: record === undefined ? null : { notAfter: record.notAfter, state: record.certificateState },
    copies: copies.map(({ copy }) => copy),
    rejection: isOurs ? await probe(sources, item, copies) : null,
  };
  return isOurs
    ? withDetail(subject, { ...sources, describe: () => describe(identity.ack, cluster) })
    : subject;
}

interface ReadCopy {
  readonly copy: SinkCopy;
  readonly text: string | null;
}

async function readCopies(
  sources: InventorySources,
  { cluster, identity }: ManagedItem,
): Promise<ReadCopy[]> {
  const key = { clusterId: cluster.id, clusterName: cluster.name, identity: identity.name };
  return Promise.all(
    sources.sinks.map(async (sink): Promise<ReadCopy> => {
      try {
        const text = await sink.read(key, sources.signal);
        const stored = text === null ? ({ kind: 'missing' } as const) : readCredential(text).stored;
        return { copy: { sink: sink.name, stored, error: null }, text };
      } catch (error) {
        return { copy: { sink: sink.name, stored: null, error: toAckringError(error) }, text: null };
      }
    }),
  );
}

function uidOfCopies(copies: readonly ReadCopy[]): string | null {
  for (const { copy } of copies) {
    if (copy.stored?.kind === 'readable') return copy.stored.facts.certificate.uid;
  }
  return null;
}

/** Tries the stored copy on its API server when it is its turn: an expired one needs no trial. */
async function probe(
  { configuration, apiServer, now, signal }: InventorySources,
  { cluster, identity }: ManagedItem,
  copies: readonly ReadCopy[],
): Promise<VerdictCause | null> {
  if (!isTurn(`${cluster.id}/${identity.name}`, configuration.probeDays, now)) return null;
  const text = copies.find(({ copy }) => copy.stored?.kind === 'readable')?.text;
  if (text === null || text === undefined) return null;
  const { target, stored } = readCredential(text);
  if (target === null || stored.kind !== 'readable' || now > stored.facts.certificate.notAfter) return null;
  const observation = await apiServer.whoAmI(target, {
    timeoutMs: probeTimeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const acceptance = judgeAcceptance(observation, stored.facts, now);
  return acceptance.accepted ? null : acceptance.cause;
}

/**
 * What others hold in the clusters we look after; the cloud's own service roles are its own business. While
 * it is not known who we are, nobody can be told to be somebody else.
 */
function foreignSubjects(
  { configuration }: InventorySources,
  slice: FleetSlice,
  records: ReadonlyMap<string, States>,
  subjects: readonly RotationSubject[],
): ForeignSubject[] {
  const managed = subjects.flatMap((subject) => (subject.kind === 'managed' ? [subject.identity] : []));
  const unknown = slice.identities.some(({ key }) =>
    managed.every((identity) => identity.key !== key || identity.uid === null),
  );
  if (!configuration.holders || unknown) return [];
  const own = new Set(managed.map(({ uid }) => uid));
  return slice.clusters.flatMap((cluster) =>
    (records.get(cluster.id) ?? [])
      .filter((state) => state.cloudService === null && !own.has(state.identity.uid))
      .filter(({ certificateState }) => certificateState === 'unexpired' || certificateState === 'expired')
      .map((state) => ({ kind: 'foreign' as const, cluster, state })),
  );
}
