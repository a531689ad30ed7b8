import type { Writable } from 'node:stream';
import { type AckringError, type Sentence, visible } from '@ackring/core/words';
import type { ProblemWords } from '../messages/problems/problem-words.js';
import { translate } from '../messages/problems/translate.js';
import { homePath, homePaths } from '../screen/reader.js';
import { jsonList, jsonPieces, valuePieces } from './json.js';
import { problemLine, problemText } from './problem.js';
import type { Progress } from './progress.js';
import { columnsOf, proseWithin } from './prose.js';

/** Where a command writes: data to stdout, everything else to stderr. */
export interface Output {
  readonly json: boolean;
  readonly isTerminal: boolean;
  /** Columns of the terminal; 0 if lines are never cut because no screen shows them. */
  readonly columns: number;
  /** Rows of the terminal; 0 without one. */
  readonly rows: number;
  readonly color: boolean;
  /** A line or lines of data; a sentence is broken between words, for a terminal. */
  write(text: Sentence | string): void;
  /** Lines for people, broken between words for a terminal: a plan, a verdict. */
  prose(text: string): void;
  /** Text as it is, without adding a newline: a kubeconfig, a PEM. */
  raw(text: string): void;
  /** A value under the `--json` contract. */
  data(value: unknown): void;
  /** A long list under the `--json` contract, made and written piece by piece. */
  list<Item>(items: readonly Item[], toValue: (item: Item) => unknown): void;
  /**
   * A list under the `--json` contract whose items `work` passes as they arrive; none is kept, and the JSON is valid
   * however `work` ends.
   */
  stream(work: (add: (value: unknown) => Promise<void>) => Promise<void>): Promise<void>;
  /** A file's path for people: made visible, the home folder as `~`. */
  path(file: string): string;
  /** A line on standard error that `--quiet` keeps: output or failure of a program that was run. */
  aside(text: string): void;
  /** The same without a line break: a question. */
  prompt(text: string): void;
  /** Information that `--quiet` omits. */
  note(text: Sentence | string): void;
  /** A sentence in the reader's language. */
  text(sentence: Sentence): string;
  /** An error for people, over several lines. */
  problemText(error: AckringError): string;
  /**
   * What is missing from the answer, and where: `{"region": …}`. With `--json` a line of JSON. An error, which
   * `--quiet` keeps.
   */
  problem(place: Readonly<Record<string, string>>, error: AckringError): void;
}

export interface OutputStreams {
  readonly stdout: Writable & { isTTY?: boolean; columns?: number; rows?: number };
  readonly stderr: Writable & { isTTY?: boolean; columns?: number };
}

export interface OutputSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The words in the user's language. */
  readonly problems: ProblemWords;
  /** Then nobody who does not read is waited for. */
  readonly signal: AbortSignal;
}

/** The program's own output. No colour with NO_COLOR, on dumb terminals and in pipes. */
export function createOutput(
  streams: OutputStreams,
  flags: { json: boolean; quiet: boolean; progress: Pick<Progress, 'makeRoom'> },
  { environment, home, problems, signal }: OutputSurroundings,
): Output {
  const isTerminal = streams.stdout.isTTY === true;
  const write = (stream: Writable, text: string): boolean => {
    flags.progress.makeRoom();
    return stream.write(text);
  };
  const textOf = (text: Sentence | string): string =>
    typeof text === 'string' ? text : homePaths(translate({ problems }, text), home);
  const tell = (text: string): boolean =>
    write(streams.stderr, `${proseWithin(text, columnsOf(streams.stderr))}\n`);
  const prose = (text: string): void =>
    void write(streams.stdout, `${proseWithin(text, columnsOf(streams.stdout))}\n`);
  return {
    json: flags.json,
    isTerminal,
    columns: columnsOf(streams.stdout),
    rows: isTerminal ? (streams.stdout.rows ?? 24) : 0,
    color: isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb',
    write: (text) =>
      typeof text === 'string' ? void write(streams.stdout, `${text}\n`) : prose(textOf(text)),
    prose,
    text: textOf,
    raw: (text) => void write(streams.stdout, text),
    data: (value) => {
      for (const piece of valuePieces(value)) write(streams.stdout, piece);
    },
    list: (items, toValue) => {
      for (const piece of jsonPieces(items, toValue)) write(streams.stdout, piece);
      write(streams.stdout, '\n');
    },
    stream: async (work) => {
      const list = jsonList();
      try {
        await work(async (value) => {
          // A slow reader slows down the answers, so that nothing accumulates here.
          if (!write(streams.stdout, list.next(value))) await drained(streams.stdout, signal);
        });
      } finally {
        write(streams.stdout, list.end());
      }
    },
    path: (file) => visible(homePath(file, home)),
    aside: (text) => void write(streams.stderr, `${text}\n`),
    prompt: (text) => void write(streams.stderr, text),
    note: (text) => {
      if (!flags.quiet && !flags.json) tell(textOf(text));
    },
    problemText: (error) => problemText(error, problems, home),
    problem: (place, error) => {
      const [name = ''] = Object.values(place);
      if (flags.json) write(streams.stderr, `${problemLine(error, place)}\n`);
      else tell(`${visible(name)}: ${problemText(error, problems, home)}`);
    },
  };
}

/** A reader that has left drains nothing any more. */
async function drained(stdout: Writable, signal: AbortSignal): Promise<void> {
  if (stdout.destroyed || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error']) stdout.off(event, done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stdout.on(event, done);
    signal.addEventListener('abort', done);
  });
}
