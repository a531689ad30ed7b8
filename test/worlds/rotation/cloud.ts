import type { Ack, KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import type {
  ApiServer,
  ApiServerAnswer,
  ApiServerObservation,
} from '@ackring/core/internal/machine/api-server/api';
import type { IdentityAccess, IdentitySource } from '@ackring/core/internal/rotation/inventory/fleet-slice';
import type { Cluster } from '@ackring/core/internal/words/cluster';
import { AckringError, type ErrorCode } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import { type IdentityPlan, regions } from './plan.js';
import type { Call } from './stores.js';
import {
  type ClusterTruth,
  currentOf,
  isReachable,
  isRemoved,
  ownersOf,
  serversOf,
  uidOf,
  type World,
} from './world.js';

/** The cloud as each identity sees it tonight. */
export function identitySource(world: World, call: Call, onFetched: OnFetched): IdentitySource {
  return {
    open: (identity) =>
      call('sts', () => {
        const name =
          identity === 'self' ? 'self' : 'roleArn' in identity ? identity.roleArn.split('/')[1] : '';
        const index = world.plan.identities.findIndex((each) => each.name === name);
        const plan = world.plan.identities[index];
        if (plan === undefined || world.is('identityRefused', { identity: index }))
          throw failure('Forbidden');
        return accessOf(
          plan,
          identity === 'self' ? 'self' : roleArn(plan),
          ackOf(world, plan, call, onFetched),
        );
      }),
  };
}

export function roleArn({ name, account }: IdentityPlan): string {
  return `acs:ram::100000000000000${account}:role/${name}`;
}

type OnFetched = (clusterId: string, uid: string) => void;

function accessOf(plan: IdentityPlan, key: string, ack: Ack): IdentityAccess {
  const { name, account } = plan;
  return {
    key,
    name,
    uid: uidOf(plan),
    accountId: `100000000000000${account}`,
    type: name === 'self' ? 'user' : 'role',
    ack,
    fetch: (request, signal) => ack.fetchKubeconfig(request, signal),
  };
}

function ackOf(world: World, identity: IdentityPlan, call: Call, onFetched: OnFetched): Ack {
  const uid = uidOf(identity);
  const own = (id: string): ClusterTruth => {
    const cluster = world.byId(id);
    const isThere = cluster?.deletedOn === null && cluster.plan.account === identity.account;
    if (cluster === undefined || !isThere) throw failure('ClusterNotFound');
    return cluster;
  };
  const never = () => Promise.reject(failure('Internal'));
  return {
    listRegions: () =>
      call('list', () =>
        regions.filter((name) => !isRegionMissing(world, name)).map((id) => ({ id, name: id })),
      ),
    listClusters: (region) => call('list', () => listed(world, identity, region)),
    describeCluster: ({ id }) =>
      call('describe', () => {
        const cluster = own(id);
        return { ...shown(world, cluster), endpoints: serversOf(cluster), extraSans: [], rrsa: null };
      }),
    fetchKubeconfig: ({ cluster: { id }, access }) =>
      call('fetch', () => {
        const cluster = own(id);
        const isRefused = world.is('fetchRefused', { cluster: cluster.index });
        if (isRefused || isRemoved(world, cluster, uid)) throw failure('Forbidden');
        const issued = currentOf(world, cluster, uid);
        const [server] = serversOf(cluster)[access];
        if (issued === null || server === undefined) throw failure('RequestRejected');
        onFetched(id, uid);
        return { yaml: world.certificates.kubeconfig(issued, server), expiration: issued.notAfter };
      }),
    listKubeconfigStates: ({ id }) =>
      call('states', () => ownersOf(world, own(id)).map((each) => stateOf(world, own(id), each))),
    listUserKubeconfigStates: () =>
      call('states', () =>
        world.clusters
          .filter(({ deletedOn, plan }) => deletedOn === null && plan.account === identity.account)
          .map((cluster) => stateOf(world, cluster, identity)),
      ),
    listAddOns: never,
    describeAddOn: never,
    fetchSubaccountKubeconfig: never,
    revokeKubeconfig: never,
  };
}

function isRegionMissing(world: World, region: string): boolean {
  return world.plan.clusters.some(
    (cluster, index) => cluster.region === region && world.is('regionMissing', { cluster: index }),
  );
}

function listed(world: World, { account }: IdentityPlan, region: string): readonly Cluster[] {
  return world.clusters
    .filter(({ plan, deletedOn }) => plan.region === region && plan.account === account && deletedOn === null)
    .filter(({ index }) => !world.is('unlisted', { cluster: index }))
    .map((cluster) => shown(world, cluster));
}

function shown(world: World, { id, name, plan, index, created, updated }: ClusterTruth): Cluster {
  return specimenCluster({
    id,
    name,
    region: plan.region,
    created,
    updated,
    state: world.is('notServing', { cluster: index }) ? 'unavailable' : 'running',
    tags: world.is('tagLost', { cluster: index }) ? {} : { env: 'prod' },
  });
}

function stateOf(world: World, cluster: ClusterTruth, identity: IdentityPlan): KubeconfigState {
  const uid = uidOf(identity);
  const current = cluster.grants.get(uid)?.current ?? null;
  const { id, name, plan } = cluster;
  const state = current === null ? 'unissued' : world.now > current.notAfter ? 'expired' : 'unexpired';
  return {
    cluster: { id, name, region: plan.region },
    identity: { uid, name: identity.name, type: identity.name === 'self' ? 'user' : 'role', state: 'active' },
    notAfter: current?.notAfter ?? null,
    certificateState: isRemoved(world, cluster, uid) ? 'removed' : state,
    revokable: true,
    cloudService: null,
  };
}

/** A refusal that says what is missing: it is no other account's cluster. */
export function failure(code: ErrorCode): AckringError {
  const cause = { code, statusCode: 403, accessDeniedDetail: { AuthAction: 'cs:Something' } };
  return new AckringError(code, 'the cloud refused', { remedy: 'ask', cause });
}

/** The API servers of all clusters, and who answers in their place. */
export function apiServers(world: World, call: Call): ApiServer {
  return {
    whoAmI: (target, options) =>
      call('whoAmI', (): ApiServerObservation => {
        const cluster = world.clusters.find((each) => {
          const { public: open, private: inside } = serversOf(each);
          return each.deletedOn === null && [...open, ...inside].includes(target.server);
        });
        if (cluster === undefined) return { kind: 'network', code: 'CONNECT_TIMEOUT' };
        const at = { cluster: cluster.index };
        if (world.is('apiLies', at)) return lie(world);
        if (!isReachable(world, cluster)) return { kind: 'network', code: 'ECONNREFUSED' };
        const isTrusted =
          target.certificateAuthority?.trim() ===
          world.certificates.authorityOf(cluster.id, cluster.generation).trim();
        if (!isTrusted)
          return { kind: 'tls', code: 'SELF_SIGNED_CERT_IN_CHAIN', presentedSans: [], serverTime: world.now };
        return answer(world, cluster, target.clientCertificate ?? '', options.namespaces ?? ['default']);
      }),
  };
}

const served = { kind: 'served' } as const;

function answer(
  world: World,
  cluster: ClusterTruth,
  pem: string,
  namespaces: readonly string[],
): ApiServerObservation {
  const issued = world.certificates.byPem(pem);
  const isKnown =
    issued !== null && issued.clusterId === cluster.id && issued.generation === cluster.generation;
  if (issued === null || !isKnown || world.now > issued.notAfter || world.now < issued.notBefore)
    return answered(world, { kind: 'unauthorized' }, null);
  const isCurrent = cluster.grants.get(issued.uid)?.commonName === issued.commonName;
  const isAllowed = isCurrent && !isRemoved(world, cluster, issued.uid);
  const isNarrow = world.plan.identities.some((each) => uidOf(each) === issued.uid && each.isNarrow);
  const as = issued.commonName;
  if (isAllowed && !isNarrow) return answered(world, served, as);
  const rights = namespaces.map((namespace) => ({
    namespace,
    seen: isAllowed && namespace === 'team' ? ('some' as const) : ('none' as const),
    isIncomplete: false,
    rules: [],
  }));
  return { ...answered(world, { kind: 'refused', as }, as), rights };
}

/** A proxy's page, a server that sees nobody, or one that is too busy. */
function lie(world: World): ApiServerObservation {
  const lies = [
    answered(world, { kind: 'foreign', status: 200 }, null),
    answered(world, { kind: 'busy', status: 503, reason: null }, null),
    answered(world, { kind: 'refused', as: 'system:anonymous' }, 'system:anonymous'),
  ];
  return lies[world.night % lies.length] ?? { kind: 'network', code: 'ECONNRESET' };
}

function answered(
  world: World,
  namespaces: ApiServerAnswer,
  as: string | null,
): Extract<ApiServerObservation, { kind: 'answered' }> {
  return {
    kind: 'answered',
    shown: 'certificate',
    review: as === null ? namespaces : served,
    identity: as === null ? null : { username: as, groups: ['system:authenticated'] },
    namespaces,
    isListEverybodys: false,
    rights: [],
    version: '1.37.2',
    latencyMs: 5,
    serverTime: world.now,
  };
}
