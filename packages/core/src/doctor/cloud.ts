import type { Cluster } from '../words/cluster.js';
import { toAckringError } from '../words/errors.js';
import type { World } from '../world.js';
import { examine, type Finding, failed, fine, warning } from './finding.js';

/** The part of the world it needs. */
export type CloudWorld = Pick<
  World,
  | 'profileFacts'
  | 'callerIdentity'
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
    return [fine('credentials', `${source}${accountId === null ? '' : `, account ${accountId}`}`)];
  });
  if (credentials.some(({ level }) => level === 'failed')) return { findings: credentials, clusters: [] };
  let caller: Caller | null = null;
  const identity = await examine('identity', async () => {
    const found = await world.callerIdentity(signal);
    caller = found;
    return [fine('identity', `${found.type} ${found.uid} of account ${found.accountId}`)];
  });
  const clock = await examine('clock', async () => [clockFinding(await world.clockSkewMs(signal))]);
  const clusters: Cluster[] = [];
  const regions = await examine('regions', async () => regionFindings(world, clusters, signal));
  const rights = await permissionFindings(world, { clusters, caller }, signal);
  return { findings: [...credentials, ...identity, ...clock, ...regions, ...rights], clusters };
}

/** The cloud refuses signatures more than 15 minutes off its own time. */
function clockFinding(skewMs: number | null): Finding {
  if (skewMs === null) return warning('clock', 'the cloud did not tell its time', 'Try again.');
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (seconds <= 60) return fine('clock', `within ${seconds} s of the cloud's`);
  const detail = `this machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} the cloud's`;
  const remedy = 'Set the clock, best by NTP: `timedatectl set-ntp true`.';
  return seconds > 900 ? failed('clock', detail, remedy) : warning('clock', detail, remedy);
}

async function regionFindings(
  world: CloudWorld,
  clusters: Cluster[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let answered = 0;
  for await (const event of world.scanFleet({ signal })) {
    if (event.kind === 'clusters') {
      answered += 1;
      clusters.push(...event.clusters);
    } else if (event.kind === 'failed') {
      findings.push(warning('regions', `${event.region}: ${event.error.message}`, event.error.remedy));
    }
  }
  // One failing region is a warning; if none answers, nothing works.
  if (answered === 0 && findings.length > 0) return findings.map((each) => ({ ...each, level: 'failed' }));
  return [fine('regions', `${answered} answer, ${clusters.length} clusters`), ...findings];
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
      may: 'clusters can be listed and described; fetching is not tried, for it would issue a certificate',
      call: () => world.describeCluster(cluster, signal),
    },
    {
      commands: 'expiry, access, rotate',
      may: "everybody's kubeconfigs can be listed",
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
  const where =
    type === 'root' ? 'inside clusters' : 'inside the clusters that you administer, and of no others,';
  return [
    {
      commands: 'access, clean',
      may: `roles ${where} can be read`,
      call: () => world.userPermissions(uid, signal),
    },
    {
      commands: 'clean',
      may: 'when somebody was last seen can be read',
      call: () => world.userActivity(cluster, uid, signal),
    },
  ];
}

interface Feature {
  readonly commands: string;
  readonly may: string;
  call(): Promise<unknown>;
}

/** Nothing works without the first; daily use does not need the others. */
async function tried(
  { commands, may, call }: Feature,
  { isNeeded }: { readonly isNeeded: boolean },
): Promise<Finding> {
  try {
    await call();
    return fine('permissions', `${commands}: ${may}`);
  } catch (thrown) {
    const { code, message, remedy } = toAckringError(thrown);
    if (code === 'Cancelled') throw thrown;
    return (isNeeded ? failed : warning)('permissions', `${commands}: ${message}`, remedy);
  }
}
