import type { KubectlVersion } from '../machine/processes/kubectl.js';
import type { Cluster } from '../words/cluster.js';
import { say } from '../words/say.js';
import { type Finding, fine, warning } from './finding.js';

type Versioned = Pick<Cluster, 'name' | 'version'>;

/** The platform of kubectl: `linux`, `darwin` or `win32`, and `x64` or `arm64`, in Node's terms. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/**
 * kubectl supports clusters at most one minor version away (Kubernetes' version skew policy). If no single kubectl
 * fits them all, others are installed beside it, named by version.
 */
export function kubectlFindings(
  version: KubectlVersion,
  clusters: readonly Versioned[],
  machine: Machine,
): readonly Finding[] {
  const best = bestMinor(clusters);
  if (version === null) {
    return [warning('kubectl', say('kubectl is not on the PATH'), installCommand(machine, best))];
  }
  if (typeof version !== 'string') {
    const { silent: file } = version;
    return [
      warning('kubectl', say('{file} does not tell its version', { file }), 'kubectl version --client'),
    ];
  }
  if (clusters.length === 0) {
    return [fine('kubectl', say('kubectl {version}; there is no cluster to compare it with', { version }))];
  }
  const apart = clusters.filter((cluster) => !fits(minorOf(version), cluster));
  if (apart.length === 0) return [fine('kubectl', say('kubectl {version} fits every cluster', { version }))];
  if (clusters.every((cluster) => fits(best, cluster))) {
    return [apartFinding(version, apart, installCommand(machine, best))];
  }
  return inGroups(apart).map(({ minor, members }) =>
    apartFinding(version, members, installCommand(machine, minor, `kubectl-1.${minor}`)),
  );
}

function apartFinding(version: string, apart: readonly Versioned[], remedy: string): Finding {
  const some = apart.slice(0, 3).map((cluster) => `${cluster.name} (${cluster.version})`);
  const others = apart.length - some.length;
  const names = others > 0 ? say('{names} and {count} more', { names: some, count: others }) : some;
  const detail = say('kubectl {version} is more than one minor version away from {names}', {
    version,
    names,
  });
  return warning('kubectl', detail, remedy);
}

/** The fewest versions that fit all clusters, each with its clusters. */
function inGroups(
  clusters: readonly Versioned[],
): readonly { readonly minor: number; readonly members: readonly Versioned[] }[] {
  const minor = bestMinor(clusters);
  if (minor === null) return [];
  const members = clusters.filter((cluster) => fits(minor, cluster));
  return [{ minor, members }, ...inGroups(clusters.filter((cluster) => !fits(minor, cluster)))];
}

/** The minor version that fits most clusters, the newest of equals; null if no cluster's version is known. */
function bestMinor(clusters: readonly Versioned[]): number | null {
  const minors = new Set(clusters.flatMap(({ version }) => minorOf(version) ?? []));
  const scored = [...minors]
    .flatMap((minor) => [minor - 1, minor, minor + 1])
    // A version that no cluster runs may not be released yet.
    .filter((minor) => minor <= Math.max(...minors))
    .map((minor) => ({ minor, score: clusters.filter((cluster) => fits(minor, cluster)).length }))
    .toSorted((a, b) => b.score - a.score || b.minor - a.minor);
  return scored[0]?.minor ?? null;
}

/** An unreadable version is not reported. */
function fits(minor: number | null, { version }: Versioned): boolean {
  const other = minorOf(version);
  return minor === null || other === null || Math.abs(minor - other) <= 1;
}

function minorOf(version: string): number | null {
  const minor = /^v?1\.(?<minor>\d+)/.exec(version)?.groups?.['minor'];
  return minor === undefined ? null : Number(minor);
}

/** To paste into a shell of that system (PowerShell on Windows): the newest patch of the minor version, or of all. */
function installCommand({ platform, arch }: Machine, minor: number | null, name = 'kubectl'): string {
  const channel = `https://dl.k8s.io/release/stable${minor === null ? '' : `-1.${minor}`}.txt`;
  const machine = arch === 'arm64' ? 'arm64' : 'amd64';
  if (platform === 'win32') {
    return `curl.exe -fLo ${name}.exe "https://dl.k8s.io/release/$(curl.exe -fsSL ${channel})/bin/windows/${machine}/kubectl.exe"`;
  }
  const system = platform === 'darwin' ? 'darwin' : 'linux';
  const binary = `https://dl.k8s.io/release/$(curl -fsSL ${channel})/bin/${system}/${machine}/kubectl`;
  return `curl -fLo ${name} "${binary}" && chmod +x ${name} && sudo mv ${name} /usr/local/bin/`;
}
