import type { WriteStream } from 'node:tty';
import { enterScreen, leaveScreen } from '../screen/drawing/alternate-screen.js';
import type { Painter } from './painter.js';

export interface InkTerminal {
  /** Stands in for the terminal: Ink enters and leaves the screen there, and switches modes. */
  readonly stdout: WriteStream;
  /** Whether the terminal reports the mouse, while the screen is on it. */
  takeMouse(isUsed: boolean): void;
}

// Buttons and the wheel, in the format that covers every column.
const mouseOn = '\x1b[?1000h\x1b[?1006h';
const mouseOff = '\x1b[?1006l\x1b[?1000l';

/** Sits between Ink and the terminal: while Ink has left the screen to another program, nothing is painted. */
export function inkTerminal(terminal: WriteStream, painter: Painter): InkTerminal {
  // The first frame is already shown when Ink starts.
  let isEntered = true;
  let isMouseUsed = false;
  const pass = (args: unknown[]): boolean => Reflect.apply(terminal.write, terminal, args);
  const write: WriteStream['write'] = (...args: unknown[]): boolean => {
    const [data] = args;
    if (data === enterScreen) return isEntered || enter();
    if (data === leaveScreen) leave();
    return pass(args);
  };
  function enter(): boolean {
    isEntered = true;
    const isFree = pass([enterScreen + (isMouseUsed ? mouseOn : '')]);
    painter.resume();
    return isFree;
  }
  function leave(): void {
    isEntered = false;
    painter.pause();
    // A program in front of the screen gets no reports.
    if (isMouseUsed) terminal.write(mouseOff);
  }
  const stdout = new Proxy(terminal, {
    get(target, key) {
      if (key === 'write') return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    stdout,
    takeMouse(isUsed) {
      if (isUsed === isMouseUsed) return;
      isMouseUsed = isUsed;
      if (isEntered) terminal.write(isUsed ? mouseOn : mouseOff);
    },
  };
}
