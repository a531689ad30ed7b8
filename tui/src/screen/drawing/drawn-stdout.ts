import type { WriteStream } from 'node:tty';
import { enterScreen, leaveScreen } from './alternate-screen.js';
import type { Cursor, FrameWriter } from './frame-writer.js';

export interface DrawnStdout {
  /** Stands in for the terminal: each of Ink's frames becomes the few bytes that are new in it. */
  readonly stdout: WriteStream;
  /** The cursor's place in the next frame; null hides it. */
  placeCursor(cursor: Cursor | null): void;
  /** Whether the terminal reports the mouse, while the screen is on it. */
  takeMouse(isUsed: boolean): void;
}

/** What Ink switches on, off and queries: no line of a frame begins like this. */
const mode = /^\x1b\[[?<>]/;
// Buttons and the wheel, in the format that covers every column.
const mouseOn = '\x1b[?1000h\x1b[?1006h';
/** Returns the mouse to the terminal. */
export const mouseOff = '\x1b[?1006l\x1b[?1000l';

/**
 * Sits between Ink and the terminal. With `debug` Ink writes every frame as plain lines and leaves it to its reader
 * to replace the last one; its other writes switch modes of the terminal on and off.
 */
export function drawOn(terminal: WriteStream, writer: FrameWriter): DrawnStdout {
  let cursor: Cursor | null = null;
  // The first frame is already shown when Ink starts.
  let isEntered = true;
  let isMouseUsed = false;
  const write: WriteStream['write'] = (data: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (data === enterScreen && isEntered) return true;
    // A program in front of the screen gets no reports.
    if (isMouseUsed && data === leaveScreen) terminal.write(mouseOff);
    if (isMouseUsed && data === enterScreen) terminal.write(mouseOn);
    if (typeof data !== 'string' || data === '' || mode.test(data)) {
      if (data === enterScreen || data === leaveScreen) {
        isEntered = data === enterScreen;
        writer.forget();
      }
      return Reflect.apply(terminal.write, terminal, [data, ...rest]);
    }
    const { columns, rows } = terminal;
    return Reflect.apply(terminal.write, terminal, [
      writer.next(data.split('\n'), cursor, { columns, rows }),
      ...rest,
    ]);
  };
  const stdout = new Proxy(terminal, {
    get(target, key) {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    stdout,
    placeCursor(to) {
      cursor = to;
    },
    takeMouse(isUsed) {
      if (isUsed === isMouseUsed) return;
      isMouseUsed = isUsed;
      if (isEntered) terminal.write(isUsed ? mouseOn : mouseOff);
    },
  };
}
