import { isDone, type RunOutcome } from '@ackring/core/sessions';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { problemText } from '../../shell/problem.js';
import { labelsOf } from './labels.js';
import { mergedTable, printsTable } from './merged-table.js';
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
  const labelled = outcomes.map((outcome) => ({ ...outcome, label: labels.get(outcome.cluster.id) ?? '' }));
  const merged = printsTable(words) ? mergedTable(labelled, 'CLUSTER') : null;
  return {
    data:
      (merged === '' ? [] : merged?.split('\n')) ??
      labelled.flatMap(({ label, stdout }) => behind(label, stdout)),
    aside: labelled.flatMap(({ label, stderr }) => behind(label, stderr)),
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

function behind(label: string, text: string): readonly string[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${label}: ${harmless(line)}`);
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
