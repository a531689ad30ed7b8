import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { TmuxClipboard } from '../machine/processes/tmux.js';
import { addressOf, proxyName } from '../machine/proxy/rule.js';
import type { Cluster } from '../words/cluster.js';
import { say } from '../words/say.js';
import type { World } from '../world.js';
import { type Finding, failed, fine, warning } from './finding.js';

/** The Node versions that this program is tested on: ^22.20, ^24.12 and 26 or later. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isTested = (major === 22 && minor >= 20) || (major === 24 && minor >= 12) || major >= 26;
  if (isTested) return fine('node', say('Node {version}', { version }));
  return warning(
    'node',
    say('this program is not tested on Node {version}', { version }),
    say('Install Node 24 from https://nodejs.org.'),
  );
}

export interface TerminalFacts {
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The full screen needs 60 columns and 15 rows. */
export function terminalFinding({ isTerminal, columns, rows, environment }: TerminalFacts): Finding {
  if (!isTerminal) return fine('terminal', say('no terminal: commands only'));
  const size = say('{size}, {type}, {colors}', {
    size: `${columns}×${rows}`,
    type: environment['TERM'] ?? say('TERM unset'),
    colors: environment['NO_COLOR']
      ? say('no color (NO_COLOR)')
      : (environment['COLORTERM'] ?? say('256 colors')),
  });
  if (columns >= 60 && rows >= 15) return fine('terminal', size);
  return warning(
    'terminal',
    say('{size}: too small for the full screen', { size }),
    say('Make the window at least 60×15.'),
  );
}

/** Whether tmux keeps a text that is copied here from the clipboard; no finding outside of it, or where it does not. */
export function clipboardFindings(policy: TmuxClipboard | null): readonly Finding[] {
  if (policy !== 'off') return [];
  return [
    warning(
      'clipboard',
      say('tmux passes nothing on that is copied here: set-clipboard is off'),
      say('Run `tmux set -s set-clipboard on`, and add that line to ~/.tmux.conf.'),
    ),
  ];
}

/**
 * What a core dump or a Node option could leak and this program cannot prevent; no finding without such a risk.
 * `coreFileLimit` is the soft limit as `ulimit -c` shows it; null if there is none.
 */
export function memoryFindings(
  coreFileLimit: string | number | null,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const isDumped = coreFileLimit !== null && coreFileLimit !== 0 && coreFileLimit !== '0';
  const trustsAnybody = environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';
  return [
    ...(isDumped
      ? [
          warning(
            'memory',
            say('a crash would write the memory to a file, keys included: core dumps are on'),
            say('Turn them off in this shell: `ulimit -c 0`.'),
          ),
        ]
      : []),
    ...(trustsAnybody
      ? [
          warning(
            'tls',
            say('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored here: with it anyone could pose as the cloud'),
            say('Unset it; for a certificate authority of your own, set NODE_EXTRA_CA_CERTS=FILE.'),
          ),
        ]
      : []),
  ];
}

/** The proxy in use; where the cloud does not answer, also one that is named in a way that nobody reads. */
export function proxyFindings(
  environment: Readonly<Record<string, string | undefined>>,
  ofCloud: readonly Finding[],
): readonly Finding[] {
  const nameOf = (names: readonly string[]) => names.find((each) => environment[each]);
  const name = nameOf(['HTTPS_PROXY', 'https_proxy']);
  if (name !== undefined) {
    const proxy = proxyName(addressOf(environment[name] ?? ''));
    return proxy === null
      ? [
          failed(
            'proxy',
            say('{name} is not the address of a proxy', { name }),
            say('Set it to http://HOST:PORT; a user and password in it are percent-encoded.'),
          ),
        ]
      : [fine('proxy', say('the cloud and API servers are asked through {proxy} ({name})', { proxy, name }))];
  }
  const unread = nameOf(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']);
  if (unread === undefined || !ofCloud.some(({ level }) => level === 'failed')) return [];
  return [
    warning(
      'proxy',
      say('{name} is set, and HTTPS_PROXY is not: the cloud is asked directly', { name: unread }),
      say('If the cloud is to be asked through a proxy, set HTTPS_PROXY to its address.'),
    ),
  ];
}

/** The soft limit of core files; null if the system has none. */
export function coreFileLimit(): string | number | null {
  const { report } = process;
  // Otherwise every interface is asked for its name.
  Reflect.set(report, 'excludeNetwork', true);
  return softLimitOf(report.getReport());
}

/** The limit in one of Node's diagnostic reports. */
export function softLimitOf(value: unknown): string | number | null {
  const limits = fieldOf(fieldOf(value, 'userLimits'), 'core_file_size_blocks');
  const soft = fieldOf(limits, 'soft');
  return typeof soft === 'string' || typeof soft === 'number' ? soft : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** A server that does not answer takes its whole timeout, and sixteen are asked at once. */
const maxAsked = 48;

/**
 * The clusters with the version that their API server reports, where a local certificate allows asking: the cloud's
 * record lags behind an upgrade, and kubectl talks to the server. Others keep the cloud's version. Plug-ins are not
 * run for this.
 */
export async function withReportedVersions(
  clusters: readonly Cluster[],
  world: Pick<World, 'contexts' | 'verify'>,
  signal: AbortSignal,
): Promise<readonly Cluster[]> {
  const { entries } = await world.contexts();
  const known = new Set(clusters.map(({ id }) => id));
  const asked = new Map<string, ContextEntry>();
  for (const entry of entries) {
    const id = entry.ack?.clusterId;
    const isAsked = id !== undefined && known.has(id) && !asked.has(id) && asked.size < maxAsked;
    if (isAsked && entry.credential.kind === 'certificate') asked.set(id, entry);
  }
  const heard = new Map<string, string>();
  for await (const { context, serverVersion } of world.verify([...asked.values()], { signal })) {
    if (serverVersion) heard.set(context, serverVersion);
  }
  return clusters.map((cluster) => {
    const version = heard.get(asked.get(cluster.id)?.context ?? '');
    return version === undefined ? cluster : { ...cluster, version };
  });
}
