import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import { drawOn } from '../screen/drawing/drawn-stdout.js';
import type { FrameWriter } from '../screen/drawing/frame-writer.js';
import type { Store } from '../screen/store.js';
import type { Suspend } from './control.js';
import { withoutMouse } from './mouse-input.js';
import type { PictureOf } from './picture.js';
import { Screen } from './screen.js';

export interface MountOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly store: Store;
  readonly pictureOf: PictureOf;
  /** Knows what was drawn before Ink was loaded. */
  readonly writer: FrameWriter;
  readonly isScreenReader: boolean;
  /** Receives the function that gives the terminal to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

export interface Mounted {
  /** Draws the store's state now, without waiting for React's next turn. */
  redraw(): void;
  unmount(): void;
  waitUntilExit(): Promise<unknown>;
}

/** Puts the screen on the terminal, with Ink. */
export function mount(options: MountOptions): Mounted {
  const { store, pictureOf, writer, isScreenReader, onReady } = options;
  const { stdout, placeCursor, takeMouse } = drawOn(options.stdout, writer);
  const stdin = withoutMouse(options.stdin, (act) =>
    store.dispatch({ kind: 'mouse', act, atMs: performance.now() }),
  );
  const followSetting = (): void => takeMouse(store.get().settings.mouse);
  const screen = <Screen store={store} pictureOf={pictureOf} placeCursor={placeCursor} onReady={onReady} />;
  const instance = render(screen, {
    stdin,
    stdout: isScreenReader ? options.stdout : stdout,
    interactive: true,
    alternateScreen: !isScreenReader,
    isScreenReaderEnabled: isScreenReader,
    // Every frame as plain lines, drawn at once: the writer decides what of them is new, and how it reaches the
    // terminal. A frame rate limit would make a key wait for the next beat; keys that arrive together are one change
    // of the state and one frame anyway.
    debug: !isScreenReader,
    // In a terminal that distinguishes Escape from sequences that begin with it, there is no wait for what follows.
    kittyKeyboard: { mode: isScreenReader ? 'disabled' : 'auto' },
    exitOnCtrlC: false,
    patchConsole: false,
  });
  if (isScreenReader) return { ...instance, redraw: () => instance.rerender(screen) };
  followSetting();
  const unfollow = store.subscribe(followSetting);
  return {
    ...instance,
    redraw: () => instance.rerender(screen),
    unmount: () => {
      unfollow();
      takeMouse(false);
      instance.unmount();
    },
  };
}
