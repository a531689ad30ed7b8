import { Box, Text, Transform, useApp, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { type ReactNode, useEffect, useInsertionEffect, useMemo, useSyncExternalStore } from 'react';
import type { AppState } from '../screen/app-state.js';
import { keysIn } from '../screen/burst.js';
import type { Cursor } from '../screen/drawing/frame-writer.js';
import { createPaint, type Depth } from '../screen/drawing/paint.js';
import { skins } from '../screen/drawing/skins.js';
import { frame } from '../screen/frame.js';
import { spoken } from '../screen/spoken.js';
import type { Store } from '../screen/store.js';
import type { Suspend } from './control.js';

/** Says where the cursor stands in the frame that is about to be drawn; null hides it. */
export type PlaceCursor = (cursor: Cursor | null) => void;

export interface ScreenProps {
  readonly store: Store;
  readonly depth: Depth;
  readonly placeCursor: PlaceCursor;
  /** Told how the terminal can be handed to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

/** Joins the store to the terminal: a state becomes lines, keys become events. */
export function Screen({ store, depth, placeCursor, onReady }: ScreenProps): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  useInput((input, key) => {
    store.dispatch(...keysIn(input, key).map((name) => ({ kind: 'key', key: name }) as const));
  });
  usePaste((text) => store.dispatch({ kind: 'paste', text }));
  const isSpoken = useIsScreenReaderEnabled();
  return isSpoken ? <Spoken state={state} /> : <Drawn {...{ state, depth, placeCursor }} />;
}

interface DrawnProps {
  readonly state: AppState;
  readonly depth: Depth;
  readonly placeCursor: PlaceCursor;
}

/**
 * The frame's lines come in whole, as a transform of an empty block of their size: laid out as text, each
 * would be measured, cut up and put together again with every key, for most of the time that a key takes.
 */
function Drawn({ state, depth, placeCursor }: DrawnProps): ReactNode {
  const paint = useMemo(() => createPaint(skins[state.settings.skin], depth), [state.settings.skin, depth]);
  const { lines, cursor } = useMemo(() => frame(state), [state]);
  const transform = useMemo(() => (_: string, row: number) => paint(lines[row] ?? []), [lines, paint]);
  // Before Ink draws what was committed.
  useInsertionEffect(() => placeCursor(cursor));
  return (
    <Box width={state.size.columns} height={lines.length}>
      <Transform transform={transform}>{blankLines(lines.length)}</Transform>
    </Box>
  );
}

/** A space in each, since an empty text would not be drawn. */
function blankLines(count: number): string {
  return Array.from({ length: count }, () => ' ').join('\n');
}

/** For a screen reader: what matters now, in sentences, without bars and boxes. */
function Spoken({ state }: { readonly state: AppState }): ReactNode {
  return <Text>{spoken(state).join('\n')}</Text>;
}
