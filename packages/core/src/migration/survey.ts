import { isDeepStrictEqual } from 'node:util';
import type { Unseen } from '../access/clean/clean-plan.js';
import type { AccessApi } from '../cloud/ack/access-api.js';
import type { Ack, KubeconfigState } from '../cloud/ack/api.js';
import { concurrently } from '../cloud/concurrently.js';
import { lazy } from '../cloud/lazy.js';
import { throwIfCancelled } from '../cloud/retry.js';
import { fetchProved, type ProofPorts } from '../fetch/fetch-proved.js';
import { soundTarget } from '../fetch/issued-proof.js';
import { endpointMissing } from '../fetch/plan.js';
import { findCluster } from '../fleet/find-cluster.js';
import type { Fleet } from '../fleet/fleet.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { AccessObjects, IdentityMapping } from '../machine/api-server/access-objects.js';
import { bindingsOf, type RbacBinding, type RbacReader } from '../machine/api-server/rbac-reader.js';
import type { Clock } from '../machine/clock.js';
import { authenticatorOf } from '../tokens/authenticator.js';
import { type RecentUses, readRecentUses } from '../usage/recent-use.js';
import type { Using } from '../usage/usage.js';
import { type Cluster, type ClusterRef, isServing } from '../words/cluster.js';
import { resolveAccess } from '../words/endpoints.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { type Identity, tokenUser } from '../words/identity.js';
import { say } from '../words/say.js';
import type { ApiServerTarget } from '../words/target.js';
import { contextsToMigrate } from './context-switch.js';
import {
  compareSteps,
  decideMigration,
  type MigrationFacts,
  type MigrationPlan,
  type MigrationStep,
} from './migration-plan.js';
import { lastTokenUse, watchCertificate } from './quiet.js';
import type { MigrationRecord, MigrationRecords } from './record.js';
import { presentAccess, tokenAccess } from './token-access.js';

/** Whom to migrate, and where. */
export interface MigrationRequest {
  /** Names or uids; null for everybody who holds a certificate. */
  readonly users: readonly string[] | null;
  /** Names or ids; every cluster when none is named. */
  readonly clusters: readonly string[];
  /** Null for those of the record, and 35 for a new one: what runs once a month is seen at least once. */
  readonly quietDays: number | null;
  readonly signal?: AbortSignal;
}

export interface MigrationSurveyPorts {
  readonly api: Ack & AccessApi;
  readonly proofs: ProofPorts;
  readonly clock: Clock;
  readonly caller: (signal?: AbortSignal) => Promise<{
    readonly uid: string;
    readonly accountId: string;
    readonly type: 'root' | 'user' | 'role';
  }>;
  /** The caller's own ARN, as a mapping names it. */
  readonly ownArn: (clusterId: string) => Promise<string>;
  readonly scanFleet: Fleet['scanFleet'];
  readonly contexts: () => Promise<readonly ContextEntry[]>;
  readonly usage: Using['usage'];
  readonly rbac: RbacReader;
  readonly objects: (target: ApiServerTarget, signal: AbortSignal | undefined) => AccessObjects;
  readonly mintToken: (clusterId: string) => Promise<{ readonly text: string }>;
  readonly records: MigrationRecords;
  /** The sinks that the rotation's configuration delivers an identity's certificate to. */
  readonly sinksOf: (identity: Identity, isSelf: boolean) => Promise<readonly string[]>;
}

/** Judges everybody asked for, cluster by cluster; what could not be read is in the plan. Throws ResourceNotFound. */
export async function surveyMigration(
  request: MigrationRequest,
  given: MigrationSurveyPorts,
): Promise<MigrationPlan> {
  const { signal } = request;
  // The same for every cluster of the fleet.
  const ports = { ...given, contexts: lazy(given.contexts) };
  const { clusters, unseen } = await fleetOf(ports.scanFleet, signal);
  const unread = unseen.map(({ place, error }) => ({ region: place, error }));
  const chosen =
    request.clusters.length === 0
      ? clusters
      : request.clusters.map((each) => findCluster(clusters, each, unread));
  const notSeen: Unseen[] = request.clusters.length === 0 ? [...unseen] : [];
  const steps: MigrationStep[] = [];
  const work = async (cluster: Cluster) => ({
    cluster,
    surveyed: await surveyCluster(cluster, request, ports).catch(toAckringError),
  });
  for await (const { cluster, surveyed } of concurrently(chosen, concurrency, work)) {
    throwIfCancelled(signal);
    if (surveyed instanceof AckringError) notSeen.push({ place: cluster.name, error: surveyed });
    else steps.push(...surveyed);
  }
  requireAll(request.users ?? [], steps, notSeen);
  await keepEvidence(steps, ports.records);
  return {
    steps: steps.toSorted(compareSteps),
    unseen: notSeen,
    now: ports.clock.now(),
  };
}

const concurrency = 8;
const usualQuietDays = 35;

async function fleetOf(scanFleet: Fleet['scanFleet'], signal: AbortSignal | undefined) {
  const clusters: Cluster[] = [];
  const unseen: Unseen[] = [];
  for await (const event of scanFleet(signal === undefined ? {} : { signal })) {
    if (event.kind === 'clusters') clusters.push(...event.clusters);
    if (event.kind === 'failed') unseen.push({ place: event.region, error: event.error });
  }
  const [first] = unseen;
  if (clusters.length === 0 && first !== undefined) throw first.error;
  return { clusters, unseen };
}

function requireAll(
  users: readonly string[],
  steps: readonly MigrationStep[],
  unseen: readonly Unseen[],
): void {
  const missing = users.find(
    (user) => !steps.some(({ identity }) => identity.name === user || identity.uid === user),
  );
  if (missing === undefined) return;
  const [first] = unseen;
  if (first !== undefined) throw first.error;
  throw new AckringError(
    'ResourceNotFound',
    say('nobody called "{name}" holds a kubeconfig here', { name: missing }),
    { remedy: say('Run `ackring access` to see who holds what.') },
  );
}

/**
 * Remembers how long each certificate was seen unused. Whatever runs at the same time wins: what is not kept now is
 * seen again by the next look, as long as the log keeps it.
 */
async function keepEvidence(steps: readonly MigrationStep[], records: MigrationRecords): Promise<void> {
  const seen = steps.filter(({ quiet }) => quiet !== null && quiet.kind !== 'unknown');
  if (seen.length === 0) return;
  const keep = async (): Promise<void> => {
    for (const { cluster, identity, record, quiet } of seen) {
      const reading = await records.read({ clusterId: cluster.id, uid: identity.uid });
      const now = 'record' in reading ? reading.record : null;
      if (now === null || quiet === null || quiet.kind === 'unknown') continue;
      if (isDeepStrictEqual(now, record)) await records.write({ ...now, unused: quiet.unused });
    }
  };
  await records.alone(keep).catch(() => undefined);
}

/** One cluster's identities. Throws like the list of its kubeconfigs. */
export async function surveyCluster(
  cluster: Cluster,
  request: Pick<MigrationRequest, 'users' | 'quietDays' | 'signal'>,
  ports: MigrationSurveyPorts,
): Promise<readonly MigrationStep[]> {
  const { users, signal } = request;
  const [caller, states] = await Promise.all([
    ports.caller(signal),
    ports.api.listKubeconfigStates(cluster, signal),
  ]);
  const remembered = await rememberedIn(cluster, states, ports, signal);
  const chosen = [...states, ...remembered].filter(({ identity, cloudService, certificateState }) => {
    if (cloudService !== null) return false;
    if (users !== null) return users.includes(identity.name) || users.includes(identity.uid);
    return identity.type !== 'root' && identity.uid !== caller.accountId && certificateState !== 'unissued';
  });
  if (chosen.length === 0) return [];
  const [sight, recentUses, entries] = await Promise.all([
    lookInside(cluster, caller, ports, signal),
    readRecentUses(ports.usage, {
      clusters: [cluster],
      uids: chosen.map(({ identity }) => identity.uid),
      rootUid: null,
      signal,
    }),
    ports.contexts(),
  ]);
  const shared = { cluster, caller, sight, recentUses, entries, quietDays: request.quietDays, signal };
  return Promise.all(chosen.map((state) => surveyOne(state, shared, ports)));
}

/**
 * Those whose migration was begun and whom the cluster's list no longer names, as it does after a clean. That they are
 * gone is taken from the list of their own kubeconfigs only, which says so.
 */
async function rememberedIn(
  cluster: Cluster,
  states: readonly KubeconfigState[],
  { records, api }: MigrationSurveyPorts,
  signal: AbortSignal | undefined,
): Promise<readonly KubeconfigState[]> {
  const listed = new Set(states.map(({ identity }) => identity.uid));
  const lost = (await records.all(cluster.id)).filter(({ identity }) => !listed.has(identity.uid));
  return Promise.all(
    lost.map(async ({ identity }): Promise<KubeconfigState> => {
      const own = await api.listUserKubeconfigStates(identity.uid, cluster.region, signal).catch(() => []);
      const here = own.find((state) => state.cluster.id === cluster.id);
      const unknown = {
        notAfter: null,
        certificateState: 'unknown' as const,
        revokable: false,
        cloudService: null,
      };
      const whose = { ...identity, state: here?.identity.state ?? ('unknown' as const) };
      return { cluster, ...unknown, ...here, identity: whose };
    }),
  );
}

/** What a cluster itself tells an administrator. */
interface Sight {
  readonly authenticator: MigrationFacts['authenticator'];
  readonly listing: {
    readonly bindings: readonly RbacBinding[];
    readonly mappings: readonly IdentityMapping[];
    /** Of the caller's own certificate. */
    readonly groups: readonly string[];
  } | null;
  readonly error: AckringError | null;
}

type Caller = Awaited<ReturnType<MigrationSurveyPorts['caller']>>;

async function lookInside(
  cluster: Cluster,
  caller: Caller,
  ports: MigrationSurveyPorts,
  signal: AbortSignal | undefined,
): Promise<Sight> {
  const nothing = { listing: null, error: null };
  if (!isServing(cluster.state)) return { authenticator: 'missing', ...nothing };
  const authenticator = await ports.api.listAddOns(cluster, signal).then(authenticatorOf, toAckringError);
  if (authenticator !== 'installed') return { authenticator, ...nothing };
  const byToken = () => administratorTarget(cluster, caller, ports, signal);
  const byCertificate = () => certificateTarget(cluster, ports, signal);
  const seen = await listAccess(byToken, ports, signal);
  // Somebody may have taken one's own mapping away.
  const isRefused = seen instanceof AckringError && seen.code === 'Forbidden';
  const listing = isRefused ? await listAccess(byCertificate, ports, signal) : seen;
  if (listing instanceof AckringError) return { authenticator, listing: null, error: listing };
  if (listing === null) return { authenticator: 'missing', ...nothing };
  return { authenticator, listing, error: null };
}

/** Null where the cluster does not know mappings. */
async function listAccess(
  reach: () => ReturnType<typeof administratorTarget>,
  { rbac, objects }: MigrationSurveyPorts,
  signal: AbortSignal | undefined,
): Promise<Sight['listing'] | AckringError> {
  try {
    const { target, groups } = await reach();
    const bounds = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
    const { bindings, problem } = await rbac.listBindings(target, bounds);
    if (problem !== null) return problem;
    const mappings = await objects(target, signal).listMappings();
    return mappings === null ? null : { bindings, mappings, groups };
  } catch (thrown) {
    throwIfCancelled(signal);
    return toAckringError(thrown);
  }
}

const timeoutMs = 15_000;
/** The shortest life that the cloud issues: it is used at once and not kept. */
const durationMinutes = 15;

/**
 * How an administrator reaches a cluster: as the caller's own migration is under watch there by a token, so that
 * looking does not itself use the certificate; else by the caller's temporary certificate.
 */
export async function administratorTarget(
  cluster: ClusterRef,
  caller: Pick<Caller, 'uid'>,
  ports: Pick<MigrationSurveyPorts, 'api' | 'proofs' | 'clock' | 'records' | 'mintToken'>,
  signal: AbortSignal | undefined,
): Promise<{ readonly target: ApiServerTarget; readonly groups: readonly string[] }> {
  const { records, mintToken } = ports;
  const { target, groups } = await certificateTarget(cluster, ports, signal);
  const reading = await records.read({ clusterId: cluster.id, uid: caller.uid });
  const own = 'record' in reading ? reading.record : null;
  if (own?.stage !== 'watching' || !own.isSelf) return { target, groups };
  const { text: token } = await mintToken(cluster.id);
  return { target: { ...target, clientCertificate: null, clientKey: null, token }, groups };
}

/** By the caller's temporary certificate, which outlives any token. */
export async function certificateTarget(
  cluster: ClusterRef,
  { api, proofs, clock }: Pick<MigrationSurveyPorts, 'api' | 'proofs' | 'clock'>,
  signal: AbortSignal | undefined,
): Promise<{ readonly target: ApiServerTarget; readonly groups: readonly string[] }> {
  const described = await api.describeCluster(cluster, signal);
  const access = resolveAccess(described.endpoints, 'auto');
  if (access === null) throw endpointMissing(described, 'auto');
  const request = { cluster: described, access, durationMinutes, endpoints: described.endpoints };
  const sound = await fetchProved(request, { ack: api, clock, ...proofs }, signal);
  return { target: soundTarget(sound), groups: sound.certificate.subject.organizations };
}

interface Shared {
  readonly cluster: Cluster;
  readonly caller: Caller;
  readonly sight: Sight;
  readonly recentUses: RecentUses;
  readonly entries: readonly ContextEntry[];
  readonly quietDays: number | null;
  readonly signal: AbortSignal | undefined;
}

async function surveyOne(
  state: KubeconfigState,
  { cluster, caller, sight, recentUses, entries, quietDays, signal }: Shared,
  ports: MigrationSurveyPorts,
): Promise<MigrationStep> {
  const { identity } = state;
  const isSelf = identity.uid === caller.uid;
  const reading = await ports.records.read({ clusterId: cluster.id, uid: identity.uid });
  const record = 'record' in reading ? reading.record : null;
  const found = await accessFacts(identity, { cluster, caller, sight, isSelf, record }, ports).catch(
    toAckringError,
  );
  throwIfCancelled(signal);
  // One's own token may not be signed for, which stops nobody else.
  const own = found instanceof AckringError ? nothingFound : found;
  const days = quietDays ?? record?.quietDays ?? usualQuietDays;
  const watched = await watchFacts(record, { cluster, quietDays: days, signal }, ports);
  const contexts = contextsToMigrate(entries, { clusterId: cluster.id, uid: identity.uid, isSelf });
  const facts: MigrationFacts = {
    identity,
    isAccountRoot: identity.uid === caller.accountId,
    isServing: isServing(cluster.state),
    certificate: certificateOf(state),
    record,
    recordError: 'error' in reading ? reading.error : null,
    authenticator: sight.authenticator,
    accessError: found instanceof AckringError ? found : sight.error,
    ...own,
    ...watched,
    isHeldHere: contexts.some(({ change }) => change === 'switch'),
  };
  const { verdict, reason, obstacle = null, error = null } = decideMigration(facts);
  const { access, present } = own;
  return {
    cluster,
    listed: cluster,
    identity,
    isSelf,
    stage: record?.stage ?? 'certificate',
    verdict,
    reason,
    obstacle,
    error,
    commonName: own.commonNames.length === 1 ? (own.commonNames[0] ?? null) : (record?.commonName ?? null),
    notAfter: state.notAfter,
    use: recentUses(cluster.id, identity.uid),
    access: record?.stage === 'cleaned' ? record.access : access,
    present: present?.kind === 'fits' ? present : null,
    contexts,
    sinks: await ports.sinksOf(identity, isSelf),
    watchedSince: record?.watchedSince ?? null,
    quietDays: days,
    quiet: watched.quiet,
    record,
  };
}

function certificateOf({ certificateState }: KubeconfigState): MigrationFacts['certificate'] {
  switch (certificateState) {
    case 'unexpired':
    case 'expired':
      return 'held';
    case 'removed':
      return 'gone';
    case 'unissued':
    case 'unknown':
      return 'none';
  }
}

/** People's certificates say nothing but this; one's own tells its groups itself. */
const usualGroups = ['system:users'];

type AccessFacts = Pick<MigrationFacts, 'arn' | 'groups' | 'commonNames' | 'access' | 'present'>;

const nothingFound: AccessFacts = {
  arn: null,
  groups: usualGroups,
  commonNames: [],
  access: null,
  present: null,
};

async function accessFacts(
  identity: Identity,
  {
    cluster,
    caller,
    sight,
    isSelf,
    record,
  }: Pick<Shared, 'cluster' | 'caller' | 'sight'> & Pick<MigrationStep, 'isSelf' | 'record'>,
  { ownArn }: MigrationSurveyPorts,
): Promise<AccessFacts> {
  const { listing } = sight;
  const groups = isSelf && listing !== null ? listing.groups : usualGroups;
  // Nothing of it follows from the cluster once the certificate is cleaned.
  const begun = record === null || listing === null ? null : presentAccess(record.access, listing);
  const none = { groups, commonNames: [], access: null, present: begun };
  if (listing === null) return { arn: null, ...none };
  const arn = isSelf ? await ownArn(cluster.id) : arnOf(identity, caller.accountId);
  if (arn === null) return { arn, ...none };
  const { uid } = identity;
  const bound = bindingsOf(listing.bindings, uid).flatMap(({ subjects }) => subjects);
  const names = bound.filter(({ kind, name }) => kind === 'User' && name.startsWith(`${uid}-`));
  const commonNames = [...new Set(names.map(({ name }) => name))].toSorted();
  const [commonName, other] = commonNames;
  if (commonName === undefined || other !== undefined) return { arn, ...none, commonNames };
  const access = tokenAccess({ uid, arn, groups, commonName, bindings: listing.bindings });
  return { arn, groups, commonNames, access, present: presentAccess(access, listing) };
}

/** As the Security Token Service names an identity (RAM's pages on ARNs); null for a name that RAM does not allow. */
function arnOf({ name, type }: Identity, accountId: string): string | null {
  if (!/^[\w.@-]{1,64}$/.test(name)) return null;
  if (type !== 'user' && type !== 'role') return null;
  return `acs:ram::${accountId}:${type}/${name}`;
}

async function watchFacts(
  record: MigrationRecord | null,
  { cluster, quietDays, signal }: Pick<Shared, 'cluster' | 'signal'> & { readonly quietDays: number },
  { usage, clock }: MigrationSurveyPorts,
): Promise<Pick<MigrationFacts, 'quiet' | 'isTokenSeen'>> {
  const since = record?.watchedSince ?? null;
  if (record?.stage !== 'watching' || since === null) return { quiet: null, isTokenSeen: false };
  const { unused, identity } = record;
  const { uid } = identity;
  const now = clock.now();
  const quiet = await watchCertificate(usage, { cluster, uid, since, unused, quietDays, now }, signal);
  if (quiet.kind !== 'quiet' || record.isSelf) return { quiet, isTokenSeen: record.isSelf };
  const asked = { cluster, uid, user: tokenUser(uid), spanMs: now.getTime() - since.getTime() };
  return { quiet, isTokenSeen: (await lastTokenUse(usage, asked, signal)) !== null };
}
