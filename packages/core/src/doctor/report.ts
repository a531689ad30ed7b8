import { basename, join } from 'node:path';
import { callLine, lastCalls } from '../cloud/openapi/call-log.js';
import { namesIn } from '../machine/files/folders.js';
import { readNamedFile } from '../machine/files/named-file.js';
import { visible } from '../words/visible.js';
import type { World } from '../world.js';
import { crashFolder } from './crash.js';
import { type Finding, findingToJson } from './finding.js';
import { pseudonyms } from './pseudonyms.js';

/** The content of a report, besides the findings. */
export interface ReportedPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly stateFolder: string;
  readonly version: string;
  readonly now: Date;
}

type ReportedWorld = Pick<World, 'contexts' | 'profiles' | 'cachedFleet' | 'cachedHolders'> & {
  settings(): Promise<object>;
};

/**
 * Everything a helper from outside needs to see, as text to read before handing it over: the findings, the last calls
 * to the cloud and the last crash. Private names, ids and addresses are replaced; it never contains a key, token or
 * kubeconfig.
 */
export async function problemReport(
  world: ReportedWorld,
  findings: readonly Finding[],
  place: ReportedPlace,
): Promise<string> {
  const { contexts, names } = await ownThings(world, place);
  const replace = pseudonyms({ home: place.home, names });
  const settings = await world.settings().catch(() => ({}));
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Version', [place.version]],
    ['Findings', findings.map(findingLine)],
    ['Kubeconfigs', contexts],
    ['Settings', Object.entries(settings).map(settingLine)],
    ['Environment', environmentLines(place.environment)],
    ['Last calls to the cloud, in UTC', lastCalls().map(callLine)],
    ['Last crash', await lastCrash(place.stateFolder)],
  ];
  const told = sections.flatMap(([title, lines]) => [
    `## ${title}`,
    '',
    ...(lines.length === 0 ? ['none'] : lines.map((line) => replace(visible(line)))),
    '',
  ]);
  return [`# ackring, ${place.now.toISOString()}`, '', ...told].join('\n');
}

/** `ackring-report-2026-11-27.txt`; with a number if there is one of that day. */
export async function reportName(now: Date, isThere: (file: string) => Promise<boolean>): Promise<string> {
  const name = `ackring-report-${now.toISOString().slice(0, 10)}`;
  for (let number = 1; ; number += 1) {
    const file = number === 1 ? `${name}.txt` : `${name}-${number}.txt`;
    if (!(await isThere(file))) return file;
  }
}

async function ownThings(world: ReportedWorld, { environment, home }: ReportedPlace) {
  const names = new Map<string, string>();
  const add = (kind: string, name: string | null | undefined): void => {
    if (name && !everybodys.test(name)) names.set(visible(name), kind);
  };
  for (const name of [basename(home), environment['USER'], environment['USERNAME'], environment['LOGNAME']])
    add('person', name);
  const [{ entries, files }, profiles, fleet, holders] = await Promise.all([
    world.contexts().catch(() => ({ entries: [], files: [] })),
    world.profiles().catch(() => []),
    world.cachedFleet().catch(() => null),
    world.cachedHolders().catch(() => []),
  ]);
  for (const profile of profiles) add('profile', profile);
  for (const { name } of holders) add('person', name);
  for (const { cluster, user, namespace, server } of entries) {
    add('namespace', namespace);
    for (const entry of [cluster, user]) add('entry', entry);
    if (server !== null && URL.canParse(server)) add('host', new URL(server).hostname);
  }
  for (const { context } of entries) add('context', context);
  for (const { name } of fleet?.clusters ?? []) add('cluster', name);
  const kinds = Map.groupBy(entries, ({ credential, status }) => `${credential.kind}, ${status}`);
  const contexts = [
    `files: ${files.length}`,
    `clusters in the cache: ${fleet === null ? 'none yet' : fleet.clusters.length}`,
    ...[...kinds].map(([kind, some]) => `contexts (${kind}): ${some.length}`),
  ];
  return { contexts, names };
}

/** Names that say nothing of whose they are, and are words of a sentence. */
const everybodys = /^(?:default|kubernetes|kube-system|root|admin|user|node|runner|home|127\.[\d.]+)$/i;

/** The value of one that has only the program's own; of others, which may be anybody's names, whether it is set. */
function settingLine([name, value]: [string, unknown]): string {
  if (value === null || typeof value !== 'object') {
    return `${name}: ${typeof value !== 'string' || own.has(name) ? JSON.stringify(value) : 'set'}`;
  }
  const count = Object.keys(value).length;
  return `${name}: ${count === 0 ? 'none' : `${count} set`}`;
}

const own: ReadonlySet<string> = new Set(['access', 'skin', 'language']);

function findingLine(finding: Finding): string {
  const { check, level, detail, remedy } = findingToJson(finding);
  return `${level.padEnd(7)} ${check}: ${detail}${remedy === null ? '' : ` (${remedy})`}`;
}

const told =
  /^(?:LANG|LANGUAGE|LC_[A-Z]+|TERM|COLORTERM|TERM_PROGRAM|NO_COLOR|FORCE_COLOR|INK_SCREEN_READER)$/;
const named =
  /^(?:ACKRING_|ALIBABA_?CLOUD_|ALICLOUD_|ALIYUN_|KUBE|NODE_)|_PROXY$|^(?:TMUX|STY|SSH_CONNECTION|WSL_DISTRO_NAME)$/i;

/** For most variables only that they are set: their values are keys, proxies' passwords, or names. */
function environmentLines(environment: ReportedPlace['environment']): readonly string[] {
  return Object.keys(environment)
    .toSorted()
    .flatMap((name) => {
      if (told.test(name)) return [`${name}=${environment[name] ?? ''}`];
      return named.test(name) ? [`${name} is set`] : [];
    });
}

async function lastCrash(stateFolder: string): Promise<readonly string[]> {
  const folder = crashFolder(stateFolder);
  try {
    const name = (await namesIn(folder))
      .filter((each) => each.startsWith('crash-'))
      .toSorted()
      .at(-1);
    return name === undefined ? [] : readNamedFile(join(folder, name)).toString('utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}
