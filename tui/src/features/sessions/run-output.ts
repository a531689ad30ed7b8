import { isDone, type RunOutcome } from '@ackring/core/sessions';
import { type Cluster, clusterPlace, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { problemText } from '../../shell/problem.js';
import { type Column, table } from '../../shell/text-table.js';
import { refusedText } from './refused-text.js';

/** The commands' output, in the order of the clusters: standard output, standard error, and which failed and why. */
export interface RunText {
  readonly data: readonly string[];
  readonly aside: readonly string[];
  readonly failures: readonly string[];
}

/** kubectl's tables merged, and everything else line by line after its cluster's name. */
export function runText(
  outcomes: readonly RunOutcome[],
  words: readonly string[],
  messages: Pick<Messages, 'sessions' | 'problems'>,
): RunText {
  const labels = labelsOf(outcomes.map(({ cluster }) => cluster));
  const labelled = outcomes.map((outcome) => ({
    ...outcome,
    label: labels.get(clusterPlace(outcome.cluster)) ?? '',
  }));
  const merged = printsTable(words) ? mergedTable(labelled, 'CLUSTER') : null;
  return {
    data:
      (merged === '' ? [] : merged?.split('\n')) ??
      labelled.flatMap(({ label, stdout }) => behind(label, stdout)),
    aside: labelled.flatMap((each) => asideOf(each, messages)),
    failures: labelled.filter((each) => !isDone(each)).flatMap((each) => failureLines(each, messages)),
  };
}

/** Nobody reads a longer text on a screen. */
const mostShown = 262_144;

/** The same as one text, truncated for the screen. */
export function shownOutput(
  outcomes: readonly RunOutcome[],
  words: readonly string[],
  messages: Pick<Messages, 'sessions' | 'problems'>,
): string {
  const { data, aside, failures } = runText(outcomes, words, messages);
  const text = [...data, ...aside, ...failures].join('\n');
  if (text === '') return messages.sessions.nothing;
  return text.length > mostShown ? `${text.slice(0, mostShown)}\n… ${messages.sessions.cut}` : text;
}

/**
 * client-go's log of what it could not discover, such as `E1129 03:12:11.123456    1234 memcache.go:265] …`: kubectl and
 * helm write it once for each try, before they say what is wrong.
 */
export function isDiscoveryLog(line: string): boolean {
  return /^[EW]\d{4} [\d:.]+ +\d+ memcache\.go:\d+\] /.test(line);
}

/**
 * What of that log is shown: all of it where the command succeeded, none where it said itself what is wrong, else its
 * last line; and how many are left out.
 */
export function discoveryLog(
  log: readonly string[],
  { isDone, hasSaid }: { readonly isDone: boolean; readonly hasSaid: boolean },
): { readonly shown: readonly string[]; readonly leftOut: number } {
  const shown = isDone ? log : log.slice(hasSaid ? log.length : -1);
  return { shown, leftOut: log.length - shown.length };
}

function asideOf(
  { label, stderr, ...outcome }: RunOutcome & { readonly label: string },
  { sessions }: Pick<Messages, 'sessions'>,
): readonly string[] {
  const lines = linesOf(stderr);
  const said = lines.filter((line) => !isDiscoveryLog(line));
  const done = isDone({ ...outcome, stderr });
  const hasSaid = said.some((line) => line.trim() !== '');
  const { shown, leftOut } = discoveryLog(lines.filter(isDiscoveryLog), { isDone: done, hasSaid });
  const kept = done ? lines : [...shown, ...said, ...(leftOut > 0 ? [sessions.logLeftOut(leftOut)] : [])];
  return kept.map((line) => `${label}: ${harmless(line)}`);
}

function behind(label: string, text: string): readonly string[] {
  return linesOf(text).map((line) => `${label}: ${harmless(line)}`);
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Tabs are the only cursor movement that a log needs. */
export function harmless(text: string): string {
  return text.split('\t').map(visible).join('\t');
}

function failureLines(
  { label, error, exit, signal, refused }: RunOutcome & { readonly label: string },
  { sessions, problems }: Pick<Messages, 'sessions' | 'problems'>,
): readonly string[] {
  const what =
    error === null
      ? sessions.ended(exit === null ? String(signal) : String(exit))
      : problemText(error, problems);
  return [`${label}: ${what}`, ...refusedText(refused, sessions).map((line) => `  ${line}`)];
}

/** Each cluster's label, by its place: its name, after its account's if it has one, with the id if another is alike. */
export function labelsOf(clusters: readonly Cluster[]): ReadonlyMap<string, string> {
  const plain = ({ name, account }: Cluster) => (account === undefined ? name : `${account.profile}/${name}`);
  const alike = Map.groupBy(clusters, plain);
  const labelOf = (cluster: Cluster): string => {
    const label = plain(cluster);
    return visible((alike.get(label) ?? []).length > 1 ? `${label} ${cluster.id}` : label);
  };
  return new Map(clusters.map((cluster) => [clusterPlace(cluster), labelOf(cluster)]));
}

/** The output of one cluster's kubectl. */
export interface LabelledOutput {
  readonly label: string;
  readonly stdout: string;
}

/** kubectl, with a verb that prints a table unless an option says otherwise. */
export function printsTable([program, verb = '', ...args]: readonly string[]): boolean {
  if (program !== 'kubectl' || !['get', 'top', 'events'].includes(verb)) return false;
  return !args.some((word, at) => isOtherForm(word, args[at + 1] ?? ''));
}

/** `-o wide` is a table too; a watch arrives line by line. */
function isOtherForm(word: string, next: string): boolean {
  const output = /^(?:--output|-o)=?(.*)$/.exec(word)?.[1];
  if (output !== undefined) return (output === '' ? next : output) !== 'wide';
  return /^(?:--no-headers|--watch.*|--raw|--help|-[A-Za-z]*[wh][A-Za-z]*)(?:=|$)/.test(word);
}

/**
 * Merges several tables of kubectl into one, with a column for the cluster of each row; columns that only some have
 * are empty for the others. Null if one of them is not exactly one table.
 */
export function mergedTable(outputs: readonly LabelledOutput[], clusterTitle: string): string | null {
  const tables = outputs.map(({ label, stdout }) => ({ label, read: readTable(stdout) }));
  if (tables.some(({ read }) => read === null)) return null;
  const titles = [...new Set(tables.flatMap(({ read }) => read?.titles ?? []))];
  const rows = tables.flatMap(({ label, read }) => (read?.rows ?? []).map((cells) => ({ label, cells })));
  if (rows.length === 0) return '';
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { title: clusterTitle, text: ({ label }) => label },
    ...titles.map((title) => ({
      title,
      text: ({ cells }: (typeof rows)[number]) => cells.get(title) ?? '',
    })),
  ];
  return table(columns, rows);
}

interface ReadTable {
  readonly titles: readonly string[];
  readonly rows: readonly ReadonlyMap<string, string>[];
}

/** Columns begin where their titles do: kubectl pads by characters, with three spaces in between. */
function readTable(text: string): ReadTable | null {
  const [header = '', ...lines] = text.replace(/\n+$/, '').split('\n');
  if (header === '') return lines.length === 0 ? { titles: [], rows: [] } : null;
  const found = [...header.matchAll(/\S+(?: \S+)*/g)];
  const titles = found.map(([title]) => title);
  const isHeader = titles.every((title) => /^[A-Z][A-Z0-9 ()%/.:_-]*$/.test(title));
  if (!isHeader || new Set(titles).size < titles.length || lines.includes('')) return null;
  const starts = found.map(({ index }) => index);
  const rows = lines.map((line) => {
    const characters = Array.from(line);
    const cells = titles.map((title, at) => {
      const cell = characters
        .slice(starts[at], starts[at + 1])
        .join('')
        .trimEnd();
      return [title, cell] as const;
    });
    return new Map(cells);
  });
  return { titles, rows };
}
