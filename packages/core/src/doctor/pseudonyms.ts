import { pathToFileURL } from 'node:url';
import { withoutSecretLooks } from '../words/secret-looks.js';

/** Pseudonyms for private names and addresses in a text that is handed to strangers. */
export type Pseudonyms = (text: string) => string;

export interface OwnNames {
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
