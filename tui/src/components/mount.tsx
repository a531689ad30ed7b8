import type { ReadStream, WriteStream } from 'node:tty';
import { render } from 'ink';
import type { Store } from '../state/store.js';
import type { Suspend } from '../terminal/control.js';
import type { Depth } from '../theme/paint.js';
import { Screen } from './screen.js';

export interface MountOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly store: Store;
  readonly depth: Depth;
  readonly isScreenReader: boolean;
  /** Told how the terminal can be handed to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

export interface Mounted {
  /** Draws now what the store holds, without waiting for React's next turn. */
  redraw(): void;
  unmount(): void;
  waitUntilExit(): Promise<unknown>;
}

/** Puts the screen on the terminal, with Ink. */
export function mount({ stdin, stdout, store, depth, isScreenReader, onReady }: MountOptions): Mounted {
  const screen = <Screen store={store} depth={depth} onReady={onReady} />;
  const instance = render(screen, {
    stdin,
    stdout,
    interactive: true,
    alternateScreen: !isScreenReader,
    isScreenReaderEnabled: isScreenReader,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    // A limit makes a key wait for the next beat: at 120 that doubled the time to its frame. Keys that arrive
    // together are one change of the state and one frame as it is.
    maxFps: 1000,
  });
  return { ...instance, redraw: () => instance.rerender(screen) };
}
