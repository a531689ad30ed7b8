import type { Cluster } from '@ackring/core/cluster';
import { toAckringError } from '@ackring/core/errors';
import type { Services } from '../services.js';
import { examine, type Finding, failed, fine, warning } from './finding.js';

/** Which credentials won, whether the clock agrees, which regions answer and what these credentials may do. */
export async function cloudFindings(
  services: Services,
  signal: AbortSignal,
): Promise<{ readonly findings: readonly Finding[]; readonly clusters: readonly Cluster[] }> {
  const credentials = await examine('credentials', async () => {
    const { source, accountId } = await services.profileFacts();
    return [fine('credentials', `${source}${accountId === null ? '' : `, account ${accountId}`}`)];
  });
  if (credentials.some(({ level }) => level === 'failed')) return { findings: credentials, clusters: [] };
  let uid: string | null = null;
  const identity = await examine('identity', async () => {
    const caller = await services.callerIdentity(signal);
    uid = caller.uid;
    return [fine('identity', `${caller.type} ${caller.uid} of account ${caller.accountId}`)];
  });
  const clock = await examine('clock', async () => [clockFinding(await services.clockSkewMs(signal))]);
  const clusters: Cluster[] = [];
  const regions = await examine('regions', async () => regionFindings(services, clusters, signal));
  const rights = await permissionFindings(services, { cluster: clusters[0], uid }, signal);
  return { findings: [...credentials, ...identity, ...clock, ...regions, ...rights], clusters };
}

/** The cloud refuses signatures whose time is more than 15 minutes away from its own. */
function clockFinding(skewMs: number | null): Finding {
  if (skewMs === null) return warning('clock', 'the cloud did not tell its time', 'Try again.');
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (seconds <= 60) return fine('clock', `within ${seconds} s of the cloud's`);
  const detail = `this machine's clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} the cloud's`;
  const remedy = 'Set the clock, best by NTP: `timedatectl set-ntp true`.';
  return seconds > 900 ? failed('clock', detail, remedy) : warning('clock', detail, remedy);
}

async function regionFindings(
  services: Services,
  clusters: Cluster[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let answered = 0;
  for await (const event of services.scanFleet({ signal })) {
    if (event.kind === 'clusters') {
      answered += 1;
      clusters.push(...event.clusters);
    } else if (event.kind === 'failed') {
      findings.push(warning('regions', `${event.region}: ${event.error.message}`, event.error.remedy));
    }
  }
  // One region that fails is a lapse; when none answers, nothing works.
  if (answered === 0 && findings.length > 0) return findings.map((each) => ({ ...each, level: 'failed' }));
  return [fine('regions', `${answered} answer, ${clusters.length} clusters`), ...findings];
}

/**
 * What these credentials may do, by the commands that need it, tried on one cluster and on the caller itself with
 * calls that read only. Fetching is not tried: it would issue a certificate.
 */
async function permissionFindings(
  services: Services,
  { cluster, uid }: { readonly cluster: Cluster | undefined; readonly uid: string | null },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (cluster === undefined) return [];
  const features: readonly Feature[] = [
    {
      commands: 'clusters, get',
      may: 'clusters can be listed and described; fetching is not tried, for it would issue a certificate',
      call: () => services.describeCluster(cluster, signal),
    },
    {
      commands: 'expiry, access, rotate',
      may: "everybody's kubeconfigs can be listed",
      call: () => services.kubeconfigStates(cluster, signal),
    },
    ...(uid === null
      ? []
      : [
          {
            commands: 'access, clean',
            may: 'roles inside clusters can be read',
            call: () => services.userPermissions(uid, signal),
          },
          {
            commands: 'clean',
            may: 'when somebody was last seen can be read',
            call: () => services.userActivity(cluster, uid, signal),
          },
        ]),
  ];
  const findings: Finding[] = [];
  for (const feature of features) findings.push(await tried(feature, { isNeeded: findings.length === 0 }));
  return findings;
}

interface Feature {
  readonly commands: string;
  readonly may: string;
  call(): Promise<unknown>;
}

/** Without the first nothing works; the others are more than daily use needs. */
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
