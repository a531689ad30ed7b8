import type { Writable } from 'node:stream';
import { type AckringError, type Sentence, told, visible } from '@ackring/core/words';
import type { ProblemWords } from '../messages/problems/problem-words.js';
import { jsonList, jsonPieces, toJson } from './json.js';
import { problemLine, problemText } from './problem.js';
import type { Progress } from './progress.js';

/** Where a command writes: data on stdout, everything else on stderr. */
export interface Output {
  readonly json: boolean;
  readonly isTerminal: boolean;
  /** Columns of the terminal; 0 where lines are never cut because nobody looks at a screen. */
  readonly columns: number;
  readonly color: boolean;
  /** A line or lines of data. */
  write(text: Sentence | string): void;
  /** Text as it is, without a newline added: a kubeconfig, a PEM. */
  raw(text: string): void;
  /** A value under the `--json` contract. */
  data(value: unknown): void;
  /** A long list under the `--json` contract, made and written piece by piece. */
  list<Item>(items: readonly Item[], toValue: (item: Item) => unknown): void;
  /**
   * A list under the `--json` contract whose items `work` hands over as they come; none is kept, and it ends as valid JSON
   * however `work` ends.
   */
  stream(work: (add: (value: unknown) => Promise<void>) => Promise<void>): Promise<void>;
  /** A file's path for people: made visible, the home folder as `~`. */
  path(file: string): string;
  /** A line on standard error that `--quiet` leaves in: what a program that was run wrote there, or what failed. */
  aside(text: string): void;
  /** The same without an end: a question. */
  prompt(text: string): void;
  /** What a person likes to know and `--quiet` leaves out. */
  note(text: Sentence | string): void;
  /** An error as people read it, over several lines. */
  problemText(error: AckringError): string;
  /**
   * What kept a part of the answer away, beside where: `{"region": …}`. With `--json` a line of JSON. An error, which
   * `--quiet` leaves in.
   */
  problem(place: Readonly<Record<string, string>>, error: AckringError): void;
}

export interface OutputStreams {
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable;
}

export interface OutputSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The words of the person who reads it. */
  readonly problems: ProblemWords;
}

/** The program's own output. Color is left out for NO_COLOR, for dumb terminals and for pipes. */
export function createOutput(
  streams: OutputStreams,
  flags: { json: boolean; quiet: boolean; progress: Pick<Progress, 'makeRoom'> },
  { environment, home, problems }: OutputSurroundings,
): Output {
  const isTerminal = streams.stdout.isTTY === true;
  const write = (stream: Writable, text: string): boolean => {
    flags.progress.makeRoom();
    return stream.write(text);
  };
  const textOf = (text: Sentence | string): string =>
    typeof text === 'string' ? text : told(text, problems.translations);
  return {
    json: flags.json,
    isTerminal,
    columns: isTerminal ? (streams.stdout.columns ?? 80) : 0,
    color: isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb',
    write: (text) => void write(streams.stdout, `${textOf(text)}\n`),
    raw: (text) => void write(streams.stdout, text),
    data: (value) => void write(streams.stdout, `${toJson(value)}\n`),
    list: (items, toValue) => {
      for (const piece of jsonPieces(items, toValue)) write(streams.stdout, piece);
      write(streams.stdout, '\n');
    },
    stream: async (work) => {
      const list = jsonList();
      try {
        await work(async (value) => {
          // A reader that is slower than the answers holds them up, and lets nothing pile up here.
          if (!write(streams.stdout, list.next(value))) await drained(streams.stdout);
        });
      } finally {
        write(streams.stdout, list.end());
      }
    },
    path: (file) => visible(file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file),
    aside: (text) => void write(streams.stderr, `${text}\n`),
    prompt: (text) => void write(streams.stderr, text),
    note: (text) => {
      if (!flags.quiet && !flags.json) write(streams.stderr, `${textOf(text)}\n`);
    },
    problemText: (error) => problemText(error, problems),
    problem: (place, error) => {
      const [name = ''] = Object.values(place);
      const line = flags.json
        ? problemLine(error, place)
        : `${visible(name)}: ${problemText(error, problems)}`;
      write(streams.stderr, `${line}\n`);
    },
  };
}

/** A reader that went away drains nothing any more. */
async function drained(stdout: Writable): Promise<void> {
  if (stdout.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      for (const event of ['drain', 'close', 'error']) stdout.off(event, done);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stdout.on(event, done);
  });
}
