import type { ReadStream, WriteStream } from 'node:tty';
import { render, Text, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { keysIn } from '../screen/burst.js';
import { enterScreen, leaveScreen } from '../screen/drawing/alternate-screen.js';
import { spoken } from '../screen/spoken.js';
import type { Store } from '../screen/store.js';
import type { AppEvent } from '../screen/update.js';
import type { Suspend } from './control.js';
import { groundOf } from './ground.js';
import { openKeyboard } from './keyboard.js';
import type { Painter } from './painter.js';

export interface MountOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly store: Store;
  /** Draws the screen; null for a screen reader, for which Ink writes sentences. */
  readonly painter: Painter | null;
  /** Receives the function that gives the terminal to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

export interface Mounted {
  unmount(): void;
  waitUntilExit(): Promise<unknown>;
}

/** Hands the keyboard and the ways out of the screen to Ink. */
export function mount({ stdin, stdout, store, painter, onReady }: MountOptions): Mounted {
  const keyboard = openKeyboard(stdin, (reading) => {
    if (reading.kind === 'mouse') {
      store.dispatch({ kind: 'mouse', act: reading.act, atMs: performance.now() });
      return;
    }
    const ground = groundOf(reading.text);
    if (ground === null) return;
    store.dispatch({ kind: 'arrived', name: 'ground', change: (state) => ({ ...state, ground }) });
  });
  const lendable = (suspend: Suspend): void => onReady(keyboard.lending(suspend));
  const screen = <Screen store={store} isLent={keyboard.isLent} onReady={lendable} />;
  const always = {
    stdin: keyboard.stdin,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  };
  if (painter === null) {
    const spoken = { isScreenReaderEnabled: true, kittyKeyboard: { mode: 'disabled' } } as const;
    return render(screen, { ...always, ...spoken, stdout });
  }
  const terminal = inkTerminal(stdout, painter);
  const instance = render(screen, {
    ...always,
    stdout: terminal.stdout,
    alternateScreen: true,
    isScreenReaderEnabled: false,
    // Ink writes its frame as it is, which is empty, without moving the cursor.
    debug: true,
    // In a terminal that distinguishes Escape from sequences that begin with it, there is no wait for what follows.
    kittyKeyboard: { mode: 'auto' },
  });
  const followSetting = (): void => terminal.takeMouse(store.get().settings.mouse);
  followSetting();
  const unfollow = store.subscribe(followSetting);
  return {
    ...instance,
    unmount: () => {
      unfollow();
      terminal.takeMouse(false);
      instance.unmount();
    },
  };
}

interface ScreenProps {
  readonly store: Store;
  /** Whether another program has the terminal. */
  readonly isLent: () => boolean;
  /** Receives the function that gives the terminal to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

/** Connects the keyboard to the store: keys become events. What is drawn is the painter's. */
function Screen({ store, isLent, onReady }: ScreenProps): ReactNode {
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  // What was typed ahead for whoever has the terminal now is not the screen's: `fg` behind Ctrl-Z, in one read.
  const press = (event: AppEvent): void => {
    if (!isLent()) store.dispatch(event);
  };
  useInput((input, key) => {
    for (const name of keysIn(input, key)) press({ kind: 'key', key: name });
  });
  usePaste((text) => press({ kind: 'paste', text }));
  return useIsScreenReaderEnabled() ? <Spoken store={store} /> : null;
}

/** For a screen reader: what matters now, in sentences, without bars and boxes. */
function Spoken({ store }: Pick<ScreenProps, 'store'>): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  return <Text>{spoken(state).join('\n')}</Text>;
}

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
