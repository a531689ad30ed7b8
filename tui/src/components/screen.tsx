import { Box, Text, useCursor, useInput, usePaste } from 'ink';
import { memo, type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { keysIn } from '../keys/burst.js';
import { frame } from '../screens/frame.js';
import type { Store } from '../state/store.js';
import { createPaint, type Depth } from '../theme/paint.js';
import { skins } from '../theme/skins.js';

export interface ScreenProps {
  readonly store: Store;
  readonly depth: Depth;
}

/** Joins the store to the terminal: a state becomes lines, keys become events. */
export function Screen({ store, depth }: ScreenProps): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const paint = useMemo(() => createPaint(skins[state.settings.skin], depth), [state.settings.skin, depth]);
  const { lines, cursor } = useMemo(() => frame(state), [state]);
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursor ?? undefined);
  useInput((input, key) => {
    store.dispatch(...keysIn(input, key).map((name) => ({ kind: 'key', key: name }) as const));
  });
  usePaste((text) => store.dispatch({ kind: 'paste', text }));
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
