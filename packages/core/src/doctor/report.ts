import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callLine, lastCalls } from '../cloud/openapi/call-log.js';
import { namesIn } from '../machine/files/folders.js';
import { readNamedFile } from '../machine/files/named-file.js';
import { withoutSecretLooks } from '../words/secret-looks.js';
import { visible } from '../words/visible.js';
import type { World } from '../world.js';
import { crashFolder } from './crash.js';
import { type Finding, findingToJson } from './finding.js';
import { jobSubject } from './job.js';

/** The content of a report, besides the findings. */
interface ReportedPlace {
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
  add('job', jobSubject(environment));
  const [{ entries, files }, profiles, fleet, holders] = await Promise.all([
    world.contexts().catch(() => ({ entries: [], files: [] })),
    world.profiles({ withEmpty: true }).catch(() => []),
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

/** Pseudonyms for private names and addresses in a text that is handed to strangers. */
type Pseudonyms = (text: string) => string;

interface OwnNames {
  readonly home: string;
  /** Names of contexts, clusters, people and profiles, by their kind: `{prod: 'cluster'}`. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Replaces private names: the same name by the same word each time, so that the text can still be followed. Texts
 * passed here contain no keys and tokens; what looks like one is removed nevertheless.
 */
export function pseudonyms({ home, names }: OwnNames): Pseudonyms {
  const given = new Map<string, string>();
  const counts = new Map<string, number>();
  const standIn = (kind: string, own: string): string => {
    const known = given.get(`${kind} ${own}`);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    given.set(`${kind} ${own}`, `${kind}-${count}`);
    return `${kind}-${count}`;
  };
  const own = ownPattern([...names.keys()]);
  // A stack has it as an address.
  const homes = home.length > 1 ? [home, pathToFileURL(home).pathname] : [];
  return (text) =>
    [
      // The last part of a home folder's path is a person's name.
      (line: string) => homes.reduce((told, each) => told.replaceAll(each, '~'), line),
      withoutSecretLooks,
      (line: string) => line.replace(base64, '[removed]'),
      (line: string) => line.replace(longWord, (word) => (isHarmless(word) ? word : '[removed]')),
      (line: string) =>
        own === null ? line : line.replace(own, (name) => standIn(names.get(name) ?? 'name', name)),
      ...patterns.map(
        ([kind, pattern]) =>
          (line: string) =>
            line.replace(pattern, (found) => (isNobodys(found) ? found : standIn(kind, found))),
      ),
    ].reduce((line, replace) => replace(line), text);
}

/** Long enough to be a key's, and no path: those have dots, dashes or few capitals. */
const base64 =
  /(?<![A-Za-z0-9+/])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?=[A-Za-z+/]*\d)[A-Za-z0-9+/]{60,}={0,2}/g;

const longWord = /[A-Za-z0-9+_=-]{30,}/g;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const clusterId = /^c[0-9a-f]{32}$/;

/** The report is about request ids; words without a digit are no keys, unless their capitals stand by chance. */
function isHarmless(word: string): boolean {
  if (uuid.test(word) || clusterId.test(word)) return true;
  return !/\d/.test(word) && (!/[a-z]/.test(word) || !/[A-Z](?![a-z]{2})/.test(word));
}

const patterns: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['cluster', /\bc[0-9a-f]{32}\b/g],
  ['id', /\b\d{12,20}\b/g],
  ['person', /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  // Folders of the system tell nobody anything; a place of one's own does, wherever it is.
  [
    'path',
    /(?<![\w:/.~@-])\/(?!(?:usr|bin|sbin|opt\/homebrew|etc\/ssl|dev|proc|sys|snap)\/)(?:[^\s/:;,"'`()]+\/)+[^\s/:;,"'`()]*/g,
  ],
  ['path', /(?<![\w])[A-Za-z]:\\(?!Windows\\|Program Files)[^\s:;,"'`()]+/g],
  [
    'host',
    /(?<![\w./@-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|cn|jp|dev|internal|local|corp|lan|intra|home|arpa|example|cloud|app|co|eu|de|uk)(?![\w.-]*\w)/gi,
  ],
  ['host', /(?<=https?:\/\/)[^\s/:,;"'`)]+/g],
  ['address', /\b\d{1,3}(?:\.\d{1,3}){3}\b/g],
  ['address', /(?<![\w:.])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f:]{1,20}(?![\w:])/gi],
];

function isNobodys(found: string): boolean {
  return /^127\.|^(?:host|address)-\d+$|^(?:nodejs\.org|dl\.k8s\.io|github\.com)$|^[\w.-]+\.aliyuncs\.com$/.test(
    found,
  );
}

/** Longer names first: one may be part of another. */
function ownPattern(names: readonly string[]): RegExp | null {
  const told = names.filter((name) => name.length > 1).toSorted((a, b) => b.length - a.length);
  if (told.length === 0) return null;
  const words = told.map((name) => name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'));
  return new RegExp(`(?<![\\w-])(?:${words.join('|')})(?![\\w-])`, 'g');
}
