import { readFleet, type WholeFleet } from '../fleet/whole-fleet.js';
import type { Cluster } from '../words/cluster.js';
import { toAckringError } from '../words/errors.js';
import { uidWithName } from '../words/identity.js';
import { type Sentence, say } from '../words/say.js';
import type { World } from '../world.js';
import { examine, type Finding, failed, fine, remedyHere, warning } from './finding.js';

/** The part of the world it needs. */
export type CloudWorld = Pick<
  World,
  | 'profileFacts'
  | 'callerIdentity'
  | 'cachedHolders'
  | 'clockSkewMs'
  | 'scanFleet'
  | 'describeCluster'
  | 'kubeconfigStates'
  | 'userPermissions'
  | 'userActivity'
>;

/** Which credentials are used, whether the clock agrees, which regions answer and what these credentials may do. */
export async function cloudFindings(
  world: CloudWorld,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly clusters: readonly Cluster[] }> {
  const credentials = await examine('credentials', async () => {
    const { source, accountId } = await world.profileFacts();
    return [
      fine(
        'credentials',
        accountId === null ? source : say('{source}, account {accountId}', { source, accountId }),
      ),
    ];
  });
  if (credentials.some(({ level }) => level === 'failed')) return { findings: credentials, clusters: [] };
  let caller: Caller | null = null;
  const identity = await examine('identity', async () => {
    const found = await world.callerIdentity(signal);
    caller = found;
    const met = await world.cachedHolders().catch(() => []);
    return [fine('identity', callerText({ ...found, uid: uidWithName(found.uid, met) }))];
  });
  const clock = await examine('clock', async () => [clockFinding(await world.clockSkewMs(signal))]);
  let clusters: readonly Cluster[] = [];
  const regions = await examine('regions', async () => {
    const fleet = await readFleet(world.scanFleet({ signal }));
    clusters = fleet.clusters;
    return regionFindings(fleet);
  });
  const rights = await permissionFindings(world, { clusters, caller }, signal);
  return { findings: [...credentials, ...identity, ...clock, ...regions, ...rights], clusters };
}

function callerText({ type, uid, accountId }: Caller): Sentence {
  switch (type) {
    case 'root':
      return say('account root {uid}', { uid });
    case 'user':
      return say('user {uid} of account {accountId}', { uid, accountId });
    case 'role':
      return say('role {uid} of account {accountId}', { uid, accountId });
  }
}

/** The cloud refuses signatures more than 15 minutes off its own time. */
function clockFinding(skewMs: number | null): Finding {
  if (skewMs === null)
    return warning('clock', say('the cloud’s answer had no time in it'), say('Try again.'));
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (seconds <= 60)
    return fine('clock', say('within {seconds} s of the cloud’s', { seconds: Math.max(1, seconds) }));
  const detail =
    skewMs > 0
      ? say('this machine’s clock is {seconds} s behind the cloud’s', { seconds })
      : say('this machine’s clock is {seconds} s ahead of the cloud’s', { seconds });
  const remedy = say('Set the clock, preferably by NTP: `timedatectl set-ntp true`.');
  return seconds > 900 ? failed('clock', detail, remedy) : warning('clock', detail, remedy);
}

function regionFindings({ clusters, regions, unread }: WholeFleet): readonly Finding[] {
  const findings = unread.map(({ region, error }) =>
    warning('regions', say('{what}: {reason}', { what: region, reason: error.sentence }), remedyHere(error)),
  );
  // One failing region is a warning; if none answers, nothing works.
  const answered = regions.length;
  if (answered === 0 && findings.length > 0) return findings.map((each) => ({ ...each, level: 'failed' }));
  const counts = { answered, clusters: clusters.length };
  return [fine('regions', say('answering: {answered}, clusters: {clusters}', counts)), ...findings];
}

type Caller = Awaited<ReturnType<CloudWorld['callerIdentity']>>;

/** A cluster shared by another account refuses everything: this many are tried before the caller is blamed. */
const triedClusters = 5;

/** One that can be described, else the first. */
async function describable(
  world: CloudWorld,
  clusters: readonly Cluster[],
  signal: AbortSignal,
): Promise<Cluster | undefined> {
  for (const cluster of clusters.slice(0, triedClusters)) {
    const isOurs = await world.describeCluster(cluster, signal).then(
      () => true,
      () => false,
    );
    if (isOurs) return cluster;
  }
  return clusters[0];
}

/**
 * What these credentials may do, by the commands that need it, tried on one cluster and on the caller itself with
 * read-only calls. Fetching is not tried: it would issue a certificate.
 */
async function permissionFindings(
  world: CloudWorld,
  { clusters, caller }: { readonly clusters: readonly Cluster[]; readonly caller: Caller | null },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const cluster = await describable(world, clusters, signal);
  if (cluster === undefined) return [];
  const features: readonly Feature[] = [
    {
      commands: 'clusters, get',
      may: say('clusters can be listed and described; fetching was not tried: it would issue a certificate'),
      call: () => world.describeCluster(cluster, signal),
    },
    {
      commands: 'expiry, access, rotate',
      may: say('everybody’s kubeconfigs can be listed'),
      call: () => world.kubeconfigStates(cluster, signal),
    },
    ...(caller === null ? [] : callerFindings(world, { cluster, caller }, signal)),
  ];
  const findings: Finding[] = [];
  for (const feature of features) findings.push(await tried(feature, { isNeeded: findings.length === 0 }));
  return findings;
}

function callerFindings(
  world: CloudWorld,
  { cluster, caller: { uid, type } }: { readonly cluster: Cluster; readonly caller: Caller },
  signal: AbortSignal,
): readonly Feature[] {
  return [
    {
      commands: 'access, clean',
      may:
        type === 'root'
          ? say('roles inside clusters can be read')
          : say('roles can be read inside the clusters that you administer, and in no others'),
      call: () => world.userPermissions(uid, signal),
    },
    {
      commands: 'clean',
      may: say('when somebody was last active can be read'),
      call: () => world.userActivity(cluster, uid, signal),
    },
  ];
}

interface Feature {
  readonly commands: string;
  readonly may: Sentence;
  call(): Promise<unknown>;
}

/** Nothing works without the first; daily use does not need the others. */
async function tried(
  { commands, may, call }: Feature,
  { isNeeded }: { readonly isNeeded: boolean },
): Promise<Finding> {
  try {
    await call();
    return fine('permissions', say('{what}: {reason}', { what: commands, reason: may }));
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code === 'Cancelled') throw thrown;
    const detail = say('{what}: {reason}', { what: commands, reason: error.sentence });
    return (isNeeded ? failed : warning)('permissions', detail, remedyHere(error));
  }
}
