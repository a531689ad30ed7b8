import type { Cluster } from '@ackring/core/cluster';
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
  const identity = await examine('identity', async () => {
    const { type, uid, accountId } = await services.callerIdentity(signal);
    return [fine('identity', `${type} ${uid} of account ${accountId}`)];
  });
  const clock = await examine('clock', async () => [clockFinding(await services.clockSkewMs(signal))]);
  const clusters: Cluster[] = [];
  const regions = await examine('regions', async () => regionFindings(services, clusters, signal));
  const rights = await examine('permissions', async () => permissionFindings(services, clusters, signal));
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

/** Tried on one cluster with calls that read only; fetching a kubeconfig would issue a certificate. */
async function permissionFindings(
  services: Services,
  [cluster]: readonly Cluster[],
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (cluster === undefined) return [];
  const own = await examine('permissions', async () => {
    await services.describeCluster(cluster, signal);
    return [fine('permissions', 'clusters can be listed and described')];
  });
  const others = await examine('permissions', async () => {
    await services.kubeconfigStates(cluster, signal);
    return [
      fine('permissions', 'who holds kubeconfigs can be listed: expiry, access and rotation see everybody'),
    ];
  });
  return [...own, ...others.map(asWarning)];
}

/** Seeing others is more than daily use needs. */
function asWarning(finding: Finding): Finding {
  return finding.level === 'failed' ? { ...finding, level: 'warning' } : finding;
}
