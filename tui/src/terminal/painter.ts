import type { WriteStream } from 'node:tty';
import { leaveTerminal, takeTerminal } from '../screen/drawing/alternate-screen.js';
import { createFrameWriter } from '../screen/drawing/frame-writer.js';
import type { Store } from '../screen/store.js';
import { takeOpened } from './opened.js';
import type { PictureOf } from './picture.js';

export interface PaintedTerminal {
  readonly stdin: { setRawMode(isRaw: boolean): unknown };
  readonly stdout: { write(text: string): unknown };
  /** What asks the terminal about itself, behind the first frame. */
  readonly asks?: string;
}

/** Draws the store's state whenever it has changed. */
export interface Painter {
  /** Something else wrote to the terminal, or its window changed: everything is drawn again. */
  redraw(): void;
  /** Another program has the terminal: nothing is drawn until `resume`. */
  pause(): void;
  resume(): void;
  /** Restores the terminal, if the screen never starts. */
  restore(): void;
}

/**
 * Takes the terminal and draws on it, from before Ink and React are loaded: a frame is a pure function of the state, so
 * what is known on this machine is on the screen before them, and no key waits for them afterwards. Raw mode begins
 * here too: keys pressed meanwhile wait for Ink to read them, and are not echoed over the picture.
 */
export function startPainter(
  store: Store,
  pictureOf: PictureOf,
  { stdin, stdout, asks = '' }: PaintedTerminal,
): Painter {
  const writer = createFrameWriter();
  let isPaused = false;
  let isDue = false;
  const next = (): string => {
    isDue = false;
    const state = store.get();
    return writer.next(pictureOf(state), state.size);
  };
  const draw = (): void => {
    if (isPaused) return;
    const bytes = next();
    if (bytes !== '') stdout.write(bytes);
  };
  const opened = takeOpened();
  // The same lines over those that are there.
  stdout.write(opened === null ? takeTerminal + next() + asks : next());
  opened?.handOver();
  stdin.setRawMode(true);
  // What changes in one turn, such as by keys that arrived together, is one frame.
  store.subscribe(() => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      if (isDue) draw();
    });
  });
  const painter: Painter = {
    redraw: () => {
      writer.forget();
      draw();
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      painter.redraw();
    },
    restore: () => {
      painter.pause();
      stdin.setRawMode(false);
      stdout.write(leaveTerminal);
    },
  };
  return painter;
}

/**
 * Calls `onChange` when the window may no longer show what was drawn, before anybody else learns its new size. A
 * terminal cuts off what does not fit, and does not restore it when it grows again; a quick change there and back is
 * no resize to Node, but the signal still came. Returns a function that ends the watch.
 */
export function watchWindow(stdout: WriteStream, onChange: () => void): () => void {
  let isShown = false;
  const resized = (): void => {
    isShown = true;
    onChange();
  };
  // Node's own listener is older: when this one is called, a new size has been reported.
  const signalled = (): void => {
    if (!isShown) onChange();
    isShown = false;
  };
  stdout.prependListener('resize', resized);
  process.on('SIGWINCH', signalled);
  return () => {
    stdout.off('resize', resized);
    process.off('SIGWINCH', signalled);
  };
}

/** More would scroll away what was on the terminal before. */
const mostWarnings = 5;

/**
 * Keeps Node's warnings off an open screen: they would be written over it, on stderr, and scroll it, unless Node was
 * told to write them elsewhere. Returns what lets them through again; the first ones that came meanwhile then follow.
 */
export function holdWarnings(environment: Readonly<Record<string, string | undefined>>): () => void {
  if (environment['NODE_REDIRECT_WARNINGS']) return () => undefined;
  const printers = process.listeners('warning');
  const held = new Map<string, Error>();
  const hold = (warning: Error): void => {
    if (held.size < mostWarnings) held.set(`${warning.name} ${warning.message}`, warning);
  };
  process.removeAllListeners('warning');
  process.on('warning', hold);
  return () => {
    process.off('warning', hold);
    for (const printer of printers) process.on('warning', printer);
    for (const warning of held.values()) for (const printer of printers) printer(warning);
  };
}
