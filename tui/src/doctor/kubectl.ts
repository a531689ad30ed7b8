import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withoutKeys } from '@ackring/core/adapters/child-environment';
import type { Cluster } from '@ackring/core/cluster';
import * as v from 'valibot';
import { type Finding, fine, warning } from './finding.js';

const versionAnswer = v.object({ clientVersion: v.object({ gitVersion: v.string() }) });

/** The installed kubectl's version such as `1.34.1`, or null when there is none that answers. */
export async function kubectlVersion(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', ['version', '--client', '-o', 'json'], {
      env: withoutKeys(environment),
      timeout: 10_000,
    });
    return v.parse(versionAnswer, JSON.parse(stdout)).clientVersion.gitVersion.replace(/^v/, '');
  } catch {
    return null;
  }
}

/** kubectl fits a cluster whose minor version is at most one away (Kubernetes' version skew policy). */
export function kubectlFindings(
  version: string | null,
  clusters: readonly Pick<Cluster, 'name' | 'version'>[],
  platform: NodeJS.Platform,
): readonly Finding[] {
  const newest = clusters.map((cluster) => minorOf(cluster.version)).filter((minor) => minor !== null);
  const wanted = newest.length === 0 ? null : Math.max(...newest);
  if (version === null)
    return [warning('kubectl', 'kubectl is not on the PATH', installText(platform, wanted))];
  const own = minorOf(version);
  const apart = clusters.filter((cluster) => {
    const minor = minorOf(cluster.version);
    return own !== null && minor !== null && Math.abs(minor - own) > 1;
  });
  if (apart.length === 0) return [fine('kubectl', `kubectl ${version} fits every cluster`)];
  const some = apart.slice(0, 3).map((cluster) => `${cluster.name} (${cluster.version})`);
  const others = apart.length - some.length;
  const names = `${some.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
  return [
    warning(
      'kubectl',
      `kubectl ${version} is more than one minor version away from ${names}`,
      `Use a kubectl of their version for these: ${installText(platform, minorOf(apart[0]?.version ?? ''))}`,
    ),
  ];
}

function minorOf(version: string): number | null {
  const minor = /^v?1\.(?<minor>\d+)/.exec(version)?.groups?.['minor'];
  return minor === undefined ? null : Number(minor);
}

const systems: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

function installText(platform: NodeJS.Platform, minor: number | null): string {
  const system = systems[platform] ?? 'linux';
  const stable = minor === null ? 'stable' : `stable-1.${minor}`;
  const file = system === 'windows' ? 'kubectl.exe' : 'kubectl';
  return `https://dl.k8s.io/release/$(curl -sL https://dl.k8s.io/release/${stable}.txt)/bin/${system}/amd64/${file}`;
}
