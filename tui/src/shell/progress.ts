import type { Writable } from 'node:stream';
import { visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { cutMiddle } from '../screen/drawing/line.js';
import { cut, width } from './text-table.js';

/** What is being waited for, and its progress, in the user's language. */
export type Waiting = (words: Messages['waiting']) => string;

/** A line on the terminal after a wait of half a second, and only there. */
export interface Progress {
  /** From now on this is waited for, `at` a place; replaces the previous. */
  show(waiting: Waiting, at?: string): void;
  /** Nothing is waited for any more. */
  end(): void;
  /** Shows `waiting` while `work` runs. */
  during<T>(waiting: Waiting, work: Promise<T>): Promise<T>;
  /** Shows nothing while a person is asked; whatever is waited for after the answer counts from there. */
  whileAsking<T>(answer: () => Promise<T>): Promise<T>;
  /** Erases the line before other output; the next beat redraws it below. */
  makeRoom(): void;
}

export interface ProgressTerminal {
  /** Standard error: it reaches no pipe. */
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly isQuiet: boolean;
  /** Loaded only for a real wait. */
  readonly words: () => Promise<Messages['waiting']>;
}

/** An answer within this time is not a wait. */
const patienceMs = 500;
const beatMs = 120;
const dots = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const eraseLine = '\r\x1b[2K';

export function createProgress({ stderr, isQuiet, words }: ProgressTerminal): Progress {
  if (isQuiet) return noProgress;
  let waiting: Waiting | null = null;
  let place = '';
  let known: Messages['waiting'] | null = null;
  let timer: NodeJS.Timeout | null = null;
  let startedAt = 0;
  let isDrawn = false;
  let isAsking = false;
  const erase = (): void => {
    if (isDrawn) stderr.write(eraseLine);
    isDrawn = false;
  };
  const draw = (): void => {
    if (waiting === null || known === null) return;
    const elapsed = process.uptime() - startedAt;
    const dot = dots[Math.floor((elapsed * 1000) / beatMs) % dots.length] ?? '';
    const said = waiting(known);
    // The cloud carries a change on, whoever stops waiting for it.
    const stop = said === known.change ? '' : ` · ${known.stop}`;
    const line = `${dot} ${said} · ${Math.floor(elapsed)} s${stop}`;
    const room = (stderr.columns ?? 80) - 1;
    const at = place === '' ? '' : ` · ${visible(place)}`;
    stderr.write(eraseLine + cut(line, room) + cutMiddle(at, Math.max(0, room - width(line))));
    isDrawn = true;
  };
  const begin = async (patience: NodeJS.Timeout): Promise<void> => {
    // Asked only now: that makes the stream, for 3 ms, and most answers come sooner.
    if (stderr.isTTY !== true) return;
    known ??= await words();
    // Meanwhile it may be over, and another wait begun.
    if (timer !== patience) return;
    draw();
    timer = setInterval(draw, beatMs);
    timer.unref();
  };
  const hide = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    erase();
  };
  const end = (): void => {
    waiting = null;
    hide();
  };
  const show = (next: Waiting, at = ''): void => {
    waiting = next;
    place = at;
    if (isAsking || timer !== null) return;
    // Node would load eleven modules for its `performance`, and most waits are over before they are shown.
    startedAt = process.uptime();
    const patience = setTimeout(() => void begin(patience), patienceMs);
    patience.unref();
    timer = patience;
  };
  return {
    show,
    end,
    makeRoom: erase,
    whileAsking: async (answer) => {
      hide();
      isAsking = true;
      try {
        return await answer();
      } finally {
        isAsking = false;
        if (waiting !== null) show(waiting, place);
      }
    },
    during: async (next, work) => {
      show(next);
      try {
        return await work;
      } finally {
        end();
      }
    },
  };
}

/** For `--quiet`. */
export const noProgress: Progress = {
  show: () => undefined,
  end: () => undefined,
  makeRoom: () => undefined,
  whileAsking: (answer) => answer(),
  during: (_, work) => work,
};
