import { Box, Text, useApp, useCursor, useInput, useIsScreenReaderEnabled, usePaste } from 'ink';
import { memo, type ReactNode, useEffect, useMemo, useSyncExternalStore } from 'react';
import { keysIn } from '../keys/burst.js';
import { frame } from '../screens/frame.js';
import { spoken } from '../screens/spoken.js';
import type { AppState } from '../state/app-state.js';
import type { Store } from '../state/store.js';
import type { Suspend } from '../terminal/control.js';
import { createPaint, type Depth } from '../theme/paint.js';
import { skins } from '../theme/skins.js';

export interface ScreenProps {
  readonly store: Store;
  readonly depth: Depth;
  /** Told how the terminal can be handed to another program. */
  readonly onReady: (suspend: Suspend) => void;
}

/** Joins the store to the terminal: a state becomes lines, keys become events. */
export function Screen({ store, depth, onReady }: ScreenProps): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const { suspendTerminal } = useApp();
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  useInput((input, key) => {
    store.dispatch(...keysIn(input, key).map((name) => ({ kind: 'key', key: name }) as const));
  });
  usePaste((text) => store.dispatch({ kind: 'paste', text }));
  return useIsScreenReaderEnabled() ? <Spoken state={state} /> : <Drawn state={state} depth={depth} />;
}

function Drawn({ state, depth }: { readonly state: AppState; readonly depth: Depth }): ReactNode {
  const paint = useMemo(() => createPaint(skins[state.settings.skin], depth), [state.settings.skin, depth]);
  const { lines, cursor } = useMemo(() => frame(state), [state]);
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursor ?? undefined);
  return (
    <Box flexDirection="column" width={state.size.columns} height={lines.length}>
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is what it is by its place.
        <Row key={row} text={paint(line)} />
      ))}
    </Box>
  );
}

/** One text node a line, laid out again only when its text changed. An empty one would have no height. */
const Row = memo(function Row({ text }: { readonly text: string }): ReactNode {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});

/** For a screen reader: what matters now, in sentences, without bars and boxes. */
function Spoken({ state }: { readonly state: AppState }): ReactNode {
  return <Text>{spoken(state).join('\n')}</Text>;
}
