import { enterScreen, leaveScreen, showCursor } from '../screen/drawing/alternate-screen.js';
import type { FrameWriter } from '../screen/drawing/frame-writer.js';
import type { Store } from '../screen/store.js';
import { takeOpened } from './opened.js';
import type { PictureOf } from './picture.js';

export interface EarlyTerminal {
  readonly stdin: { setRawMode(isRaw: boolean): unknown };
  readonly stdout: { write(text: string): unknown };
  /** Knows what was drawn, for whoever draws next. */
  readonly writer: FrameWriter;
}

export interface EarlyPaint {
  /** Ink draws from here on, the same lines over these. */
  handOver(): void;
  /** Restores the terminal, if the screen never starts. */
  restore(): void;
}

/**
 * Draws the store's state by hand until Ink and React are loaded: a frame is a pure function of the state, so what is
 * known on this machine is on the screen before them. Raw mode begins here too: keys pressed meanwhile wait for Ink
 * to read them, and are not echoed over the picture.
 */
export function paintEarly(
  store: Store,
  pictureOf: PictureOf,
  { stdin, stdout, writer }: EarlyTerminal,
): EarlyPaint {
  const next = (): string => {
    const { rows, cursor } = pictureOf(store.get());
    return writer.next(rows, cursor, store.get().size);
  };
  const opened = takeOpened();
  // The same lines over those that are there.
  stdout.write((opened === null ? enterScreen : '') + next());
  opened?.handOver();
  stdin.setRawMode(true);
  const handOver = store.subscribe(() => stdout.write(next()));
  return {
    handOver,
    restore: () => {
      handOver();
      stdin.setRawMode(false);
      stdout.write(leaveScreen + showCursor);
    },
  };
}
