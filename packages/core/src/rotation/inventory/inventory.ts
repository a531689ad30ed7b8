import type { KubeconfigState } from '../../cloud/ack/api.js';
import { collected } from '../../cloud/concurrently.js';
import { type Cluster, isServing } from '../../words/cluster.js';
import { isSelected } from '../configuration/selection.js';
import type { RotationFailure } from '../report/report.js';
import {
  type ForeignSubject,
  isNotOurs,
  type ManagedSubject,
  type RotationSubject,
  subjectKey,
} from '../subject/subject.js';
import { describeOnce, withDetail } from './described-subject.js';
import type { FleetSlice, IdentityAccess } from './fleet-slice.js';
import { askForRecords, type Records, readOwnRecords, refusedRecords, type States } from './records.js';
import { type Addresses, addressIn, findAddresses, type InventorySources } from './sources.js';
import { isTrialDue, tryCopies } from './trial.js';
import {
  placed,
  type ReadCopy,
  readCopy,
  textToTry,
  watchedKey,
  watchedSubjects,
} from './watched-subjects.js';

/** Everything that was gathered, and what could not be. */
export interface Inventory {
  readonly subjects: readonly RotationSubject[];
  readonly failures: readonly RotationFailure[];
}

/**
 * Gathers everything that the policy needs: the server's records, every sink's copy, and now and then a trial of the
 * copy on its API server. Failures stay with their cluster: the credential is judged by what is known. What ends
 * first is read first, so that what there is no time for is the least urgent.
 */
export async function gatherInventory(sources: InventorySources): Promise<Inventory> {
  const subjects: RotationSubject[] = [];
  const failures: RotationFailure[] = [];
  const addresses = await findAddresses(sources.sinks, sources.signal);
  const owed = new Set(sources.watched.map(watchedKey));
  for (const slice of sources.slices) {
    const { byCluster: records, refusals } = await readRecords(sources, slice);
    const managed = slice.clusters.flatMap((cluster) =>
      slice.identities.map((identity) => ({
        cluster,
        identity,
        states: records.get(cluster.id) ?? null,
        isUnrecorded: refusals.some(({ clusterId }) => clusterId === null || clusterId === cluster.id),
        addresses,
      })),
    );
    const seen = await gatherSlice(sources, managed);
    for (const subject of seen) if (!owed.has(subjectKey(subject))) subjects.push(subject);
    const notOurs = new Set(seen.filter(isNotOurs).map(({ cluster }) => cluster.id));
    failures.push(...refusedRecords(refusals.filter(({ clusterId }) => !notOurs.has(clusterId ?? ''))));
    // One by one: spread over a call, a large fleet's holdings would overflow the stack.
    for (const subject of foreignSubjects(sources, slice, records, subjects)) subjects.push(subject);
  }
  const looked = { ...sources, addresses, hasTime: () => hasTime(sources) };
  for (const subject of await watchedSubjects(looked, subjects)) subjects.push(subject);
  return { subjects, failures };
}

/** Copies first, then trials, then details: slow steps come last. */
async function gatherSlice(
  sources: InventorySources,
  managed: readonly ManagedItem[],
): Promise<readonly ManagedSubject[]> {
  const { signal } = sources;
  const { concurrency } = sources.configuration;
  const ordered = byUrgency(managed, sources);
  const seen = await collected(ordered, concurrency, (item) => gatherManaged(sources, item));
  const tried = await tryCopies(sources, seen);
  const describe = describeOnce(signal);
  return collected(tried, concurrency, async ({ subject, item }) =>
    subject.selected && isServing(subject.cluster.state)
      ? withDetail(subject, {
          ...sources,
          hasTime: () => hasTime(sources),
          describe: () => describe(item.identity.ack, item.cluster),
        })
      : subject,
  );
}

function hasTime({ budget, signal }: InventorySources): boolean {
  return signal?.aborted !== true && (budget === undefined || budget.hasTimeToLook());
}

/** By what consumers had last, else by the record; unknown ends come first. */
function byUrgency(managed: readonly ManagedItem[], { known }: InventorySources): readonly ManagedItem[] {
  const endMs = (item: ManagedItem): number => {
    const held = known.get(itemKey(item))?.heldUntil ?? recordOf(item, item.identity.uid)?.notAfter;
    return held?.getTime() ?? 0;
  };
  return managed
    .map((item) => ({ item, endMs: endMs(item) }))
    .toSorted((left, right) => left.endMs - right.endMs)
    .map(({ item }) => item);
}

function itemKey({ cluster, identity }: ManagedItem): string {
  return `${cluster.id}/${identity.name}`;
}

function recordOf({ states }: ManagedItem, uid: string | null) {
  return uid === null ? undefined : states?.find((state) => state.identity.uid === uid);
}

export interface ManagedItem {
  readonly cluster: Cluster;
  readonly identity: IdentityAccess;
  readonly states: States | null;
  /** Its records could not be read. */
  readonly isUnrecorded: boolean;
  readonly addresses: Addresses;
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
  const questions = clusters.map((cluster) => ({
    clusterId: cluster.id,
    ask: async () => first?.ack.listKubeconfigStates(cluster, signal) ?? [],
  }));
  return askForRecords(questions, configuration.concurrency, () => hasTime(sources));
}

/** A credential as seen, with the copy that may be tried on its API server. */
export interface SeenCredential {
  readonly item: ManagedItem;
  readonly subject: ManagedSubject;
  /** Holds a private key; null if there is none to try. */
  readonly text: string | null;
}

async function gatherManaged(sources: InventorySources, item: ManagedItem): Promise<SeenCredential> {
  const { cluster, identity } = item;
  const selected = isSelected(cluster, sources.configuration.select);
  const copies = selected ? await readCopies(sources, item) : [];
  const uid = identity.uid ?? uidOfCopies(copies);
  const record = recordOf(item, uid);
  const subject: ManagedSubject = {
    kind: 'managed',
    cluster,
    identity: { key: identity.key, name: identity.name, uid },
    selected,
    access: null,
    detailError: null,
    server: record === undefined ? rememberedRecord(item, sources) : toRecord(record),
    settled: sources.known.get(itemKey(item))?.settled ?? null,
    copies: copies.map(({ copy }) => copy),
    trial: null,
  };
  const isTried = selected && isServing(cluster.state) && isTrialDue(subject, sources);
  const text = textToTry(copies);
  return { item, subject, text: isTried ? text : null };
}

function toRecord({ notAfter, certificateState }: KubeconfigState): NonNullable<ManagedSubject['server']> {
  return { notAfter, state: certificateState };
}

/** That permissions were removed stays true while the records cannot be read. */
function rememberedRecord(item: ManagedItem, { known }: InventorySources): ManagedSubject['server'] {
  const before = known.get(itemKey(item));
  const isRemoved = item.isUnrecorded && before?.reason === 'PermissionsRemoved';
  return isRemoved ? { notAfter: before.heldUntil, state: 'removed' } : null;
}

function readCopies(sources: InventorySources, item: ManagedItem): Promise<ReadCopy[]> {
  const { sinks, signal, known } = sources;
  const key = { clusterId: item.cluster.id, clusterName: item.cluster.name, identity: item.identity.name };
  const remembered = known.get(itemKey(item))?.addresses ?? {};
  const reading = { hasTime: () => hasTime(sources), signal };
  return Promise.all(
    sinks.map(async (sink) => {
      const address = addressIn(sink, key, remembered, item.addresses);
      const read = await readCopy(sink, placed(key, address), reading);
      const named = address === undefined ? undefined : sink.places?.nameOf(key);
      return named === address || named === undefined ? read : { ...read, copy: { ...read.copy, named } };
    }),
  );
}

function uidOfCopies(copies: readonly ReadCopy[]): string | null {
  for (const { copy } of copies) {
    if (copy.stored?.kind === 'readable') return copy.stored.facts.certificate.uid;
  }
  return null;
}

/**
 * What others hold in our clusters; the cloud looks after its own service roles. While our identity is unknown,
 * nobody can be called somebody else.
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
