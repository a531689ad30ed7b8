import type { KubeconfigState } from '../cloud/ack/api.js';
import { listContexts } from '../kubeconfig/contexts.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import { placeRefusal } from '../kubeconfig/placement.js';
import { bindingsOf } from '../machine/api-server/rbac-reader.js';
import { throwIfCancelled } from '../machine/retry.js';
import { type RecentUses, readRecentUses } from '../usage/recent-use.js';
import { type Cluster, isServing } from '../words/cluster.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { type Identity, isCalled, isKnownToRam, tokenUser } from '../words/identity.js';
import { type ClusterSight, lookInside } from './cluster-sight.js';
import { type ContextsToMigrate, contextsToMigrate } from './context-switch.js';
import { decideMigration, type MigrationFacts, type MigrationStep } from './migration-plan.js';
import { lastTokenUse, watchCertificate } from './quiet.js';
import type { MigrationRecord } from './record.js';
import {
  deliveredPlaces,
  type MigrationRequest,
  type MigrationSurveyPorts,
  type SigningCaller,
} from './request.js';
import { presentAccess, tokenAccess } from './token-access.js';

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
    if (users !== null) return users.some((user) => isCalled(identity, user));
    return identity.type !== 'root' && identity.uid !== caller.accountId && certificateState !== 'unissued';
  });
  if (chosen.length === 0) return [];
  const [sight, recentUses, kubeconfigs] = await Promise.all([
    lookInside(cluster, caller, ports, signal),
    readRecentUses(ports.usage, {
      clusters: [cluster],
      uids: chosen.map(({ identity }) => identity.uid),
      rootUid: null,
      signal,
    }),
    ports.kubeconfigs(),
  ]);
  const local = await localContexts(cluster, kubeconfigs, ports, signal);
  const shared = { cluster, caller, sight, recentUses, local, quietDays: request.quietDays, signal };
  return Promise.all(chosen.map((state) => surveyOne(state, shared, ports)));
}

/**
 * The contexts of the files, and which of them a token of this cluster may be written for. Where the cluster cannot be
 * described, the gate decides when it is written.
 */
async function localContexts(
  cluster: Cluster,
  kubeconfigs: readonly Kubeconfig[],
  { api, clock }: Pick<MigrationSurveyPorts, 'api' | 'clock'>,
  signal: AbortSignal | undefined,
): Promise<Pick<ContextsToMigrate, 'entries' | 'refusalOf'>> {
  const entries = listContexts(kubeconfigs, clock.now());
  const isHere = entries.some(({ ack }) => ack?.clusterId === cluster.id);
  const described = isHere ? await api.describeCluster(cluster, signal).catch(() => null) : null;
  if (described === null) return { entries, refusalOf: () => null };
  const placement = { cluster: described, authority: null };
  return { entries, refusalOf: (context) => placeRefusal(kubeconfigs, context, placement) };
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

const usualQuietDays = 35;

interface Shared {
  readonly cluster: Cluster;
  readonly caller: SigningCaller;
  readonly sight: ClusterSight;
  readonly recentUses: RecentUses;
  readonly local: Pick<ContextsToMigrate, 'entries' | 'refusalOf'>;
  readonly quietDays: number | null;
  readonly signal: AbortSignal | undefined;
}

async function surveyOne(
  state: KubeconfigState,
  { cluster, caller, sight, recentUses, local, quietDays, signal }: Shared,
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
  const contexts = contextsToMigrate({ ...local, clusterId: cluster.id, uid: identity.uid, isSelf });
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
  const delivery = await ports.delivery();
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
    sinks: delivery === null ? null : deliveredPlaces(delivery, { cluster, identity, isSelf }),
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
function arnOf({ uid, name, type }: Identity, accountId: string): string | null {
  if (!isKnownToRam({ uid, name })) return null;
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
