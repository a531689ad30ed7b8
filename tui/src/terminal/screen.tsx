import { Box, Text, Transform, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { type ReactNode, useEffect, useInsertionEffect, useMemo, useSyncExternalStore } from 'react';
import { keysIn } from '../screen/burst.js';
import type { Cursor } from '../screen/drawing/frame-writer.js';
import { spoken } from '../screen/spoken.js';
import type { Store } from '../screen/store.js';
import type { Suspend } from './control.js';
import type { PictureOf } from './picture.js';

/** Reports the cursor's place in the frame to be drawn; null hides it. */
export type PlaceCursor = (cursor: Cursor | null) => void;

export interface ScreenProps {
  readonly store: Store;
  readonly pictureOf: PictureOf;
  readonly placeCursor: PlaceCursor;
  /** Receives the function that gives the terminal to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

/** Connects the store to the terminal: a state becomes lines, keys become events. */
export function Screen({ store, pictureOf, placeCursor, onReady }: ScreenProps): ReactNode {
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  useInput((input, key) => {
    store.dispatch(...keysIn(input, key).map((name) => ({ kind: 'key', key: name }) as const));
  });
  usePaste((text) => store.dispatch({ kind: 'paste', text }));
  const isSpoken = useIsScreenReaderEnabled();
  return isSpoken ? <Spoken store={store} /> : <Drawn {...{ store, pictureOf, placeCursor }} />;
}

/**
 * The frame's lines go in whole, as a transform of an empty block of their size: laid out as text, each would be
 * measured, split and joined again on every key, which takes most of a key's time.
 */
function Drawn({ store, pictureOf, placeCursor }: Omit<ScreenProps, 'onReady'>): ReactNode {
  const { rows, columns, cursor } = useSyncExternalStore(store.subscribe, () => pictureOf(store.get()));
  const transform = useMemo(() => (_: string, row: number) => rows[row] ?? '', [rows]);
  // Before Ink draws what was committed.
  useInsertionEffect(() => placeCursor(cursor));
  return (
    <Box width={columns} height={rows.length}>
      <Transform transform={transform}>{blankLines(rows.length)}</Transform>
    </Box>
  );
}

/** A space in each, since an empty text would not be drawn. */
function blankLines(count: number): string {
  return Array.from({ length: count }, () => ' ').join('\n');
}

/** For a screen reader: what matters now, in sentences, without bars and boxes. */
function Spoken({ store }: Pick<ScreenProps, 'store'>): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  return <Text>{spoken(state).join('\n')}</Text>;
}
