import type { WriteStream } from 'node:tty';
import type { Cursor, FrameWriter } from './frame-writer.js';

export interface DrawnStdout {
  /** What Ink takes for the terminal: each of its frames becomes the few bytes that are new in it. */
  readonly stdout: WriteStream;
  /** Where the cursor stands in the next frame; null hides it. */
  placeCursor(cursor: Cursor | null): void;
  /** Whether the terminal tells of the mouse, while the screen is on it. */
  takeMouse(isUsed: boolean): void;
}

const enterScreen = '\x1b[?1049h';
const leaveScreen = '\x1b[?1049l';
/** What Ink turns on, off and asks for: no line of a frame begins so. */
const mode = /^\x1b\[[?<>]/;
// Buttons and the wheel, in the form that knows every column.
const mouseOn = '\x1b[?1000h\x1b[?1006h';
/** What gives the mouse back to the terminal. */
export const mouseOff = '\x1b[?1006l\x1b[?1000l';

/**
 * Stands between Ink and the terminal. With `debug` Ink writes every frame as plain lines and leaves it to its
 * reader to replace the last one; its other writes turn modes of the terminal on and off.
 */
export function drawOn(terminal: WriteStream, writer: FrameWriter): DrawnStdout {
  let cursor: Cursor | null = null;
  // The first frame stands already when Ink comes.
  let isEntered = true;
  let isMouseUsed = false;
  const write: WriteStream['write'] = (data: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (data === enterScreen && isEntered) return true;
    // Whatever is in front without the screen gets no reports.
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
