import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { keyOf } from './dispatch.js';
import { viewOf } from './feature.js';
import { readyFind } from './filter.js';
import { currentScreen } from './list-screen.js';
import { notify } from './notify.js';
import { type Reader, readerOf } from './reader.js';
import type { Rows } from './rows.js';
import type { ScreenName } from './screen-name.js';
import type { Ask } from './step.js';
import { defineTask } from './task.js';
import type { Copied, Slot } from './world.js';

/** Foreground work that a key begins, such as a fetch or renewals: while some is under way, no other begins. */
export const workSlot: Slot = { name: 'work', stopsOn: ['cancel'] };

/** Stops the foreground work; what runs beside it, such as a scan, goes on. */
export const stopWork = defineTask({ name: 'stopWork', run: ({ world }) => world.stop(workSlot) });

export const quit = defineTask({ name: 'quit', run: ({ world }, exitCode: number) => world.leave(exitCode) });

export const suspend = defineTask({
  name: 'suspend',
  takesTerminal: () => true,
  run: ({ world }) => world.terminal.suspend(),
});

export const redraw = defineTask({ name: 'redraw', run: ({ world }) => world.terminal.redraw() });

/** Shows a text in the user's pager. */
export const page = defineTask({
  name: 'page',
  takesTerminal: () => true,
  run: ({ world }, text: string) => world.terminal.page(text),
});

export const copy = defineTask({
  name: 'copy',
  arrivals: {
    copied: (state: AppState, what: string, by: Copied, next: CopyKind | null = null) => {
      if (by === 'kept') {
        const todo = () => '`tmux set -s set-clipboard on`';
        return notify(state, 'warn', ({ notices }) => notices.notCopied, todo);
      }
      const again = next === null ? null : otherCopy(keyOf('copy', state), next);
      return by === 'program'
        ? notify(state, 'good', ({ notices }) => notices.copied(what), again)
        : notify(state, 'info', ({ notices }) => notices.askedToCopy(what), again);
    },
  },
  run: async ({ world, emit }, { text, what, next = null }: CopyRequest) => {
    emit.copied(what, await world.terminal.copy(text), next);
  },
});

interface CopyRequest {
  readonly text: string;
  readonly what: string;
  /** What the key copies when it is pressed again. */
  readonly next?: CopyKind | null;
}

export type CopyKind = keyof Messages['copies']['kinds'];

function otherCopy(key: string, next: CopyKind) {
  return ({ copies }: Messages): string => copies.again(key, copies.kinds[next]);
}

const readying: Slot = { name: 'readyFilter', stopsOn: [] };

/** Prepares rows for the filter while its first letter is being typed: in steps, so that no key waits. */
export const readyFilter = defineTask({
  name: 'readyFilter',
  slot: readying,
  run: async ({ signal }, { rows, reader }: { readonly rows: Rows; readonly reader: Reader }) => {
    for (const _ of readyFind(rows, reader)) {
      if (signal.aborted) return;
      await nextTurn();
    }
  },
});

/** From this many rows on, the first letter would have to wait for them. */
export const many = 2_000;

/** Large lists are prepared before anybody filters; of new rows only what changed, and nothing in another order. */
export function filterDue(state: AppState): readonly Ask[] {
  const { rows } = currentScreen(state);
  if (rows.length < many) return [];
  const made = [state.language, ...viewOf(state).madeOf(state)];
  const before = readied.get(state.screen);
  if (before !== undefined && made.every((part, index) => part === before[index])) return [];
  readied.set(state.screen, made);
  return [readyFilter({ rows, reader: readerOf(state) })];
}

/** The input of the rows that were prepared last. */
const readied = new Map<ScreenName, readonly unknown[]>();

/**
 * Passes on arrivals in batches, so that a flood of answers is a few changes of the screen: the delay may depend on
 * how much was taken before.
 */
export async function gather<T>(
  source: AsyncIterable<T>,
  options: {
    readonly everyMs: (taken: number) => number;
    readonly signal: AbortSignal;
    readonly take: (batch: T[]) => void;
  },
): Promise<void> {
  const { everyMs, signal, take } = options;
  let batch: T[] = [];
  let timer: NodeJS.Timeout | null = null;
  let taken = 0;
  const flush = (): void => {
    timer = null;
    if (signal.aborted || batch.length === 0) return;
    take(batch);
    taken += batch.length;
    batch = [];
  };
  try {
    for await (const item of source) {
      if (signal.aborted) return;
      batch.push(item);
      timer ??= setTimeout(flush, everyMs(taken));
    }
  } finally {
    if (timer !== null) clearTimeout(timer);
    flush();
  }
}
