import { isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { parseAllDocuments } from 'yaml';
import type { ContextInventory } from '../contexts/local-contexts.js';
import { readNamedFile } from '../machine/files/named-file.js';
import type { KubectlVersion } from '../machine/processes/kubectl.js';
import { foundOnPath } from '../machine/processes/on-path.js';
import { type Cluster, isServing } from '../words/cluster.js';
import { firstNames } from '../words/first-names.js';
import { type Sentence, say } from '../words/say.js';
import { type Finding, failed, fine, warning } from './finding.js';

type Versioned = Pick<Cluster, 'name' | 'version' | 'state'>;

/** The platform of kubectl: `linux`, `darwin` or `win32`, and `x64` or `arm64`, in Node's terms. */
interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/**
 * kubectl supports clusters at most one minor version away (Kubernetes' version skew policy). If no single kubectl
 * fits all that serve, others are installed beside it, named by version.
 */
export function kubectlFinding(
  version: KubectlVersion,
  listed: readonly Versioned[],
  machine: Machine,
): Finding {
  const clusters = listed.filter(({ state }) => isServing(state));
  const best = bestMinor(clusters);
  if (version === null) {
    return warning('kubectl', say('kubectl is not on the PATH'), installCommand(machine, best));
  }
  if (typeof version !== 'string') {
    const { silent: file } = version;
    return warning('kubectl', say('{file} does not tell its version', { file }), 'kubectl version --client');
  }
  if (clusters.length === 0) {
    return fine('kubectl', say('kubectl {version}; there is no cluster to compare it with', { version }));
  }
  const apart = clusters.filter((cluster) => !fits(minorOf(version), cluster));
  if (apart.length === 0) return fine('kubectl', say('kubectl {version} fits every cluster', { version }));
  const fitsAll = clusters.every((cluster) => fits(best, cluster));
  return apartFinding(
    version,
    apart,
    fitsAll ? installCommand(machine, best) : installBeside(machine, fewestMinors(apart)),
  );
}

function apartFinding(version: string, apart: readonly Versioned[], remedy: string): Finding {
  const all = apart.map((cluster) => `${cluster.name} (${upstream(cluster.version)})`);
  const detail = say('kubectl {version} is more than one minor version away from {names}', {
    version,
    names: firstNames(all, 3),
  });
  return warning('kubectl', detail, remedy);
}

/** `1.34.1` of `1.34.1-aliyun.1`: not every answer of the cloud has the end. */
function upstream(version: string): string {
  return version.replace(/-.*/, '');
}

/** The fewest minor versions that fit all clusters, the one that fits most of them first. */
function fewestMinors(clusters: readonly Versioned[]): readonly number[] {
  const minor = bestMinor(clusters);
  if (minor === null) return [];
  return [minor, ...fewestMinors(clusters.filter((cluster) => !fits(minor, cluster)))];
}

/** The minor version that fits most clusters, the newest of equals; null if no cluster's version is known. */
function bestMinor(clusters: readonly Versioned[]): number | null {
  const minors = new Set(clusters.flatMap(({ version }) => minorOf(version) ?? []));
  const scored = [...minors]
    // One below fits no more than the one itself, or is one above another.
    .flatMap((minor) => [minor, minor + 1])
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
function installCommand(machine: Machine, minor: number | null): string {
  return install(machine, minor === null ? '' : `-1.${minor}`, 'kubectl');
}

/** The same for several, one after the other, in one command. */
function installBeside(machine: Machine, minors: readonly number[]): string {
  const [first = null, ...others] = minors;
  if (others.length === 0) return install(machine, `-1.${first}`, `kubectl-1.${first}`);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
  const each = install(machine, '-$v', 'kubectl-${v}');
  return machine.platform === 'win32'
    ? `foreach ($v in ${minors.map((minor) => `'1.${minor}'`).join(', ')}) { ${each} }`
    : `for v in ${minors.map((minor) => `1.${minor}`).join(' ')}; do ${each}; done`;
}

function install({ platform, arch }: Machine, channel: string, name: string): string {
  const stable = `https://dl.k8s.io/release/stable${channel}.txt`;
  const machine = arch === 'arm64' ? 'arm64' : 'amd64';
  if (platform === 'win32') {
    return `curl.exe -fLo ${name}.exe "https://dl.k8s.io/release/$(curl.exe -fsSL ${stable})/bin/windows/${machine}/kubectl.exe"`;
  }
  const system = platform === 'darwin' ? 'darwin' : 'linux';
  const binary = `https://dl.k8s.io/release/$(curl -fsSL ${stable})/bin/${system}/${machine}/kubectl`;
  const check = platform === 'darwin' ? 'shasum -a 256 -c' : 'sha256sum -c';
  const checked = `echo "$(curl -fsSL "${binary}.sha256")  ${name}" | ${check}`;
  return `curl -fLo ${name} "${binary}" && ${checked} && chmod +x ${name} && sudo mv ${name} /usr/local/bin/`;
}

interface KubercPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Whether kubectl may run the plug-ins that contexts name: since 1.35 its own preferences (kuberc) can forbid all of
 * them, or all but a list (client-go's exec.go and kubectl's config/v1beta1 of 1.37). No finding without such
 * contexts or such preferences.
 */
export function kubercFindings(
  { entries }: Pick<ContextInventory, 'entries'>,
  { environment, home }: KubercPlace,
): readonly Finding[] {
  const commands = new Set(
    entries.flatMap(({ credential }) =>
      credential.kind === 'exec' ? [credential.startedBy ?? credential.command] : [],
    ),
  );
  const file = kubercFile(environment, home);
  const text = file === null || commands.size === 0 ? null : readOrNull(file);
  if (file === null || text === null) return [];
  const preference = preferenceIn(text);
  if (preference === null)
    return [
      failed(
        'kuberc',
        say('{file} cannot be read as kubectl’s preferences', { file }),
        say('Correct {file}, or run kubectl with KUBERC=off.', { file }),
      ),
    ];
  const { credentialPluginPolicy: policy = '', credentialPluginAllowlist: list } = preference;
  if (policy === '' || policy === 'AllowAll')
    return [fine('kuberc', say('{file} lets kubectl run every plug-in', { file }))];
  const allowed = policy === 'Allowlist' ? (list ?? []).map(({ command, name }) => command || name) : [];
  const blocked = [...commands].filter((command) => !isAllowed(command, allowed, environment));
  if (blocked.length === 0)
    return [fine('kuberc', say('{file} lets kubectl run the plug-ins of your contexts', { file }))];
  return blocked.map((command) =>
    warning(
      'kuberc',
      say('the policy {policy} of {file} forbids the plug-in {command}', { policy, file, command }),
      remedyFor(command, policy),
    ),
  );
}

/** KUBERC, which `off` switches off, else beside the kubeconfig. */
function kubercFile(environment: KubercPlace['environment'], home: string): string | null {
  const named = environment['KUBERC'] ?? '';
  if (named === 'off') return null;
  return named === '' ? join(home, '.kube', 'kuberc') : named;
}

function readOrNull(file: string): string | null {
  try {
    return readNamedFile(file).toString('utf8');
  } catch {
    return null;
  }
}

const text = v.optional(v.string(), '');
const preferenceSchema = v.object({
  kind: v.literal('Preference'),
  credentialPluginPolicy: text,
  credentialPluginAllowlist: v.optional(v.nullable(v.array(v.object({ name: text, command: text })))),
});

/** One file may contain several versions of them: the first that has a policy counts, else the first. */
function preferenceIn(content: string): v.InferOutput<typeof preferenceSchema> | null {
  const documents = parseAllDocuments(content);
  const found = [...documents].flatMap((document) => {
    if (document.errors.length > 0) return [];
    const parsed = v.safeParse(preferenceSchema, document.toJS());
    return parsed.success ? [parsed.output] : [];
  });
  return found.find(({ credentialPluginPolicy }) => credentialPluginPolicy !== '') ?? found[0] ?? null;
}

/** kubectl's comparison: as written, or if both resolve to the same path. */
function isAllowed(
  command: string,
  allowed: readonly string[],
  environment: KubercPlace['environment'],
): boolean {
  const path = onPath(command, environment);
  return allowed.some((each) => each === command || (path !== null && onPath(each, environment) === path));
}

function onPath(command: string, environment: KubercPlace['environment']): string | null {
  if (command.includes('/')) return isAbsolute(command) ? command : null;
  return foundOnPath(command, environment)[0] ?? null;
}

/** `name` is read by every kubectl that has the list; 1.36 and later prefer `command`. */
function remedyFor(command: string, policy: string): Sentence {
  const line = `- name: ${JSON.stringify(command)}`;
  return policy === 'Allowlist'
    ? say('Add under credentialPluginAllowlist: `{line}`', { line })
    : say('Set `credentialPluginPolicy: Allowlist` and add under credentialPluginAllowlist: `{line}`', {
        line,
      });
}
